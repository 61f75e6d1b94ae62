"""What holds for every runner: random answers, wishes, histories, races and days off, one plan each."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.assessment import Urgency
from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind, StepKind
from runback.plan import PlanRequest, make_plan
from runback.plan.weeks.sessions import seconds_of
from tests.plan.made_up import flagged, runs_of, sessions_of
from tests.plan.random_runners import random_request, runner_with_ease

seeds = st.integers(0, 2**32)
TRAINING = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH, SessionKind.CROSS)


def faults_of(request: PlanRequest, plan: Plan) -> list[str]:
    """Everything that no plan may hold, in words."""
    if plan.status is PlanStatus.BLOCKED:
        return [] if plan.blocked_by and not plan.weeks else ["blocked without a reason, or with weeks"]
    found = [*_days(request, plan), *_runs(plan), *_words(plan)]
    if plan.held_by and any(block.since > request.as_of or not block.lifts.say for block in plan.held_by):
        found.append("a hold from the future, or without an end")
    return found


def _days(request: PlanRequest, plan: Plan) -> list[str]:
    found = []
    offered = request.intake.wishes.days
    for week in plan.weeks:
        for n in range(7):
            when = week.start + timedelta(days=n)
            done = [s for s in week.sessions if s.date == when and s.kind in TRAINING]
            if when in request.off_days and done:
                found.append(f"{when}: training on a day off")
            runs = [s for s in done if s.is_run]
            if len(runs) > 1 or sum(s.kind is SessionKind.STRENGTH for s in done) > 1:
                found.append(f"{when}: twice the same")
            if offered is not None and not any(s.kind is SessionKind.RACE for s in done):
                minutes = sum(
                    s.duration_min or 0 for s in week.sessions if s.date == when and s.kind is not SessionKind.WALK
                )
                if minutes > offered.get(WEEKDAYS[n], 0) + 0.6:
                    found.append(f"{when}: {minutes:.0f} minutes of {offered.get(WEEKDAYS[n], 0):.0f}")
        if len({s.date for s in week.sessions if s.kind in TRAINING}) > 6:
            found.append(f"{week.start}: no day of rest")
    return found


def _runs(plan: Plan) -> list[str]:
    found = []
    for run in runs_of(plan):
        if run.running_km <= 0 or run.running_min <= 0:
            found.append(f"{run.date}: a run of {run.running_km} km")
            continue
        seconds = seconds_of(run.steps, run.running_min / run.running_km)
        if abs(seconds / 60 - (run.duration_min or 0)) > 0.3:
            found.append(f"{run.date}: steps of {seconds / 60:.1f} minutes, a session of {run.duration_min}")
        if run.kind is SessionKind.WALK_RUN and (run.duration_min or 0) > 45.3:
            found.append(f"{run.date}: a walk-run of {run.duration_min} minutes")
        if (run.distance_km or 0) < run.running_km - 0.01:
            found.append(f"{run.date}: less distance than running")
    walk_runs = {run.date for run in runs_of(plan) if run.kind is SessionKind.WALK_RUN}
    dates = sorted({run.date for run in runs_of(plan) if run.kind is not SessionKind.RACE})
    for a, b in pairwise(dates):
        if (b - a).days == 1 and {a, b} <= walk_runs:
            found.append(f"{b}: walk-runs on neighbouring days")
    return found


def _words(plan: Plan) -> list[str]:
    found = [f"{s.date}: no reason" for s in sessions_of(plan) if not s.reasons]
    if plan.progress is None or not plan.progress.now.say:
        found.append("no answer to why")
    if plan.ceiling_km is None or plan.ceiling_km < 0:
        found.append("no ceiling")
    return found


@given(seeds)
@settings(max_examples=60)
def test_any_answers_give_a_plan_without_faults_or_say_what_blocks_it(seed: int) -> None:
    request = random_request(Random(seed))

    assert faults_of(request, make_plan(request)) == []


@pytest.mark.slow
def test_four_hundred_more_runners_have_no_faults() -> None:
    for seed in range(400):
        request = random_request(Random(seed))
        assert faults_of(request, make_plan(request)) == [], seed


@given(seeds)
@settings(max_examples=15)
def test_the_same_request_gives_the_same_plan(seed: int) -> None:
    assert make_plan(random_request(Random(seed))) == make_plan(random_request(Random(seed)))


@given(seeds, st.sampled_from(list(Urgency)[1:]))
@settings(max_examples=15)
def test_a_flag_without_a_clearance_never_gives_a_plan(seed: int, urgency: Urgency) -> None:
    request = replace(random_request(Random(seed)), assessment=flagged("ca_history", urgency=urgency), clearances=())

    assert make_plan(request).status is PlanStatus.BLOCKED


@given(seeds)
@settings(max_examples=25)
def test_the_plan_of_fewer_weeks_is_the_beginning_of_the_longer_one(seed: int) -> None:
    request = random_request(Random(seed), weeks=5)
    long, short = make_plan(request), make_plan(replace(request, weeks=2))

    assert short.weeks == long.weeks[:2]
    assert short.progress == long.progress


# --- runners whose plan is open


@given(seeds)
@settings(max_examples=30)
def test_no_week_is_without_running_and_two_runs_come_before_a_long_one(seed: int) -> None:
    plan = make_plan(runner_with_ease(Random(seed), weeks=5))

    for n in range(1, 5):
        assert len(runs_of(plan, n)) >= 2
    assert runs_of(plan, 0)


@given(seeds)
@settings(max_examples=30)
def test_the_first_week_back_is_easy_and_grows_within_the_limits(seed: int) -> None:
    request = runner_with_ease(Random(seed), weeks=6)
    plan = make_plan(request)
    usual = request.intake.weekly_km or 0
    weeks = [sum(run.running_km for run in runs_of(plan, n)) for n in range(6)]

    if usual >= 8:
        assert all(km <= usual + 0.1 for km in weeks)
    for before, after in pairwise(weeks[1:]):
        assert after <= max(1.3 * before, before + 4) + 0.1
        assert after >= 0.9 * before - 0.1
    assert all(step.effort != "brisk" for run in runs_of(plan, 0) for step in run.steps if step.kind is StepKind.RUN)


@given(seeds)
@settings(max_examples=20)
def test_strength_is_never_on_neighbouring_days_within_a_week(seed: int) -> None:
    plan = make_plan(runner_with_ease(Random(seed), weeks=4))

    for week in plan.weeks:
        days = sorted(s.date for s in week.sessions if s.kind is SessionKind.STRENGTH)
        assert all((b - a).days >= 2 for a, b in pairwise(days))


def running_until(plan: Plan, last: date) -> float:
    return sum(s.running_km for s in runs_of(plan) if s.date <= last)


@given(seeds, st.integers(1, 4))
@settings(max_examples=25)
def test_a_check_with_less_pain_never_lowers_the_next_seven_days(seed: int, less: int) -> None:
    sore = runner_with_ease(Random(seed), weeks=2)
    intake = sore.checks[0].intake
    calmer = replace(
        intake,
        pain_running=max(0, (intake.pain_running or 0) - less),
        pain_now=max(0, (intake.pain_now or 0) - less),
    )
    better = replace(sore, checks=(replace(sore.checks[0], intake=calmer),))
    week = sore.as_of + timedelta(days=6)

    assert running_until(make_plan(better), week) >= 0.97 * running_until(make_plan(sore), week) - 0.2


def sessions_by_day(plan: Plan) -> dict[date, list[Session]]:
    found: dict[date, list[Session]] = {}
    for session in sessions_of(plan):
        found.setdefault(session.date, []).append(session)
    return found
