"""Runners drawn from one ``random.Random``: answers, wishes, histories, checks, days off; any of it may be missing."""

from datetime import timedelta
from random import Random
from typing import Any

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout, Priority, Race
from runback.domain.assessment import Assessment, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.intake import EQUIPMENT, WEEKDAYS, Intake, read_intake
from runback.domain.load import Run
from runback.plan import DatedCheck, PlanRequest
from tests.plan.made_up import clear_assessment, day, flagged

PATTERNS = (
    "muscular_acute_strain", "myofascial_chronic", "facet_arthritic", "discogenic_axial", "si_joint",
    "nonspecific_mixed", "radicular_disc", "sacral_stress_fracture",
)  # fmt: skip
CONTEXTS = ("fear", "desk_job", "postpartum_8w", "postpartum_20w", "pregnant_12w", "limp", "leakage")


def random_answers(rng: Random) -> dict[str, Any]:
    """Answers that are mostly harmless, keys left out at random."""
    now = rng.choice([0, 0, 1, 2, 2, 3, 4, 6, 8])
    given: dict[str, Any] = {
        "age_years": rng.choice([14, 16, 19, 25, 35, 45, 55, 65, 75]),
        "bmi": rng.choice([20, 24, 28, 33]),
        "runner_status": rng.choice(["new", "returning", "regular", "regular", "competitive"]),
        "weekly_km": rng.choice([0, 5, 8, 12, 20, 35, 60, 110]),
        "runs_per_week": rng.choice([0, 1, 2, 3, 4, 5, 7, 10]),
        "usual_long_run_km": rng.choice([0, 3, 6, 12, 20, 40]),
        "longest_run_30d_km": rng.choice([0, 1, 5, 12, 35]),
        "weeks_off": rng.choice([0, 0, 0, 1, 2, 3, 5, 8, 17, 60, 200]),
        "easy_pace_s_per_km": rng.choice([200, 300, 360, 420, 600]),
        "onset": rng.choice(["gradual", "gradual", "sudden_during_run", "sudden_lifting", "after_run"]),
        "pain_days": rng.choice([0, 2, 10, 20, 60, 100, 700]),
        "pain_now": now,
        "pain_worst": min(10, now + rng.choice([0, 1, 2, 4])),
        "pain_running": rng.choice([0, 0, 0, 1, 2, 3, 4, 5, 7]),
        "pain_walking": rng.choice([0, 0, 1, 2, 4, 6]),
        "pain_next_morning": rng.choice(["same", "same", "up_gone_24h", "up_longer"]),
        "aggravated_by": rng.sample(["flexion", "extension", "sitting", "walking", "downhill"], rng.randint(0, 2)),
        "contexts": rng.sample(CONTEXTS, 1) if rng.random() < 0.2 else [],
    }  # fmt: skip
    if rng.random() < 0.03:
        given["leg_pain"] = "below_knee"
    given = {key: value for key, value in given.items() if rng.random() > 0.15}
    if given.get("pain_worst", 10) < given.get("pain_now", 0):
        del given["pain_worst"]
    return given | {"wishes": random_wishes(rng)}


def random_wishes(rng: Random) -> dict[str, Any]:
    """Wishes that fit, that hardly fit, or that make no sense."""
    wished: dict[str, Any] = {"equipment": rng.sample(EQUIPMENT, rng.randint(0, 5))}
    if rng.random() < 0.7:
        days = rng.sample(WEEKDAYS, rng.randint(0, 7))
        wished["days"] = {name: rng.choice([0, 5, 15, 21, 30, 45, 60, 90, 240]) for name in days}
    if rng.random() < 0.4:
        wished["long_run_day"] = rng.choice(WEEKDAYS)
    if rng.random() < 0.3:
        wished["goal"] = {"race_km": rng.choice([5, 10, 21.1, 42.2, 300]), "date": day(rng.randint(-30, 200))}
    return wished


def random_intake(rng: Random) -> Intake:
    """Answers as they are read."""
    return read_intake(random_answers(rng))


