"""The outcome of the check: urgency, flags, patterns, causes, advice and what to ask next."""

from dataclasses import dataclass
from enum import StrEnum

from runback.domain.reason import Reason


class Urgency(StrEnum):
    """How soon somebody should look at this; compare with ``rank`` (0 is least urgent)."""

    SELF_CARE_OK = "self_care_ok"
    CLINICIAN_WITHIN_DAYS = "clinician_within_days"
    SAME_DAY_URGENT = "same_day_urgent"
    EMERGENCY_NOW = "emergency_now"

    @property
    def rank(self) -> int:
        """0 for self_care_ok to 3 for emergency_now."""
        return list(Urgency).index(self)


class Running(StrEnum):
    """What the check says of running today; ``rank`` 0 is the least restrictive."""

    OK = "ok"
    MODIFY = "modify"
    WALK_ONLY = "walk_only"
    STOP = "stop"

    @property
    def rank(self) -> int:
        """0 for ok to 3 for stop."""
        return list(Running).index(self)


class FlagSource(StrEnum):
    """Where a flag came from (`from` in the JSON); ``EARLIER``: from an earlier check, and not cleared."""

    ANSWER = "answer"
    RULE = "rule"
    TEXT = "text"
    HISTORY = "history"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that is up; ``id`` is an item or combination rule of red_flags.yaml.

    ``is_guess``: only the second screen of the runner's words found it, so it is asked about.
    """

    id: str
    urgency: Urgency
    source: FlagSource
    why: str
    running: Running = Running.OK
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class PatternFit:
    """A pattern that fits; ``confidence`` 0 to 1, capped by the rule book, never a diagnosis."""

    id: str
    label: str
    confidence: float
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseFit:
    """A likely contributor; ``weight`` is relative odds, ``grade`` the certainty of its evidence."""

    id: str
    label: str
    weight: float
    grade: str
    reasons: tuple[Reason, ...]
    what_to_do: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can still change the outcome.

    ``key`` is an answers-file key, or ``red_flags`` with ``id`` naming the item.
    ``kind`` is yes_no, number, choice or choices; ``options`` lists what may be answered.
    """

    id: str
    key: str
    text: str
    kind: str
    options: tuple[str, ...] = ()
    help_text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole outcome, best first in every list; what `runback assess` prints."""

    urgency: Urgency
    running: Running
    flags: tuple[Flag, ...]
    patterns: tuple[PatternFit, ...]
    causes: tuple[CauseFit, ...]
    advice: tuple[Advice, ...]
    ask_next: tuple[Question, ...]
    safety_net: str
    warnings: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether the urgency rests on guesses alone, which the questions asked next can end."""
        return not self.is_clear and all(flag.is_guess for flag in self.flags if flag.urgency is self.urgency)

    @property
    def is_clear(self) -> bool:
        """Whether triage alone lets a plan be made."""
        return self.urgency is Urgency.SELF_CARE_OK
