"""The player's figures for Prometheus."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)


class Metrics:
    def __init__(self, scenario: str):
        disable_created_metrics()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.tics = self._counter("vizdoom_tics", "Tics played", scenario)
        self.episodes = self._counter("vizdoom_episodes", "Episodes finished", scenario)
        self.kills = self._counter("vizdoom_kills", "Monsters killed", scenario)
        self.reward = self._gauge(
            "vizdoom_episode_reward", "Total reward of the last finished episode", scenario
        )
        self.rate = self._gauge(
            "vizdoom_tics_per_second", "Tics played in the last second (35 is full speed)", scenario
        )
        self.reward.set(float("nan"))  # until an episode has ended there is none

    def _counter(self, name: str, text: str, scenario: str) -> Counter:
        return Counter(name, text, ["scenario"], registry=self.registry).labels(scenario)

    def _gauge(self, name: str, text: str, scenario: str) -> Gauge:
        return Gauge(name, text, ["scenario"], registry=self.registry).labels(scenario)

    def serve(self, port: int) -> None:
        start_http_server(port, registry=self.registry)
