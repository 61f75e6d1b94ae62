"""Made-up runners: answers, histories, wishes and checks drawn from one ``random.Random``, coherent and not."""

from datetime import date, timedelta
from random import Random
from typing import Any

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout, Priority, Race
from runback.domain.assessment import Assessment, Flag, FlagSource, PatternFit, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.intake import EQUIPMENT, WEEKDAYS, Intake, read_intake
from runback.domain.load import Run
from runback.plan.request import DatedCheck, PlanRequest

START = date(2026, 3, 2)
PATTERNS = (
    "muscular_acute_strain", "myofascial_chronic", "facet_arthritic", "discogenic_axial", "si_joint",
    "nonspecific_mixed", "radicular_disc", "sacral_stress_fracture",
)  # fmt: skip
AGGRAVATED = ("flexion", "extension", "sitting", "running_impact", "downhill", "standing")
CONTEXTS = ("fear", "fear", "desk_job", "no_strength", "postpartum_8w", "postpartum_20w", "pregnant_12w", "hills")
FLAGS = ("ca_history", "bsi_focal_impact", "fx_osteoporosis", "neuro_numb_patch")
RACES = (5.0, 10.0, 10.0, 21.1, 21.1, 42.2, 100.0)


def random_request(rng: Random, weeks: int) -> PlanRequest:
    """A runner on the day of the first check."""
    started_on = START + timedelta(days=rng.randint(0, 6))
    answers = random_answers(rng, started_on)
    days_off = 7 * answers.get("weeks_off", rng.choice([0, 4, 40])) + rng.randint(0, 6)
    share = 0.2 if answers["runner_status"] == "new" else 0.7
    runs = random_history(rng, started_on, days_off, answers) if rng.random() < share else ()
    found = random_assessment(rng)
    check = DatedCheck(started_on, _intake(rng, answers), found)
    return PlanRequest(
        checks=(check,), assessment=found, as_of=started_on, started_on=started_on, runs=runs, weeks=weeks,
        clearances=random_clearances(rng, found, started_on),
    )  # fmt: skip


def random_answers(rng: Random, on: date) -> dict[str, Any]:
    """Answers that fit one another: habit, break, pain, wishes."""
    status = rng.choice(["new", "returning", "returning", "regular", "regular", "regular", "competitive"])
    usual = 0.0 if status == "new" else rng.choice([5, 10, 15, 20, 25, 30, 40, 50, 65, 80, 110])
    now = rng.choice([0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 6])
    off = rng.choice([0, 0, 1, 2, 3, 5, 8, 12, 20, 40, 60]) if status == "returning" else rng.choice([0, 0, 0, 0, 1, 2])
    answers: dict[str, Any] = {
        "age_years": rng.choice([15, 17, 19, 24, 30, 35, 38, 42, 46, 50, 55, 60, 65, 72]),
        "bmi": rng.choice([19, 22, 24, 27, 33]),
        "runner_status": status,
        "weekly_km": usual,
        "runs_per_week": 0 if status == "new" else rng.choice([1, 2, 3, 3, 4, 4, 5, 6, 7]),
        "usual_long_run_km": round(usual * rng.uniform(0.28, 0.5), 1),
        "weeks_off": off,
        "onset": rng.choice(["gradual", "gradual", "sudden_lifting", "after_run"]),
        "pain_days": rng.choice([0, 2, 10, 20, 60, 100, 400]),
        "pain_now": now,
        "pain_worst": min(10, now + rng.choice([0, 1, 2, 4])),
        "pain_running": rng.choice([0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 7]),
        "pain_next_morning": rng.choice(["same"] * 10 + ["up_gone_24h"] * 3 + ["up_longer"]),
        "pain_walking": rng.choice([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 5]),
        "aggravated_by": rng.sample(AGGRAVATED, rng.randint(0, 2)),
        "contexts": rng.sample(CONTEXTS, 1) if rng.random() < 0.25 else [],
        "leg_pain": "below_knee" if rng.random() < 0.02 else "none",
    }
    if status == "new" and rng.random() < 0.9:
        for key in ("weeks_off", "usual_long_run_km"):
            answers.pop(key)
    if rng.random() < 0.2:
        answers["easy_pace_s_per_km"] = rng.choice([280, 330, 380, 450])
    answers["wishes"] = random_wishes(rng, on)
    return answers


def _intake(rng: Random, answers: dict[str, Any]) -> Intake:
    """The answers as an ``Intake``; each is left out now and then, as people do."""
    kept = {key: value for key, value in answers.items() if key in ("age_years", "wishes") or rng.random() > 0.12}
    if rng.random() < 0.02:
        kept.pop("age_years")
    if "runs_per_week" in kept and not kept["runs_per_week"]:
        kept.pop("runs_per_week")
    if kept.get("pain_worst", 10) < kept.get("pain_now", 0):
        kept.pop("pain_worst")
    return read_intake(kept)


