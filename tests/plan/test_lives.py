"""Whole lives of some weeks, lived day by day in memory: what holds whatever a runner does (rules 0.1 to 0.7, 4.9)."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.adjust import DaysOffWhy
from runback.domain.plan import Plan, Session, SessionKind
from runback.plan import PlanRequest, make_plan
from tests.plan.faults import faults_of
from tests.plan.living import Act, Felt, Life, plan_once
from tests.plan.made_up import (
    FRI,
    MON,
    SUN,
    WED,
    after_break,
    day,
    history,
    later,
    new_runner,
    number_of,
    request,
    runs_of,
    sessions_of,
)
from tests.plan.random_runners import runner_with_ease

seeds = st.integers(0, 2**32)
Opened = list[tuple[PlanRequest, Plan]]

STARTS: dict[str, Callable[[], PlanRequest]] = {
    "running on": lambda: request(more={"runs": history(), "weeks": 1}),
    "two weeks off": lambda: after_break(14, more={"weeks": 1}),
    "five weeks off": lambda: after_break(35, more={"weeks": 1}),
    "four months off": lambda: after_break(120, more={"weeks": 1}),
    "new": lambda: new_runner(more={"weeks": 1}),
    "sore": lambda: request(more={"runs": history(), "weeks": 1}, pain_running=3, pain_now=1),
}


def feels(rng: Random, calm: float) -> Act:
    """Runs that feel well with this chance; else sore, missed, cut short or not logged."""

    def act(_n: int, _session: Session) -> Felt:
        if rng.random() < calm:
            return Felt(rng.choice([0, 1, 2]), 0)
        return rng.choice(
            [
                Felt(3),
                Felt(4, 1),
                Felt(5, 1),
                Felt(7, 3),
                Felt(share=0),
                Felt(1, 0, share=0.4),
                Felt(None, None),
                Felt(2, None),
            ]
        )

    return act


def lived(rng: Random, days: int, calm: float, make: Callable[[PlanRequest], Plan] = plan_once) -> Life:
    """A random life: runs as they feel, days off entered now and then, runs that nobody planned."""
    life = Life(runner_with_ease(rng), make)
    act = feels(rng, calm)
    for n in range(days):
        if rng.random() < 0.02:
            life.open(n)
            life.take_off(n, n + rng.choice([0, 1, 3, 6]), rng.choice(list(DaysOffWhy)))
        life.live([n], act)
        if rng.random() < 0.03 and not any(run.day == day(n) for run in life.request.runs):
            life.run_km(n, rng.choice([2, 4, 7]), act(n, life.plan.weeks[0].sessions[0]))
    return life


def rewritten(opened: Opened) -> list[str]:
    """Sessions of days that are over and do not stand as they stood in the last plan of their own day."""
    stood: dict[date, list[Session]] = {}
    found = []
    for made, plan in opened:
        for when in {s.date for s in sessions_of(plan) if s.date < made.as_of}:
            now = [s for s in sessions_of(plan) if s.date == when]
            if when in stood and now != stood[when]:
                found.append(f"{made.as_of}: {when} was changed")
        stood[made.as_of] = [s for s in sessions_of(plan) if s.date == made.as_of]
    return found


def too_long(opened: Opened) -> list[str]:
    """Runs of today beyond 110 % of the longest of 30 days; without one, beyond what the first ceiling may be.

    Where no run before the course is known, the usual long run by the answers may be run: 0.4 of the week, or its mean.
    """
    found = []
    for made, plan in opened:
        window = made.as_of - timedelta(days=30)
        longest = max((run.distance_km for run in made.runs if window <= run.day < made.as_of), default=0.0)
        if not longest:
            continue
        limit = max(1.1 * longest, longest + 0.5 if longest < 5 else 0)
        if not any(run.day < made.started_on for run in made.runs):
            intake = made.checks[0].intake
            mean = (intake.weekly_km or 0) / (intake.runs_per_week or 3)
            limit = max(limit, intake.usual_long_run_km or max(0.4 * (intake.weekly_km or 0), mean))
        for run in runs_of(plan):
            is_short = run.kind is SessionKind.WALK_RUN and (run.duration_min or 0) <= 45.1
            if run.date == made.as_of and not is_short and run.running_km > limit + 0.06:
                found.append(f"{run.date}: {run.running_km:.1f} km after {longest:.1f}")
    return found


def too_soon(life: Life) -> list[str]:
    """Runs planned for the day of a red run or the next one."""
    reds = {log.day for log in life.request.session_logs if (log.pain_during or 0) >= 6}
    return [
        f"{run.date}: a run after the red of {red}"
        for made, plan in life.opened
        for red in reds
        if red < made.as_of
        for run in runs_of(plan)
        if made.as_of <= run.date <= red + timedelta(days=1)
    ]


def empty_weeks(life: Life) -> list[str]:
    """Weeks without a planned run although nothing held running back on their Monday."""
    found = []
    for made, plan in life.opened:
        is_monday = made.as_of.weekday() == 0
        off = any(plan.weeks[0].start + timedelta(days=n) in made.off_days for n in range(7))
        if is_monday and not plan.held_by and not off and not runs_of(plan, 0):
            found.append(f"{made.as_of}: no run, and nothing says why")
    return found


@given(seeds, st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=6, derandomize=True)
def test_whatever_happens_the_past_stays_and_no_limit_is_broken(seed: int, calm: float) -> None:
    life = lived(Random(seed), 35, calm)

    assert rewritten(life.opened) == []
    assert too_long(life.opened) == []
    assert too_soon(life) == []
    assert empty_weeks(life) == []
    assert [faults for made, plan in life.opened if (faults := faults_of(made, plan))] == []


@given(seeds)
@settings(max_examples=2)
def test_a_life_lived_twice_gives_the_same_plans(seed: int) -> None:
    first, second = (lived(Random(seed), 14, 0.7, make_plan) for _ in range(2))

    assert [plan for _, plan in first.opened] == [plan for _, plan in second.opened]


# --- opened daily or on Mondays


def weeks_opened(made: PlanRequest, days: int, is_opened: Callable[[int], bool]) -> list[float]:
    """Minutes of running done in each week, all green."""
    life = Life(made)
    life.live(range(days), lambda _n, _s: Felt(1, 0), opened=is_opened)
    return [
        sum(run.duration_min for run in life.request.runs if number_of(run.day) // 7 == week and run.day >= day(0))
        for week in range(days // 7)
    ]


@pytest.mark.parametrize("start", list(STARTS))
def test_opened_daily_or_on_mondays_the_weeks_hold_the_same(start: str) -> None:
    daily = weeks_opened(STARTS[start](), 35, lambda n: True)
    mondays = weeks_opened(STARTS[start](), 35, lambda n: n % 7 == 0)

    for a, b in zip(daily, mondays, strict=True):
        assert abs(a - b) <= max(3, 0.05 * a), (daily, mondays)


@pytest.mark.parametrize("start", list(STARTS))
def test_all_green_the_running_climbs_and_never_sinks(start: str) -> None:
    weeks = weeks_opened(STARTS[start](), 42, lambda n: True)

    assert all(b >= 0.93 * a for a, b in itertools.pairwise(weeks)), weeks
    assert weeks[-1] > weeks[0] or start == "running on"


SHORT_DAYS: dict[str, Callable[[], PlanRequest]] = {
    # four runs and two strength sessions on five days, two of them beside a run; from 65 on a long run closes a Monday
    "70 years, five short days": lambda: request(
        more={"runs": history(14, week=((MON, 5), (WED, 5), (FRI, 6), (SUN, 9)), pace=7.2), "weeks": 2},
        age_years=70, weekly_km=25, usual_long_run_km=9, easy_pace_s_per_km=432, weeks_off=2, pain_now=2,
        wishes={"days": {"mon": 60, "wed": 60, "fri": 60, "sat": 45, "sun": 90}, "long_run_day": "sun"},
    ),
    "new, three days of 45 to 60 minutes": lambda: new_runner(
        more={"weeks": 2}, wishes={"days": {"tue": 45, "thu": 45, "sat": 60}}
    ),
    "two runs a week spread over five": lambda: request(
        more={"weeks": 2}, age_years=67, weekly_km=60, runs_per_week=2, usual_long_run_km=None, weeks_off=1, pain_now=2,
        wishes={"days": {"mon": 60, "tue": 60, "wed": 90, "thu": 60, "fri": 120, "sat": 90, "sun": 60}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("start", list(SHORT_DAYS))
def test_a_green_week_stands_as_its_monday_showed_it(start: str) -> None:
    life = Life(SHORT_DAYS[start]())
    stood: dict[date, list[tuple[date, float]]] = {}
    for n in range(63):
        life.live([n], lambda _n, _s: Felt(1, 0))
        week = next((one for one in life.plan.weeks if one.start == day(n - n % 7)), None)
        runs = [(s.date, round(s.running_km, 1)) for s in week.sessions if s.is_run] if week else []
        if n >= 7:  # the first week waits for the test walk
            monday = stood.setdefault(day(n - n % 7), runs)
            assert [when for when, _ in runs] == [when for when, _ in monday], n
            assert sum(km for _, km in runs) == pytest.approx(sum(km for _, km in monday), rel=0.08), n


# --- what is entered


@pytest.mark.parametrize("start", list(STARTS))
def test_more_pain_in_one_run_never_gives_more_running(start: str) -> None:
    for score in (3, 4, 5, 7):
        calm, sore = Life(STARTS[start]()), Life(STARTS[start]())
        calm.live(range(9), lambda _n, _s: Felt(1, 0))
        runs = [number_of(run.day) for run in calm.request.runs if run.day >= day(0)]
        sore.live(range(9), lambda n, _s, last=runs[-1], pain=score: Felt(pain if n == last else 1, 0))

        def minutes(life: Life) -> float:
            plan = plan_once(replace(life.request, as_of=day(9), weeks=2, past_weeks=past(life)))
            return sum(run.running_min for run in runs_of(plan) if day(9) <= run.date < day(16))

        # rule 14.1 holds to 3 %
        assert minutes(sore) <= 1.03 * minutes(calm) + 0.5, score


def past(life: Life) -> tuple:  # type: ignore[type-arg]
    """The weeks begun by the last day opened."""
    life.open(9)
    return life.request.past_weeks


@given(seeds)
@settings(max_examples=6)
def test_a_later_check_with_less_pain_never_blocks_and_never_lowers_the_next_week(seed: int) -> None:
    rng = Random(seed)
    life = Life(replace(runner_with_ease(rng), weeks=2))
    life.live(range(10), lambda _n, _s: Felt(1, 0))
    before = life.open(10)
    intake = life.request.checks[0].intake
    life.check(10, replace(intake, pain_running=0, pain_now=0, pain_walking=0))
    after = life.open(10)

    def minutes(plan: Plan) -> float:
        return sum(run.running_min for run in runs_of(plan) if day(10) <= run.date < day(17))

    assert {block.reason.rule for block in after.held_by} <= {block.reason.rule for block in before.held_by}
    assert minutes(after) >= 0.98 * minutes(before) - 1


def test_an_answer_that_comes_after_the_third_day_changes_nothing_that_was_lived() -> None:
    life = Life(STARTS["running on"]())
    life.live(range(16))
    plan = life.open(16)
    early = next(log for log in life.request.session_logs if log.kind is SessionKind.RUN)
    late = replace(early, pain_during=8, entered_on=day(15))
    logs = tuple(late if log is early else log for log in life.request.session_logs)

    assert make_plan(replace(life.request, session_logs=logs)).weeks == plan.weeks


def test_two_weeks_after_the_last_red_running_is_open_again() -> None:
    for start in ("running on", "five weeks off", "new"):
        life = Life(STARTS[start]())
        life.live(range(12), lambda n, _s: Felt(7, 3) if n > 3 else Felt())
        life.live(range(12, 30), lambda _n, _s: Felt(share=0))
        plan = life.open(30)

        assert not plan.held_by or {block.reason.rule for block in plan.held_by} == {"walk_gate"}
        assert runs_of(replace(plan, weeks=make_plan(later(life.request, 30, weeks=2)).weeks))
