"""Notices that the player's source has changed (the dev overlay mounts it): by polling, which works
on every mount.
"""

import asyncio
import os

INTERVAL_S = 0.5


def snapshot(folder: str) -> dict[str, tuple[int, int]]:
    """Each Python file's time and size; a file that vanishes meanwhile is left out."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not name.endswith(".py"):
                continue
            try:
                status = os.stat(path)
            except FileNotFoundError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changed(before: dict, after: dict) -> list[str]:
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )


async def next_change(folder: str, interval_s: float = INTERVAL_S) -> list[str]:
    """Returns once something has changed and then held still for one interval (an editor writes in
    steps).
    """
    first = last = snapshot(folder)
    while True:
        await asyncio.sleep(interval_s)
        now = snapshot(folder)
        if now != first and now == last:
            return changed(first, now)
        last = now
