"""What holds for every runner: random answers, wishes, histories, races and days off, one plan each."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runback.domain.assessment import Urgency
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind, StepKind
from runback.plan import PlanRequest, make_plan, planner
from tests.plan.faults import faults_of
from tests.plan.made_up import flagged, runs_of, sessions_of
from tests.plan.random_runners import random_request, runner_with_ease

seeds = st.integers(0, 2**32)


@given(seeds)
@settings(max_examples=60)
def test_any_answers_give_a_plan_without_faults_or_say_what_blocks_it(seed: int) -> None:
    request = random_request(Random(seed))

    assert faults_of(request, make_plan(request)) == []


@pytest.mark.slow
def test_two_hundred_more_runners_have_no_faults() -> None:
    for seed in range(200):
        request = random_request(Random(seed))
        assert faults_of(request, make_plan(request)) == [], seed


@pytest.mark.parametrize("seed", [1201, 2124])
def test_a_race_in_a_return_with_fewer_runs_than_days_has_no_faults(seed: int) -> None:
    request = random_request(Random(seed))

    assert faults_of(request, make_plan(request)) == []


@given(seeds)
@settings(max_examples=15)
def test_the_same_request_gives_the_same_plan(seed: int) -> None:
    assert make_plan(random_request(Random(seed))) == make_plan(random_request(Random(seed)))


@given(seeds)
@settings(max_examples=15)
def test_weeks_that_repeat_themselves_are_followed_by_more_of_the_same(seed: int) -> None:
    request = random_request(Random(seed), weeks=1)
    with patch.object(planner, "SAME_WEEKS", planner.LOOK_AHEAD_WEEKS):
        as_far_as_it_goes = make_plan(request)

    assert make_plan(request) == as_far_as_it_goes


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


def test_a_week_of_two_long_runs_grows_within_the_limits() -> None:
    check_the_growth(runner_with_ease(Random(1), weeks=6))


@pytest.mark.parametrize("seed", [*range(60), 82, 118, 151, 553])
def test_the_first_week_back_is_easy_and_grows_within_the_limits(seed: int) -> None:
    request = runner_with_ease(Random(seed), weeks=6)
    if request.intake.runs_per_week != 2:
        check_the_growth(request)


def check_the_growth(request: PlanRequest) -> None:
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


def test_less_pain_never_lowers_a_week_of_two_long_runs() -> None:
    check_less_pain(runner_with_ease(Random(7552), weeks=2), 1)


@given(seeds, st.integers(1, 4))
@settings(max_examples=25)
def test_a_check_with_less_pain_never_lowers_the_next_seven_days(seed: int, less: int) -> None:
    sore = runner_with_ease(Random(seed), weeks=2)
    assume(sore.intake.runs_per_week != 2)
    check_less_pain(sore, less)


def check_less_pain(sore: PlanRequest, less: int) -> None:
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


@given(seeds, st.integers(0, 6))
@settings(max_examples=25)
def test_a_plan_first_opened_within_a_week_stays_as_it_is_when_it_is_opened_again(seed: int, later: int) -> None:
    first = runner_with_ease(Random(seed), weeks=2)
    first = replace(first, as_of=first.as_of + timedelta(days=later))
    plan = make_plan(first)
    begun = tuple(week for week in plan.weeks if week.start <= first.as_of)

    assert make_plan(replace(first, past_weeks=begun)).weeks == plan.weeks
