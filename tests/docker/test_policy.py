import pytest

from clau_vizdoom.controls import Controls
from clau_vizdoom.policy import (
    ITEM_PATIENCE_TICS,
    LOOK_BACK_TICS,
    STUCK_TICS,
    WEAPON_CHANGE_TICS,
    Abilities,
    Intent,
    Policy,
    Sight,
    Thing,
)

ALL = Abilities(shoot=True, walk=True, turn=True)
CLEAR = tuple((float(bearing), 100.0) for bearing in range(-40, 41, 10))


def monster(identity=1, bearing=0.0, distance=300.0, half_width=2.0):
    return Thing(identity, "Monster", bearing, distance, half_width)


def item(identity=9, bearing=0.0, distance=300.0, category="Health"):
    return Thing(identity, category, bearing, distance, 1.0)


def sight(
    *things,
    depths=CLEAR,
    position=(0.0, 0.0),
    health=90.0,
    ammunition=50.0,
    weapon=2,
    loaded=frozenset(),
):
    return Sight(things, depths, position, health, ammunition, weapon, loaded)


def walking(policy, tics, *things, **more):
    """The intents while the player moves on by ten units a tic."""
    return [
        policy.decide(sight(*things, position=(10.0 * tic, 0.0), **more)) for tic in range(tics)
    ]


def test_shoots_a_monster_it_looks_at():
    assert Policy(ALL, 1).decide(sight(monster())).shoot


@pytest.mark.parametrize("bearing", [-30.0, 30.0])
def test_turns_to_a_monster_before_it_shoots(bearing):
    intent = Policy(ALL, 1).decide(sight(monster(bearing=bearing)))
    assert intent.turn == bearing and not intent.shoot


def test_a_thin_monster_far_away_is_shot_too():
    assert Policy(ALL, 1).decide(sight(monster(bearing=1.0, half_width=0.1, distance=2000.0))).shoot


def test_dodges_to_both_sides_while_shooting():
    policy = Policy(ALL, 1)
    assert {policy.decide(sight(monster())).side for _ in range(100)} == {-1, 1}


@pytest.mark.parametrize("distance, forward", [(50.0, -1), (300.0, 0), (1500.0, 1)])
def test_keeps_its_distance(distance, forward):
    assert Policy(ALL, 1).decide(sight(monster(distance=distance))).forward == forward


def test_stays_with_its_target_unless_another_is_much_nearer():
    policy = Policy(ALL, 1)
    policy.decide(sight(monster(1, -20.0, 300.0)))
    assert policy.decide(sight(monster(1, -20.0, 300.0), monster(2, 20.0, 250.0))).turn == -20.0
    assert policy.decide(sight(monster(1, -20.0, 300.0), monster(2, 20.0, 100.0))).turn == 20.0


def test_does_not_fight_without_ammunition():
    assert not Policy(ALL, 1).decide(sight(monster(), ammunition=0.0)).shoot


def test_does_not_shoot_at_the_dead():
    assert not Policy(ALL, 1).decide(sight(Thing(1, "Gore", 0.0, 100.0, 5.0))).shoot


def test_steps_aside_where_it_cannot_turn():
    policy = Policy(Abilities(shoot=True, walk=False, turn=False), 1)
    assert policy.decide(sight(monster(bearing=20.0))).side == 1
    assert policy.decide(sight(monster(bearing=-20.0))).side == -1
    assert policy.decide(sight(monster(bearing=0.5))) == (0.0, 0, 0, True, 0)


def test_takes_the_best_loaded_weapon_and_waits_for_the_change():
    policy = Policy(ALL, 1)
    asked = [
        policy.decide(sight(monster(), loaded=frozenset({2, 4, 5}))).weapon
        for _ in range(WEAPON_CHANGE_TICS + 1)
    ]
    assert asked[0] == asked[-1] == 4 and set(asked[1:-1]) == {0}
    assert policy.decide(sight(monster(), weapon=4, loaded=frozenset({2, 4, 5}))).weapon == 0


def test_rockets_are_the_last_choice():
    assert Policy(ALL, 1).decide(sight(monster(), weapon=5, loaded=frozenset({2, 5}))).weapon == 2
    assert Policy(ALL, 1).decide(sight(monster(), weapon=2, loaded=frozenset({5}))).weapon == 5


def test_an_empty_weapon_does_not_end_the_fight_while_another_is_loaded():
    assert (
        Policy(ALL, 1)
        .decide(sight(monster(), ammunition=0.0, weapon=1, loaded=frozenset({3})))
        .weapon
        == 3
    )


def test_turns_round_when_hit_from_behind():
    policy = Policy(ALL, 1)
    policy.decide(sight(health=90.0))
    turned = sum(policy.decide(sight(health=80.0)).turn for _ in range(LOOK_BACK_TICS))
    assert turned == pytest.approx(180.0)
    assert policy.decide(sight(health=80.0)).forward == 1


def test_does_not_turn_round_when_it_sees_who_hits_it():
    policy = Policy(ALL, 1)
    policy.decide(sight(monster(bearing=3.0), health=90.0))
    assert policy.decide(sight(monster(bearing=3.0), health=80.0)).turn == 3.0


def test_leaves_health_alone_when_it_has_all():
    assert Policy(ALL, 1).decide(sight(item(bearing=9.0), health=100.0)).turn != 9.0


