"""Everything of one runner in open formats: tables and plan for people, and all that makes an equal home again.

A zip: ``rows/<table>.jsonl`` (every row), ``samples/`` (Parquet), ``originals/`` (each file as it was imported, gzip),
``form/`` (clips), ``tables/*.csv``, ``plan.json``, ``runback.ics``, ``workouts/*.fit``, and ``manifest.json``: format,
version, the runner's settings, and for each file its size and SHA-256. ``import_home`` reads it.
"""

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

import runback
from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.home.rows import dump_rows, owned_models, read_settings
from runback.services.sharing.plan_files import export_all
from runback.store.files import home_folder
from runback.store.models import ActivityRow, FormClipRow, OriginalRow
from runback.store.originals import original_path
from runback.store.owned import owner_id, rows_of
from runback.store.streams import samples_path

FORMAT, VERSION, MANIFEST = "runback-export", 1, "manifest.json"
_README = """Everything Runback keeps of you.

tables/     your runs, pain, sessions and strength for a spreadsheet
plan.json, runback.ics, workouts/   your plan for programs, a calendar and a watch
originals/  the files you imported, as they were (unpack with gunzip)
samples/    what your watch recorded second by second (Parquet)
form/       clips of your running form
rows/       every entry, one JSON object a line

To move to another machine: runback import THIS_FILE --home NEW_FOLDER
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, the names in it, and what could not be put into it because it is missing in the home."""

    path: Path
    files: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(slots=True)
class _Zip:
    """The zip under way, and what its manifest will say."""

    archive: zipfile.ZipFile
    when: tuple[int, int, int, int, int, int]
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, name: str, data: bytes, *, pack: bool = True) -> None:
        entry = zipfile.ZipInfo(name, self.when)
        entry.external_attr = 0o600 << 16
        self.archive.writestr(entry, data, zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED)
        self.listed[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def add_file(self, name: str, path: Path) -> None:
        """Add a file of the home; a missing one is noted, and the rest continues."""
        try:
            self.add(name, path.read_bytes(), pack=False)
        except FileNotFoundError:
            self.missing.append(str(path))


def export_home(runner: Runner, out: Path, as_of: date) -> Exported:
    """Write everything of the runner into one zip, completely or not at all.

    Nobody can write into the database meanwhile. Raises ``UnusableInput`` where ``out`` cannot be written.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive, transaction.atomic():
                made = _Zip(archive, clock.now().timetuple()[:6])
                _fill(made, runner, as_of)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as problem:
        raise UnusableInput(
            gettext("{out} cannot be written: {reason}.").format(out=out, reason=problem.strerror or problem),
            path=str(out),
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Exported(out.resolve(), tuple(sorted(made.listed)), tuple(made.missing))


def _fill(made: _Zip, runner: Runner, as_of: date) -> None:
    for name, data in sorted(export_all(runner, as_of).items()):
        made.add(name, data)
    for name, model in owned_models().items():
        made.add(f"rows/{name}.jsonl", "".join(f"{line}\n" for line in dump_rows(runner, model)).encode())
    _add_files(made, runner)
    made.add("README.txt", _README.encode())
    head = {"format": FORMAT, "version": VERSION, "runback": runback.__version__}
    facts = head | {"made_at": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "runner": read_settings(runner)}
    made.archive.writestr(MANIFEST, json.dumps(facts | {"files": made.listed}, ensure_ascii=False, indent=1))


def _add_files(made: _Zip, runner: Runner) -> None:
    home = home_folder()
    for pk, version in rows_of(ActivityRow, runner).exclude(samples_version=0).values_list("pk", "samples_version"):
        path = samples_path(home, pk, version)
        made.add_file(f"samples/{path.name}", path)
    for sha256 in rows_of(OriginalRow, runner).values_list("sha256", flat=True):
        path = original_path(home, sha256)
        made.add_file(path.relative_to(home).as_posix(), path)
    clips = home / "form" / str(owner_id(runner))
    for pk in rows_of(FormClipRow, runner).values_list("pk", flat=True):
        for path in sorted((clips / str(pk)).rglob("*")):
            if path.is_file():
                made.add_file(f"form/{path.relative_to(clips).as_posix()}", path)
