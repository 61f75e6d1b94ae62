"""The ladders as data: the rungs of plan_rules_2 9.3, doses of 9.2, and something for everybody in each place."""

from itertools import combinations, pairwise

import pytest
import yaml

from runback.knowledge.exercises import FILE, Exercise, load_exercises, parse_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.reading import BrokenRuleBook, read_text
from runback.plan.strength.ladders import PHASES, WEIGHTS, Suits, climb, is_weighted, longest_set_s, set_seconds
from runback.plan.strength.overload import next_dose
from runback.plan.strength.session import MAJOR, MORE
from tests.plan.strength.made_up import MONDAY, exercise

BOOK = load_exercises()
TRAITS = (
    "flexion_intolerant", "extension_intolerant", "pelvic", "fragility", "bone_stress", "pregnancy", "radicular",
    "acute",
)  # fmt: skip
IN_SESSIONS = [one for one in BOOK.exercises if one.ladder]
SLOW_OR_HELD = {"bird_dog", "bird_dog_hover", "dead_bug", "heel_tap"}
"""Repetitions with a pause of their own, 8 to 12 in plan_rules 6."""


def ids(ladder: str) -> list[str]:
    return [one.id for one in BOOK.ladders[ladder]]


def test_the_ladders_are_those_of_the_rules() -> None:
    assert ids("squat") == [
        "sit_to_stand", "sit_to_stand_slow", "single_leg_sit_to_stand_helped", "single_leg_sit_to_stand",
        "single_leg_sit_to_stand_low", "bulgarian_split_squat",
    ]  # fmt: skip
    assert ids("bridge") == [
        "glute_bridge", "glute_bridge_slow", "bridge_march", "single_leg_bridge", "single_leg_bridge_step",
    ]  # fmt: skip
    assert ids("calf") == [
        "calf_raise", "calf_raise_one_down", "single_leg_calf_raise", "single_leg_calf_raise_step",
    ]  # fmt: skip
    assert ids("side_plank") == ["side_plank_knees", "side_plank", "side_plank_top_leg"]
    assert ids("press_up") == ["wall_press_up", "table_press_up", "press_up", "press_up_slow"]
    assert ids("towel_row") == ["towel_row", "bag_row"]
    assert ids("hop") == ["low_jump", "small_hop"]


@pytest.mark.parametrize("ladder", sorted(BOOK.ladders))
def test_rungs_count_up_from_one_and_two_of_a_rung_need_different_kit(ladder: str) -> None:
    rungs = BOOK.ladders[ladder]

    assert rungs[0].rung == 1
    for low, high in pairwise(rungs):
        assert high.rung - low.rung in (0, 1)
        assert high.rung > low.rung or set(high.kit) != set(low.kit)


@pytest.mark.parametrize("ladder", ["squat", "bridge", "calf", "side_plank", "press_up", "towel_row"])
def test_the_ladders_without_kit_need_none(ladder: str) -> None:
    assert not any(one.kit for one in BOOK.ladders[ladder])


@pytest.mark.parametrize("one", IN_SESSIONS, ids=lambda one: one.id)
def test_doses_are_those_of_the_rules(one: Exercise) -> None:
    for phase, (sets, low, high) in one.doses.items():
        assert 1 <= sets <= (2 if phase in ("control", "maintain") else 3)
        if one.unit == "hold_s":
            assert 10 <= low <= high <= 60
        elif is_weighted(one) and not one.id.startswith("kettlebell_swing"):
            assert (low, high) == {"control": (12, 15), "build": (8, 12)}.get(phase, (6, 8))
        elif one.id not in SLOW_OR_HELD and not one.id.startswith("kettlebell_swing"):
            assert 10 <= low <= high <= load_plan_rules().strength_steps.reps_max_body


def test_easier_and_harder_lead_along_the_ladder_where_they_name_one_of_it() -> None:
    for rungs in BOOK.ladders.values():
        rung_of = {one.id: one.rung for one in rungs}
        for one in rungs:
            assert rung_of.get(one.easier, one.rung - 1) < one.rung or one.rung == 1
            assert rung_of.get(one.harder, one.rung + 1) > one.rung


@pytest.mark.parametrize("slot", sorted({slot for half in (*MAJOR, *MORE) for slot in half}))
def test_every_place_of_a_session_has_ladders(slot: str) -> None:
    assert BOOK.slots[slot]


SETS_OF_TRAITS = [frozenset(some) for count in range(4) for some in combinations(TRAITS, count)]


@pytest.mark.parametrize("phase", PHASES)
def test_whatever_the_back_dislikes_each_main_place_of_a_session_holds_something(phase: str) -> None:
    for traits in SETS_OF_TRAITS:
        suits = Suits(traits, frozenset())
        for slot in ("squat", "hip", "calf", "side_trunk", "back_trunk", "pull", "push"):
            assert any(climb(ladder, phase, suits) for ladder in BOOK.slots[slot]), (slot, sorted(traits))


def test_a_kept_dose_never_takes_longer_than_what_was_reserved_for_its_ladder() -> None:
    suits = Suits(frozenset(), frozenset(WEIGHTS | {"band", "bench", "step", "ball"}), True, True)
    for ladder in BOOK.ladders:
        for phase in PHASES:
            found = climb(ladder, phase, suits)
            if found is None:
                continue
            for one in found.rungs:
                top = found.range_of(one, None).high
                assert set_seconds(one, top) <= longest_set_s(ladder, phase, suits, has_load=False)


def test_a_runner_starts_on_the_lowest_open_rung_at_the_low_count() -> None:
    found = climb("squat", "control", Suits(frozenset(), frozenset()))

    assert found is not None
    first = next_dose(None, found, MONDAY)
    assert (first.exercise_id, first.count, first.load_kg) == ("sit_to_stand", 12, None)


def test_a_rung_that_does_not_suit_is_passed_over() -> None:
    found = climb("squat", "build", Suits(frozenset({"pelvic"}), frozenset()))

    assert found is not None
    assert [one.id for one in found.rungs] == ["sit_to_stand", "sit_to_stand_slow"]
    assert found.nearest("single_leg_sit_to_stand_low").id == "sit_to_stand_slow"


def test_a_slow_repetition_takes_seven_seconds() -> None:
    # 3 down, 1 hold, 3 up; 30 s of rest
    assert set_seconds(exercise("sit_to_stand_slow"), 10) == 100
    # 2 up and 2 down on each side; 20 s while the other side has its turn
    assert set_seconds(exercise("single_leg_bridge"), 10) == 100


def test_a_place_with_a_ladder_that_is_not_there_is_refused() -> None:
    whole = yaml.load(read_text(FILE), yaml.CSafeLoader)
    whole["slots"]["squat"] = ["stairs_to_heaven"]

    with pytest.raises(BrokenRuleBook, match="stairs_to_heaven"):
        parse_exercises(yaml.dump(whole, Dumper=yaml.CSafeDumper))
