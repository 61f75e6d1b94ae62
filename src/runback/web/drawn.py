"""Parts of pages that follow from a few values alone, drawn once for these, the language and the unit of distances."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from django.template.loader import render_to_string

from runback.domain.distances import shown_units
from runback.languages import current

_Given = ParamSpec("_Given")

_KEPT = 4096
"""Of 2 to 10 kB each, such as the days of the plans of 140 runners."""


def drawn_once(draw: Callable[_Given, str]) -> Callable[_Given, str]:
    """``draw`` for values that are never changed: what it draws is kept, and goes when others are asked for more."""

    @lru_cache(maxsize=_KEPT)
    def keep(_language: str, _units: str, *given: Any, **named: Any) -> str:
        return draw(*given, **named)

    @wraps(draw)
    def ask(*given: _Given.args, **named: _Given.kwargs) -> str:
        values: tuple[Any, ...] = given
        return keep(current(), shown_units(), *values, **cast("dict[str, Any]", named))

    return ask


@drawn_once
def draw_part(template: str, **values: Hashable) -> str:
    """A template with these values alone: it sees neither the request nor anything else of its page."""
    return render_to_string(template, values)
