"""Plays episode after episode at the game's own speed, until it is told to stop."""

import signal
import sys

from . import log, places, settings
from .game import Game
from .metrics import Metrics
from .pace import Pace


class Player:
    def __init__(self, chosen: settings.Settings):
        self.settings = chosen
        self.metrics = Metrics(chosen.scenario)
        self.pace = Pace(settings.TICS_PER_SECOND)
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> None:
        game = Game(self.settings.scenario)
        self.metrics.serve(places.METRICS_PORT)
        number = 0
        try:
            while not self.stopping:
                number += 1
                self._episode(game, number)
        finally:
            game.close()

    def _episode(self, game: Game, number: int) -> None:
        """Each episode has a seed of its own, counted up from the first, so any of them can be
        played again.
        """
        seed = (self.settings.seed + number - 1) % (settings.LARGEST_SEED + 1)
        policy = game.begin(seed)
        tics = kills = 0
        while not game.finished():
            if self.stopping:
                return
            gained = game.step(policy)
            kills += gained
            tics += 1
            self.metrics.tics.inc()
            self.metrics.kills.inc(gained)
            rate = self.pace.wait()
            if rate is not None:
                self.metrics.rate.set(rate)
        self.metrics.episodes.inc()
        self.metrics.reward.set(game.reward())
        log.event(
            "info",
            "episode_ended",
            scenario=self.settings.scenario,
            episode=number,
            seed=seed,
            tics=tics,
            kills=kills,
            reward=round(game.reward(), 2),
        )


def main() -> int:
    try:
        Player(settings.read()).run()
    except Exception as error:  # the last word of the process: whatever it was belongs in the log
        log.event("error", "player_failed", reason=f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
