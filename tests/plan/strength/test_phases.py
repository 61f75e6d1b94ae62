"""Phases follow sessions done, not weeks: Control to 6, Build to 18, Strong to 30, then Keep."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.diary import StrengthLog
from runback.domain.plan import Session, SessionKind, Week
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.strength import StrengthPlan, next_plan, plan_strength, sessions_a_week, strength_session
from runback.plan.strength.ladders import PHASES
from tests.plan.strength.made_up import (
    MONDAY,
    Life,
    count_of,
    day_of,
    exercise,
    find,
    lived,
    log,
    logs_of,
    morning,
    request,
    tick,
    with_kit,
)  # fmt: skip

RULES = load_plan_rules()


def phases(**answers: object) -> list[str]:
    return [plan.phase for plan, _ in Life(answers=dict(answers)).live(36)]


@pytest.mark.parametrize("kit", [(), ("dumbbell",), ("band", "step"), ("barbell", "bench", "dumbbell")])
def test_six_sessions_of_control_twelve_of_build_twelve_of_strong_and_then_keep(kit: tuple[str, ...]) -> None:
    assert phases(wishes=with_kit(*kit)) == ["control"] * 6 + ["build"] * 12 + ["strong"] * 12 + ["maintain"] * 6


def test_short_days_reach_the_phases_as_well() -> None:
    plans = [plan.phase for plan, _ in Life((12, 20)).live(20)]

    assert Counter(plans) == {"control": 6, "build": 12, "strong": 2}


@given(st.integers(0, 700), st.lists(st.integers(0, 100), max_size=5))
def test_without_strength_done_there_is_no_new_phase(days: int, missed: list[int]) -> None:
    day = MONDAY + timedelta(days=days)
    logs = tuple(tick(number, done=False) for number in missed)

    plan = plan_strength(request(as_of=day, more={"session_logs": logs}))

    assert (plan.phase, plan.sessions_done) == ("control", 0)
    assert strength_session(day, plan, 35, 0).reasons[0].rule == "strength_phase_control"


def test_a_session_is_counted_once_a_day_whether_ticked_or_logged() -> None:
    logs = [log("sit_to_stand", 0, 12), log("calf_raise", 0, 12), log("sit_to_stand", 1, 14)]
    ticked = (tick(0), tick(2), tick(3, done=False))

    plan = plan_strength(request(logs, day_of(9), more={"session_logs": ticked}))

    assert plan.sessions_done == 3


def test_a_day_of_stretches_alone_is_no_strength_session() -> None:
    logs = [log("figure_four", 0, 30), log("cat_cow", 0, 8), log("figure_four", 1, 30), log("calf_raise", 1, 12)]

    assert plan_strength(request(logs, day_of(2))).sessions_done == 1


def test_the_seven_minute_routine_counts_half() -> None:
    plan = plan_strength(request(wishes=with_kit("dumbbell")))
    routine = strength_session(day_of(0), plan, 12, 0)
    full = [log("goblet_squat", 1, 12, 8)]

    assert routine.role == "seven_minute"
    assert plan_strength(request(logs_of(routine), day_of(1))).sessions_done == 0.5
    assert plan_strength(request([*logs_of(routine), *full], day_of(2))).sessions_done == 1.5
    assert next_plan(plan, routine).sessions_done == 0.5


def test_a_ticked_session_counts_as_it_was_planned() -> None:
    planned = strength_session(day_of(0), plan_strength(request()), 35, 0)
    week = Week(MONDAY, 0, 0, (planned,))
    more = {"session_logs": (tick(0, pain_during=0, effort_rpe=6),), "past_weeks": (week,)}

    plan = plan_strength(request(as_of=day_of(1), more=more))

    # 12 were planned; body weight grows by 3
    assert find(strength_session(day_of(2), plan, 35, 0), "calf_raise").reps == 15


@pytest.mark.parametrize("hurts", [4, 7])
def test_a_phase_does_not_end_before_two_green_sessions_at_the_top_of_the_range(hurts: int) -> None:
    # each session has one exercise that hurt, so no session is green
    sore = [log("calf_raise", n, 20) for n in range(10)] + [log("press_up", n, 10, pain=hurts) for n in range(10)]
    one_green = [*sore, log("calf_raise", 10, 20)]
    two_green = [*one_green, log("calf_raise", 11, 20)]

    assert plan_strength(request(sore, day_of(12))).phase == "control"
    assert plan_strength(request(one_green, day_of(12))).phase == "control"
    assert plan_strength(request(two_green, day_of(12))).phase == "build"


def test_a_phase_that_lasts_longer_says_what_it_waits_for() -> None:
    easy = [log("press_up", n, 10) for n in range(8)]

    reason = strength_session(day_of(9), plan_strength(request(easy, day_of(9))), 35, 0).reasons[0]

    assert (reason.say, dict(reason.facts)) == ("strength_waits", {"session": 9, "phase": "control", "sessions": 2})


def test_fourteen_days_without_strength_take_every_exercise_one_rung_down() -> None:
    life = Life(answers={"wishes": with_kit("dumbbell")})
    *_, (_, last) = life.live(15)  # the last one is the Tuesday of week 8: single-leg bridge, 10 kg goblet squat
    plan = life.plan_on(last.date + timedelta(days=13))

    before = strength_session(last.date + timedelta(days=13), plan, 35, 0)
    after = strength_session(last.date + timedelta(days=14), plan, 35, 0)

    assert find(before, "goblet_squat").load_kg == find(last, "goblet_squat").load_kg == 10
    assert find(after, "goblet_squat").load_kg == 8
    assert "single_leg_bridge" in {one.id for one in before.exercises}
    assert "bridge_march" in {one.id for one in after.exercises}
    assert "strength_missed" in {reason.say for reason in after.reasons}
    assert plan.progress.phase_on(after.date) == "build"


def test_after_fourteen_days_one_good_session_brings_the_old_dose_back() -> None:
    life = Life(answers={"wishes": with_kit("dumbbell")})
    *_, (_, last) = life.live(15)
    back = last.date + timedelta(days=14)
    easier = strength_session(back, life.plan_on(back), 35, 0)
    life.logs += logs_of(easier)

    again = strength_session(back + timedelta(days=3), life.plan_on(back + timedelta(days=3)), 35, 0)

    was, now = find(last, "goblet_squat"), find(again, "goblet_squat")
    assert (now.load_kg, now.reps, now.sets) == (was.load_kg, was.reps, was.sets)


@pytest.mark.parametrize(
    ("sessions", "before", "after"),
    [
        (5, "control", "strength_phase_control"),
        (9, "build", "strength_phase_control"),
        (22, "strong", "strength_phase_build"),
        (33, "maintain", "strength_phase_strong"),
    ],
)
def test_twenty_eight_days_without_strength_are_one_phase_back(sessions: int, before: str, after: str) -> None:
    life = Life()
    *_, (_, last) = life.live(sessions)
    back = last.date + timedelta(days=28)

    session = strength_session(back, life.plan_on(back), 35, 0)

    assert life.plan_on(back).phase == before
    assert session.reasons[0].rule == after
    assert "strength_missed_long" in {reason.say for reason in session.reasons}


@pytest.mark.parametrize(("sessions", "phase"), [(9, "build"), (22, "strong"), (33, "maintain")])
def test_a_phase_lost_by_time_away_is_regained_in_four_weeks(sessions: int, phase: str) -> None:
    life = Life()
    *_, (_, last) = life.live(sessions)
    for n in range(8):
        day = last.date + timedelta(days=28 + 3 * n)
        life.logs += logs_of(strength_session(day, life.plan_on(day), 35, n % 2))

    assert life.plan_on(last.date + timedelta(days=52)).phase == phase


def test_the_first_two_weeks_after_a_sudden_start_stay_in_control() -> None:
    life = Life()
    list(life.live(10))
    today = day_of(10)
    # five days of pain, asked on the first Monday of all: the first days are long over
    calm = request(life.logs, today, onset="sudden_lifting", pain_days=5)
    fresh = request(life.logs, today, onset="sudden_lifting", pain_days=5)
    fresh = replace(fresh, checks=(replace(fresh.checks[0], day=today),))

    held = plan_strength(fresh)

    assert not plan_strength(calm).is_held
    assert (held.is_held, held.phase) == (True, "control")
    for number in (0, 1):
        session = strength_session(today, held, 35, number)
        assert session.reasons[0].say == "strength_held"
        assert all("control" in exercise(one.id).doses for one in session.exercises)
    # nine days later the fourteen are over
    later = strength_session(today + timedelta(days=9), held, 35, 0)
    assert later.reasons[0].rule == "strength_phase_build"


def test_keep_has_two_sets_and_begins_with_a_week() -> None:
    *_, (plan, last) = Life(answers={"wishes": with_kit("dumbbell")}).live(32)

    assert plan.phase == "maintain"
    assert {one.sets for one in last.exercises} <= {1, 2}
    # 29 sessions in 15 weeks: the 30th is the first of a week, and its second session is still as in Strong
    logs = [entry for session in lived(31)[1:] for entry in logs_of(session)]
    odd = plan_strength(request(logs, day_of(31)))
    assert (odd.sessions_done, odd.phase) == (30, "maintain")
    assert strength_session(day_of(31), odd, 35, 1).reasons[0].say == "strength_last_week"
    assert strength_session(day_of(32), odd, 35, 0).reasons[0].say == "strength_maintain"


@pytest.mark.parametrize(
    ("sessions", "age", "is_returning", "count"),
    [(10, 35, False, 2), (31, 35, True, 2), (31, 35, False, 1), (31, 59, False, 1), (31, 60, False, 2)],
)
def test_keep_is_once_a_week_twice_from_sixty_and_twice_while_the_return_lasts(
    sessions: int, age: int, is_returning: bool, count: int
) -> None:
    life = Life(answers={"age_years": age})
    list(life.live(sessions))
    plan = replace(life.plan_on(day_of(sessions)), is_returning=is_returning)

    assert sessions_a_week(plan, day_of(40)) == count


DAYS = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(["calf_raise", "glute_bridge", "goblet_squat", "side_plank"]),
              st.integers(1, 40), st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(1, 10))),
    max_size=60,
)  # fmt: skip


def random_logs(days: list[tuple[int, str, int, int | None, int | None]]) -> list[StrengthLog]:
    return [StrengthLog(MONDAY + timedelta(days=d), name, 2, n, None, rpe, pain) for d, name, n, pain, rpe in days]


@given(DAYS, st.integers(0, 300), st.randoms(use_true_random=False))
def test_over_random_logs_no_phase_comes_before_its_sessions(days, until, rng) -> None:
    as_of = MONDAY + timedelta(days=until)
    logs = random_logs(days)
    rng.shuffle(logs)
    known = {one.day for one in logs if one.day <= as_of}

    plan = plan_strength(request(logs, as_of))

    assert plan.sessions_done <= len(known)
    ends = dict(zip(PHASES[1:], (6, 18, 30), strict=True))
    assert len(known) >= ends.get(plan.phase, 0)


@given(DAYS, st.integers(0, 300))
def test_what_is_dated_after_today_changes_nothing(days, until) -> None:
    as_of = MONDAY + timedelta(days=until)
    logs = random_logs(days)

    known = [one for one in logs if one.day <= as_of]
    assert plan_strength(request(logs, as_of)) == plan_strength(request(known, as_of))


@given(st.lists(st.integers(1, 13), min_size=1, max_size=40))
def test_any_rhythm_without_a_gap_of_fourteen_days_counts_every_session(gaps: list[int]) -> None:
    day, plan = MONDAY, plan_strength(request())
    for n, gap in enumerate(gaps):
        day += timedelta(days=gap)
        plan = next_plan(plan, strength_session(day, plan, 35, n % 2))

    assert plan.sessions_done == len(gaps)
    assert plan.phase == "control" if len(gaps) < 6 else plan.phase != "control"


def test_a_session_done_today_stays_as_it_was_in_the_morning() -> None:
    life = Life()
    *_, (_, last) = life.live(5)

    assert strength_session(last.date, life.plan_on(last.date), 35, 0) == last


def test_next_plan_leaves_other_sessions_alone_and_counts_a_day_once() -> None:
    plan = plan_strength(request())
    session = strength_session(day_of(0), plan, 35, 0)
    done = next_plan(plan, session)

    assert next_plan(plan, Session(day_of(0), SessionKind.WALK, "walk", duration_min=30)) == plan
    assert next_plan(done, session) == done


@pytest.mark.parametrize("kit", [(), ("dumbbell", "band", "bench")])
def test_a_plan_of_weeks_to_come_is_what_comes_when_all_is_done_as_planned(kit: tuple[str, ...]) -> None:
    wishes = with_kit(*kit)
    ahead = plan_strength(request(wishes=wishes))
    real = Life(start_kg=None, answers={"wishes": wishes})
    for number, (_, session) in enumerate(real.live(24)):
        planned = strength_session(day_of(number), ahead, 35, number % 2)
        assert planned == session
        ahead = next_plan(ahead, planned)


def test_the_morning_after_counts_only_without_a_run_between() -> None:
    held = [log("goblet_squat", 0, 12, 8), log("goblet_squat", 1, 13, 8)]
    sore = (morning(day_of(1) - timedelta(days=1), 1), morning(day_of(1) + timedelta(days=1), 2))
    run = replace(tick(1), kind=SessionKind.RUN, duration_min=30)

    def plan(**more: object) -> StrengthPlan:
        return plan_strength(request(held, day_of(2), wishes=with_kit("dumbbell"), more=dict(more)))

    def reps(one: StrengthPlan) -> int:
        return count_of(find(strength_session(day_of(2), one, 35, 0), "goblet_squat"))

    # a point above the baseline of 1: the same again
    assert reps(plan(pain_entries=sore)) == 13
    assert reps(plan()) == 14
    assert reps(plan(pain_entries=sore, session_logs=(run,))) == 14


def test_the_numbers_of_sessions_are_those_of_the_rules() -> None:
    ends = (RULES.strength_phase_control.sessions_until, RULES.strength_phase_build.sessions_until)
    assert (*ends, RULES.strength_phase_strong.sessions_until) == (6, 18, 30)
