"""A preview of uploaded files before they are imported: a dry run in the background, with its result in a file.

The preview of HOME/uploads/1/name is next to it as ``name.json``; nothing of it is in the history.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from runback.domain.activity import Sport
from runback.domain.errors import NotFound, RunbackError
from runback.domain.imports import FileVerdict, FoundActivity, Verdict
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.imports.background import WORKER, WORKER_LOG
from runback.services.workers import start_process
from runback.store.files import write_atomically
from runback.store.locks import hold_lock, is_locked

_SAVE_EVERY_S = 0.5
_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Look:
    """The progress of a preview: ``counts`` by verdict; ``verdicts`` once ``is_over``; ``message`` if it failed."""

    columns: dict[str, str]
    counts: dict[str, int]
    is_over: bool
    verdicts: tuple[FileVerdict, ...] = ()
    message: str = ""

    @property
    def done(self) -> int:
        """How many files have been read."""
        return sum(self.counts.values())

    @property
    def brings(self) -> bool:
        """Whether an import would change anything."""
        return any(self.counts.get(verdict.value) for verdict in (Verdict.IMPORTED, Verdict.MERGED))


def start_look(runner: Runner, folder: Path, columns: Mapping[str, str]) -> None:
    """Start a dry run of an upload in a separate process (in this one if imports run that way in tests)."""
    _save(folder, columns=dict(columns), counts={}, is_over=False)
    if getattr(settings, "IMPORT_IN_BACKGROUND", True):
        start_process(WORKER, WORKER_LOG, "look", str(runner.id), str(folder))
    else:
        run_look(runner, folder)


def run_look(runner: Runner, folder: Path) -> None:
    """Do the dry run that ``start_look`` requested."""
    from runback.services.imports.preview import preview_import
    from runback.services.imports.reading import ImportStopped

    columns = look_at(folder).columns
    counts: Counter[str] = Counter()
    saved_at = time.monotonic()

    def progress(_done: int, _total: int | None, verdict: FileVerdict) -> None:
        nonlocal saved_at
        counts[verdict.verdict.value] += 1
        if time.monotonic() - saved_at > _SAVE_EVERY_S:
            saved_at = time.monotonic()
            _save(folder, columns=columns, counts=dict(counts), is_over=False)

    with hold_lock(folder.with_suffix(".lock")):
        try:
            report = preview_import(
                runner, [folder], columns=columns, progress=progress, stop=lambda: not folder.is_dir()
            )
        except ImportStopped:
            forget_look(folder)
            return
        except RunbackError as problem:
            _save(folder, columns=columns, counts={}, is_over=True, message=problem.message)
            return
        verdicts = [asdict(verdict) for verdict in report.verdicts]
        _save(folder, columns=columns, counts=dict(counts), is_over=True, verdicts=verdicts)


def _save(folder: Path, **saved: Any) -> None:
    if folder.is_dir():  # otherwise the runner has discarded it in the meantime
        write_atomically(folder.with_suffix(".json"), json.dumps(saved, default=str).encode())


def look_at(folder: Path) -> Look:
    """The progress of an upload's preview; if its process died, it is over. Raises ``NotFound`` if there is none."""
    path = folder.with_suffix(".json")
    try:
        saved = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(gettext("There is no preview of these files.")) from None
    verdicts = tuple(_verdict(each) for each in saved.pop("verdicts", ()))
    look = Look(**saved, verdicts=verdicts)
    is_quiet = time.time() - path.stat().st_mtime > _PATIENCE_S
    if look.is_over or not is_quiet or is_locked(folder.with_suffix(".lock")):
        return look
    return Look(
        look.columns,
        look.counts,
        is_over=True,
        message=gettext("The preview stopped. Nothing was imported; try the preview again."),
    )


def _verdict(saved: dict[str, Any]) -> FileVerdict:
    ids = tuple(saved["activity_ids"])
    found = tuple(
        FoundActivity(date.fromisoformat(each["day"]), Sport(each["sport"]), each["distance_m"])
        for each in saved["found"]
    )
    return FileVerdict(saved["path"], Verdict(saved["verdict"]), saved["reason"], ids, saved["offset"], found)


def forget_look(folder: Path) -> None:
    """Remove a preview's files, if there are any."""
    for ending in (".json", ".lock"):
        with suppress(OSError):
            folder.with_suffix(ending).unlink(missing_ok=True)
