"""The experts' bands of ../shared/lives/archetypes.yaml: 18 runners, all sessions done and green, days not limiting."""

from functools import cache
from typing import Any

import pytest
import yaml

from runback.domain.diary import Clearance
from runback.domain.plan import Plan, StepKind
from runback.plan import PlanRequest, make_plan
from tests.plan.made_up import NEW, START, check, day, flagged, morning, request, running_km, runs_of, walked
from tests.shared_data import shared_path

ROOMY = {"days": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 90) | {"sat": 150, "sun": 180}}
WEEKS = 26
FIELDS = ("weekly_km", "usual_long_run_km", "runs_per_week", "weeks_off", "pain_running", "pace", "age_years")

# The answers that each runner of the file is: usual km, long run, runs, weeks off, pain in runs, min/km, age.
KNOWN: dict[str, tuple[float, ...]] = {
    "a01": (40, 16, 4, 0, 2, 6.2, 38), "a02": (45, 18, 4, 1, 2, 6.2, 42), "a03": (40, 16, 4, 0, 4, 6.2, 38),
    "a04": (80, 28, 6, 0, 2, 5.2, 29), "a05": (30, 12, 3, 2, 1, 6.5, 35), "a06": (45, 18, 4, 4, 2, 6.3, 45),
    "a07": (40, 16, 4, 8, 1, 6.3, 40), "a08": (40, 16, 4, 16, 1, 6.3, 40), "a09": (25, 10, 3, 52, 1, 7.0, 50),
    "a13": (20, 8, 3, 0, 2, 7.2, 67), "a14": (50, 20, 5, 10, 1, 6.0, 32), "a15": (15, 6, 3, 1, 0, 6.8, 28),
    "a16": (90, 30, 7, 3, 1, 5.0, 36), "x01": (30, 12, 4, 30, 0, 6.6, 33), "x02": (40, 16, 4, 12, 0, 6.2, 30),
}  # fmt: skip


def answers(name: str) -> dict[str, Any]:
    """The answers file of a runner."""
    given: dict[str, Any] = dict(zip(FIELDS, KNOWN[name], strict=True))
    given["easy_pace_s_per_km"] = 60 * given.pop("pace")
    given["runner_status"] = "returning" if given["weeks_off"] >= 4 else "regular"
    given["pain_now"] = min(2, given["pain_running"])
    return given | {"wishes": ROOMY}


def asked(name: str) -> PlanRequest:
    """The request of a runner of the file."""
    more = {"weeks": WEEKS}
    if name == "a10":
        return request(more=more, base=NEW, wishes=ROOMY)
    if name == "a11":
        return request(more=more, base=NEW, age_years=44, bmi=32, pain_running=1, pain_now=1, wishes=ROOMY)
    if name == "a12":
        return request(
            more=more, base=NEW, age_years=33, runner_status="regular", weekly_km=5, usual_long_run_km=3, weeks_off=0,
            runs_per_week=3, pain_days=400, pain_running=3, pain_now=3, pain_worst=5, wishes=ROOMY,
        )  # fmt: skip
    if name in ("a14", "x02"):
        return cleared(name)
    contexts = ["postpartum_16w"] if name == "x01" else []
    return request(more=more, contexts=contexts, **answers(name))


def cleared(name: str) -> PlanRequest:
    """A runner whose leg sign (a14) or bone (x02) was looked at and cleared before the first day."""
    flag = "radic_below_knee" if name == "a14" else "bsi_focal_impact"
    seen = Clearance("Dr A", day(-15), day(400), (flag,))
    given = answers(name)
    if name == "a14":
        checks = (check(-1, flagged(flag), **given), check(0, **given))
        return PlanRequest(checks, checks[-1].assessment, START, START, weeks=WEEKS, clearances=(seen,))
    return bone_of(given, seen)


def bone_of(given: dict[str, Any], seen: Clearance) -> PlanRequest:
    """Two weeks of pain-free mornings and five brisk walks behind a cleared bone stress injury."""
    first = check(-15, flagged("bsi_focal_impact"), **(given | {"weeks_off": given["weeks_off"] - 15 / 7}))
    return PlanRequest(
        (first,), first.assessment, START, day(-15), weeks=WEEKS, clearances=(seen,),
        pain_entries=tuple(morning(n) for n in range(-15, 1)), session_logs=tuple(walked(n) for n in range(-6, -1)),
    )  # fmt: skip


@cache
def plan_of(name: str) -> Plan:
    """Half a year of plan, every run taken as green."""
    return make_plan(asked(name))


@cache
def bands_of(name: str) -> dict[str, Any]:
    """The bands of a runner; skips where the file is absent."""
    text = shared_path("lives", "archetypes.yaml").read_text(encoding="utf-8")
    return next(one for one in yaml.load(text, yaml.CSafeLoader) if one["id"] == name)


def longest_bout(plan: Plan, week: int) -> float:
    """The longest running without a walk, in minutes."""
    found = 0.0
    for run in runs_of(plan, week):
        pace = run.running_min / run.running_km
        bouts = [step for step in run.steps if step.kind is StepKind.RUN]
        found = max([found, *((step.duration_s or 0) / 60 + (step.distance_m or 0) / 1000 * pace for step in bouts)])
    return found


def first_week(plan: Plan, holds: Any) -> int | None:
    """The number of the first week for which it holds, 1 for the first week."""
    return next((n + 1 for n in range(len(plan.weeks)) if holds(n)), None)


def usual_of(name: str) -> float:
    """The usual week of a runner; for a new one what is out of reach."""
    return KNOWN[name][0] if name in KNOWN else 5 if name == "a12" else 1000


NAMES = [*sorted({*KNOWN, "a10", "a11", "a12"})]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_week_lies_in_the_band(name: str) -> None:
    low, high = bands_of(name)["first_week_km"]

    assert low - 0.05 <= running_km(plan_of(name)) <= high + 0.05


@pytest.mark.parametrize("name", NAMES)
def test_half_an_hour_without_a_walk_comes_in_the_band(name: str) -> None:
    low, high = bands_of(name)["continuous_30_week"]
    plan = plan_of(name)

    week = first_week(plan, lambda n: longest_bout(plan, n) >= 29.5)
    assert week is not None
    assert low <= week <= high


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("a10", "a11")])
def test_the_usual_week_comes_in_the_band(name: str) -> None:
    low, high = bands_of(name)["usual_week"]
    plan = plan_of(name)

    week = first_week(plan, lambda n: running_km(plan, n) >= 0.97 * usual_of(name))
    assert week is not None
    assert low <= week <= high


@pytest.mark.parametrize("name", NAMES)
def test_runs_a_week_lie_in_the_band(name: str) -> None:
    # the file looks at twelve weeks; from the usual week on the habit counts
    low, high = bands_of(name)["runs"]
    plan = plan_of(name)
    back = first_week(plan, lambda n: running_km(plan, n) >= 0.97 * usual_of(name)) or WEEKS

    counts = {n + 1: len(runs_of(plan, n)) for n in range(min(12, back - 1))}
    assert {week: count for week, count in counts.items() if not low <= count <= high} == {}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("week", [4, 8, 12])
def test_the_longest_run_lies_in_the_band(name: str, week: int) -> None:
    low, high = bands_of(name)["longest_km"][f"w{week}"]
    longest = max(run.running_km for run in runs_of(plan_of(name), week - 1))

    assert low - 0.05 <= longest <= high + 0.05
