"""Answers, days and numbers as the report prints them."""

from datetime import date

from runback.domain.intake import Intake
from runback.knowledge.questions import load_questions

NOT_KNOWN = "not answered"
PAIN_KEYS = ("pain_now", "pain_worst", "pain_running", "pain_walking")


def say_day(day: date) -> str:
    """``14 May 2026``."""
    return f"{day.day} {day:%b %Y}"


def say_number(value: float) -> str:
    """A number without needless zeros."""
    return f"{value:g}"


def say_answer(intake: Intake, key: str) -> str:
    """The words of the check for what was answered; ``NOT_KNOWN`` where nothing was."""
    value = getattr(intake, key)
    question = next(one for one in load_questions() if one.id == key)
    if value is None or (value == () and key not in intake.answered):
        return NOT_KNOWN
    if isinstance(value, tuple):
        return ", ".join(question.options.get(each, each.replace("_", " ")) for each in value) or "none of these"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:g} of 10" if key in PAIN_KEYS else f"{value:g} {question.unit}".strip()
    return question.options.get(value, value.replace("_", " "))


def shorten(text: str, most: int) -> str:
    """The text in one line; a longer one is cut at a word and says so."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0] + " … (shortened)"
