"""What the runner logs: pain, sessions done or missed, strength sets, self-tests, clearances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from runback.domain.checks import require_aware, require_between, require_pain
from runback.domain.errors import BadAnswer
from runback.domain.intake import LISTS
from runback.domain.plan import SessionKind
from runback.languages.catalogue import gettext


class PainMoment(StrEnum):
    """When the pain was felt; ``morning`` is the 24-hour response the traffic light reads."""

    MORNING = "morning"
    NOW = "now"
    DURING_RUN = "during_run"
    AFTER_RUN = "after_run"
    EVENING = "evening"


class LegSymptom(StrEnum):
    """Symptoms in a leg; anything but none or above_knee stops running (plan_rules 2, purple)."""

    NONE = "none"
    ABOVE_KNEE = "above_knee"
    BELOW_KNEE = "below_knee"
    TINGLING = "tingling"
    WEAKNESS = "weakness"


@dataclass(frozen=True, slots=True)
class PainEntry:
    """One pain score (0 to 10) at an instant, on the runner's local day; ``entered_on`` is the day it was entered.

    ``places`` are where it hurt, in the words of the intake (``locations``).
    """

    at_utc: datetime
    day: date
    score: int
    moment: PainMoment = PainMoment.NOW
    leg: LegSymptom = LegSymptom.NONE
    note: str = ""
    id: int | None = None
    entered_on: date | None = None
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_aware("at_utc", self.at_utc)
        require_pain("pain", self.score)
        if unknown := sorted(set(self.places) - set(LISTS["locations"])):
            raise BadAnswer(
                "places",
                gettext("{unknown!r} is not a place on the body map.").format(unknown=unknown[0]),
                LISTS["locations"],
            )


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What became of one session; ``done=False`` is a missed one. Pain scores are 0 to 10.

    ``entered_on`` is the day the entry was made or last changed (None: its own day).
    """

    day: date
    kind: SessionKind
    done: bool = True
    distance_km: float | None = None
    duration_min: float | None = None
    pain_before: int | None = None
    pain_during: int | None = None
    pain_rising: bool = False
    sharp: bool = False
    limp: bool = False
    leg: LegSymptom = LegSymptom.NONE
    painkillers: bool = False
    effort_rpe: float | None = None
    note: str = ""
    activity_id: str | None = None
    id: int | None = None
    entered_on: date | None = None

    def __post_init__(self) -> None:
        require_pain("pain_before", self.pain_before)
        require_pain("pain_during", self.pain_during)
        require_between("effort_rpe", self.effort_rpe, 0, 10)
        require_between("distance_km", self.distance_km, 0, 500)
        require_between("duration_min", self.duration_min, 0, 6_000)


@dataclass(frozen=True, slots=True)
class StrengthLog:
    """One exercise as done; ``reps`` counts repetitions a set, or seconds for holds."""

    day: date
    exercise_id: str
    sets: int
    reps: int
    load_kg: float | None = None
    effort_rpe: float | None = None
    pain: int | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        require_between("sets", self.sets, 1, 20)
        require_between("reps", self.reps, 1, 600)
        require_between("load_kg", self.load_kg, 0, 500)
        require_between("effort_rpe", self.effort_rpe, 0, 10)
        require_pain("pain", self.pain)


@dataclass(frozen=True, slots=True)
class SelfTestLog:
    """One self-test as done; ``results`` by answers-file key, in the test's unit. ``pain`` while doing it."""

    day: date
    test_id: str
    results: Mapping[str, float | str] = field(default_factory=dict)
    pain: int | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        require_pain("pain", self.pain)
        if not self.results:
            raise BadAnswer("results", gettext("Enter what you measured."))


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clinician's word that running may continue, for the listed flags and until a day.

    It never opens an ``emergency_now`` item answered yes today (issue 4). ``recorded_at`` is the instant it was
    recorded, None where that is not known.
    """

    by: str
    given_on: date
    until: date
    flags: tuple[str, ...]
    note: str = ""
    id: int | None = None
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.recorded_at is not None:
            require_aware("recorded_at", self.recorded_at)
        if not self.by.strip():
            raise BadAnswer("by", gettext("Say who gave the clearance (name and role)."))
        if self.until < self.given_on:
            raise BadAnswer("until", gettext("The clearance ends before it begins."))

    def covers(self, flag_id: str, on: date) -> bool:
        """Whether this clearance names the flag and applies on that day."""
        return flag_id in self.flags and self.given_on <= on <= self.until

    def follows(self, day: date, answered_at: datetime | None) -> bool:
        """Whether it was given on that day or later, and recorded after that instant.

        Where one of the instants is not known, the days alone decide.
        """
        if self.given_on < day:
            return False
        return self.recorded_at is None or answered_at is None or self.recorded_at > answered_at