def test_goes_out_of_its_way_for_health_when_low():
    things = item(8, 10.0, 200.0, "Ammo"), item(9, -10.0, 500.0, "Health")
    assert Policy(ALL, 1).decide(sight(*things, health=80.0)).turn == 10.0
    assert Policy(ALL, 1).decide(sight(*things, health=20.0)).turn == -10.0


def test_leaves_what_it_stands_on_and_cannot_take():
    policy = Policy(ALL, 1)
    turns = [intent.turn for intent in walking(policy, 5, item(9, 7.0, 10.0))]
    assert turns[0] == 7.0 and turns[-1] != 7.0


def test_looks_around_where_it_cannot_walk():
    policy = Policy(Abilities(shoot=True, walk=False, turn=True), 1)
    assert all(policy.decide(sight()).turn > 0 for _ in range(100))


def test_fetches_the_nearest_thing_and_keeps_to_it():
    policy = Policy(ALL, 1)
    assert policy.decide(sight(item(8, 10.0, 400.0), item(9, -10.0, 200.0))).turn == -10.0
    assert policy.decide(sight(item(8, 10.0, 150.0), item(9, -10.0, 200.0))).turn == -10.0


def test_walks_only_when_it_faces_what_it_fetches():
    assert Policy(ALL, 1).decide(sight(item(bearing=5.0))).forward == 1
    assert Policy(ALL, 1).decide(sight(item(bearing=60.0))).forward == 0


def test_gives_up_what_it_cannot_reach():
    policy = Policy(ALL, 1)
    turns = [intent.turn for intent in walking(policy, ITEM_PATIENCE_TICS + 20, item(9, 7.0))]
    assert turns[0] == 7.0 and turns[-1] != 7.0


def test_explores_along_the_longest_way():
    depths = ((-30.0, 20.0), (0.0, 20.0), (30.0, 90.0))
    intent = Policy(ALL, 1).decide(sight(depths=depths))
    assert intent.turn > 0 and intent.forward == 1


def test_turns_away_from_a_wall():
    intent = Policy(ALL, 1).decide(sight(depths=((-20.0, 3.0), (0.0, 3.0), (20.0, 3.0))))
    assert intent.turn != 0 and intent.forward == 0


def test_frees_itself_when_stuck_and_not_when_moving():
    policy = Policy(ALL, 1)
    still = [policy.decide(sight(item(bearing=0.0))).turn for _ in range(STUCK_TICS + 10)]
    assert still[0] == 0.0 and still[-1] != 0.0
    assert all(
        intent.turn == 0.0 for intent in walking(Policy(ALL, 1), STUCK_TICS + 10, item(bearing=0.0))
    )


def test_without_any_picture_it_still_decides():
    Policy(ALL, 1).decide(sight(depths=()))


def test_same_seed_same_game():
    def play(seed):
        policy = Policy(ALL, seed)
        return [policy.decide(sight(monster())) for _ in range(200)]

    assert play(7) == play(7) != play(8)


DEATHMATCH = (
    "ATTACK",
    "MOVE_RIGHT",
    "MOVE_LEFT",
    "MOVE_BACKWARD",
    "MOVE_FORWARD",
    "TURN_LEFT_RIGHT_DELTA",
)


def act(buttons, **wanted):
    controls = Controls(buttons)
    return dict(zip(buttons, controls.action(Intent(**wanted))))


def test_buttons_come_in_the_order_of_the_scenario():
    assert list(act(DEATHMATCH, forward=1, shoot=True).values()) == [1, 0, 0, 0, 1, 0]


def test_a_turn_is_exact_but_never_too_quick():
    assert act(DEATHMATCH, turn=3.5)["TURN_LEFT_RIGHT_DELTA"] == 3.5
    assert act(DEATHMATCH, turn=90.0)["TURN_LEFT_RIGHT_DELTA"] == 8.0
    assert act(DEATHMATCH, turn=-90.0)["TURN_LEFT_RIGHT_DELTA"] == -8.0


def test_turn_keys_leave_small_turns_alone():
    keys = ("TURN_LEFT", "TURN_RIGHT")
    assert act(keys, turn=-5.0) == {"TURN_LEFT": 1, "TURN_RIGHT": 0}
    assert act(keys, turn=5.0) == {"TURN_LEFT": 0, "TURN_RIGHT": 1}
    assert act(keys, turn=0.4) == {"TURN_LEFT": 0, "TURN_RIGHT": 0}


def test_a_weapon_is_chosen_by_its_own_button():
    assert act(("SELECT_WEAPON3", "SELECT_WEAPON4"), weapon=4) == {
        "SELECT_WEAPON3": 0,
        "SELECT_WEAPON4": 1,
    }
    assert act(("SELECT_WEAPON3", "SELECT_WEAPON4")) == {"SELECT_WEAPON3": 0, "SELECT_WEAPON4": 0}


def test_unknown_buttons_are_never_pressed():
    assert act(("SELECT_WEAPON1", "ATTACK"), shoot=True) == {"SELECT_WEAPON1": 0, "ATTACK": 1}


@pytest.mark.parametrize(
    "buttons, abilities",
    [
        (DEATHMATCH, (True, True, True)),
        (("MOVE_LEFT", "MOVE_RIGHT", "ATTACK"), (True, False, False)),
        (("TURN_LEFT", "TURN_RIGHT", "MOVE_FORWARD"), (False, True, True)),
    ],
)
def test_abilities_follow_the_buttons(buttons, abilities):
    assert Controls(buttons).abilities() == abilities
