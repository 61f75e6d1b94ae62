"""Weights in the runner's unit. Everything is stored in kilograms; only text and input can be in pounds."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from runback.domain.runner import Weights
from runback.languages import localize_decimal

KG_PER_POUND = 0.45359237

_shown: ContextVar[Callable[[], Weights]] = ContextVar("shown_weights", default=lambda: Weights.KG)
_WRITTEN = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?kg\b(?!\s?/)")


@contextmanager
def weighing(read_unit: Callable[[], Weights]) -> Iterator[None]:
    """Show weights in that unit inside the ``with`` block; the unit is read with the first weight."""
    token = _shown.set(cache(read_unit))
    try:
        yield
    finally:
        _shown.reset(token)


def shown_weights() -> Weights:
    """The current unit of weights."""
    return _shown.get()()


def in_shown_weight(kg: float) -> float:
    """Kilograms in the shown unit, to a tenth; kilograms as they are."""
    return kg if shown_weights() is Weights.KG else round(kg / KG_PER_POUND, 1)


def to_kg(value: float) -> float:
    """A weight in the shown unit as kilograms, to ten grams where it is pounds."""
    return value if shown_weights() is Weights.KG else round(value * KG_PER_POUND, 2)


def format_weight(kg: float) -> str:
    """``12.5 kg``, or ``27.6 lb``."""
    return localize_decimal(f"{in_shown_weight(kg):g} {shown_weights()}")


def weights_in_own_unit(text: str) -> str:
    """A text that was written with kilograms, such as ``2 kg``, in the shown unit."""
    if "kg" not in text or shown_weights() is Weights.KG:
        return text
    return _WRITTEN.sub(lambda found: format_weight(float(found[1].replace(",", "."))), text)
