"""Runners of these tests: answers, histories and diaries, put together by name.

The usual runner is 38, runs 40 km a week on four days, 16 km at most, at 6 minutes a kilometre; the new runner has
never run. Both open their plan on Monday 2 March 2026. Days are counted from it: ``day(0)`` is that Monday.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from runback.domain.assessment import Assessment, Flag, FlagSource, PatternFit, Running, Urgency
from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.intake import WEEKDAYS, read_intake
from runback.domain.load import Run
from runback.domain.plan import Plan, Session, SessionKind
from runback.plan import DatedCheck, PlanRequest

START = date(2026, 3, 2)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
PACE = 6.0
USUAL_WEEK = ((TUE, 8.0), (THU, 10.0), (SAT, 6.0), (SUN, 16.0))

USUAL: dict[str, Any] = {
    "age_years": 38, "runner_status": "regular", "weekly_km": 40, "runs_per_week": 4, "usual_long_run_km": 16,
    "easy_pace_s_per_km": 360, "weeks_off": 0, "pain_days": 20, "pain_now": 0, "pain_running": 0,
    "pain_next_morning": "same", "onset": "gradual", "trend": "same",
}  # fmt: skip
NEW: dict[str, Any] = {
    "age_years": 30, "runner_status": "new", "weekly_km": 0, "pain_days": 20, "pain_now": 0, "pain_running": 0,
    "onset": "gradual", "trend": "same",
}  # fmt: skip


def day(n: int) -> date:
    """The n-th day from the first Monday."""
    return START + timedelta(days=n)


def number_of(when: date) -> int:
    """The number of a day."""
    return (when - START).days


# --- checks


def clear_assessment(running: Running = Running.OK, *patterns: str) -> Assessment:
    """A clear check with these patterns, best first."""
    fits = tuple(PatternFit(name, name, 0.5 - n / 10, ()) for n, name in enumerate(patterns))
    return Assessment(Urgency.SELF_CARE_OK, running, (), fits, (), (), (), "")


def flagged(
    *ids: str,
    urgency: Urgency = Urgency.CLINICIAN_WITHIN_DAYS,
    running: Running = Running.STOP,
    source: FlagSource = FlagSource.ANSWER,
) -> Assessment:
    """A check with these flags up, all of that urgency."""
    flags = tuple(Flag(one, urgency, source, f"{one} was answered yes", running) for one in ids)
    return Assessment(urgency, running, flags, (), (), (), (), "")


def check(
    on: int = 0, found: Assessment | None = None, *, base: dict[str, Any] | None = None, **answers: Any
) -> DatedCheck:
    """The check of that day: the usual runner's answers with these changed; None leaves one out."""
    given = {key: value for key, value in ((USUAL if base is None else base) | answers).items() if value is not None}
    return DatedCheck(day(on), read_intake(given), found or clear_assessment())


def request(
    found: Assessment | None = None, *, more: dict[str, Any] | None = None, base: dict[str, Any] | None = None,
    **answers: Any,
) -> PlanRequest:  # fmt: skip
    """The usual runner's request on the first Monday; ``more`` are its other fields."""
    return asked(check(0, found, base=base, **answers), **(more or {}))


def asked(*checks: DatedCheck, **more: Any) -> PlanRequest:
    """A request with these checks, made on the first Monday unless ``more`` says otherwise."""
    fields = {"as_of": START, "started_on": checks[0].day} | more
    return PlanRequest(checks=checks, assessment=checks[-1].assessment, **fields)


def new_runner(*, more: dict[str, Any] | None = None, **answers: Any) -> PlanRequest:
    """The new runner's request on the first Monday."""
    return request(more=more, base=NEW, **answers)


def after_break(days_off: int, *, more: dict[str, Any] | None = None, **answers: Any) -> PlanRequest:
    """The usual runner after this many days without a run, by the answers alone."""
    return request(more=more, **({"weeks_off": days_off / 7} | answers))


def offer(minutes: float, *days: int) -> dict[str, Any]:
    """Wishes with this many minutes on these days (every day where none is named)."""
    return {"days": {WEEKDAYS[n]: minutes for n in (days or range(7))}}


# --- history and diary


def history(
    days_off: int = 0, weeks: int = 16, week: Iterable[tuple[int, float]] = USUAL_WEEK, pace: float = PACE
) -> tuple[Run, ...]:
    """So many of these weeks, moved back until the last run lies ``days_off`` whole days before the first Monday."""
    shift = timedelta(days=days_off)
    return tuple(
        Run(day(on - 7 * back) - shift, km, km * pace) for back in range(weeks, 0, -1) for on, km in sorted(week)
    )


def ran(n: int, km: float, pace: float = PACE) -> Run:
    """A run of that day."""
    return Run(day(n), km, km * pace)


def felt(n: int, score: int | None = 0, kind: SessionKind = SessionKind.RUN, **fields: Any) -> SessionLog:
    """What was logged of a run: the worst pain in it."""
    return SessionLog(day(n), kind, pain_during=score, **fields)


def walked(n: int, score: int = 0, minutes: float = 30, **fields: Any) -> SessionLog:
    """A walk in the diary."""
    return SessionLog(day(n), SessionKind.WALK, duration_min=minutes, pain_during=score, **fields)


def morning(n: int, score: int = 0, leg: LegSymptom = LegSymptom.NONE, entered: int | None = None) -> PainEntry:
    """The pain of a morning at seven, entered that day or later."""
    return pain(n, score, PainMoment.MORNING, leg, entered)


def pain(
    n: int, score: int, moment: PainMoment, leg: LegSymptom = LegSymptom.NONE, entered: int | None = None
) -> PainEntry:
    """A pain entry of that day."""
    on = None if entered is None else day(entered)
    return PainEntry(datetime.combine(day(n), time(7), UTC), day(n), score, moment, leg, entered_on=on)


def green(*days: int) -> dict[str, Any]:
    """The diary of green runs on these days: nothing in the run, nothing next morning."""
    logs = tuple(felt(n) for n in days)
    return {"session_logs": logs, "pain_entries": tuple(morning(n + 1) for n in days)}


def later(start: PlanRequest, n: int, **changes: Any) -> PlanRequest:
    """The request on another day, with these fields."""
    return replace(start, as_of=day(n), **changes)


# --- reading plans


def sessions_of(plan: Plan) -> list[Session]:
    """Every session, in order."""
    return [session for week in plan.weeks for session in week.sessions]


def runs_of(plan: Plan, week: int | None = None) -> list[Session]:
    """The running sessions, of one week or of all."""
    weeks = plan.weeks if week is None else (plan.weeks[week],)
    return [session for one in weeks for session in one.sessions if session.is_run]


def running_km(plan: Plan, week: int = 0) -> float:
    """Kilometres of running of a week, walks and races left out."""
    return sum(s.running_km for s in runs_of(plan, week) if s.kind is not SessionKind.RACE)


def first_run(plan: Plan) -> Session:
    """The first run of the plan."""
    return runs_of(plan)[0]


def held_by(plan: Plan) -> set[str]:
    """The rules that hold running back."""
    return {block.reason.rule for block in plan.held_by}


def blocked_by(plan: Plan) -> set[str]:
    """The rules that close every plan."""
    return {block.reason.rule for block in plan.blocked_by}


def note_ids(plan: Plan) -> set[str]:
    """What the plan says beside its weeks."""
    return {note.id for note in plan.notes}
