"""Which days hold strength once a week has begun, and what stands on them (plan_rules_2, 5.6 and 9)."""

from dataclasses import replace
from datetime import date

import pytest

from runback.domain.diary import SessionLog
from runback.domain.plan import Plan, Session, SessionKind
from runback.knowledge.exercises import load_exercises
from runback.plan import make_plan
from runback.plan.strength.progress import LEGS
from tests.plan.living import Life
from tests.plan.made_up import (
    FRI,
    MON,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    day,
    felt,
    history,
    morning,
    offer,
    ran,
    request,
    sessions_of,
)

MONDAY = 7
"""The second week begins on this day."""


def strength_of(plan: Plan, since: int = MONDAY) -> dict[date, Session]:
    """The strength sessions of the second week from a day on."""
    found = [s for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH]
    return {s.date: s for s in found if day(since) <= s.date < day(MONDAY + 7)}


def exercises(session: Session) -> set[str]:
    return {one.id for one in session.exercises}


def lived_until(n: int, *, without_strength: bool = False) -> Life:
    """The usual runner after the first week, all done and logged; ``without_strength``: the second week's is not."""
    life = Life(request(more={"runs": history()}))
    life.live(range(MONDAY))
    for one in range(MONDAY, n):
        life.open(one)
        life.do(one)
        if without_strength:
            kept = [log for log in life.request.session_logs if log.day != day(one) or log.kind != "strength"]
            life.request = replace(life.request, session_logs=tuple(kept))
    life.open(n)
    return life


def first_strength_day() -> int:
    return (min(strength_of(lived_until(MONDAY).plan)) - day(0)).days


def test_an_unlogged_session_may_have_been_done_so_the_next_day_has_none() -> None:
    missed = first_strength_day()

    plan = lived_until(missed + 1, without_strength=True).plan

    assert day(missed + 1) not in strength_of(plan)


def test_the_half_of_the_week_that_was_missed_comes_next() -> None:
    missed = first_strength_day()
    planned = strength_of(lived_until(missed).plan)
    first, second = (planned[one] for one in sorted(planned))

    left = strength_of(lived_until(missed + 2, without_strength=True).plan, missed + 1)

    halves = [exercises(left[one]) for one in sorted(left)]
    assert halves[0] == exercises(first)
    assert exercises(first) != exercises(second)


def test_a_session_logged_as_missed_comes_back_in_its_week() -> None:
    missed = first_strength_day()
    life = lived_until(missed + 1, without_strength=True)
    life.log(SessionLog(day(missed), SessionKind.STRENGTH, done=False))

    left = strength_of(life.open(missed + 1), missed + 1)

    assert len(left) == 2


@pytest.mark.parametrize("red", range(MONDAY, MONDAY + 5))
def test_a_red_closes_strength_on_its_own_day_alone(red: int) -> None:
    # 9.5: a red run does not cancel strength that does not hurt
    logged = {"session_logs": (felt(red, 6),), "pain_entries": (morning(red + 1),)}
    offered = offer(60, (red + 1) % 7)
    plan = make_plan(
        request(
            wishes=offered,
            more={"runs": (*history(), ran(red, 6)), "as_of": day(red + 1), "started_on": day(0)} | logged,
        )
    )

    # the only offered day is the day after the red
    assert day(red + 1) in {s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH}


def test_no_strength_stands_on_the_day_of_a_red() -> None:
    logged = {"session_logs": (felt(MONDAY, 6),)}
    plan = make_plan(
        request(wishes=offer(60, 0), more={"runs": (*history(), ran(MONDAY, 6)), "as_of": day(MONDAY)} | logged)
    )

    assert day(MONDAY) not in {s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH}


def test_two_days_with_a_long_run_on_one_hold_leg_work_after_the_easy_run_alone() -> None:
    answers = {"weekly_km": 24, "usual_long_run_km": 14, "runs_per_week": 2, "wishes": offer(150, TUE, SAT)}
    week = ((TUE, 10.0), (SAT, 14.0))
    plan = make_plan(request(more={"runs": history(week=week), "weeks": 4}, **answers))

    for one in plan.weeks[1:]:
        long_run = max((s for s in one.sessions if s.is_run), key=lambda s: s.running_km)
        strong = {s.date: s for s in one.sessions if s.kind is SessionKind.STRENGTH}
        assert len(strong) == 2
        assert strong[long_run.date].role == "strength_trunk"


