"""Plain words for answers: the rule book names those it asks for, the rest stand here."""

from collections.abc import Callable, Iterable

from runback.assess.questions import label_options
from runback.domain.assessment import Question
from runback.knowledge.red_flags import load_red_flags
from runback.web import words

_SHARED = {
    "none": "None",
    "both": "Both",
    "not_sure": "Not sure",
    "yes": "Yes",
    "no": "No",
    "unknown": "I do not know",
}
_BY_KEY: dict[str, dict[str, str]] = {
    "equipment": {
        "dumbbell": "Dumbbells",
        "kettlebell": "Kettlebell",
        "barbell": "Barbell",
        "band": "Band",
        "step": "Step or stair",
        "bench": "Bench",
        "ball": "Ball",
    },
    "days": {
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    },
}


def say_value(key: str, value: object) -> str:
    """The words for one value of one answer key."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:g}"
    text = str(value)
    return _BY_KEY.get(key, {}).get(text) or _SHARED.get(text) or words.label(text)


def say_option(question: Question, value: object) -> str:
    """The words for one answer of a question: the rule book's own, else ours."""
    return label_options(question).get(str(value)) or say_value(question.key, value)


def male_words() -> tuple[dict[str, str], dict[str, str]]:
    """For men: the question of an item by its id, and its label among several, where they differ."""
    items = {item.id: item.male for item in load_red_flags().items if item.male is not None}
    return {key: male.question for key, male in items.items()}, {key: male.short for key, male in items.items()}


def say_given(question: Question, value: object) -> str:
    """The words for what was answered, lists included."""
    if value is None:
        return "Skipped"
    if isinstance(value, list | tuple):
        return ", ".join(say_option(question, item) for item in value) or "None of these"
    return say_option(question, value)


def describe_answers(
    questions: Iterable[Question], value_of: Callable[[Question], object]
) -> list[tuple[Question, str]]:
    """Each question with what was answered."""
    return [(question, say_given(question, value_of(question))) for question in questions]
