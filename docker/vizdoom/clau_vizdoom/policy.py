"""The scripted player: what it sees goes in, what it wants goes out. Knows nothing of VizDoom
itself.

It shoots the nearest monster in sight with the best weapon at hand and dodges meanwhile; turns
round when it is hit from behind; else walks to what is worth having, else explores along the
longest free way. When it is stuck, it turns and walks on. Angles are degrees, positive to the
right; distances are map units.
"""

import random
from typing import NamedTuple

WANTED = frozenset({"Ammo", "Armor", "Health", "Key", "Weapon"})
FULL_HEALTH = 100
LOW_HEALTH = 50
LOW_HEALTH_NEARNESS = 0.3  # when low, health is worth going for as if it were this much nearer

# By slot: plasma, chaingun, shotgun, pistol. Rockets come last: their blast kills whoever stands
# near, first the player.
BEST_WEAPONS_FIRST = (6, 4, 3, 2, 5)
WEAPON_CHANGE_TICS = 25

AIM_TOLERANCE_DEG = 1.2  # a monster thinner than this on the screen still counts as hit
LEAVE_TARGET_RATIO = 0.6  # another monster must be this much nearer to change the aim
CLOSE, FAR = 160.0, 700.0  # nearer: step back; farther: walk on while shooting
DODGE_TICS = (12, 30)
WALKABLE_DEG = 25.0  # walk only while roughly facing the goal

TOUCH = 20.0  # nearer than this, and still there: it cannot be taken now
ITEM_PATIENCE_TICS = 140  # how long to go for one thing before it counts as out of reach
STUCK_TICS, STUCK_UNITS = 20, 12.0
ESCAPE_TICS = (15, 35)
SCAN_STEP_DEG = 4.0
LOOK_BACK_DEG, LOOK_BACK_TICS = 7.5, 24  # half a turn
CLEAR_DEPTH = 9.0  # in the depth buffer's own unit: less ahead means a wall


class Thing(NamedTuple):
    identity: int
    category: str
    bearing: float
    distance: float
    half_width: float


class Sight(NamedTuple):
    things: tuple[Thing, ...]
    depths: tuple[tuple[float, float], ...]  # bearing and depth of some columns, left to right
    position: tuple[float, float]
    health: float
    ammunition: float  # of the weapon in hand
    weapon: int = 0  # the slot of the weapon in hand
    loaded: frozenset[int] = frozenset()  # the slots of all weapons with ammunition


class Abilities(NamedTuple):
    shoot: bool
    walk: bool
    turn: bool


class Intent(NamedTuple):
    turn: float = 0.0
    forward: int = 0  # -1 back, 1 ahead
    side: int = 0  # -1 left, 1 right
    shoot: bool = False
    weapon: int = 0  # the slot to change to; 0 keeps the weapon


