"""Missed days, illness, travel and extra runs plan the rest of the week anew, each change with its reason."""

from dataclasses import replace
from datetime import timedelta

from runback.plan.check import broken_rules

from runback.domain.diary import SessionLog
from runback.domain.load import Run
from runback.domain.plan import Plan, Session, SessionKind
from runback.plan import PlanRequest, compare_plans, make_plan
from tests.plan.made_up import START, begun_weeks, request

HISTORY = tuple(Run(START - timedelta(days=n), 6, 42) for n in range(44, 0, -2))
STEADY = replace(request(weekly_km=20, longest_run_30d_km=None), runs=HISTORY)


def later(days: int, *more: Run, logs: tuple[SessionLog, ...] = ()) -> tuple[PlanRequest, Plan, Plan]:
    """The first plan of a steady runner, and the plan ``days`` later with these runs and logs."""
    first = make_plan(STEADY)
    until = START + timedelta(days=days)
    asked = replace(
        STEADY, as_of=until, runs=(*HISTORY, *more), session_logs=logs, past_weeks=begun_weeks(STEADY, first, until)
    )
    return asked, first, make_plan(asked)


def runs_from(plan: Plan, day: int) -> list[Session]:
    until = START + timedelta(days=7)
    since = START + timedelta(days=day)
    return [s for s in plan.weeks[0].sessions if s.is_run and since <= s.date < until]


def test_an_extra_run_takes_its_km_from_the_rest_of_the_week() -> None:
    asked, first, new = later(2, Run(START + timedelta(days=1), 6, 42))

    assert broken_rules(new, asked) == []
    planned = sum(s.distance_km or 0 for s in runs_from(new, 2))
    assert planned + 6 <= first.weeks[0].cap_km + 0.1
    changes = compare_plans(first, new)
    assert changes
    assert all(change.because for change in changes)


def test_a_missed_run_is_not_made_up_for_beyond_the_week() -> None:
    asked, first, new = later(3)

    assert broken_rules(new, asked) == []
    assert sum(s.distance_km or 0 for s in runs_from(new, 3)) <= first.weeks[0].target_km + 0.01


def test_ten_days_of_illness_come_back_at_three_quarters() -> None:
    asked, _, new = later(10)

    assert broken_rules(new, asked) == []
    # 75 % of the 20 km answered
    assert new.weeks[0].target_km <= 15.0
    assert any("75%" in r.because for s in new.weeks[0].sessions if s.is_run for r in s.reasons)


def test_travel_days_without_minutes_hold_nothing() -> None:
    wishes = replace(STEADY.intake.wishes, days={"mon": 60, "tue": 0, "wed": 0, "thu": 0, "fri": 60, "sun": 60})
    plan = make_plan(replace(STEADY, intake=replace(STEADY.intake, wishes=wishes)))

    busy = {s.date.weekday() for s in plan.weeks[0].sessions if s.is_run or s.kind is SessionKind.STRENGTH}
    assert busy <= {0, 4, 6}


def test_the_days_before_today_stay_as_they_were_planned() -> None:
    _, first, new = later(3)

    before = [s for s in first.weeks[0].sessions if s.date < START + timedelta(days=3)]
    assert [s for s in new.weeks[0].sessions if s.date < START + timedelta(days=3)] == before


def test_opening_the_plan_each_morning_does_not_move_the_strength_of_that_day() -> None:
    asked, plan = STEADY, make_plan(STEADY)
    for days in range(1, 7):
        today = START + timedelta(days=days)
        meant = [s.title for week in plan.weeks for s in week.sessions if s.date == today and s.exercises]
        asked = replace(asked, as_of=today, past_weeks=begun_weeks(asked, plan, today))
        plan = make_plan(asked)
        assert [s.title for week in plan.weeks for s in week.sessions if s.date == today and s.exercises] == meant, (
            today
        )