def random_history(rng: Random) -> tuple[Run, ...]:
    """No history, or weeks of runs with gaps and odd long ones, up to a break."""
    if rng.random() < 0.4:
        return ()
    off, every, usual = (
        rng.choice([0, 1, 3, 6, 10, 20, 40, 90]),
        rng.choice([1, 2, 2, 3, 4]),
        rng.choice([2, 4, 6, 9, 14]),
    )
    n, runs = -off - rng.randint(10, 150), []
    while n < -off:
        km = round(usual * rng.uniform(0.6, 1.3) * (2.5 if rng.random() < 0.03 else 1), 2)
        runs.append(Run(day(n), km, km * rng.uniform(5, 8)))
        n += max(1, every + rng.choice([-1, 0, 0, 1, 8 if rng.random() < 0.1 else 0]))
    return tuple(runs)


def random_check(rng: Random) -> Assessment:
    """Mostly a clear check; sometimes a flag, sometimes running limited."""
    if rng.random() < 0.06:
        return flagged(
            rng.choice(["ces_saddle", "bsi_focal_impact", "inf_fever"]), urgency=rng.choice(list(Urgency)[1:])
        )
    running = rng.choice([Running.OK, Running.OK, Running.MODIFY, Running.MODIFY, Running.WALK_ONLY, Running.STOP])
    return clear_assessment(running, *rng.sample(PATTERNS, 2))


def random_request(rng: Random, weeks: int | None = None) -> PlanRequest:
    """The first request of a runner, on any day of a week."""
    first = rng.randint(0, 6)
    check = DatedCheck(day(first), random_intake(rng), random_check(rng))
    seen = Clearance("Dr A", day(-3), day(20), ("bsi_focal_impact", "inf_fever"))
    return PlanRequest(
        checks=(check,), assessment=check.assessment, as_of=day(first), started_on=day(first), runs=random_history(rng),
        clearances=(seen,) if rng.random() < 0.1 else (), races=random_races(rng), layouts=random_layouts(rng),
        days_off=random_days_off(rng), weeks=weeks or rng.choice([1, 2, 4, 4, 8]),
    )  # fmt: skip


def random_races(rng: Random) -> tuple[Race, ...]:
    """No race, mostly."""
    if rng.random() < 0.8:
        return ()
    return (Race(day(rng.randint(1, 90)), rng.choice([5, 10, 21.1, 42.2]), rng.choice(list(Priority))),)


def random_layouts(rng: Random) -> tuple[Layout, ...]:
    """Weeks whose days the runner chose, lawful or not."""
    if rng.random() < 0.7:
        return ()

    def some(most: int) -> tuple[int, ...]:
        return tuple(sorted(rng.sample(range(7), rng.randint(0, most))))

    return tuple(Layout(day(7 * n), some(4), some(3)) for n in range(4) if rng.random() < 0.6)


def random_days_off(rng: Random) -> tuple[DaysOff, ...]:
    """No days off, or some in the next weeks."""
    if rng.random() < 0.6:
        return ()
    first = rng.randint(-3, 20)
    return (
        DaysOff(
            day(first), day(first) + timedelta(days=rng.choice([0, 2, 5, 8, 13, 27])), rng.choice(list(DaysOffWhy))
        ),
    )


def runner_with_ease(rng: Random, weeks: int = 1) -> PlanRequest:
    """A runner whose plan is open: no flag, no hold but the test walk, days that hold runs."""
    given = {
        "age_years": rng.choice([25, 40, 67]), "weekly_km": rng.choice([0, 10, 20, 35, 60]),
        "runner_status": "regular", "runs_per_week": rng.choice([2, 3, 4, 5]), "pain_running": rng.choice([0, 1, 2, 3]),
        "pain_now": rng.choice([0, 1, 2]), "weeks_off": rng.choice([0, 0, 1, 2, 4, 7, 15]), "pain_days": 30,
        "easy_pace_s_per_km": rng.choice([330, 380, 430]), "usual_long_run_km": None,
        "wishes": {"days": {name: rng.choice([60, 90, 120]) for name in rng.sample(WEEKDAYS, rng.choice([4, 5, 7]))}},
    }  # fmt: skip
    if not given["weekly_km"]:
        given |= {"runner_status": "new", "weeks_off": None}
    intake = read_intake({key: value for key, value in given.items() if value is not None})
    check = DatedCheck(day(0), intake, clear_assessment())
    return PlanRequest((check,), check.assessment, day(0), day(0), weeks=weeks)
