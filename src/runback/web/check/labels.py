"""Plain words for answers: the rule book has those it asks for, the rest are here."""

from collections.abc import Callable, Iterable

from runback.assess.questions import label_options
from runback.domain.assessment import Question
from runback.knowledge.red_flags import load_red_flags
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop
from runback.web import words

_SHARED = {
    "none": gettext_noop("None"),
    "both": gettext_noop("Both"),
    "not_sure": gettext_noop("Not sure"),
    "yes": gettext_noop("Yes"),
    "no": gettext_noop("No"),
    "unknown": gettext_noop("I do not know"),
}
_BY_KEY: dict[str, dict[str, str]] = {
    "equipment": {
        "dumbbell": gettext_noop("Dumbbells"),
        "kettlebell": gettext_noop("Kettlebell"),
        "barbell": gettext_noop("Barbell"),
        "band": gettext_noop("Band"),
        "step": gettext_noop("Step or stair"),
        "bench": gettext_noop("Bench"),
        "ball": gettext_noop("Ball"),
    },
    "days": {
        "mon": gettext_noop("Monday"),
        "tue": gettext_noop("Tuesday"),
        "wed": gettext_noop("Wednesday"),
        "thu": gettext_noop("Thursday"),
        "fri": gettext_noop("Friday"),
        "sat": gettext_noop("Saturday"),
        "sun": gettext_noop("Sunday"),
    },
}


def describe_value(key: str, value: object) -> str:
    """The words for one value of one answer key."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | float):
        return localize_decimal(f"{value:g}")
    text = str(value)
    known = _BY_KEY.get(key, {}).get(text) or _SHARED.get(text)
    return gettext(known) if known else words.label(text)


def describe_option(question: Question, value: object) -> str:
    """The words for one answer of a question: the rule book's own, else ours."""
    return label_options(question).get(str(value)) or describe_value(question.key, value)


def male_words() -> tuple[dict[str, str], dict[str, str]]:
    """For men: the question of an item by its id, and its label among several, where they differ."""
    items = {item.id: item.male for item in load_red_flags().items if item.male is not None}
    return {key: male.question for key, male in items.items()}, {key: male.short for key, male in items.items()}


def describe_given(question: Question, value: object) -> str:
    """The words for what was answered, lists included."""
    if value is None:
        return gettext("Skipped")
    if isinstance(value, list | tuple):
        return ", ".join(describe_option(question, item) for item in value) or gettext("None of these")
    return describe_option(question, value)


def describe_answers(
    questions: Iterable[Question], value_of: Callable[[Question], object]
) -> list[tuple[Question, str]]:
    """Each question with what was answered."""
    return [(question, describe_given(question, value_of(question))) for question in questions]
