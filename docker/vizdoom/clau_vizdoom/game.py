"""VizDoom itself: a scenario set up for a visible window, its state as the policy's sight, one tic
at a time.
"""

import math
import os

import vizdoom

from . import controls, places
from .policy import Policy, Sight, Thing

FIELD_OF_VIEW_DEG = 90.0
DEPTH_COLUMNS = 17
# The band just above the horizon: below it the floor is near everywhere, above it the ceiling.
DEPTH_ROWS = slice(places.SCREEN[1] * 40 // 100, places.SCREEN[1] // 2)

VARIABLE = vizdoom.GameVariable
SLOTS = (2, 3, 4, 5, 6)
SENSED = (
    VARIABLE.POSITION_X,
    VARIABLE.POSITION_Y,
    VARIABLE.HEALTH,
    VARIABLE.SELECTED_WEAPON_AMMO,
    VARIABLE.SELECTED_WEAPON,
)
ARSENAL = tuple(getattr(VARIABLE, f"{what}{slot}") for slot in SLOTS for what in ("WEAPON", "AMMO"))


class Game:
    def __init__(self, scenario: str, visible: bool = True):
        self.doom = doom = vizdoom.DoomGame()
        doom.load_config(os.path.join(vizdoom.scenarios_path, f"{scenario}.cfg"))
        doom.set_doom_game_path(os.path.join(vizdoom.root_path, "freedoom2.wad"))
        doom.set_doom_config_path(os.path.join(places.GAME_FOLDER, "_vizdoom.ini"))
        doom.set_window_visible(visible)
        doom.set_sound_enabled(False)
        doom.set_screen_resolution(vizdoom.ScreenResolution.RES_640X480)
        doom.set_render_hud(True)
        doom.set_render_screen_flashes(True)
        doom.set_labels_buffer_enabled(True)
        doom.set_depth_buffer_enabled(True)
        doom.set_mode(vizdoom.Mode.PLAYER)
        doom.set_available_game_variables([*SENSED, *ARSENAL])
        self.controls = controls.Controls([button.name for button in doom.get_available_buttons()])
        self.kills = 0
        doom.init()

    def begin(self, seed: int) -> Policy:
        self.doom.set_seed(seed)
        self.doom.new_episode()
        self.kills = 0
        return Policy(self.controls.abilities(), seed)

    def finished(self) -> bool:
        return self.doom.is_episode_finished()

    def reward(self) -> float:
        return self.doom.get_total_reward()

    def step(self, policy: Policy) -> int:
        """Plays one tic; says how many kills it brought."""
        self.doom.make_action(self.controls.action(policy.decide(self._sight())), 1)
        kills = int(self.doom.get_game_variable(VARIABLE.KILLCOUNT))
        gained, self.kills = max(0, kills - self.kills), max(kills, self.kills)
        return gained

    def _sight(self) -> Sight:
        state = self.doom.get_state()
        x, y, health, ammunition, weapon, *arsenal = (
            float(value) for value in state.game_variables
        )
        things = tuple(
            _thing(label, x, y) for label in state.labels if label.object_category != "Self"
        )
        loaded = frozenset(
            slot
            for slot, owned, rounds in zip(SLOTS, arsenal[::2], arsenal[1::2])
            if owned and rounds > 0
        )
        return Sight(
            things, _depths(state.depth_buffer), (x, y), health, ammunition, int(weapon), loaded
        )

    def close(self) -> None:
        self.doom.close()


def _thing(label, x: float, y: float) -> Thing:
    """The middle of what is seen of it, since half a monster behind a corner is best shot in its
    visible half.
    """
    middle, half = label.x + label.width / 2, label.width / 2
    distance = math.hypot(label.object_position_x - x, label.object_position_y - y)
    left, right = _bearing(middle - half), _bearing(middle + half)
    return Thing(
        label.object_id, label.object_category, _bearing(middle), distance, (right - left) / 2
    )


def _bearing(column: float) -> float:
    half = places.SCREEN[0] / 2
    return math.degrees(
        math.atan((column - half) / half * math.tan(math.radians(FIELD_OF_VIEW_DEG / 2)))
    )


def _depths(buffer) -> tuple[tuple[float, float], ...]:
    step = places.SCREEN[0] // DEPTH_COLUMNS
    columns = range(step // 2, places.SCREEN[0], step)
    return tuple((_bearing(column), float(buffer[DEPTH_ROWS, column].min())) for column in columns)
