"""A history that begins a week ago, ends months ago, or holds the run that hurt; numbers worked by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from runback.plan.allowed import longest_allowed
from runback.plan.check import broken_rules
from runback.plan.spikes import find_provoking, provoking_runs

from runback.domain.diary import SessionLog
from runback.domain.load import Run
from runback.domain.plan import SessionKind
from runback.load import measure_load
from runback.plan import make_plan
from tests.plan.made_up import START, request


def ago(days: int, distance_km: float) -> Run:
    return Run(START - timedelta(days=days), distance_km, distance_km * 7)


def test_the_answered_week_counts_before_a_history_of_one_short_run() -> None:
    asked = replace(request(weekly_km=20, longest_run_30d_km=None), runs=(ago(4, 1.7),))

    plan = make_plan(asked)

    assert [week.target_km > 6 for week in plan.weeks] == [True] * 4
    # 1.7 km is the longest: 2.2 km is the most, however much the usual week was
    assert plan.weeks[0].sessions[0].date == START
    assert max(s.distance_km for s in plan.weeks[0].sessions if s.is_run) <= 1.7 + 3 * 0.5
    assert broken_rules(plan, asked) == []


@pytest.mark.parametrize("weekly_km", [None, 25])
def test_a_regular_runner_with_eighteen_km_last_week_runs_on(weekly_km: float | None) -> None:
    asked = replace(request(weekly_km=weekly_km, longest_run_30d_km=None), runs=(ago(9, 6), ago(6, 6), ago(4, 6)))
    targets = []
    for later in range(3):
        day = START + timedelta(days=later)
        plan = make_plan(replace(asked, as_of=day, started_on=day))
        runs = [s for s in plan.weeks[0].sessions if s.is_run]
        targets.append(plan.weeks[0].target_km)
        assert (runs[0].date - START).days <= 2

    # 75 % of 18 km after six days off or more by the first run, at most
    assert targets == pytest.approx([13.4] * 3, abs=0.2)


def test_a_new_runners_days_before_the_first_run_are_empty() -> None:
    asked = replace(request(runner_status="new", weekly_km=None, longest_run_30d_km=None), runs=(ago(3, 2),))

    assert broken_rules(make_plan(asked), asked) == []


def test_the_cap_of_a_week_leaves_room_for_one_run_up_to_the_ceiling() -> None:
    report = measure_load([ago(200, 1.2)], START)

    assert report.single_run_ceiling_km == pytest.approx(3.5)
    assert report.weekly_cap_km == pytest.approx(3.5)


def test_the_ramp_waits_for_a_history_of_four_weeks() -> None:
    # 18 km in the week before alone: 10 % more, 19.8 km
    assert measure_load([ago(6, 6), ago(4, 6), ago(2, 6)], START).weekly_cap_km == pytest.approx(19.8)


SPIKE = (*(ago(days, 5) for days in (20, 17, 13, 10, 6)), ago(3, 13))


def test_a_spike_that_brought_the_pain_does_not_raise_what_may_be_run() -> None:
    asked = replace(request(onset="after_run", pain_days=3, longest_run_30d_km=13, pain_now=0), runs=SPIKE)

    assert provoking_runs(asked) == {START - timedelta(days=3): 5}
    limit = longest_allowed(measure_load(SPIKE, START), None, provoking_runs(asked), START)
    assert limit.km == pytest.approx(5.5)
    assert "pain" in limit.because
    first = next(s for week in make_plan(asked).weeks for s in week.sessions if s.is_run)
    assert first.distance_km <= 5.5


def test_a_spike_that_did_not_hurt_counts() -> None:
    asked = replace(request(onset="gradual", pain_days=90), runs=SPIKE)

    assert provoking_runs(asked) == {}


def test_a_spike_logged_red_does_not_count() -> None:
    day = START - timedelta(days=3)
    log = SessionLog(day, SessionKind.RUN, pain_during=6)

    assert find_provoking(request().intake, START, {r.day: r.distance_km for r in SPIKE}, (log,), ()) == {day: 5}


def test_in_walk_run_weeks_the_step_is_the_longest_allowed() -> None:
    asked = replace(request(pain_running=4, pain_worst=4), runs=SPIKE)
    plan = make_plan(asked)

    limit = longest_allowed(measure_load(SPIKE, START), plan, {}, START)

    step = max(s.distance_km for s in plan.weeks[0].sessions if s.kind is SessionKind.WALK_RUN)
    assert limit.km == step < 14.3
    assert "walk-run" in limit.because


def test_a_spike_logged_by_hand_as_red_does_not_raise_the_ceiling() -> None:
    asked = replace(
        request(longest_run_30d_km=None),
        started_on=START - timedelta(days=4),
        runs=SPIKE[:-1],
        session_logs=(SessionLog(START - timedelta(days=3), SessionKind.RUN, distance_km=13, pain_during=6),),
    )
    plan = make_plan(asked)

    assert broken_rules(plan, asked) == []
    assert max(s.distance_km or 0 for s in plan.weeks[0].sessions if s.is_run) <= 5.5
