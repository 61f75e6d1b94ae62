"""What an import has to do, and how that reaches the process that does it.

The path is: ``batches.import_paths`` or ``batches.start_import`` (command line, upload page) makes an
``ImportOrder``; ``place_order`` writes it into an import's row; ``jobs.run_batch``, in the same process or in the
worker's, reads it with ``read_order`` and walks its paths. No other code reads paths from a row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runback.domain.errors import UnusableInput
from runback.domain.imports import FileVerdict
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.store.models import ImportRow
from runback.store.models.history import ImportState
from runback.store.owned import owner_id

Progress = Callable[[int, int | None, FileVerdict], None]
"""Called after each file with the number done, the total (None while unknown), and the file's verdict."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Files, folders and archives to import (absolute paths), and the confirmed columns of a diary's table.

    ``is_background`` means that the worker does it, and resumes it after a crash.
    """

    paths: tuple[Path, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    is_background: bool = False


def make_order(
    paths: Iterable[Path], columns: Mapping[str, str] | None = None, *, is_background: bool = False
) -> ImportOrder:
    """The order for these paths; raises ``UnusableInput`` for one that does not exist."""
    given = tuple(path.absolute() for path in paths)
    for path in given:
        if not path.exists():
            raise UnusableInput(
                gettext("There is no file or folder {path}. Check the name.").format(path=path), path=str(path)
            )
    return ImportOrder(given, dict(columns or {}), is_background)


def place_order(runner: Runner, order: ImportOrder) -> ImportRow:
    """Queue a new import."""
    return ImportRow.objects.create(
        runner_id=owner_id(runner),
        state=ImportState.QUEUED,
        paths=[str(path) for path in order.paths],
        started_at=clock.now(),
        is_background=order.is_background,
        columns=dict(order.columns),
    )


def read_order(batch: ImportRow) -> ImportOrder:
    """The order of that import."""
    return ImportOrder(tuple(Path(path) for path in batch.paths), dict(batch.columns), batch.is_background)
