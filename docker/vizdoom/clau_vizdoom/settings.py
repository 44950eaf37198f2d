"""What the environment may say, checked at the start."""

import os
from collections.abc import Mapping
from typing import NamedTuple

SCENARIOS = ("basic", "deadly_corridor", "deathmatch", "defend_the_center", "health_gathering")
DEFAULT_SCENARIO = "deathmatch"
DEFAULT_SEED = "10"  # its first episodes have a lot to show
TICS_PER_SECOND = 35
LARGEST_SEED = 2**31 - 1


class SettingError(ValueError):
    """A variable of the environment has no sensible value; the text says which and why."""


class Settings(NamedTuple):
    scenario: str
    seed: int
    watch: bool


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    scenario = environment.get("VIZDOOM_SCENARIO") or DEFAULT_SCENARIO
    if scenario not in SCENARIOS:
        raise SettingError(f"VIZDOOM_SCENARIO={scenario}: not one of {', '.join(SCENARIOS)}")
    return Settings(
        scenario,
        _seed(environment.get("VIZDOOM_SEED") or DEFAULT_SEED),
        _switch(environment, "VIZDOOM_WATCH"),
    )


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_SEED:
        raise SettingError(f"VIZDOOM_SEED={text}: not a whole number from 0 to {LARGEST_SEED}")
    return int(text)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "")
    if text not in ("", "0", "1"):
        raise SettingError(f"{name}={text}: not 0 or 1")
    return text == "1"
