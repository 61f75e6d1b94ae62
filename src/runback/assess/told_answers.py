"""Answers of the form that a runner's own words give, to be shown and confirmed; they are never kept unseen."""

import re
from collections.abc import Iterator
from typing import Any

from runback.domain.intake import CHOICES, LISTS
from runback.knowledge.told_answers import (
    DAYS_IN,
    FRAMED,
    NUMBERS_IN_WORDS,
    compile_phrase,
    fill_slots,
    load_told_answers,
)

LONGEST = 4_000
_SENTENCE = re.compile(r"[.;!?\n]+")
_CLAUSE = re.compile(r",| but | and | while | though | although | then | or ")
_NEW_SUBJECT = re.compile(r"(?:i|my|the|it)\b")
_SCORE = re.compile(r"\b(10|\d)(?:\.\d)? ?(?:/|out of) ?10\b")
_BEFORE = 4


def read_told_answers(text: str) -> dict[str, Any]:
    """What a text answers, by key of the answers file; empty where nothing was understood. Never raises."""
    words = " ".join(text.lower().replace("\u2019", "'").split(" "))[:LONGEST]
    found: dict[str, Any] = {}
    for key in FRAMED:
        if values := _order(key, {value for kind, value in _read_activities(words) if kind == key}):
            found[key] = values
    for key in load_told_answers().said:
        values = _order(key, set(_read_said(key, words)))
        if key in LISTS and values:
            found[key] = values
        elif len(values) == 1:
            found[key] = values[0]
    days = {days for sentence in _SENTENCE.split(words) if (days := _read_days(sentence.strip())) is not None}
    if len(days) == 1:
        found["pain_days"] = days.pop()
    return found | _read_scores(words)


def _read_days(sentence: str) -> int | None:
    for phrase in load_told_answers().lasting.values():
        if match := compile_phrase(fill_slots(phrase)).search(sentence):
            text = match["number"]
            number = int(text) if text.isdecimal() else 1 if text == "one" else NUMBERS_IN_WORDS.index(text) + 1
            return number * DAYS_IN[match["unit"]]
    return None


def _order(key: str, values: set[str]) -> list[str]:
    """The values in the order of the form; what the key cannot take is left out."""
    return [value for value in (LISTS.get(key) or CHOICES.get(key) or ()) if value in values]


def _read_activities(words: str) -> Iterator[tuple[str, str]]:
    """Each activity with what it does; a clause without a word for that goes on with the one before it."""
    book = load_told_answers()
    for sentence in _SENTENCE.split(words):
        kind = ""
        for clause in _CLAUSE.split(sentence):
            kinds = [key for key in FRAMED if compile_phrase(book.frames[key]).search(clause)]
            if compile_phrase(book.denied).search(clause) or len(kinds) > 1:
                kind = ""
                continue
            if not kinds and _NEW_SUBJECT.match(clause.strip()):
                kind = ""
            kind = kinds[0] if kinds else kind
            for value, phrase in book.activities.items() if kind else ():
                if compile_phrase(phrase).search(clause):
                    yield kind, value


def _read_said(key: str, words: str) -> Iterator[str]:
    book = load_told_answers()
    for sentence in _SENTENCE.split(words):
        for value, phrase in book.said[key].items():
            for match in compile_phrase(phrase).finditer(sentence):
                before = " ".join(sentence[: match.start()].split()[-_BEFORE:])
                if not compile_phrase(book.denied).search(before):
                    yield value


def _read_scores(words: str) -> dict[str, int]:
    """Numbers out of ten whose clause says what they are about."""
    found: dict[str, int] = {}
    for clause in re.split(r"[;!?\n,]|\. | and | but ", words):
        score = _SCORE.search(clause)
        for key, phrase in load_told_answers().scores.items() if score else ():
            if score and compile_phrase(phrase).search(clause):
                found.setdefault(key, int(score.group(1)))
                break
    if "pain_worst" in found and found.get("pain_now", 0) > found["pain_worst"]:
        del found["pain_worst"]
    return found
