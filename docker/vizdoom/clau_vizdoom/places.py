"""Where things are inside the container: the one list that supervisor, player and probe share."""

RUNTIME = "/tmp/clau"  # the only writable folder: a tmpfs, since the root file system is read-only
GAME_FOLDER = f"{RUNTIME}/game"  # VizDoom writes its own files to the folder it runs in
AUTHORITY = f"{RUNTIME}/authority"
PROBE_STATE = f"{RUNTIME}/last-probe"

SECRET = "/run/secrets/vnc"
PAGE = "/usr/share/novnc"

DISPLAY = 99
X_SOCKET = f"/tmp/.X11-unix/X{DISPLAY}"
X_LOCK = f"/tmp/.X{DISPLAY}-lock"
SCREEN = (640, 480)

VNC_PORT = 5900
PAGE_PORT = 6080
METRICS_PORT = 9100


def pid_file(child: str) -> str:
    return f"{RUNTIME}/{child}.pid"
