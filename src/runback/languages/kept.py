"""Sentences that are kept in English with a result, and said in the current language where a page shows them."""

import re
from functools import cache, lru_cache

from runback.languages import current, say_decimal
from runback.languages.catalogue import load_catalogue

_KEPT = "kept"
_PLACE = re.compile(r"\\{(\w+)\\}")
_NUMBER = re.compile(r"-?\d+\.\d+")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!]) (?=\S)")


def say_later(message: str) -> str:
    """The English message as it is: marks a sentence saved with its result and translated later by ``say_kept``.

    A place whose name begins with ``count`` is a number, every other one any words.
    """
    return message


def say_kept(text: str) -> str:
    """A kept English text in the current language, sentence by sentence; what is not marked stays as it is.

    Results that are kept, or come from a separate process, are in English: their programs and the database read one
    language, and a page says them in the runner's.
    """
    return _say_kept(text, current())


@lru_cache(maxsize=2048)
def _say_kept(text: str, language: str) -> str:
    if (whole := _find_kept(text, language)) is not None:
        return whole
    ends = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
    for end in reversed(ends):
        first = _find_kept(text[:end], language)
        if first is not None:
            return f"{first} {_say_kept(text[end + 1 :], language)}"
    if ends:
        return f"{text[: ends[0]]} {_say_kept(text[ends[0] + 1 :], language)}"
    return text


def _find_kept(text: str, language: str) -> str | None:
    exact, patterns = _kept_messages(language)
    if text in exact:
        return exact[text]
    for pattern, said in patterns:
        if match := pattern.fullmatch(text):
            return said.format(
                **{name: _find_kept(value, language) or _say_number(value) for name, value in match.groupdict().items()}
            )
    return None


def _say_number(text: str) -> str:
    return say_decimal(text) if _NUMBER.fullmatch(text) else text


@cache
def _kept_messages(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The kept messages of a language: those without places by their text, the others as patterns, longest first."""
    known: dict[object, str] = getattr(load_catalogue(language), "_catalog", {})
    beginning = f"{_KEPT}\x04"
    found = {
        key.removeprefix(beginning): said
        for key, said in known.items()
        if isinstance(key, str) and key.startswith(beginning)
    }
    exact = {message: said for message, said in found.items() if "{" not in message}
    places = sorted((message for message in found if message not in exact), key=len, reverse=True)
    return exact, [(_as_pattern(message), found[message]) for message in places]


def _as_pattern(message: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def read(place: re.Match[str]) -> str:
        name = place[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>[\\d.,]+)" if name.startswith("count") else f"(?P<{name}>.+?)"

    return re.compile(_PLACE.sub(read, re.escape(message)), re.DOTALL)
