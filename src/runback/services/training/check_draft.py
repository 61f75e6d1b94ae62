"""A check in progress, saved with the runner: it can be resumed after a pause, in another browser too."""

from typing import Any

from runback.domain.runner import Runner
from runback.store.models import RunnerRow
from runback.store.owned import owner_id


def read_draft(runner: Runner) -> dict[str, Any] | None:
    """The saved draft, None without one."""
    found: dict[str, Any] | None = RunnerRow.objects.values_list("check_draft", flat=True).get(pk=owner_id(runner))
    return found


def store_draft(runner: Runner, draft: dict[str, Any] | None) -> None:
    """Keep the draft in place of the one before; None deletes it."""
    row = RunnerRow.objects.only("check_draft").get(pk=owner_id(runner))
    row.check_draft = draft
    row.save(update_fields=("check_draft",))
