"""Double progression: repetitions first, then one step; one step back after pain, never for the others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.diary import SessionLog, StrengthLog
from runback.domain.plan import ExerciseSet, SessionKind
from runback.knowledge.sentences import render_sentence
from runback.plan.strength import plan_strength, strength_session
from runback.plan.strength.overload import heavier, lighter
from tests.plan.strength.made_up import (
    Life,
    count_of,
    day_of,
    exercise,
    find,
    log,
    morning,
    request,
    tick,
    with_kit,
)  # fmt: skip

DUMBBELL = with_kit("dumbbell")


def after(*logs: StrengthLog, number: int | None = None, half: int = 0, **answers: object) -> tuple[ExerciseSet, ...]:
    """The exercises of the session that follows the logs."""
    at = max((one.day - day_of(0)).days for one in logs) + 3
    day = day_of(0) + timedelta(days=at) if number is None else day_of(number)
    asked = request(logs, day, **{"wishes": DUMBBELL, **answers})
    return strength_session(day, plan_strength(asked), 35, half).exercises


def dose(exercises: tuple[ExerciseSet, ...], name: str) -> tuple[int, float | None]:
    one = next(each for each in exercises if each.id == name)
    return count_of(one), one.load_kg


@pytest.mark.parametrize(
    ("load", "next_load"),
    [(2, 2.5), (4, 5), (6, 7.5), (8, 10), (10, 12), (20, 22), (40, 42), (60, 63)],
)
def test_a_step_is_two_kilograms_or_five_percent_and_a_quarter_at_most(load: float, next_load: float) -> None:
    assert heavier(load) == next_load


@given(st.integers(2, 400).map(lambda n: n / 2))
def test_a_lighter_step_leads_back_to_the_weight(load: float) -> None:
    less = lighter(load)

    assert load < heavier(load) <= max(load * 1.25, load + 0.5)
    if less is not None:
        assert less < load <= heavier(less)


def test_repetitions_come_first_and_then_the_weight() -> None:
    # Control is 12 to 15
    assert dose(after(log("goblet_squat", 0, 12, 8)), "goblet_squat") == (13, 8)
    assert dose(after(log("goblet_squat", 0, 15, 8)), "goblet_squat") == (15, 8)
    twice = (log("goblet_squat", 0, 15, 8), log("goblet_squat", 1, 15, 8))
    assert dose(after(*twice), "goblet_squat") == (12, 10)


def test_without_kit_the_next_rung_comes_after_the_top() -> None:
    bare = {"wishes": with_kit()}
    first = after(log("glute_bridge", 0, 12), **bare)
    assert dose(first, "glute_bridge") == (15, None)
    top = (log("glute_bridge", 0, 20), log("glute_bridge", 1, 20))
    assert dose(after(*top, **bare), "glute_bridge_slow") == (10, None)


def test_a_hold_grows_by_five_seconds_and_then_loses_a_limb() -> None:
    assert dose(after(log("side_plank_knees", 0, 20)), "side_plank_knees") == (25, None)
    top = (log("side_plank_knees", 0, 45), log("side_plank_knees", 1, 45))
    assert dose(after(*top), "side_plank") == (15, None)


def test_a_hard_set_stays_as_it_is() -> None:
    assert dose(after(log("goblet_squat", 0, 13, 8, effort_rpe=9)), "goblet_squat") == (13, 8)


def test_a_set_too_hard_for_the_low_count_is_a_step_easier() -> None:
    assert dose(after(log("goblet_squat", 0, 9, 10, effort_rpe=9.5)), "goblet_squat") == (15, 8)


def test_two_sessions_that_were_too_easy_open_the_step() -> None:
    easy = (log("glute_bridge", 0, 12, effort_rpe=4), log("glute_bridge", 1, 15, effort_rpe=4))

    assert dose(after(*easy, wishes=with_kit()), "glute_bridge_slow") == (10, None)


def test_an_unknown_weight_lets_repetitions_grow_and_is_asked_for() -> None:
    twice = (log("floor_press", 0, 14), log("floor_press", 1, 17))
    day = day_of(2)
    session = strength_session(day, plan_strength(request(twice, day, wishes=DUMBBELL)), 35, 0)

    assert dose(session.exercises, "floor_press") == (20, None)
    assert "strength_weigh" in {reason.say for reason in session.reasons}


def test_a_new_phase_asks_for_more_weight_where_its_range_is_lower() -> None:
    life = Life(answers={"wishes": DUMBBELL})
    *_, (_, build) = life.live(7)

    # 14 times 8 kg in session 5; Build is 8 to 12
    assert (find(build, "goblet_squat").reps, find(build, "goblet_squat").load_kg) == (8, 10)


@pytest.mark.parametrize("pain", [4, 10])
def test_pain_over_three_takes_that_exercise_one_step_down_and_no_other(pain: int) -> None:
    def session(hurt: int) -> dict[str, tuple[int, float | None]]:
        logs = [log("goblet_squat", n, 12, 10, pain=hurt if n == 3 else 0) for n in range(4)]
        logs += [log(name, n, 15) for n in range(4) for name in ("glute_bridge", "calf_raise", "bird_dog")]
        return {one.id: (count_of(one), one.load_kg) for one in after(*logs)}

    calm, sore = session(3), session(pain)

    assert (calm["goblet_squat"], sore["goblet_squat"]) == ((13, 10), (12, 8))
    assert {name: calm[name] for name in calm if name != "goblet_squat"} == {
        name: sore[name] for name in sore if name != "goblet_squat"
    }


def test_pain_without_a_weight_leads_to_the_rung_below() -> None:
    logs = (log("single_leg_bridge", 0, 12, pain=5),)

    # in Control the one-leg bridge is not open; the march below it is, and it hurts less
    assert dose(after(*logs, wishes=with_kit()), "bridge_march") == (10, None)


def test_an_exercise_that_hurts_on_its_lowest_rung_rests_two_weeks() -> None:
    hurt = log("calf_raise", 0, 12, pain=6)

    def calves(day_number: int) -> set[str]:
        logs = (hurt, *(log("sit_to_stand", n, 12) for n in range(1, day_number)))
        return {one.id for one in after(*logs, number=day_number) if exercise(one.id).group == "calf"}

    assert calves(1) == calves(3) == {"bent_knee_calf_raise"}
    assert calves(4) == {"calf_raise"}


def test_a_worse_morning_takes_back_what_had_just_become_heavier() -> None:
    logs = [log("goblet_squat", 0, 15, 8), log("goblet_squat", 1, 15, 8), log("goblet_squat", 2, 12, 10)]
    logs += [log("glute_bridge", n, 15) for n in range(3)]
    eve, day_after = day_of(2), day_of(2) + timedelta(days=1)

    def squat(score: int) -> tuple[tuple[int, float | None], tuple[int, float | None]]:
        pains = (morning(eve, 1), morning(day_after, score))
        asked = request(logs, day_of(3), wishes=DUMBBELL, more={"pain_entries": pains})
        found = strength_session(day_of(3), plan_strength(asked), 35, 0).exercises
        return dose(found, "goblet_squat"), dose(found, "glute_bridge")

    assert squat(1) == ((13, 10), (18, None))
    assert squat(2) == ((12, 10), (15, None))
    assert squat(3) == ((12, 8), (15, None))


def test_an_exercise_that_was_felt_is_easier_after_a_worse_morning() -> None:
    logs = [log("goblet_squat", 0, 13, 10, pain=2)]
    pains = (morning(day_of(0), 1), morning(day_of(0) + timedelta(days=1), 2))
    asked = request(logs, day_of(1), wishes=DUMBBELL, more={"pain_entries": pains})

    session = strength_session(day_of(1), plan_strength(asked), 35, 0)

    assert dose(session.exercises, "goblet_squat") == (12, 8)
    assert "Goblet squat: one step easier, because your back was worse the morning after." in [
        render_sentence(reason) for reason in session.reasons
    ]


def test_pain_of_the_whole_session_counts_where_the_exercise_has_none() -> None:
    silent = [StrengthLog(day_of(0), "goblet_squat", 2, 13, 10)]
    asked = request(silent, day_of(1), wishes=DUMBBELL, more={"session_logs": (tick(0, pain_during=5),)})

    assert dose(strength_session(day_of(1), plan_strength(asked), 35, 0).exercises, "goblet_squat") == (12, 8)


def test_an_easier_rung_by_choice_does_not_lose_the_harder_one() -> None:
    logs = (log("bridge_march", 0, 12), log("glute_bridge", 1, 20))

    assert dose(after(*logs, wishes=with_kit()), "bridge_march") == (15, None)


@given(
    st.lists(
        st.tuples(st.integers(5, 25), st.sampled_from([None, 5.0, 7.0, 9.0]), st.sampled_from([None, 0, 2, 4, 8])),
        min_size=1,
        max_size=5,  # within Control: a phase waits for green sessions
    )
)
def test_over_random_logs_pain_of_one_exercise_leaves_the_others_alone(
    sets: list[tuple[int, float | None, int | None]],
) -> None:
    others = [log(name, n, 15) for n in range(len(sets)) for name in ("glute_bridge", "bird_dog", "side_plank_knees")]
    mine = [log("goblet_squat", n, c, 10, effort_rpe=rpe, pain=p) for n, (c, rpe, p) in enumerate(sets)]
    painless = [log("goblet_squat", n, c, 10, effort_rpe=rpe, pain=0) for n, (c, rpe, _) in enumerate(sets)]

    sore, calm = (
        {one.id: one for one in after(*others, *some) if exercise(one.id).group in ("hip", "back_trunk", "side_trunk")}
        for some in (mine, painless)
    )

    assert sore == calm


def test_a_red_run_changes_no_strength() -> None:
    life = Life()
    *_, (_, last) = life.live(4)
    day = last.date + timedelta(days=4)
    run = SessionLog(last.date + timedelta(days=1), SessionKind.RUN, distance_km=5, duration_min=30, pain_during=8)

    calm, sore = (
        strength_session(day, plan_strength(request(life.logs, day, more={"session_logs": logs})), 35, 0)
        for logs in ((), (run,))
    )

    assert calm == sore
