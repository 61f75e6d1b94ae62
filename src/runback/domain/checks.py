"""Checks that record constructors share; every failure is a ``BadAnswer`` with the field's name."""

from datetime import datetime

from runback.domain.errors import BadAnswer


def require_between(name: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number outside ``low`` to ``high`` (both included); ``None`` passes."""
    if value is not None and not low <= value <= high:
        raise BadAnswer(name, f"{name} is a number from {low:g} to {high:g}. You entered {value:g}.")


def require_pain(name: str, value: float | None) -> None:
    """Refuse a pain score outside the 0 to 10 scale (NPRS); ``None`` passes."""
    if value is not None and not 0 <= value <= 10:
        raise BadAnswer(name, f"Pain is a number from 0 to 10. You entered {value:g}.", ("0 to 10",))


def require_aware(name: str, value: datetime) -> None:
    """Refuse an instant without a time zone."""
    if value.tzinfo is None:
        raise BadAnswer(name, f"{name} needs a time zone (UTC).")
