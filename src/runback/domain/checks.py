"""Checks that record constructors share; every failure is a ``BadAnswer`` with the field's name."""

from datetime import datetime

from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext


def require_between(name: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number outside ``low`` to ``high`` (both included); ``None`` passes."""
    if value is not None and not low <= value <= high:
        raise BadAnswer(
            name,
            gettext("{name} is a number from {low:g} to {high:g}. You entered {value:g}.").format(
                name=name, low=low, high=high, value=value
            ),
        )


def require_pain(name: str, value: float | None) -> None:
    """Refuse a pain score outside the 0 to 10 scale (NPRS); ``None`` passes."""
    if value is not None and not 0 <= value <= 10:
        raise BadAnswer(
            name, gettext("Pain is a number from 0 to 10. You entered {value:g}.").format(value=value), ("0 to 10",)
        )


def require_aware(name: str, value: datetime) -> None:
    """Refuse an instant without a time zone."""
    if value.tzinfo is None:
        raise BadAnswer(name, gettext("{name} needs a time zone (UTC).").format(name=name))
