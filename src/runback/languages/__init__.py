"""The languages Runback speaks, and the one in which something is said now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

T = TypeVar("T")

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de", "es")
"""ISO 639 codes, English first: it is written, the others are translated from it."""

NAMES = {"en": "English", "de": "Deutsch", "es": "Español"}
"""Each language by its own name."""

_READY = LANGUAGES
_WITH_COMMA = frozenset({"de", "es"})
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The language in which texts are said now."""
    return _current.get()


@contextmanager
def using(language: str) -> Iterator[None]:
    """While this lasts, texts are said in that language: one request of a page, or one command.

    Raises ``ValueError`` for a language that Runback does not speak.
    """
    token = _current.set(_require_known(language))
    try:
        yield
    finally:
        _current.reset(token)


def switch_to(language: str) -> None:
    """From now on, texts are said in that language, until the ``using`` around it ends; raises as it does."""
    _current.set(_require_known(language))


def _require_known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"Runback does not speak {language!r}; use one of {', '.join(LANGUAGES)}.")
    return str(language)


def ready() -> tuple[str, ...]:
    """The languages that may be offered: those with every text of the rule book."""
    return _READY


def ready_or_english(language: str) -> str:
    """That language where it is ready, else English."""
    return language if language in _READY else ENGLISH


def cache_by_language(load: Callable[[], T]) -> Callable[[], T]:
    """``load`` runs once for each language, in that language."""
    found: dict[str, T] = {}
    language_now = _current.get

    @wraps(load)
    def load_once() -> T:
        try:
            return found[language_now()]  # a plan asks thousands of times
        except KeyError:
            return found.setdefault(language_now(), load())

    return load_once


def say_count(count: int) -> str:
    """A whole number with its thousands set apart: ``20,000``, in German and Spanish ``20.000``."""
    said = f"{count:,}"
    return said.replace(",", ".") if current() in _WITH_COMMA else said


def say_decimal(number: str) -> str:
    """A number as Python writes it (``5.5``) with the decimal sign of the language now (``5,5``)."""
    return number.replace(".", ",") if current() in _WITH_COMMA else number
