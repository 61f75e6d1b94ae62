"""The pair of shoes for new runs; saved with the running profile, so part of each backup and export."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store.models import RunnerRow, ShoeRow
from runback.store.owned import owner_id, row_of, rows_of

_DEFAULT = "default_shoe"


@dataclass(frozen=True, slots=True)
class DefaultShoe:
    """Runs of the day ``since`` and later are given to this pair, where no file names another."""

    shoe_id: int
    since: date

    def on(self, day: date) -> int | None:
        """The pair for a run of that day; None before it was the default."""
        return self.shoe_id if day >= self.since else None


def read_default(runner: Runner) -> DefaultShoe | None:
    """The runner's default pair; None without one, and where it was deleted or retired."""
    kept = RunnerRow.objects.only("running").get(pk=owner_id(runner)).running.get(_DEFAULT)
    if kept is None or not rows_of(ShoeRow, runner).filter(pk=kept["id"], retired_on=None).exists():
        return None
    return DefaultShoe(int(kept["id"]), date.fromisoformat(kept["since"]))


@transaction.atomic
def choose_default(runner: Runner, shoe_id: int | str | None, today: date) -> None:
    """Give runs from today on to this pair, or with None to no pair; raises ``NotFound``, ``BadAnswer`` if retired."""
    row = RunnerRow.objects.select_for_update().get(pk=owner_id(runner))
    kept = {key: value for key, value in row.running.items() if key != _DEFAULT}
    if shoe_id is not None:
        shoe = row_of(ShoeRow, runner, shoe_id)
        if shoe.retired_on is not None:
            raise BadAnswer(
                "default", gettext("{name} is retired. Choose a pair that is in use.").format(name=shoe.name)
            )
        kept[_DEFAULT] = {"id": shoe.pk, "since": today.isoformat()}
    row.running = kept
    row.save(update_fields=("running",))
