"""The plan: weeks of sessions, each with its steps, exercises and reasons."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer
from runback.domain.reason import Fact, Reason


class SessionKind(StrEnum):
    RUN = "run"
    WALK_RUN = "walk_run"
    WALK = "walk"
    STRENGTH = "strength"
    MOBILITY = "mobility"
    CROSS = "cross"
    REST = "rest"
    RACE = "race"


RUNNING_KINDS = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE)
"""The kinds of session that count as running."""


class StepKind(StrEnum):
    RUN = "run"
    WALK = "walk"
    DRILL = "drill"
    WARM_UP = "warm_up"
    COOL_DOWN = "cool_down"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a session: a time or a distance, never both.

    Neighbouring steps with the same ``repeat`` above 1 are done in turn. ``say`` is the id of its
    sentence in knowledge/sentences; ``text`` is used instead where it is given (drills of the rule book,
    records of older versions).
    """

    kind: StepKind
    duration_s: float | None = None
    distance_m: float | None = None
    repeat: int = 1
    effort: str = "easy"
    say: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if (self.duration_s is None) == (self.distance_m is None):
            raise BadAnswer("step", "A step has a duration or a distance, one of them.")
        require_between("repeat", self.repeat, 1, 100)


@dataclass(frozen=True, slots=True)
class ExerciseSet:
    """One exercise of a session; reps or hold_s (seconds) are given, rest_s between sets.

    ``load_kg`` is the weight to use, None where it is not known or there is none. ``level`` is the rung
    of the exercise, a whole number that grows with difficulty.
    """

    id: str
    sets: int
    reps: int | None = None
    hold_s: int | None = None
    per_side: bool = False
    rest_s: int = 60
    load_kg: float | None = None
    level: int = 1

    def __post_init__(self) -> None:
        if self.reps is None and self.hold_s is None:
            raise BadAnswer("exercise", f"{self.id} needs repetitions or a hold.")
        require_between("sets", self.sets, 1, 10)