class Policy:
    """One episode's player; its only randomness is the seed's."""

    def __init__(self, abilities: Abilities, seed: int):
        self.abilities = abilities
        self.random = random.Random(seed)
        self.tic = 0
        self.target = 0
        self.dodge_side, self.dodge_until = 1, 0
        self.weapon_changed = -WEAPON_CHANGE_TICS
        self.health, self.look_back_until = 0.0, 0
        self.goal, self.goal_since = 0, 0
        self.given_up: set[int] = set()
        self.anchor, self.anchor_tic = (0.0, 0.0), 0
        self.escape_turn, self.escape_until = 0.0, 0

    def decide(self, sight: Sight) -> Intent:
        self.tic += 1
        hurt, self.health = sight.health < self.health, sight.health
        if self.abilities.shoot and (sight.ammunition > 0 or sight.loaded):
            target = self._choose_target(sight.things)
            if target:
                self._moved(sight.position)
                return self._fight(target)._replace(weapon=self._choose_weapon(sight))
            if hurt and self.abilities.turn:
                self.look_back_until = self.tic + LOOK_BACK_TICS
        if self.tic < self.look_back_until:
            return Intent(turn=LOOK_BACK_DEG)
        return self._move(sight)

    def _move(self, sight: Sight) -> Intent:
        if not self.abilities.walk:
            return Intent(turn=SCAN_STEP_DEG)
        if self._is_stuck(sight.position):
            self._begin_escape()
        if self.tic < self.escape_until:
            return Intent(turn=self.escape_turn, forward=1)
        return self._fetch(sight) or self._explore(sight.depths)

    # --- monsters

    def _choose_target(self, things: tuple[Thing, ...]) -> Thing | None:
        monsters = [thing for thing in things if thing.category == "Monster"]
        if not monsters:
            return None
        best = min(monsters, key=lambda thing: thing.distance)
        for monster in monsters:
            if (
                monster.identity == self.target
                and best.distance > monster.distance * LEAVE_TARGET_RATIO
            ):
                best = monster
        self.target = best.identity
        return best

    def _fight(self, target: Thing) -> Intent:
        aimed = abs(target.bearing) <= max(target.half_width, AIM_TOLERANCE_DEG)
        if not self.abilities.turn:
            return Intent(side=0 if aimed else _sign(target.bearing), shoot=aimed)
        if self.tic >= self.dodge_until:
            self.dodge_side = -self.dodge_side
            self.dodge_until = self.tic + self.random.randint(*DODGE_TICS)
        forward = 1 if target.distance > FAR else -1 if target.distance < CLOSE else 0
        return Intent(turn=target.bearing, forward=forward, side=self.dodge_side, shoot=aimed)

    def _choose_weapon(self, sight: Sight) -> int:
        best = next((slot for slot in BEST_WEAPONS_FIRST if slot in sight.loaded), sight.weapon)
        # Asked again while the change is under way, the game would change once more.
        if best == sight.weapon or self.tic - self.weapon_changed < WEAPON_CHANGE_TICS:
            return 0
        self.weapon_changed = self.tic
        return best

    # --- things worth having

    def _fetch(self, sight: Sight) -> Intent | None:
        wanted = [thing for thing in sight.things if self._wants(thing, sight.health)]
        if not wanted:
            return None
        goal = next((thing for thing in wanted if thing.identity == self.goal), None)
        if goal is None:
            goal = min(wanted, key=lambda thing: _worth(thing, sight.health))
            self.goal, self.goal_since = goal.identity, self.tic
        elif self.tic - self.goal_since > ITEM_PATIENCE_TICS or goal.distance < TOUCH:
            self.given_up.add(goal.identity)
        return Intent(turn=goal.bearing, forward=int(abs(goal.bearing) < WALKABLE_DEG))

    def _wants(self, thing: Thing, health: float) -> bool:
        if thing.category not in WANTED or thing.identity in self.given_up:
            return False
        return thing.category != "Health" or health < FULL_HEALTH

    # --- the way

    def _explore(self, depths: tuple[tuple[float, float], ...]) -> Intent:
        bearing, depth = max(
            depths, key=lambda column: column[1] - abs(column[0]) / 10, default=(0.0, 0.0)
        )
        if depth < CLEAR_DEPTH:
            self._begin_escape()
            return Intent(turn=self.escape_turn)
        return Intent(turn=bearing / 4, forward=1)

    def _moved(self, position: tuple[float, float]) -> None:
        self.anchor, self.anchor_tic = position, self.tic

    def _is_stuck(self, position: tuple[float, float]) -> bool:
        if self.tic < self.escape_until or _distance(position, self.anchor) > STUCK_UNITS:
            self._moved(position)
        return self.tic - self.anchor_tic > STUCK_TICS

    def _begin_escape(self) -> None:
        tics = self.random.randint(*ESCAPE_TICS)
        self.escape_turn = self.random.choice((-1, 1)) * self.random.uniform(60, 150) / tics
        self.escape_until = self.tic + tics
        self.given_up.add(self.goal)


def _worth(thing: Thing, health: float) -> float:
    """The smaller the better: its distance, or what that feels like."""
    urgent = thing.category == "Health" and health < LOW_HEALTH
    return thing.distance * (LOW_HEALTH_NEARNESS if urgent else 1.0)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5
