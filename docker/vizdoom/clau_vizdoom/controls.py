"""From what the policy wants to the buttons a scenario has."""

from collections.abc import Sequence

from .policy import Abilities, Intent

LARGEST_TURN_DEG = 8.0  # a tic: quick, and still pleasant to watch
SMALLEST_KEY_TURN_DEG = 1.0  # a turn key moves by nearly two degrees: below this, leave it


class Controls:
    """`buttons` are the scenario's, by name and in its order; an action is a number for each."""

    def __init__(self, buttons: Sequence[str]):
        self.buttons = tuple(buttons)

    def abilities(self) -> Abilities:
        return Abilities(
            shoot="ATTACK" in self.buttons,
            walk="MOVE_FORWARD" in self.buttons,
            turn=any(name in self.buttons for name in ("TURN_LEFT", "TURN_LEFT_RIGHT_DELTA")),
        )

    def action(self, intent: Intent) -> list[float]:
        pressed = {
            "ATTACK": float(intent.shoot),
            "MOVE_FORWARD": float(intent.forward > 0),
            "MOVE_BACKWARD": float(intent.forward < 0),
            "MOVE_RIGHT": float(intent.side > 0),
            "MOVE_LEFT": float(intent.side < 0),
            f"SELECT_WEAPON{intent.weapon}": 1.0,
        } | self._turn(intent.turn)
        return [pressed.get(name, 0.0) for name in self.buttons]

    def _turn(self, degrees: float) -> dict[str, float]:
        if "TURN_LEFT_RIGHT_DELTA" in self.buttons:
            return {"TURN_LEFT_RIGHT_DELTA": max(-LARGEST_TURN_DEG, min(LARGEST_TURN_DEG, degrees))}
        return {
            "TURN_RIGHT": float(degrees > SMALLEST_KEY_TURN_DEG),
            "TURN_LEFT": float(degrees < -SMALLEST_KEY_TURN_DEG),
        }
