"""A sweep over runners, breaks and pain: more of either never gives more running (rules 0.1 to 0.4)."""

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from runback.domain.plan import Plan, StepKind
from runback.plan import make_plan
from tests.plan.made_up import offer, request, running_km, runs_of

RUNNERS: dict[str, dict[str, Any]] = {
    "10 km in 2 runs": {"weekly_km": 10, "usual_long_run_km": 5, "runs_per_week": 2, "easy_pace_s_per_km": 420},
    "25 km in 3 runs": {"weekly_km": 25, "usual_long_run_km": 10, "runs_per_week": 3, "easy_pace_s_per_km": 400},
    "40 km in 4 runs": {"weekly_km": 40, "usual_long_run_km": 16, "runs_per_week": 4, "easy_pace_s_per_km": 360},
    "80 km in 6 runs": {"weekly_km": 80, "usual_long_run_km": 28, "runs_per_week": 6, "easy_pace_s_per_km": 310},
}
WEEKS = 16
BREAKS = (0, 6, 10, 14, 20, 28, 37, 55, 80, 112, 182, 365)
PAINS = (0, 1, 2, 3, 4)
FEW = BREAKS[::4]


@cache
def probed(runner: str, days_off: int, pain: float) -> Plan:
    answers = RUNNERS[runner] | {"weeks_off": days_off / 7, "pain_running": pain, "pain_now": min(2, pain)}
    return make_plan(request(more={"weeks": WEEKS}, wishes=offer(180), **answers))


def sums(plan: Plan) -> tuple[float, ...]:
    """Running up to week 1, 4, 8 and 16."""
    weeks = [running_km(plan, n) for n in range(WEEKS)]
    return tuple(sum(weeks[:n]) for n in (1, 4, 8, 16))


def half_hour(plan: Plan) -> int:
    """The first week with half an hour without a walk."""

    def bout(week: int) -> float:
        runs = runs_of(plan, week)
        steps = [
            (step, run.running_min / run.running_km) for run in runs for step in run.steps if step.kind is StepKind.RUN
        ]
        return max((s.duration_s or 0) / 60 + (s.distance_m or 0) / 1000 * pace for s, pace in steps)

    return next((n for n in range(WEEKS) if bout(n) >= 29.5), WEEKS)


def is_less(more: Plan, less: Plan) -> bool:
    """Whether the second plan has no more running by week 1, 4, 8 and 16 (3 % aside), and no earlier half hour."""
    pairs = zip(sums(more), sums(less), strict=True)
    return all(b <= 1.03 * a + 0.3 for a, b in pairs) and half_hour(less) >= half_hour(more)


@pytest.mark.parametrize("runner", list(RUNNERS))
@pytest.mark.parametrize("pain", [0, 3])
def test_a_longer_break_never_gives_more_running_nor_an_earlier_half_hour(runner: str, pain: int) -> None:
    for shorter, longer in pairwise(BREAKS):
        assert is_less(probed(runner, shorter, pain), probed(runner, longer, pain)), longer


@pytest.mark.parametrize(("weekly_km", "longest_km"), [(15, 6), (25, 9), (36, 13), (45, 16)])
@pytest.mark.parametrize("pain", [0, 2])
def test_a_longest_run_that_is_too_long_ago_to_be_known_gives_no_more_running(
    weekly_km: float, longest_km: float, pain: int
) -> None:
    def first_week(weeks_off: int, longest: float | None) -> float:
        answers = {
            "usual_long_run_km": None,
            "runs_per_week": None,
            "longest_run_30d_km": longest,
            "pain_running": pain,
        }
        return running_km(make_plan(request(weekly_km=weekly_km, weeks_off=weeks_off, **answers)))

    for weeks_off in (3, 4, 5, 6):
        known, unknown = first_week(weeks_off, longest_km), first_week(weeks_off + 1, None)
        assert unknown <= 1.02 * known + 0.15, weeks_off


@pytest.mark.parametrize("runner", list(RUNNERS))
def test_a_point_more_pain_never_gives_more_running_nor_an_earlier_half_hour(runner: str) -> None:
    for days_off in FEW:
        for calmer, sorer in pairwise(PAINS):
            assert is_less(probed(runner, days_off, calmer), probed(runner, days_off, sorer)), (days_off, sorer)


def fall(runner: str, days_off: int, pain: int) -> float:
    """What one point more pain takes of the first week, as a share of the usual week."""
    first, second = (running_km(probed(runner, days_off, one)) for one in (pain, pain + 1))
    return float((first - second) / RUNNERS[runner]["weekly_km"])


@pytest.mark.parametrize("runner", list(RUNNERS))
def test_a_point_more_pain_takes_a_fifth_of_the_usual_week_at_most(runner: str) -> None:
    for days_off in FEW:
        assert all(fall(runner, days_off, pain) <= 0.21 for pain in PAINS[:-2])


@pytest.mark.xfail(
    strict=True, reason="0.3: without a break pain 4 gives three runs, one of 45 minutes: 23 and 29 % less than pain 3"
)
@pytest.mark.parametrize("runner", ["40 km in 4 runs", "80 km in 6 runs"])
def test_pain_of_four_takes_no_more_than_a_fifth_either(runner: str) -> None:
    assert fall(runner, 0, 3) <= 0.21


def first_weeks(runner: str, *days: int) -> list[float]:
    return [
        running_km(make_plan(request(more={"weeks": 1}, wishes=offer(180), weeks_off=n / 7, **RUNNERS[runner])))
        for n in days
    ]


@pytest.mark.parametrize(("runner", "first"), [("25 km in 3 runs", 0), ("40 km in 4 runs", 3), ("80 km in 6 runs", 30)])
def test_a_day_more_off_takes_a_tenth_of_the_usual_week_at_most(runner: str, first: int) -> None:
    weeks = first_weeks(runner, *range(first, first + 24))

    assert all(abs(a - b) <= 0.1 * RUNNERS[runner]["weekly_km"] + 0.3 for a, b in pairwise(weeks)), weeks


@pytest.mark.xfail(
    strict=True, reason="0.3: 10 km: the first run moves to Thursday, 23 % less; 80 km: three runs for four, 11 % less"
)
@pytest.mark.parametrize(("runner", "days_off"), [("10 km in 2 runs", 5), ("80 km in 6 runs", 26)])
def test_a_day_more_off_takes_no_more_than_a_tenth_in_these_cases_either(runner: str, days_off: int) -> None:
    before, after = first_weeks(runner, days_off, days_off + 1)

    assert abs(before - after) <= 0.1 * RUNNERS[runner]["weekly_km"] + 0.3


@pytest.mark.parametrize("runner", list(RUNNERS))
def test_no_week_is_without_running_and_all_green_nothing_sinks(runner: str) -> None:
    habit = RUNNERS[runner]["runs_per_week"]
    for days_off in BREAKS:
        plan = probed(runner, days_off, 0)
        weeks = [running_km(plan, n) for n in range(WEEKS)]
        assert all(len(runs_of(plan, n)) >= min(2, habit) for n in range(WEEKS)), days_off
        assert all(b >= 0.97 * a - 0.1 for a, b in pairwise(weeks)), (days_off, weeks)
