"""How a runner wants times and weights shown and sessions announced; saved with the running profile and its backups."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner, Weights
from runback.knowledge.wording import load_wording
from runback.languages.catalogue import gettext
from runback.services.home.runners import country_of
from runback.store.models import RunnerRow
from runback.store.owned import owner_id

CLOCKS = ("24", "12")
REMINDERS_MIN = (0, 10, 30, 60, 120)
"""Minutes before a session at which a calendar reminds of it; 0 means no reminder."""

_CLOCK, _REMINDER, _WEIGHTS = "clock", "reminder_min", "weights"


@dataclass(frozen=True, slots=True)
class Preferences:
    """``clock`` is 24 or 12 hours; ``reminder_min`` the minutes before a session, 0 for no reminder."""

    clock: str = "24"
    reminder_min: int = 30
    weights: Weights = Weights.KG


def read_preferences(runner: Runner) -> Preferences:
    """The runner's preferences; what was never chosen is as in a new home."""
    kept = RunnerRow.objects.only("running").get(pk=owner_id(runner)).running
    usual = Preferences()
    return Preferences(
        kept.get(_CLOCK, usual.clock),
        kept.get(_REMINDER, usual.reminder_min),
        Weights(kept.get(_WEIGHTS, usual.weights)),
    )


@transaction.atomic
def save_preferences(
    runner: Runner, *, clock: str | None = None, reminder_min: int | None = None, weights: str | None = None
) -> None:
    """Keep what is given; raises ``BadAnswer`` for an invalid value."""
    changed: dict[str, Any] = {}
    if clock is not None:
        changed[_CLOCK] = _one_of(_CLOCK, clock, CLOCKS)
    if reminder_min is not None:
        changed[_REMINDER] = _one_of(_REMINDER, reminder_min, REMINDERS_MIN)
    if weights is not None:
        changed[_WEIGHTS] = _one_of(_WEIGHTS, weights, tuple(Weights))
    row = RunnerRow.objects.select_for_update().get(pk=owner_id(runner))
    row.running = row.running | changed
    row.save(update_fields=("running",))


def _one_of(key: str, value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        raise BadAnswer(
            key, gettext("{value!r} is not one of them.").format(value=value), [str(choice) for choice in choices]
        )
    return value


def emergency_numbers(runner: Runner) -> str:
    """Whom to call in an emergency where the runner lives, as the rule book has it."""
    return load_wording().place(country_of(runner))["emergency"]
