"""Keeps the game at its own speed, and measures it."""

import time
from collections.abc import Callable

LARGEST_LAG_S = 0.25  # after a longer halt the lost time is let go, not played at double speed


class Pace:
    def __init__(
        self,
        per_second: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.interval = 1.0 / per_second
        self.clock, self.sleep = clock, sleep
        self.due = clock()
        self.second, self.count = self.due, 0

    def wait(self) -> float | None:
        """Returns when the next tic is due; once a second with the tics per second since the last
        time.
        """
        self.due += self.interval
        now = self.clock()
        if now < self.due:
            self.sleep(self.due - now)
        elif now - self.due > LARGEST_LAG_S:
            self.due = now
        return self._rate()

    def _rate(self) -> float | None:
        self.count += 1
        now = self.clock()
        elapsed = now - self.second
        if elapsed < 1.0:
            return None
        rate, self.second, self.count = self.count / elapsed, now, 0
        return rate
