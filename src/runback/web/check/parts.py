"""One question on a page of several, with what was given so far and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runback.domain.assessment import Question
from runback.languages.catalogue import gettext
from runback.web.check.draft import DAYS_IN, NONE
from runback.web.check.labels import describe_option

SHORT_LETTERS = 16
MANY = 12


@dataclass(frozen=True, slots=True)
class Part:
    """``options`` are value, words and whether it is given; ``error`` is empty where nothing is wrong.

    ``is_heard`` says that the given answer comes from the runner's own words and wants to be confirmed.
    """

    question: Question
    options: tuple[tuple[str, str, bool], ...]
    given: tuple[str, ...]
    error: str = ""
    is_optional: bool = False
    is_heard: bool = False

    @property
    def is_scale(self) -> bool:
        """Whether it is a pain from 0 to 10."""
        return self.question.kind == "number" and is_pain(self.question)

    @property
    def is_number(self) -> bool:
        """Whether a number is typed."""
        return self.question.kind == "number" and not is_pain(self.question)

    @property
    def is_ticks(self) -> bool:
        """Whether several may be ticked."""
        return self.question.kind == "choices"

    @property
    def is_short(self) -> bool:
        """Whether the answers fit beside each other."""
        return sum(len(text) for _, text, _ in self.options) < SHORT_LETTERS

    @property
    def is_long(self) -> bool:
        """Whether there are so many short answers that they go side by side."""
        return len(self.options) > MANY

    @property
    def is_none(self) -> bool:
        """Whether "none of these" is ticked."""
        return NONE in self.given

    @property
    def units(self) -> tuple[tuple[str, str, bool], ...]:
        """The units to choose from, for the length of time: value, words and whether it is chosen."""
        if self.question.key != "pain_days":
            return ()
        return tuple((unit, gettext(unit), self.given[1:] == (unit,)) for unit in DAYS_IN)


def is_pain(question: Question) -> bool:
    """Whether a question is answered on the scale from 0 to 10."""
    return question.key.startswith("pain_") and question.key != "pain_days"


def show_part(
    question: Question,
    given: Any,
    error: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    is_optional: bool = False,
    is_heard: bool = False,
) -> Part:
    """The part of a question; ``given`` is a saved answer, or the list of values that a form sent."""
    values = tuple(_as_values(question, given))
    shown = question.options or (("yes", "no") if question.kind == "yes_no" else ())
    own = labels or {}
    options = tuple(
        (option, own.get(f"{question.id}.{option}") or describe_option(question, option), option in values)
        for option in shown
    )
    return Part(question, options, values, error, is_optional, is_heard)


def _as_values(question: Question, given: Any) -> Sequence[str]:
    if given is None:
        return ()
    if isinstance(given, list | tuple):
        return [str(item) for item in given] or ([NONE] if question.kind == "choices" else [])
    return [str(given).lower() if isinstance(given, bool) else f"{given:g}" if isinstance(given, float) else str(given)]
