"""The programs the supervisor runs: their command lines, and one running program."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import deque
from typing import NamedTuple

from . import log, places

LONGEST_LINE = 1 << 16
LAST_LINES = 10  # kept for the log, should the program end by itself


class Program(NamedTuple):
    name: str
    command: tuple[str, ...]
    folder: str = "/"


def screen(ready_descriptor: int) -> Program:
    width, height = places.SCREEN
    return Program("screen", _words(f"""
        Xvfb :{places.DISPLAY} -screen 0 {width}x{height}x24 -auth {places.AUTHORITY}
        -nolisten tcp -extension GLX -noreset -displayfd {ready_descriptor}"""))


def player() -> Program:
    return Program("player", (sys.executable, "-m", "clau_vizdoom.player"), places.GAME_FOLDER)


def vnc() -> Program:
    """Nobody can do more than look: no input, no clipboard, no remote control of x11vnc itself."""
    return Program("vnc", _words(f"""
        x11vnc -display :{places.DISPLAY} -auth {places.AUTHORITY} -rfbport {places.VNC_PORT}
        -localhost -no6 -passwdfile {places.SECRET} -viewonly -nosel -nobell -noremote -safer
        -shared -forever -noshm -wait 25 -defer 10 -quiet"""))


def page() -> Program:
    return Program("page", _words(f"""
        {sys.executable} -m websockify --web {places.PAGE} --file-only --heartbeat 30
        {places.PAGE_PORT} 127.0.0.1:{places.VNC_PORT}"""))


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


def environment() -> dict[str, str]:
    """What the children see: SDL draws in software, which here is three times faster than OpenGL
    through Mesa.
    """
    return os.environ | {
        "DISPLAY": f":{places.DISPLAY}",
        "XAUTHORITY": places.AUTHORITY,
        "HOME": places.RUNTIME,
        "SDL_VIDEODRIVER": "x11",
        "SDL_AUDIODRIVER": "dummy",
        "SDL_RENDER_DRIVER": "software",
        "SDL_FRAMEBUFFER_ACCELERATION": "0",
    }


class Child(asyncio.SubprocessProtocol):
    """A running program, leader of its own process group, with its output passed on line by line.

    `ended` is done when the program has ended, `closed` when its output has, too: what the program
    has started may hold that open for longer.
    """

    def __init__(self, name: str):
        loop = asyncio.get_running_loop()
        self.name = name
        self.transport: asyncio.SubprocessTransport | None = None
        self.ended: asyncio.Future[int] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.partial = b""
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)

    @classmethod
    async def start(cls, program: Program, inherit: tuple[int, ...] = ()) -> "Child":
        _, child = await asyncio.get_running_loop().subprocess_exec(
            lambda: cls(program.name),
            *program.command,
            cwd=program.folder,
            env=environment(),
            pass_fds=inherit,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        pid = child.transport.get_pid()
        with open(places.pid_file(program.name), "w", encoding="ascii") as file:
            file.write(f"{pid}\n")
        log.event("info", "child_started", child=program.name, pid=pid)
        return child

    def connection_made(self, transport: asyncio.SubprocessTransport) -> None:
        self.transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        *lines, self.partial = (self.partial + data).split(b"\n")
        for line in lines:
            self._pass_on(line.rstrip())
        if len(self.partial) > LONGEST_LINE:
            self._pass_on(self.partial)
            self.partial = b""

    def _pass_on(self, line: bytes) -> None:
        if log.is_event(line):
            log.write(line.decode("utf-8", "replace"))
        elif line:
            text = line.decode("utf-8", "replace")
            self.last_lines.append(text)
            log.event("debug", "child_output", child=self.name, line=text)

    def process_exited(self) -> None:
        self.ended.set_result(self.transport.get_returncode())

    def connection_lost(self, exception: Exception | None) -> None:
        self._pass_on(self.partial.rstrip())
        self.closed.set_result(None)

    def ask_to_end(self) -> None:
        """SIGCONT goes along, or a stopped program would never see the request."""
        if not self.ended.done():
            self.transport.send_signal(signal.SIGTERM)
            self.transport.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """The whole group: what the program has started itself ends with it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.transport.get_pid(), signal.SIGKILL)

    def how_it_ended(self) -> dict[str, object]:
        code = self.ended.result()
        how = {"signal": signal.Signals(-code).name} if code < 0 else {"code": code}
        return how | {"output": list(self.last_lines)}
