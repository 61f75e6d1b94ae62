"""A language made for tests: every text lengthened and accented; one without accents was never translated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

PSEUDO = "eo"
"""Esperanto's code, since Django knows it; the texts are none of its."""

_LONGER = str.maketrans(
    {"a": "áá", "y": "ý", "e": "éé", "i": "íí", "o": "óó", "u": "úú", "A": "Á", "E": "É", "I": "Í", "O": "Ó", "U": "Ú"}
)
_KEPT = re.compile(r"(%\(\w+\)s|%%|\{[^{}]*\}|<[^<>]*>|&\w+;)")
_WORD = re.compile(r"[A-Za-z]{3}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_VOWEL = re.compile("[aeiouyAEIOU]")
_ACCENT = re.compile("[áéíóúýÁÉÍÓÚ]")
_SIGN = re.compile(r"(?<=\d)[.,](?=\d)")
_SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-outbox")


def lengthen(text: str) -> str:
    """The text with every vowel doubled and accented, and 1,234.5 as 1.234,5; places, tags and entities stay."""
    parts = _KEPT.split(text)
    return "".join(_lengthen_count(part) if at % 2 else _lengthen_words(part) for at, part in enumerate(parts))


def _lengthen_words(text: str) -> str:
    swapped = _SIGN.sub(lambda sign: "," if sign[0] == "." else ".", text)
    return swapped.translate(_LONGER)


def _lengthen_count(place: str) -> str:
    """The words of a place that counts: ``{x:count run|runs}``."""
    name, mark, words = place.partition(":count ")
    return name + mark + words.translate(_LONGER)


def write_catalogue(found: Catalog, folder: Path) -> None:
    """The catalogue of the made language from the sentences that were found, where Django and Python look for it."""
    made = Catalog(locale=PSEUDO, charset="utf-8", fuzzy=False)
    for message in found:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            said = tuple(lengthen(form) for form in forms)
            made.add(message.id, said if len(said) > 1 else said[0], context=message.context)
    file = folder / PSEUDO / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    written = BytesIO()
    write_mo(written, made)
    file.write_bytes(written.getvalue())


_VOID = {"meta", "link", "input", "br", "img", "hr", "circle", "path", "rect", "line"}


class _Texts(HTMLParser):
    """The texts and spoken attributes of a page, without code, scripts and elements that say they are in English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[bool] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "select":
            self._select = known.get("name")
        if not self._is_silent:
            self.found.extend(known[name] or "" for name in _SPOKEN if known.get(name))
        if tag not in _VOID:
            self._open.append(tag in ("script", "style", "code") or known.get("lang") == "en")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside it."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._open:
            self._open.pop()
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if not self._is_silent and self._select not in ("zone", "country", "language"):
            self.found.append(" ".join(data.split()))

    @property
    def _is_silent(self) -> bool:
        return any(self._open)


def find_texts(page: str) -> list[str]:
    """The texts and spoken attributes of a page that are in its own language."""
    parser = _Texts()
    parser.feed(page)
    return parser.found


def find_unmarked(page: str, allowed: re.Pattern[str]) -> Iterator[str]:
    """The texts of a page that have words and no accent; ``allowed`` are those that no language changes."""
    for text in find_texts(page):
        words = _LETTERS.findall(allowed.sub(" ", text))
        if any(_VOWEL.search(word) and not _ACCENT.search(word) for word in words):
            yield text


_COMMAND_WORDS = re.compile(
    r"`[^`]*`|--[\w-]+(?: [A-Z]+\b)?|<[^<>]*>|\[[A-Z. ]+\]|\b[A-Z][A-Z_:/.]+\b|[\w{}]+=[\w{},.:=]+|[\w-]+_[\w-]+"
    r"|\S*/\S*|[\w*]*\.\w+\b|\b(?:km|min|kg|UTC|Nm|Runback)\b"
)
"""What no language changes in what a command prints: names of commands, options, files, tables and units."""


def find_unmarked_words(text: str, allowed: re.Pattern[str]) -> Iterator[str]:
    """The words that a command printed and no translation changed; ``allowed`` are names and data of the test."""
    for line in text.splitlines():
        left = _COMMAND_WORDS.sub(" ", allowed.sub(" ", line))
        for word in re.findall(r"[^\W\d_]+", left):
            if _WORD.search(word) and not _ACCENT.search(word):
                yield f"{word}: {line}"


def lengthen_rule_book(monkeypatch: Any) -> None:
    """The rule book reads its texts in the made language."""
    from runback.knowledge import reading, texts

    def translate(file: str, raw: Any) -> Any:
        from runback.languages import current

        if current() == PSEUDO:
            for slot in texts.find_slots(file, raw):
                slot.holder[slot.key] = lengthen(slot.text)
        return raw

    monkeypatch.setattr(reading, "translate", translate)