@dataclass(frozen=True, slots=True)
class Title:
    """What a session is called, in facts: knowledge.sentences makes the words.

    ``role`` is the id of a title sentence (easy_run, long_run, walk_run, test_walk, strength, ...);
    ``text`` is used instead for sessions saved by older versions.
    """

    role: str
    distance_km: float | None = None
    duration_min: float | None = None
    bout: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One session on one local day.

    ``distance_km`` and ``duration_min`` are never None for run, walk_run and race; distance of a
    walk_run includes the walking, duration includes warm-up and cool-down (interface.md).
    ``running_min`` and ``running_km`` count the running alone. ``stage`` is the row of the walk-run table the
    session is on (None off the table), ``cue`` the one form cue of the day ("" for none).
    """

    date: date
    kind: SessionKind
    role: str
    distance_km: float | None = None
    duration_min: float | None = None
    steps: tuple[Step, ...] = ()
    exercises: tuple[ExerciseSet, ...] = ()
    reasons: tuple[Reason, ...] = ()
    running_min: float = 0.0
    running_km: float = 0.0
    stage: int | None = None
    cue: str = ""
    bout: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.is_run and (self.distance_km is None or self.duration_min is None):
            raise BadAnswer("session", f"A {self.kind} needs a distance and a duration.")

    @property
    def is_run(self) -> bool:
        """Whether this session counts as running (run, walk_run or race)."""
        return self.kind in RUNNING_KINDS

    @property
    def title(self) -> Title:
        """What it is called."""
        return Title(self.role, self.distance_km, self.duration_min, self.bout, self.text)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday; ``target_km`` and ``cap_km`` count run and walk_run (walking included).

    ``usual_share`` is the running of the week as a share of the usual week, None where no usual is known;
    ``back_week`` is its number since the return began (1 is the first), None when no return is under way.
    """

    start: date
    target_km: float
    cap_km: float
    sessions: tuple[Session, ...]
    is_deload: bool = False
    is_taper: bool = False
    usual_share: float | None = None
    back_week: int | None = None

    def __post_init__(self) -> None:
        if self.start.weekday() != 0:
            raise BadAnswer("start", f"A week starts on Monday; {self.start} is none.")

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.start + timedelta(days=n) for n in range(7))

    @property
    def longest_run_km(self) -> float:
        """The longest run or walk-run of the week, in km; 0 without one. Races are not counted."""
        runs = (s.distance_km or 0.0 for s in self.sessions if s.is_run and s.kind is not SessionKind.RACE)
        return max(runs, default=0.0)

    @property
    def target_share(self) -> float | None:
        """``target_km``, walking included, as a share of the usual week; None where no usual is known.

        ``usual_share`` counts the running alone.
        """
        running = sum(s.running_km for s in self.sessions if s.is_run and s.kind is not SessionKind.RACE)
        if self.usual_share is None or not running:
            return self.usual_share
        return round(self.usual_share * self.target_km / running, 3)


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
class Note:
    """What gave way or must be known: a stable id and a reason-like sentence with its facts."""

    id: str
    say: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, note_id: str, say: str, **facts: Fact) -> "Note":
        """The note with its facts given by name."""
        return cls(note_id, say, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why every plan, or all running, is blocked.

    ``since`` is the day it began and does not move while it lasts; ``lifts`` says what ends it.
    """

    reason: Reason
    since: date
    lifts: Reason


class GoalStatus(StrEnum):
    ON_THE_WAY = "on_the_way"
    NOT_IN_TIME = "not_in_time"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class GoalOffers:
    """The four ways on where a race comes too soon (plan_rules_2 7.5), in the order they are offered.

    ``run_walk`` finishing with walk breaks is within reach; ``shorter_km`` the distance that is within
    reach on the day; ``reachable_on`` the date at which the whole distance is, None where no long run of
    the plan gets there; the fourth is to go along without racing, on the same day.
    """

    run_walk: bool
    shorter_km: float | None
    reachable_on: date | None


@dataclass(frozen=True, slots=True)
class GoalView:
    """The state of the main race."""

    race_km: float
    date: date
    status: GoalStatus
    offers: GoalOffers | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the runner is on the road and what it waits for.

    ``stage`` of ``stages`` is the walk-run stage (None off the table); ``usual_km`` the usual week, None for a
    new runner; ``now`` is the one answer to "why am I not progressing?", ``next_step`` what comes
    next, ``waiting_for`` the entries that are missing. ``usual_from`` and ``usual_until`` bound the week
    in which the usual running is reached when all stays green; None where it is reached or not foreseen.
    """

    now: Reason
    next_step: Reason
    stage: int | None = None
    stages: int | None = None
    weekly_target_km: float | None = None
    usual_km: float | None = None
    waiting_for: tuple[Reason, ...] = ()
    continuous_from: date | None = None
    usual_from: date | None = None
    usual_until: date | None = None


class PlanStatus(StrEnum):
    PLAN = "plan"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks of sessions, or what blocks them.

    A blocked plan has no week, and a plan always has at least one: there is no third kind.
    ``ceiling_km`` is the longest single run of today, ``ceiling`` why. ``held_by`` are stops of running
    alone (a hold, a gate): the weeks then have walks and strength until they lift. ``light`` is the one in
    force: of a hold, else of the last run of seven days (None: none, or it was not answered for).
    """

    status: PlanStatus
    weeks: tuple[Week, ...] = ()
    blocked_by: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    held_by: tuple[Block, ...] = ()
    ceiling_km: float | None = None
    ceiling: Reason | None = None
    progress: Progress | None = None
    goal: GoalView | None = None
    light: Light | None = None

    def __post_init__(self) -> None:
        if self.status is PlanStatus.BLOCKED and (self.weeks or not self.blocked_by):
            raise BadAnswer("plan", "A blocked plan has reasons and no weeks.")
        if self.status is PlanStatus.PLAN and (self.blocked_by or not self.weeks):
            raise BadAnswer("plan", "A plan has weeks and nothing that blocks it.")


@dataclass(frozen=True, slots=True)
class Change:
    """One day to come that differs between two plans; an empty side had, or has, nothing there."""

    date: date
    before: tuple[Title, ...]
    after: tuple[Title, ...]
    because: Reason | None = None
