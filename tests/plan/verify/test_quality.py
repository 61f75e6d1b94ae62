"""Faster running is earned by three green weeks near the usual one."""

import pytest

from runback.domain.load import Run
from tests.plan.verify.made_up import (
    SUN,
    THU,
    TUE,
    day,
    history,
    log,
    names,
    plan,
    request,
    run,
    swap,
    usual_plan,
    usual_week,
    week,
)


def with_quality(*days):
    made = usual_plan()
    number = days[0] // 7
    runs = [s for s in made.weeks[number].sessions if s.is_run and s.date not in {day(n) for n in days}]
    return swap(made, number, *runs, *(run(day(n), 8, effort="hard") for n in days))


def test_quality_comes_after_three_weeks_near_the_usual_one():
    assert "quality_early" not in names(with_quality(TUE), request())
    assert "quality_early" in names(with_quality(TUE), request(runs=history(days_off=10)))


def test_planned_weeks_count_as_lived():
    rested = request(runs=history(days_off=8))
    made = plan(*(usual_week(n) for n in range(3)), swap(usual_plan(), 3, run(day(22), 8, effort="hard")).weeks[3])
    assert "quality_early" not in names(made, rested)


def test_a_red_puts_quality_off():
    red = {"session_logs": (log(day(TUE), 6),)}
    lived = request(runs=(*history(), Run(day(TUE), 8, 48)), as_of=day(8), more=red)
    assert "quality_early" in names(with_quality(11), lived)


def test_quality_needs_three_runs_a_week():
    twice = tuple(r for r in history() if r.day.weekday() in (TUE, SUN))
    asked = request(runs=twice, runs_per_week=2, weekly_km=22, usual_long_run_km=14)
    assert "quality_early" in names(plan(week(0, run(day(THU), 8, effort="hard"))), asked)


@pytest.mark.parametrize(("days", "found"), [((8,), False), ((8, 10), True)])
def test_there_is_one_quality_session_a_week(days, found):
    assert ("quality_a_week" in names(with_quality(*days), request())) is found
