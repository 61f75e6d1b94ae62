"""A runner's answers, outcomes of a check, and what an import or a move needs (services and web)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from runback.domain.assessment import Assessment, Flag, FlagSource, Running, Urgency
from runback.domain.plan import SessionKind
from runback.export.fit_activity import write_fit
from runback.services.home.demo_runner import MadeUpRun, make_activity
from runback.services.imports import batches
from runback.services.training import adjust, plans

THURSDAY = date(2026, 5, 14)


MONDAY = date(2026, 5, 11)


ANSWERS = {
    "age_years": 40,
    "runner_status": "regular",
    "weekly_km": 20,
    "longest_run_30d_km": 8,
    "weeks_off": 0,
    "pain_days": 20,
    "pain_now": 1,
    "pain_worst": 3,
    "trend": "improving",
    "leg_pain": "none",
    "numbness": "none",
    "weakness": "none",
    "red_flags": [],
    "wishes": {"days": {"mon": 60, "tue": 60, "wed": 60, "thu": 60, "fri": 60, "sat": 90, "sun": 90}},
}


CLEAR = Assessment(Urgency.SELF_CARE_OK, Running.MODIFY, (), (), (), (), (), "Come back if it gets worse.")


FLAG = Flag("fever", Urgency.SAME_DAY_URGENT, FlagSource.ANSWER, "You have a fever.")


URGENT = replace(CLEAR, urgency=Urgency.SAME_DAY_URGENT, running=Running.STOP, flags=(FLAG,))


RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)


def days_of(view: plans.PlanView, week: int, *kinds: SessionKind) -> set[date]:
    return {s.date for s in view.plan.weeks[week].sessions if s.kind in kinds}


def a_move(ada, view) -> tuple[date, date]:
    """A run of next week and a day that may take it."""
    for day in sorted(days_of(view, 1, *RUNS)):
        kind = next(s.kind for s in view.plan.weeks[1].sessions if s.date == day and s.is_run)
        if choices := adjust.move_choices(ada, THURSDAY, day, kind):
            return day, choices[0].day
    raise AssertionError("no run of next week can be moved")


def import_run(ada, folder: Path, day: date, km: float) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{day}.fit").write_bytes(write_fit(make_activity(MadeUpRun(day, 7.0, km, 360))))
    batches.import_paths(ada, [folder])