def random_wishes(rng: Random, on: date) -> dict[str, Any]:
    """Days and minutes that fit, hardly fit or make no sense; equipment; a race."""
    wished: dict[str, Any] = {"equipment": rng.sample(EQUIPMENT, rng.randint(0, 5))}
    if rng.random() < 0.75:
        number = rng.choice([0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7])
        sizes = rng.choice([(45, 60, 60, 75, 90, 150), (30, 45, 60), (5, 10, 21, 30, 240), (90, 120, 180)])
        wished["days"] = {day: rng.choice(sizes) for day in rng.sample(WEEKDAYS, number)}
    if rng.random() < 0.4:
        wished["long_run_day"] = rng.choice(WEEKDAYS)
    if rng.random() < 0.2:
        wished["start"] = rng.choice(["gentle", "articles"])
    if rng.random() < 0.3:
        wished["goal"] = {"race_km": rng.choice(RACES), "date": on + timedelta(days=rng.randint(-20, 200))}
    return wished


def random_history(rng: Random, until: date, days_off: int, answers: dict[str, Any]) -> tuple[Run, ...]:
    """Months of runs as the answers say (a quarter of the histories contradict them), with gaps and odd long ones."""
    usual = (answers["weekly_km"] or rng.choice([2, 6])) * rng.choice([1, 1, 1, rng.uniform(0.4, 2.5)])
    number = answers["runs_per_week"] or 2
    pace = rng.uniform(5, 7.5)
    last = until - timedelta(days=max(1, days_off))
    runs = []
    for back in range(rng.randint(3, 26)):
        if rng.random() < 0.06:
            continue
        shares = [1.0] * number
        shares[-1] = rng.choice([1.0, 1.6, 2.0])
        for n, share in enumerate(shares):
            day = last - timedelta(days=7 * back + (number - 1 - n) * 7 // number)
            km = round(usual * share / sum(shares) * rng.uniform(0.85, 1.15), 2)
            if rng.random() > 0.06 and km > 0:
                runs.append(Run(day, km, km * pace * rng.uniform(0.95, 1.08)))
    return tuple(sorted(runs, key=lambda run: run.day))


def random_assessment(rng: Random, flag_share: float = 0.05) -> Assessment:
    """A clear check with two patterns; now and then a flag."""
    fits = tuple(PatternFit(name, name, 0.5 - n / 10, ()) for n, name in enumerate(rng.sample(PATTERNS, 2)))
    if rng.random() >= flag_share:
        running = rng.choice([Running.OK, Running.MODIFY])
        return Assessment(Urgency.SELF_CARE_OK, running, (), fits, (), (), (), "")
    urgency = rng.choice([Urgency.CLINICIAN_WITHIN_DAYS] * 3 + [Urgency.SAME_DAY_URGENT, Urgency.EMERGENCY_NOW])
    flag = Flag(rng.choice(FLAGS), urgency, FlagSource.ANSWER, "answered yes", Running.STOP)
    return Assessment(urgency, Running.STOP, (flag,), fits, (), (), (), "")


def random_clearances(rng: Random, found: Assessment, on: date) -> tuple[Clearance, ...]:
    """A clearance for half of the flags, some of them over soon."""
    if not found.flags or rng.random() < 0.5:
        return ()
    given = on - timedelta(days=rng.randint(0, 5))
    return (Clearance("Dr A", given, given + timedelta(days=rng.choice([10, 60, 365])), (found.flags[0].id,)),)


def random_days_off(rng: Random, on: date) -> DaysOff:
    """Days off that begin within three weeks, entered today."""
    first = on + timedelta(days=rng.randint(0, 20))
    last = first + timedelta(days=rng.choice([0, 1, 2, 4, 6, 9, 13, 20]))
    return DaysOff(first, last, rng.choice(list(DaysOffWhy)), entered_on=on)


def random_race(rng: Random, on: date) -> Race:
    """A race within three months, entered today."""
    day = on + timedelta(days=rng.randint(2, 90))
    return Race(day, rng.choice(RACES), rng.choice([Priority.A, Priority.B]), entered_on=on)


def random_layout(rng: Random, monday: date) -> Layout:
    """Days that the runner chose for a week, lawful or not."""
    runs = tuple(sorted(rng.sample(range(7), rng.randint(1, 5))))
    strength = tuple(sorted(rng.sample(range(7), rng.randint(0, 3))))
    return Layout(monday, runs, strength)
