"""The content of a bundle: one runner's record as domain records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from runback.domain.activity import Activity
from runback.domain.adjust import Race
from runback.domain.diary import Clearance, PainEntry, SelfTestLog, SessionLog
from runback.domain.load import WeekLoad
from runback.domain.plan import Plan
from runback.outcome.scoring import Score


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """One check: its day and its answers, with the keys of the answers file."""

    made_on: date
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeAnswers:
    """The answers to one questionnaire on a day."""

    instrument: str
    day: date
    answers: Mapping[str, Any]
    score: Score


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """One runner's record. Reading a bundle returns everything except ``weeks``, ``minutes`` and ``plan``.

    ``state`` is further JSON that the plan is made from (``services/sharing/record_state``); clinics can ignore it.

    ``runs`` are activities in order of start. ``weeks`` are the last twelve, ``minutes`` (by Monday) and
    ``longest_km`` what was run in each. ``confirmed_km`` is
    the usual week that the runner confirmed; ``plan`` is None if there is none.
    """

    name: str
    zone: str
    as_of: date
    made_at: datetime
    version: str
    checks: tuple[CheckAnswers, ...]
    pain: tuple[PainEntry, ...]
    runs: tuple[Activity, ...]
    sessions: tuple[SessionLog, ...]
    self_tests: tuple[SelfTestLog, ...]
    outcomes: tuple[OutcomeAnswers, ...]
    races: tuple[Race, ...]
    clearances: tuple[Clearance, ...]
    confirmed_km: float | None
    weeks: tuple[WeekLoad, ...] = ()
    minutes: Mapping[date, float] | None = None
    longest_km: Mapping[date, float] | None = None
    plan: Plan | None = None
    state: Mapping[str, Any] | None = None