WEEKENDS = [(SAT, SUN), (TUE, WED), (SUN, MON), (WED, SAT)]


@pytest.mark.parametrize("days", WEEKENDS)
@pytest.mark.parametrize("minutes", [75, 90, 120])
def test_two_days_hold_two_sessions_and_the_second_one_rests_the_legs(days: tuple[int, int], minutes: int) -> None:
    plan = make_plan(
        request(weekly_km=12, runs_per_week=2, usual_long_run_km=7, wishes=offer(minutes, *days), more={"weeks": 8})
    )

    legs = {exercise.id for exercise in load_exercises().exercises if exercise.group in LEGS}
    for week in plan.weeks[1:]:
        strong = sorted((s for s in week.sessions if s.kind is SessionKind.STRENGTH), key=lambda s: s.role)
        assert [one.role for one in strong] == ["strength", "strength_trunk"]
        assert exercises(strong[0]) & legs
        assert not exercises(strong[1]) & legs
        assert len(strong[1].exercises) >= 2


@pytest.mark.parametrize("race_day", [SAT, SUN])
def test_a_weekend_race_has_no_strength_in_the_three_days_before_it(race_day: int) -> None:
    goal = {"goal": {"race_km": 5, "date": day(21 + race_day)}}
    answers = {"weekly_km": 12, "runs_per_week": 2, "usual_long_run_km": 7, "wishes": offer(120, SAT, SUN) | goal}
    plan = make_plan(request(more={"runs": history(week=((SAT, 7.0), (SUN, 5.0))), "weeks": 5}, **answers))

    strong = {s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH}
    assert any(s.kind is SessionKind.RACE for s in sessions_of(plan))
    assert not strong & {day(21 + race_day - n) for n in range(4)}


def test_a_weekend_runner_keeps_both_sessions_as_the_week_goes_on() -> None:
    answers = {"weekly_km": 12, "runs_per_week": 2, "usual_long_run_km": 7, "wishes": offer(90, SAT, SUN)}
    life = Life(request(**answers))
    life.live(range(5 * 7))

    done = [log.day for log in life.request.session_logs if log.kind is SessionKind.STRENGTH and log.done]
    weeks = [sum(day(7 * n) <= one < day(7 * n + 7) for one in done) for n in range(1, 5)]
    assert weeks == [2, 2, 2, 2]


@pytest.mark.parametrize(("days", "is_fast"), [((TUE, THU, SAT, SUN), False), ((MON, TUE, THU, FRI, SUN), True)])
def test_the_harder_run_of_a_week_shares_no_day_with_strength(days: tuple[int, ...], is_fast: bool) -> None:
    # on four days strength follows both shorter runs that are not next to the long one: none is left for a harder run
    plan = make_plan(request(more={"runs": history(), "weeks": 10}, wishes=offer(120, *days)))

    fast = {s.date for s in sessions_of(plan) if s.role in ("faster_minutes", "hilly_run")}
    strong = {s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH}
    assert bool(fast) is is_fast
    assert not fast & strong


@pytest.mark.parametrize(
    ("weekly_km", "weeks_off", "days"),
    [
        (45, 4, {"mon": 60, "wed": 60, "fri": 60, "sat": 45}),
        (65, 13, {"mon": 60, "wed": 90, "fri": 90, "sat": 45, "sun": 90}),
        (45, 13, {"wed": 45, "thu": 45, "fri": 90, "sat": 30, "sun": 90}),
        (30, 28, {"mon": 45, "wed": 45, "thu": 45, "sun": 45}),
    ],
)
def test_strength_does_not_start_with_more_than_the_runs_leave_it_later(
    weekly_km: float, weeks_off: float, days: dict[str, float]
) -> None:
    # sets are whole: about a fifth less than four weeks before at most, up to the thirtieth session
    answers = {"weekly_km": weekly_km, "usual_long_run_km": None, "weeks_off": weeks_off}
    plan = make_plan(request(more={"weeks": 15}, wishes={"days": days}, **answers))

    sets = [
        sum(one.sets for s in week.sessions if s.kind is SessionKind.STRENGTH for one in s.exercises)
        for week in plan.weeks
    ]
    assert all(now >= 0.77 * before for before, now in zip(sets, sets[4:], strict=False)), sets
