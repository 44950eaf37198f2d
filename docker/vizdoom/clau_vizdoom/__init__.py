"""VizDoom, played by a scripted policy on a screen that can be watched over VNC.

The supervisor (python3 -m clau_vizdoom) starts the screen, the player, the VNC server and the web
page, and ends them all as soon as one ends. The probe (python3 -S -m clau_vizdoom.probe) is the
health check.
"""
