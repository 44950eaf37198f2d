"""Starts the screen, the player, the VNC server and the page, and ends them all together.

A child that ends by itself ends the container with code 1, and the log says which one it was.
SIGTERM and SIGINT end it with code 0 in well under a second, even when a child is stopped or hangs.
"""

import asyncio
import os
import signal

from . import children, display, log, places, settings, watch
from .children import Child

SCREEN_DEADLINE_S = 5.0
# Together with the start of an engine's stop these stay below a second.
END_GRACE_S = 0.4
SCREEN_GRACE_S = 0.1
LAST_WORDS_S = 0.1
SOURCE = os.path.dirname(os.path.abspath(__file__))


class StartError(Exception):
    """The container cannot start; the text says what is missing."""


def prepare() -> None:
    os.umask(0o077)
    try:
        os.makedirs(places.GAME_FOLDER, exist_ok=True)
        display.prepare()
    except OSError as error:
        raise StartError(
            f"{error.filename}: {error.strerror}; /tmp must be a tmpfs this user may write to"
        ) from error
    try:
        with open(places.SECRET, "rb") as file:
            password = file.readline().strip()
    except OSError as error:
        raise StartError(
            f"{places.SECRET}: {error.strerror}; the VNC password's file must be mounted there, "
            f"readable by user {os.getuid()}"
        ) from error
    if not password:
        raise StartError(f"{places.SECRET}: the VNC password is empty")


async def start_screen() -> Child:
    """Returns once the X server takes connections: then it writes its number to the pipe."""
    ready, writing = os.pipe()
    try:
        child = await Child.start(children.screen(writing), inherit=(writing,))
    finally:
        os.close(writing)
    if not (await _first_line(ready)).endswith(b"\n"):
        await end([child])
        raise StartError(f"the screen did not come up in {SCREEN_DEADLINE_S:.0f} s")
    return child


async def _first_line(descriptor: int) -> bytes:
    """What comes through the pipe, to the end of the line; less if the pipe ends, or the time.
    Closes the pipe.
    """
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    try:
        return await asyncio.wait_for(reader.readline(), SCREEN_DEADLINE_S)
    except TimeoutError:
        return b""
    finally:
        transport.close()


async def end(ending: list[Child], grace_s: float = END_GRACE_S) -> None:
    """Asks, waits a little, kills."""
    if not ending:
        return
    for child in ending:
        child.ask_to_end()
    _, late = await asyncio.wait([child.ended for child in ending], timeout=grace_s)
    for child in ending:
        child.kill()
        if child.ended in late:
            log.event("warning", "child_killed", child=child.name, grace_s=grace_s)
    await asyncio.wait(
        [future for child in ending for future in (child.ended, child.closed)], timeout=LAST_WORDS_S
    )


async def end_all(running: list[Child]) -> None:
    """The screen last: without it the game would not end, but crash."""
    await end([child for child in running if child.name != "screen"])
    await end([child for child in running if child.name == "screen"], SCREEN_GRACE_S)


class Supervisor:
    def __init__(self, chosen: settings.Settings):
        self.settings = chosen
        self.running: list[Child] = []
        self.stopping = asyncio.Event()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        try:
            self.running.append(await start_screen())
            for program in (children.player(), children.vnc(), children.page()):
                self.running.append(await Child.start(program))
            return await self._wait()
        except (StartError, OSError) as error:
            log.event("error", "start_failed", reason=str(error))
            return 1
        finally:
            await end_all(self.running)

    async def _wait(self) -> int:
        stop = asyncio.create_task(self.stopping.wait())
        change = self._watch()
        while True:
            ends = {child.ended: child for child in self.running}
            done, _ = await asyncio.wait(
                {stop, *ends} | ({change} if change else set()), return_when=asyncio.FIRST_COMPLETED
            )
            if stop in done:
                log.event("info", "stopping")
                return 0
            if change in done:
                await self._restart_player(change.result())
                change = self._watch()
                continue
            for child in [ends[future] for future in done]:
                if not self._outlives(child):
                    return 1

    def _watch(self) -> asyncio.Task | None:
        return asyncio.create_task(watch.next_change(SOURCE)) if self.settings.watch else None

    def _outlives(self, child: Child) -> bool:
        """Whether the container goes on without this child: only while somebody is editing the
        player.
        """
        log.event("error", "child_ended", child=child.name, **child.how_it_ended())
        if not (self.settings.watch and child.name == "player"):
            return False
        child.kill()
        log.event("info", "waiting_for_a_change", folder=SOURCE)
        self.running.remove(child)
        return True

    async def _restart_player(self, files: list[str]) -> None:
        log.event("info", "source_changed", files=[os.path.relpath(path, SOURCE) for path in files])
        players = [child for child in self.running if child.name == "player"]
        if players:
            await end(players)
        self.running = [child for child in self.running if child not in players]
        self.running.append(await Child.start(children.player()))


def main() -> int:
    try:
        chosen = settings.read()
        prepare()
    except (settings.SettingError, StartError) as error:
        log.event("error", "start_failed", reason=str(error))
        return 1
    log.event("info", "starting", scenario=chosen.scenario, seed=chosen.seed, watch=chosen.watch)
    return asyncio.run(Supervisor(chosen).run())
