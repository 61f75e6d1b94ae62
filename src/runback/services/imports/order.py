"""What an import is asked to do, and how that reaches the process that does it.

The way is: ``batches.import_paths`` or ``batches.start_import`` (command line, upload page) makes an
``ImportOrder``; ``place_order`` writes it into an import's row; ``jobs.run_batch``, in the same process or in the
worker's, takes it out with ``read_order`` and walks its paths. No other code reads paths out of a row.
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
"""Called after each file: how many are done, how many there are (None while unknown), and its verdict."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Files, folders and archives to bring in (absolute paths), and what the columns of a diary's table hold.

    ``is_background`` says that the worker does it, and goes on with it after a crash.
    """

    paths: tuple[Path, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    is_background: bool = False


def make_order(
    paths: Iterable[Path], columns: Mapping[str, str] | None = None, *, is_background: bool = False
) -> ImportOrder:
    """The order for these paths; raises ``UnusableInput`` for one that is not there."""
    given = tuple(path.absolute() for path in paths)
    for path in given:
        if not path.exists():
            raise UnusableInput(
                gettext("There is no file or folder {path}. Check the name.").format(path=path), path=str(path)
            )
    return ImportOrder(given, dict(columns or {}), is_background)


def place_order(runner: Runner, order: ImportOrder) -> ImportRow:
    """A new import that waits to be done."""
    return ImportRow.objects.create(
        runner_id=owner_id(runner),
        state=ImportState.QUEUED,
        paths=[str(path) for path in order.paths],
        started_at=clock.now(),
        is_background=order.is_background,
        columns=dict(order.columns),
    )


def read_order(batch: ImportRow) -> ImportOrder:
    """What that import was asked to do."""
    return ImportOrder(tuple(Path(path) for path in batch.paths), dict(batch.columns), batch.is_background)
