"""The days on which strength was done, from logs of exercises and of sessions, with how the morning after was."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from statistics import median

from runback.domain.diary import PainMoment, SessionLog, StrengthLog
from runback.domain.plan import RUNNING_KINDS, ExerciseSet, Session, SessionKind
from runback.knowledge.exercises import load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.routines import load_routines
from runback.plan.request import PlanRequest
from runback.plan.strength.overload import Dose, Performed
from runback.plan.strength.progress import StrengthDay

STRETCHES = frozenset({"mobility", "yoga", "thoracic"})
"""Groups of the library that are no strength: a day of stretches alone is not a session."""


def strength_days(request: PlanRequest) -> tuple[StrengthDay, ...]:
    """Every day with strength up to ``as_of``, ascending; one session a day.

    A session that was ticked without its exercises counts as done as planned.
    """
    known = [log for log in request.strength_logs if log.day <= request.as_of and log.exercise_id in _groups()]
    logs = {day: some for day, some in _by_day(known).items() if not _are_stretches(some)}
    ticked = {
        log.day: log
        for log in request.session_logs
        if log.kind is SessionKind.STRENGTH and log.done and log.day <= request.as_of
    }
    past = (one for week in request.past_weeks for one in week.sessions)
    planned = {one.date: one for one in past if one.kind is SessionKind.STRENGTH}
    rises = morning_rises(request, {*logs, *ticked})
    return tuple(
        _day_of(day, logs.get(day, []), ticked.get(day), planned.get(day), rises.get(day, 0.0))
        for day in sorted({*logs, *ticked})
    )


def _by_day(logs: Iterable[StrengthLog]) -> dict[date, list[StrengthLog]]:
    found: dict[date, list[StrengthLog]] = {}
    for log in logs:
        found.setdefault(log.day, []).append(log)
    return found


@cache
def _groups() -> Mapping[str, str]:
    return {exercise.id: exercise.group for exercise in load_exercises().exercises}


def _are_stretches(logs: Iterable[StrengthLog]) -> bool:
    return all(_groups()[log.exercise_id] in STRETCHES for log in logs)


def _day_of(
    day: date, logs: list[StrengthLog], ticked: SessionLog | None, planned: Session | None, rise: float
) -> StrengthDay:
    pain, effort = (ticked.pain_during, ticked.effort_rpe) if ticked else (None, None)
    if not logs:
        sets = performed_as_planned(planned, effort, pain, rise) if planned else ()
        return StrengthDay(day, sets, is_routine=planned is not None and planned.role.startswith("seven_minute"))
    sets = tuple(
        Performed(
            Dose(log.exercise_id, log.reps, log.load_kg or None),
            log.sets,
            effort if log.effort_rpe is None else log.effort_rpe,
            pain if log.pain is None else log.pain,
            rise,
        )
        for log in logs
    )
    return StrengthDay(day, sets, is_routine=_is_routine(sets))


def _is_routine(sets: tuple[Performed, ...]) -> bool:
    """The routine is logged in seconds a station: that number would make no sense as repetitions."""
    work_s = load_routines().seven_minute.work_s
    is_timed = [one for one in sets if one.dose.exercise.unit == "reps"]
    return bool(is_timed) and all(one.dose.count == work_s for one in sets)


def performed_as_planned(
    session: Session, effort: float | None = None, pain: int | None = None, rise: float = 0
) -> tuple[Performed, ...]:
    """The exercises of a session as if each was done as planned."""
    return tuple(Performed(_dose_of(exercise), exercise.sets, effort, pain, rise) for exercise in session.exercises)


def _dose_of(planned: ExerciseSet) -> Dose:
    return Dose(planned.id, planned.reps or planned.hold_s or 1, planned.load_kg or None)


def morning_rises(request: PlanRequest, days: Iterable[date]) -> Mapping[date, float]:
    """For each day how far the next morning's pain lay above the baseline of that day.

    The baseline is the median morning of the week before without a run the day before, at the start the pain
    of the check. A morning after a run speaks for the run and is left out.
    """
    mornings = {entry.day: entry.score for entry in request.pain_entries if entry.moment is PainMoment.MORNING}
    ran = {run.day for run in request.runs}
    ran |= {log.day for log in request.session_logs if log.done and log.kind in RUNNING_KINDS}
    rules, one_day, rises = load_plan_rules(), timedelta(days=1), {}
    for day in days:
        score = mornings.get(day + one_day)
        if score is None or day in ran or day + one_day > request.as_of:
            continue
        window = (day - n * one_day for n in range(rules.light_green.baseline_days))
        calm = [mornings[one] for one in window if one in mornings and one - one_day not in ran]
        baseline = median(calm) if calm else request.intake.pain_now
        if baseline is not None:
            rises[day] = score - baseline
    return rises
