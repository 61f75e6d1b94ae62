"""The seven-minute routine suits every runner, and holds nothing twice."""

from itertools import combinations

import pytest

from runback.knowledge.exercises import load_exercises
from runback.plan.strength.seven_minutes import choose_stations

TRAITS = (
    "flexion_intolerant",
    "extension_intolerant",
    "pelvic",
    "fragility",
    "bone_stress",
    "pregnancy",
    "radicular",
    "acute",
)
ALL_SETS = [frozenset(some) for count in range(5) for some in combinations(TRAITS, count)]


def ids(traits: set[str]) -> list[str]:
    return [exercise.id for _, exercise in choose_stations(frozenset(traits))]


def test_without_traits_it_is_the_published_ten() -> None:
    assert ids(set()) == [
        "goblet_squat", "one_arm_row", "one_arm_row", "glute_bridge", "floor_press",
        "reverse_lunge", "half_kneeling_press", "suitcase_march", "dead_bug", "side_plank_knees",
    ]  # fmt: skip


@pytest.mark.parametrize("traits", ALL_SETS, ids=lambda traits: "+".join(sorted(traits)) or "none")
def test_any_four_traits_leave_ten_allowed_stations_and_none_twice(traits: frozenset[str]) -> None:
    chosen = choose_stations(traits)
    names = [exercise.id for station, exercise in chosen if station.side != "right" or exercise.id != "one_arm_row"]

    assert len(chosen) == 10
    assert all(not traits & set(exercise.avoid) for _, exercise in chosen)
    assert len(names) == len(set(names))


def test_a_pregnant_runner_whom_arching_hurts_does_no_hip_extension() -> None:
    chosen = ids({"pregnancy", "extension_intolerant"})

    assert not {"standing_hip_extension", "glute_bridge", "half_kneeling_press"} & set(chosen)


def test_a_fresh_strain_has_one_wall_slide() -> None:
    assert ids({"acute"}).count("wall_slide") == 1


def test_stand_ins_need_no_kit() -> None:
    book = load_exercises().by_id
    for _, exercise in choose_stations(frozenset({"pregnancy", "acute", "extension_intolerant"})):
        assert set(book[exercise.id].kit) <= {"dumbbell"}
