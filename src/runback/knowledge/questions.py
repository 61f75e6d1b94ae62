"""The structured questions: wording, options and when each is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field

from runback.domain.intake import CHOICES, LISTS
from runback.knowledge.conditions import RED_FLAGS, Condition, parse_condition
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "questions.yaml"


class _Question(Entry):
    id: str
    kind: str = Field(pattern="^(number|choice|choices|text)$")
    ask: str = Field(pattern="^(asked|offered)$")
    stage: str = Field(pattern="^(before|after)$")
    ask_when: Any = None
    text: str
    help: str = ""
    unit: str = ""
    why: str = ""
    options: Mapping[str, str] = {}


class _Book(Entry):
    questions: tuple[_Question, ...]


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question of the form; ``id`` is its key of the answers file.

    ``options`` maps each allowed answer to its label. ``stage`` is before or after the
    red-flag questions; ``asked`` whether the adaptive flow asks it.
    """

    id: str
    kind: str
    asked: bool
    stage: str
    ask_when: Condition
    text: str
    help: str
    unit: str
    why: str
    options: Mapping[str, str]


@cache
def load_questions() -> tuple[FormQuestion, ...]:
    """The questions in order; raises ``BrokenRuleBook`` where an answer lacks its label."""
    questions = tuple(_build(raw) for raw in read_yaml(FILE, _Book).questions)
    for question in questions:
        allowed = CHOICES.get(question.id) or LISTS.get(question.id)
        if allowed is not None and set(question.options) != set(allowed):
            raise BrokenRuleBook(f"{FILE}: {question.id}: options and answers differ", path=FILE)
    return questions


def _build(raw: _Question) -> FormQuestion:
    return FormQuestion(
        raw.id,
        raw.kind,
        raw.ask == "asked",
        raw.stage,
        parse_condition(raw.ask_when, place=raw.id, vocabulary=RED_FLAGS),
        raw.text,
        raw.help,
        raw.unit,
        raw.why,
        raw.options,
    )
