"""Strength sessions: every major muscle group twice a week, moved on by what was logged."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runback.domain.diary import StrengthLog
from runback.domain.plan import Session, SessionKind
from runback.knowledge.exercises import load_exercises
from runback.plan import make_plan
from runback.plan.overload import next_dose, risen_load
from runback.plan.strength import plan_strength, strength_session
from runback.plan.traits import TRAIT_WORDS
from tests.plan.made_up import START
from tests.plan.test_gate import request

LEGS = {"squat", "lunge", "step"}
TRUNK = {"side_trunk", "front_trunk"}


def log(reps: int, days_ago: int = 3, exercise: str = "goblet_squat", **told: Any) -> StrengthLog:
    return StrengthLog(START - timedelta(days=days_ago), exercise, 3, reps, **told)


def groups_of(session: Session) -> list[str]:
    return [load_exercises().by_id[one.id].group for one in session.exercises]


@pytest.mark.parametrize("minutes", [12, 20, 30, 60])
@pytest.mark.parametrize("number", [0, 1])
def test_both_sessions_of_a_week_hold_legs_first_and_as_many_groups_as_the_minutes_allow(
    minutes: int, number: int
) -> None:
    session = strength_session(START, plan_strength(request()), minutes, number)

    groups = groups_of(session)
    assert groups[0] in LEGS
    assert len(session.exercises) >= 4
    assert (session.duration_min or 0) <= minutes
    if minutes >= 20:
        assert {"hip", "calf", "pull", "push", "back_trunk"} <= set(groups)
        assert set(groups) & TRUNK


def test_the_week_of_a_plan_trains_each_major_group_twice() -> None:
    plan = make_plan(replace(request(), weeks=2))
    sessions = [s for s in plan.weeks[1].sessions if s.kind is SessionKind.STRENGTH]

    assert len(sessions) == 2
    for group in ("hip", "calf", "pull", "push", "back_trunk"):
        assert [group in groups_of(s) for s in sessions] == [True, True]


def test_an_easy_set_gets_one_repetition_more_and_a_hard_one_stays() -> None:
    assert next_dose([log(9, effort_rpe=7)], (8, 12), 8).count == 10
    assert next_dose([log(9, effort_rpe=9)], (8, 12), 8).count == 9


def test_the_top_count_twice_raises_the_weight_by_five_to_ten_percent() -> None:
    dose = next_dose([log(12, 6, load_kg=10), log(12, 3, load_kg=10)], (8, 12), 8)

    assert (dose.count, dose.load_kg) == (8, 10.5)


def test_a_weight_that_cannot_rise_within_ten_percent_stays() -> None:
    # 4 kg: the next half kilogram is 12.5 % more
    assert risen_load(4) == 4
    assert risen_load(10) == 10.5
    assert risen_load(20) == 21


def test_pain_over_three_takes_a_set_and_the_weight_does_not_rise() -> None:
    dose = next_dose([log(12, 6, load_kg=10), log(12, 3, load_kg=10, pain=4)], (8, 12), 8)

    assert (dose.count, dose.load_kg, dose.is_eased) == (8, 10, True)


def test_an_exercise_that_hurt_is_changed_for_another_of_its_group() -> None:
    calm = strength_session(START, plan_strength(request()), 30, 0).exercises[0].id
    asked = replace(request(), strength_logs=(log(12, 2, calm, pain=5),))

    assert strength_session(START, plan_strength(asked), 30, 0).exercises[0].id != calm


@pytest.mark.parametrize(("weeks_later", "minutes", "rounds"), [(0, 12, 1), (1, 18, None), (2, 18, 2), (2, 12, 1)])
def test_the_seven_minute_routine_gets_a_second_round_after_two_weeks(
    weeks_later: int, minutes: int, rounds: int | None
) -> None:
    asked = request(wishes={"equipment": ["dumbbell"]})

    session = strength_session(START + timedelta(weeks=weeks_later), plan_strength(asked), minutes, 0)

    if rounds is None:
        assert "Seven" not in session.title
    else:
        assert {one.sets for one in session.exercises} == {rounds}
        # 3 minutes of marching and 7 a round
        assert session.duration_min == 3 + 7 * rounds


def test_every_trait_that_the_exercises_know_is_told_in_words() -> None:
    library = load_exercises()
    named = {trait for traits in library.traits.values() for trait in traits}
    named |= {trait for one in library.exercises for trait in one.avoid}
    assert named <= set(TRAIT_WORDS)
