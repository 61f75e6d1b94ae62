"""Answers of the form that a runner's own words give, to be shown and confirmed; they are never saved unseen."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from runback.assess.other_languages import languages_to_read
from runback.domain.intake import CHOICES, LISTS
from runback.knowledge.stated_answers import FRAMED, StatedAnswers, compile_phrase, load_stated_answers

LONGEST = 4_000
_SENTENCE = re.compile(r"[.;!?\n]+")
_LETTERS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00df": "ss", "\u2019": "'"})
_BEFORE = 4


def read_stated_answers(text: str) -> dict[str, Any]:
    """What a text answers, by key of the answers file; empty where nothing was understood. Never raises.

    It is read in its own language; what it leaves open is looked for in any other language it may be in.
    """
    words = _make_plain(text)
    found: dict[str, Any] = {}
    for language in languages_to_read(text):
        found = _read(words, load_stated_answers(language)) | found
    if "pain_worst" in found and found.get("pain_now", 0) > found["pain_worst"]:
        del found["pain_worst"]
    return found


def _make_plain(text: str) -> str:
    """Lower case without accents; umlauts are two letters."""
    words = unicodedata.normalize("NFC", " ".join(text.lower().split(" "))[:LONGEST]).translate(_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))


def _read(words: str, book: StatedAnswers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in FRAMED:
        if values := _order(key, {value for kind, value in _read_activities(words, book) if kind == key}):
            found[key] = values
    for key in book.said:
        values = _order(key, set(_read_said(key, words, book)))
        if key in LISTS and values:
            found[key] = values
        elif len(values) == 1:
            found[key] = values[0]
    days = {days for sentence in _SENTENCE.split(words) if (days := _read_days(sentence.strip(), book)) is not None}
    if len(days) == 1:
        found["pain_days"] = days.pop()
    return found | _read_scores(words, book)


def _read_days(sentence: str, book: StatedAnswers) -> int | None:
    for phrase in book.lengths:
        if match := compile_phrase(phrase).search(sentence):
            return book.count_days(match["number"], match["unit"])
    return None


def _order(key: str, values: set[str]) -> list[str]:
    """The values in the order of the form; values that the key does not accept are left out."""
    return [value for value in (LISTS.get(key) or CHOICES.get(key) or ()) if value in values]


def _read_activities(words: str, book: StatedAnswers) -> Iterator[tuple[str, str]]:
    """Each activity with what it does; a clause without a word for that continues the one before it."""
    for sentence in _SENTENCE.split(words):
        kind = ""
        for clause in re.split(book.clause, sentence):
            kinds = [key for key in FRAMED if compile_phrase(book.frames[key]).search(clause)]
            if compile_phrase(book.denied).search(clause) or len(kinds) > 1:
                kind = ""
                continue
            if not kinds and compile_phrase(book.new_subject).match(clause.strip()):
                kind = ""
            kind = kinds[0] if kinds else kind
            for value, phrase in book.activities.items() if kind else ():
                if compile_phrase(phrase).search(clause):
                    yield kind, value


def _read_said(key: str, words: str, book: StatedAnswers) -> Iterator[str]:
    for sentence in _SENTENCE.split(words):
        for value, phrase in book.said[key].items():
            for match in compile_phrase(phrase).finditer(sentence):
                before = " ".join(sentence[: match.start()].split()[-_BEFORE:])
                if not compile_phrase(book.denied).search(before):
                    yield value


def _read_scores(words: str, book: StatedAnswers) -> dict[str, int]:
    """Numbers out of ten whose clause says what they are about."""
    score_of = re.compile(rf"\b(10|\d)(?:[.]\d)? ?(?:/|{book.out_of}) ?10\b")
    found: dict[str, int] = {}
    for clause in re.split(rf"[;!?\n]|\. |{book.clause}", words):
        score = score_of.search(clause)
        for key, phrase in book.scores.items() if score else ():
            if score and compile_phrase(phrase).search(clause):
                found.setdefault(key, int(score.group(1)))
                break
    return found
