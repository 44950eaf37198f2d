"""The health check: the screen answers, VNC greets, the page is served, and the game has advanced
since the last probe.

Exits 0 with a line of evidence, or 1 with a line that names what is wrong, in less than 3 s
whatever hangs. Imports little, because it starts anew for each probe.
"""

import os
import socket
import sys
import time
from typing import NamedTuple

from . import places

LOCAL = "127.0.0.1"
TIMEOUT_S = 0.8  # for one answer
DEADLINE = time.monotonic() + 2.4  # for all of them
SAMPLE_GAP_S = 0.15  # five tics
LARGEST_ANSWER = 1 << 20
TICS = b"vizdoom_tics_total{"


class Unhealthy(Exception):
    """The text says what is wrong."""


class NotRunning(Unhealthy):
    """Nothing listens at all."""


def _patience() -> float:
    return max(0.001, min(TIMEOUT_S, DEADLINE - time.monotonic()))


def _connect(family: int, address: object, what: str) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(_patience())
    try:
        connection.connect(address)
    except OSError as error:
        connection.close()
        raise NotRunning(f"{what} takes no connections: {error}") from error
    return connection


def _receive(connection: socket.socket, enough: int, what: str) -> bytes:
    """Up to `enough` bytes, or all there is before the other side closes; one deadline for all of
    it.
    """
    deadline = time.monotonic() + _patience()
    received = b""
    while len(received) < enough:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            piece = connection.recv(min(65536, enough - len(received)))
        except OSError as error:
            raise Unhealthy(f"{what} did not answer: {error}") from error
        if not piece:
            break
        received += piece
    return received


def screen() -> None:
    """Without the cookie the server refuses the greeting, and a refusal shows that it is alive."""
    what = f"the screen :{places.DISPLAY}"
    with _connect(socket.AF_UNIX, places.X_SOCKET, what) as connection:
        connection.sendall(b"l\0" + (11).to_bytes(2, "little") + bytes(8))
        if not _receive(connection, 1, what):
            raise Unhealthy(f"{what} closed the connection")


def vnc() -> None:
    what = f"VNC on {places.VNC_PORT}"
    with _connect(socket.AF_INET, (LOCAL, places.VNC_PORT), what) as connection:
        banner = _receive(connection, 12, what)
    if not banner.startswith(b"RFB 003."):
        raise Unhealthy(f"{what} greets with {banner!r}, not with RFB 003")


def _get(port: int, path: str, what: str) -> bytes:
    with _connect(socket.AF_INET, (LOCAL, port), what) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {LOCAL}\r\n\r\n".encode())
        answer = _receive(connection, LARGEST_ANSWER, what)
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].split(b" ")
    if len(status) < 2 or status[1] != b"200":
        raise Unhealthy(f"{what} answers {head[:60]!r}, not 200")
    return body


def page() -> None:
    what = f"the noVNC page on {places.PAGE_PORT}"
    if b"noVNC" not in _get(places.PAGE_PORT, "/", what):
        raise Unhealthy(f"{what} is not noVNC's")


def tics_in(metrics: bytes) -> int:
    for line in metrics.splitlines():
        if line.startswith(TICS):
            return int(float(line.rsplit(b" ", 1)[1]))
    raise Unhealthy(f"metrics on {places.METRICS_PORT} have no vizdoom_tics_total")


def _tics() -> int:
    return tics_in(_get(places.METRICS_PORT, "/metrics", f"metrics on {places.METRICS_PORT}"))


class Sample(NamedTuple):
    tics: int
    at: float  # of the monotonic clock, which all of the container shares

    def age(self) -> float:
        return time.monotonic() - self.at


def _last() -> Sample | None:
    try:
        with open(places.PROBE_STATE, encoding="ascii") as file:
            tics, at = file.read(100).split()
            return Sample(int(tics), float(at))
    except (OSError, ValueError):
        return None


def _remember(tics: int) -> None:
    beside = f"{places.PROBE_STATE}.{os.getpid()}"
    with open(beside, "w", encoding="ascii") as file:
        file.write(f"{tics} {time.monotonic()}\n")
    os.replace(beside, places.PROBE_STATE)


def advance() -> str:
    """The evidence that the game runs: more tics than at the last probe.

    Where that says nothing (no last probe; the player was restarted, and the counter with it;
    another probe was here a moment ago) the counter is read twice, some tics apart.
    """
    last = _last()
    try:
        tics = _tics()
        if last is None or tics < last.tics or last.age() < SAMPLE_GAP_S:
            last = Sample(tics, time.monotonic())
            time.sleep(SAMPLE_GAP_S)
            tics = _tics()
    except NotRunning as error:
        raise Unhealthy(f"the game does not run: {error}") from error
    except Unhealthy as error:
        if last is None:
            raise
        raise Unhealthy(
            f"the game is frozen: {error} ({last.tics} tics, {last.age():.1f} s ago)"
        ) from error
    if tics == last.tics:
        raise Unhealthy(f"the game is frozen: still at {tics} tics after {last.age():.1f} s")
    _remember(tics)
    return f"{tics} tics, {tics - last.tics} more in {last.age():.1f} s"


def main() -> int:
    try:
        # The game first: the others hang in their turn when everything does.
        evidence = advance()
        for check in (screen, vnc, page):
            check()
    except Unhealthy as error:
        print(error)
        return 1
    print(f"playing: {evidence}; screen, VNC and page answer")
    return 0


if __name__ == "__main__":
    sys.exit(main())
