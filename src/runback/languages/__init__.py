"""The languages Runback supports, and the current one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

T = TypeVar("T")

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de", "es")
"""ISO 639 codes. English comes first: the texts are written in it and translated into the others."""

NAMES = {"en": "English", "de": "Deutsch", "es": "Español"}
"""What each language calls itself."""

_READY = LANGUAGES
_WITH_COMMA = frozenset({"de", "es"})
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The current language."""
    return _current.get()


@contextmanager
def using(language: str) -> Iterator[None]:
    """Make that language the current one inside the ``with`` block: for one request, or one command.

    Raises ``ValueError`` for a language that Runback does not support.
    """
    token = _current.set(_require_known(language))
    try:
        yield
    finally:
        _current.reset(token)


def switch_to(language: str) -> None:
    """Make that language the current one until the enclosing ``using`` ends; raises as ``using`` does."""
    _current.set(_require_known(language))


def _require_known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"Runback does not support {language!r}; use one of {', '.join(LANGUAGES)}.")
    return str(language)


def ready() -> tuple[str, ...]:
    """The languages that can be offered: those in which the whole rule book is translated."""
    return _READY


def ready_or_english(language: str) -> str:
    """That language if it is ready, else English."""
    return language if language in _READY else ENGLISH


def cache_by_language(load: Callable[[], T]) -> Callable[[], T]:
    """Decorator: run ``load`` once per language, in that language, and cache the result."""
    found: dict[str, T] = {}
    language_now = _current.get

    @wraps(load)
    def load_once() -> T:
        try:
            return found[language_now()]  # a plan calls it thousands of times
        except KeyError:
            return found.setdefault(language_now(), load())

    return load_once


def format_count(count: int) -> str:
    """A whole number with thousands separators: ``20,000``, in German and Spanish ``20.000``."""
    text = f"{count:,}"
    return text.replace(",", ".") if current() in _WITH_COMMA else text


def localize_decimal(number: str) -> str:
    """A number as Python writes it (``5.5``) with the decimal separator of the current language (``5,5``)."""
    return number.replace(".", ",") if current() in _WITH_COMMA else number
