"""The structured questions: wording, options and when each is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Annotated, Literal

from runback.domain.intake import CHOICES, LISTS, Intake
from runback.knowledge.conditions import ALWAYS, FlagWhen
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "questions.yaml"


class FormQuestion(Entry):
    """One question of the form; ``id`` is its key of the answers file.

    ``options`` maps each allowed answer to its label. ``stage`` is first of all, or before or after
    the red-flag questions that depend on answers; ``ask`` is asked in the adaptive flow, or only offered in the form.
    """

    id: str
    kind: Literal["number", "choice", "choices", "text"]
    ask: Literal["asked", "offered"]
    stage: Literal["first", "before", "after"]
    ask_when: FlagWhen = ALWAYS
    text: str
    help: str = ""
    unit: str = ""
    why: str = ""
    options: Annotated[Mapping[str, str], FROZEN] = {}
    for_sex: Annotated[Mapping[str, str], FROZEN] = {}

    def options_for(self, sex: str | None) -> Mapping[str, str]:
        """The options without those for the other sex."""
        return {key: label for key, label in self.options.items() if sex is None or self.for_sex.get(key, sex) == sex}

    @property
    def asked(self) -> bool:
        """Whether the adaptive flow asks it."""
        return self.ask == "asked"


class FollowUpDays(Entry):
    """After how many days a check is asked again (days), and from how many ``outlook`` answers on it is soon."""

    weekly_days: int
    soon_days: int
    unclear_after_days: int
    unclear_until_days: int
    outlook_from: int


class QuestionBook(Entry):
    """All questions in the order of the form, and when they are asked again."""

    follow_up: FollowUpDays
    questions: tuple[FormQuestion, ...]


def load_questions() -> tuple[FormQuestion, ...]:
    """The questions in order; raises ``BrokenRuleBook``."""
    return _load_book().questions


def load_follow_up() -> FollowUpDays:
    """When a check is asked again; raises ``BrokenRuleBook``."""
    return _load_book().follow_up


@cache_by_language
def _load_book() -> QuestionBook:
    return parse_yaml(read_text(FILE), FILE, QuestionBook, _find_faults)


def parse_questions(text: str) -> tuple[FormQuestion, ...]:
    """The questions of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, QuestionBook, _find_faults).questions


def _find_faults(book: QuestionBook) -> Iterator[Fault]:
    keys = {field.name for field in fields(Intake)} - {"answered"}
    for question in book.questions:
        path = ("questions", question.id)
        if question.id not in keys:
            yield Fault(path, f"{question.id} is no key of the answers file (domain/intake.py); correct the id.")
        allowed = CHOICES.get(question.id) or LISTS.get(question.id)
        if allowed is not None and (different := sorted(set(allowed) ^ set(question.options))):
            what = f"The options differ from the answers there are: {', '.join(different)}; give each answer one label."
            yield Fault((*path, "options"), what)
        for unknown in sorted(set(question.for_sex) - set(question.options)):
            yield Fault((*path, "for_sex"), f"There is no option {unknown}; use one of options.")
