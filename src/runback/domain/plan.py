"""The plan: weeks of sessions, each with its steps, exercises and reasons."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer
from runback.domain.reason import Reason


class SessionKind(StrEnum):
    RUN = "run"
    WALK_RUN = "walk_run"
    WALK = "walk"
    STRENGTH = "strength"
    MOBILITY = "mobility"
    CROSS = "cross"
    REST = "rest"


class StepKind(StrEnum):
    RUN = "run"
    WALK = "walk"
    DRILL = "drill"
    WARM_UP = "warm_up"
    COOL_DOWN = "cool_down"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a session: a time or a distance, never both.

    Neighbouring steps with the same ``repeat`` above 1 are done in turn.
    """

    kind: StepKind
    duration_s: float | None = None
    distance_m: float | None = None
    repeat: int = 1
    effort: str = "easy"
    text: str = ""

    def __post_init__(self) -> None:
        if (self.duration_s is None) == (self.distance_m is None):
            raise BadAnswer("step", "A step has a duration or a distance, one of them.")
        require_between("repeat", self.repeat, 1, 100)


@dataclass(frozen=True, slots=True)
class ExerciseSet:
    """One exercise of a session; reps or hold_s (seconds) are given, rest_s between sets.

    ``load_kg`` is the weight to use, None where it is not known or there is none.
    """

    id: str
    sets: int
    reps: int | None = None
    hold_s: int | None = None
    per_side: bool = False
    rest_s: int = 60
    load_kg: float | None = None

    def __post_init__(self) -> None:
        if self.reps is None and self.hold_s is None:
            raise BadAnswer("exercise", f"{self.id} needs repetitions or a hold.")
        require_between("sets", self.sets, 1, 10)


@dataclass(frozen=True, slots=True)
class Session:
    """One session on one local day.

    ``distance_km`` and ``duration_min`` are never None for run and walk_run;
    distance of a walk_run includes the walking, duration includes warm-up and
    cool-down (interface.md).
    """

    date: date
    kind: SessionKind
    title: str
    distance_km: float | None = None
    duration_min: float | None = None
    steps: tuple[Step, ...] = ()
    exercises: tuple[ExerciseSet, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        measured = self.kind in (SessionKind.RUN, SessionKind.WALK_RUN)
        if measured and (self.distance_km is None or self.duration_min is None):
            raise BadAnswer("session", f"A {self.kind} needs a distance and a duration.")

    @property
    def is_run(self) -> bool:
        """Whether this session counts as running (run or walk_run)."""
        return self.kind in (SessionKind.RUN, SessionKind.WALK_RUN)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday; ``target_km`` and ``cap_km`` count run and walk_run."""

    start: date
    target_km: float
    cap_km: float
    sessions: tuple[Session, ...]

    def __post_init__(self) -> None:
        if self.start.weekday() != 0:
            raise BadAnswer("start", f"A week starts on Monday; {self.start} is none.")


@dataclass(frozen=True, slots=True)
class Note:
    """What gave way or must be known: a stable id and a plain sentence."""

    id: str
    text: str


class PlanStatus(StrEnum):
    PLAN = "plan"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks of sessions, or the reasons why there are none.

    A blocked plan holds no week, and a plan always holds at least one: there is no
    third kind.
    """

    status: PlanStatus
    weeks: tuple[Week, ...] = ()
    blocked_by: tuple[Reason, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if self.status is PlanStatus.BLOCKED and (self.weeks or not self.blocked_by):
            raise BadAnswer("plan", "A blocked plan has reasons and no weeks.")
        if self.status is PlanStatus.PLAN and (self.blocked_by or not self.weeks):
            raise BadAnswer("plan", "A plan has weeks and nothing that blocks it.")


class Light(StrEnum):
    """What one run and its next morning say (plan_rules 2); ``rank`` 0 is green."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    PURPLE = "purple"

    @property
    def rank(self) -> int:
        """0 for green to 3 for purple."""
        return list(Light).index(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One day that differs between two plans; "" where a plan has nothing there."""

    date: date
    before: str
    after: str
    because: str

    def __str__(self) -> str:
        """For a person: "Thursday 6.0 km run -> 4.5 km run because ..."."""
        change = f"{self.date:%A} {self.before or 'nothing'} -> {self.after or 'nothing'}"
        return f"{change} because {self.because}" if self.because else change
