"""Answers, days and numbers as the report prints them."""

from datetime import date

from runback.domain.intake import Intake
from runback.knowledge.questions import load_questions
from runback.languages import current, localize_decimal
from runback.languages.catalogue import gettext, gettext_noop, pgettext
from runback.languages.dates import format_date

NOT_KNOWN = gettext_noop("not answered")
"""As ``describe_answer`` gives it, to compare with; ``gettext`` says it."""
PAIN_KEYS = ("pain_now", "pain_worst", "pain_running", "pain_walking")


def format_day(day: date) -> str:
    """``14 May 2026``."""
    return format_date(day)


def format_number(value: float) -> str:
    """A number without needless zeros."""
    return localize_decimal(f"{value:g}")


def describe_answer(intake: Intake, key: str) -> str:
    """The words of the check for what was answered; ``NOT_KNOWN`` where nothing was."""
    value = getattr(intake, key)
    question = next(one for one in load_questions() if one.id == key)
    if value is None or (value == () and key not in intake.answered):
        return NOT_KNOWN
    if isinstance(value, tuple):
        return ", ".join(question.options.get(each, each.replace("_", " ")) for each in value) or gettext(
            "none of these"
        )
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(value, int | float):
        number = format_number(value)
        return (
            gettext("{score} of 10").format(score=number) if key in PAIN_KEYS else f"{number} {question.unit}".strip()
        )
    return question.options.get(value, value.replace("_", " "))


def inside_a_sentence(label: str) -> str:
    """A label as it is inside a sentence; German keeps the capitals of its nouns."""
    return label if current() == "de" else label[:1].lower() + label[1:]


def shorten(text: str, most: int) -> str:
    """The text in one line; a longer one is cut at a word and says so."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return gettext("{start} … (shortened)").format(start=line[:most].rsplit(" ", 1)[0])
