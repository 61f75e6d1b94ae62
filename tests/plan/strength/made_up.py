"""Made-up runners who lift: a request from a few answers, and lives in which every session is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from runback.domain.assessment import Assessment, PatternFit, Running, Urgency
from runback.domain.diary import PainEntry, PainMoment, SessionLog, StrengthLog
from runback.domain.intake import read_intake
from runback.domain.plan import ExerciseSet, Session, SessionKind
from runback.knowledge.exercises import Exercise, load_exercises
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.strength import StrengthPlan, plan_strength, strength_session

MONDAY = date(2026, 11, 23)
"""The day of the check; the first session is on the day after."""

WEIGHTS = {"dumbbell", "kettlebell", "barbell"}


def check(*patterns: str) -> Assessment:
    """A clear check with these patterns, best first."""
    fits = tuple(PatternFit(name, name, 0.5 - n / 10, ()) for n, name in enumerate(patterns))
    return Assessment(Urgency.SELF_CARE_OK, Running.OK, (), fits, (), (), (), "")


def request(
    logs: Sequence[StrengthLog] = (),
    as_of: date = MONDAY,
    *,
    patterns: Sequence[str] = (),
    more: dict[str, Any] | None = None,
    **answers: Any,
) -> PlanRequest:
    """The request of a runner of 35 with pain 1 and no kit; ``answers`` change that, ``more`` sets other fields."""
    given = {"age_years": 35, "pain_now": 1, **answers}
    assessment = check(*patterns)
    checks = (DatedCheck(MONDAY, read_intake(given), assessment),)
    return PlanRequest(checks, assessment, as_of, MONDAY, strength_logs=tuple(logs), **(more or {}))


def with_kit(*kit: str) -> dict[str, Any]:
    """The wishes of a runner with this kit."""
    return {"equipment": list(kit)}


def day_of(number: int) -> date:
    """The day of a session, counted from 0: Tuesday and Friday of each week."""
    return MONDAY + timedelta(days=1 + 7 * (number // 2) + 3 * (number % 2))


def exercise(name: str) -> Exercise:
    """The exercise of the library."""
    return load_exercises().by_id[name]


def groups_of(session: Session) -> list[str]:
    """The group of each exercise of a session."""
    return [exercise(one.id).group for one in session.exercises]


def count_of(one: ExerciseSet) -> int:
    """Repetitions, or seconds."""
    return one.reps or one.hold_s or 0


def find(session: Session, name: str) -> ExerciseSet:
    """The exercise of that id in a session."""
    return next(one for one in session.exercises if one.id == name)


def log(name: str, number: int, count: int, load_kg: float | None = None, sets: int = 2, **more: Any) -> StrengthLog:
    """One exercise of the session of that number, done with effort 7 and without pain."""
    return StrengthLog(day_of(number), name, sets, count, load_kg, **{"effort_rpe": 7, "pain": 0, **more})


def logs_of(session: Session, start_kg: float | None = 8) -> list[StrengthLog]:
    """The logs of a session done as planned; a weight that the plan does not know is ``start_kg``."""
    return [
        StrengthLog(session.date, one.id, one.sets, count_of(one), _weight(one, start_kg), 7, 0)
        for one in session.exercises
    ]


def _weight(one: ExerciseSet, start_kg: float | None) -> float | None:
    return one.load_kg or (start_kg if WEIGHTS & set(exercise(one.id).kit) else None)


def tick(number: int, **more: Any) -> SessionLog:
    """The session of that number, ticked as done."""
    return SessionLog(day_of(number), SessionKind.STRENGTH, **more)


def morning(day: date, score: int) -> PainEntry:
    """A morning's pain."""
    return PainEntry(datetime.combine(day, time(7), UTC), day, score, PainMoment.MORNING)


@dataclass
class Life:
    """A runner who does every session as planned; ``minutes`` of the two days of the week."""

    minutes: tuple[float, float] = (35, 35)
    start_kg: float | None = 8
    patterns: tuple[str, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    logs: list[StrengthLog] = field(default_factory=list)

    def live(self, sessions: int) -> Iterator[tuple[StrengthPlan, Session]]:
        """Each session with the plan of its morning, done before the next one."""
        for number in range(sessions):
            plan = self.plan_on(day_of(number))
            session = strength_session(day_of(number), plan, self.minutes[number % 2], number % 2)
            self.logs += logs_of(session, self.start_kg)
            yield plan, session

    def plan_on(self, day: date) -> StrengthPlan:
        """The strength side as of that day."""
        return plan_strength(request(self.logs, day, patterns=self.patterns, **self.answers))


def lived(sessions: int, minutes: tuple[float, float] = (35, 35), **answers: Any) -> list[Session]:
    """The sessions of a runner who does them all."""
    return [session for _, session in Life(minutes, answers=answers).live(sessions)]
