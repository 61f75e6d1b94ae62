"""Sentences saved in English with a result, and translated into the current language when they are shown."""

import re
from functools import cache, lru_cache

from runback.languages import current, localize_decimal
from runback.languages.catalogue import load_catalogue

_CONTEXT = "kept"
_PLACEHOLDER = re.compile(r"\\{(\w+)\\}")
_NUMBER = re.compile(r"-?\d+\.\d+")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!]) (?=\S)")


def translate_later(message: str) -> str:
    """Mark a sentence that is saved with its result and translated later by ``translate_saved``; returns it unchanged.

    A placeholder whose name begins with ``count`` stands for a number, every other one for any text.
    """
    return message


def translate_saved(text: str) -> str:
    """Translate a saved English text, sentence by sentence; sentences that are not marked stay as they are.

    Saved results, and those of a separate process, are in English: the database and the programs deal with one
    language, and each page translates them into the runner's.
    """
    return _translate(text, current())


@lru_cache(maxsize=2048)
def _translate(text: str, language: str) -> str:
    if (whole := _find_saved(text, language)) is not None:
        return whole
    ends = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
    for end in reversed(ends):
        first = _find_saved(text[:end], language)
        if first is not None:
            return f"{first} {_translate(text[end + 1 :], language)}"
    if ends:
        return f"{text[: ends[0]]} {_translate(text[ends[0] + 1 :], language)}"
    return text


def _find_saved(text: str, language: str) -> str | None:
    exact, patterns = _saved_messages(language)
    if text in exact:
        return exact[text]
    for pattern, translated in patterns:
        if match := pattern.fullmatch(text):
            return translated.format(
                **{
                    name: _find_saved(value, language) or _format_number(value)
                    for name, value in match.groupdict().items()
                }
            )
    return None


def _format_number(text: str) -> str:
    return localize_decimal(text) if _NUMBER.fullmatch(text) else text


@cache
def _saved_messages(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The saved messages of a language: those without placeholders by text, the others as patterns, longest first."""
    known: dict[object, str] = getattr(load_catalogue(language), "_catalog", {})
    prefix = f"{_CONTEXT}\x04"
    found = {
        key.removeprefix(prefix): translated
        for key, translated in known.items()
        if isinstance(key, str) and key.startswith(prefix)
    }
    exact = {message: translated for message, translated in found.items() if "{" not in message}
    patterns = sorted((message for message in found if message not in exact), key=len, reverse=True)
    return exact, [(_as_pattern(message), found[message]) for message in patterns]


def _as_pattern(message: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def to_group(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>[\\d.,]+)" if name.startswith("count") else f"(?P<{name}>.+?)"

    return re.compile(_PLACEHOLDER.sub(to_group, re.escape(message)), re.DOTALL)
