"""A complete export into an empty home, which then equals the one it came from."""

import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import IntegrityError, connection, transaction

from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.imports import FileVerdict, ImportReport, Verdict, count_verdicts
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.home.export_home import FORMAT, MANIFEST, VERSION
from runback.services.home.rows import (
    PROFILE,
    SETTINGS,
    dump_rows,
    load_rows,
    owned_models,
    read_settings,
    reset_counters,
)
from runback.services.home.runners import change_profile
from runback.services.home.zips import BROKEN, open_part, open_zip
from runback.services.imports.background import LOCK_NAME
from runback.store.files import home_folder
from runback.store.models import ActivityRow, FormClipRow, ImportFileRow, OriginalRow, RunnerRow, SourceRow
from runback.store.originals import original_path
from runback.store.owned import owner_id, rows_of
from runback.store.streams import samples_path
from runback.store.work_locks import hold_work

_MOST_MANIFEST = 200_000_000
_PIECE = 1 << 20


class NotAnExport(UnusableInput):
    """The file is not a complete export, or it is damaged."""

    code = "not_an_export"


def is_export(path: Path) -> bool:
    """Whether the file is a complete export (``runback export all``), whole or damaged."""
    try:
        with open_zip(path) as archive:
            if archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
                return False
            with open_part(archive, MANIFEST) as file:
                manifest = json.loads(file.read(_MOST_MANIFEST))
            return isinstance(manifest, dict) and manifest.get("format") == FORMAT
    except (OSError, KeyError, ValueError, RecursionError, *BROKEN):
        return False


def import_home(runner: Runner, path: Path) -> ImportReport:
    """Bring everything in an export into the runner's empty home, ids included; all of it or nothing.

    The verdicts are those on the originals. Afterwards every row and file is compared with the export. Raises
    ``UnusableInput`` where the home is not empty and ``NotAnExport``, naming the place, for a file that is
    damaged or was changed.
    """
    began = time.monotonic()
    with hold_work(LOCK_NAME), TemporaryDirectory(prefix=".import-", dir=home_folder()) as folder:
        _require_empty(runner)
        with _opened(path) as archive:
            manifest = _read_manifest(archive, path)
            for name, entry in manifest["files"].items():
                if name.startswith(("rows/", "samples/", "originals/", "form/")):
                    _write_checked(archive, name, Path(folder, name), entry, f"{path}!/{name}")
        try:
            _place(runner, manifest, Path(folder), path)
        except IntegrityError:
            raise NotAnExport(
                gettext("The rows in {path} do not fit together.").format(path=path), path=str(path)
            ) from None
    return count_verdicts(tuple(_verdicts(runner, path)), round(time.monotonic() - began, 3))


def _require_empty(runner: Runner) -> None:
    if any(rows_of(model, runner).exists() for model in owned_models().values()):
        raise UnusableInput(
            gettext(
                "This home already contains something. A complete export goes into an empty home: runback "
                "import FILE --home NEW_FOLDER"
            )
        )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return open_zip(path)
    except (OSError, *BROKEN) as problem:
        raise NotAnExport(
            gettext("{path} cannot be read ({problem}).").format(path=path, problem=problem), path=str(path)
        ) from None


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        with open_part(archive, MANIFEST) as file:
            manifest = json.loads(file.read(_MOST_MANIFEST))
        if manifest["format"] != FORMAT or int(manifest["version"]) > VERSION:
            raise NotAnExport(
                gettext("{path} was made by a newer Runback. Update Runback, then try again.").format(path=path),
                path=str(path),
            )
        files = {str(name): (int(entry["size"]), str(entry["sha256"])) for name, entry in manifest["files"].items()}
        settings = {name: manifest["runner"][name] for name in SETTINGS}
        settings |= {name: manifest["runner"].get(name, usual) for name, usual in PROFILE.items()}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError, *BROKEN):
        raise NotAnExport(gettext("The manifest of {path} cannot be read.").format(path=path), path=str(path)) from None
    if not isinstance(settings["running"], dict) or not isinstance(settings["check_draft"], dict | None):
        raise NotAnExport(gettext("The runner's settings in {path} cannot be read.").format(path=path), path=str(path))
    if sorted(archive.namelist()) != sorted([*files, MANIFEST]):
        raise NotAnExport(
            gettext("{path} contains other files than its manifest says.").format(path=path), path=str(path)
        )
    if any(name.startswith("/") or "\\" in name or {"..", "."} & set(name.split("/")) for name in files):
        raise NotAnExport(gettext("{path} contains files that lead out of it.").format(path=path), path=str(path))
    wanted, free = sum(size for size, _ in files.values()), shutil.disk_usage(home_folder()).free
    if wanted > free:
        raise NotAnExport(
            gettext("{path} needs {wanted:.0f} MB; {free:.0f} MB are free.").format(
                path=path, wanted=wanted / 1e6, free=free / 1e6
            ),
            path=str(path),
        )
    return {"files": files, "settings": settings}


def _write_checked(archive: zipfile.ZipFile, name: str, to: Path, entry: tuple[int, str], label: str) -> None:
    found, left = hashlib.sha256(), entry[0]
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open_part(archive, name) as file, to.open("xb") as out:
            while left >= 0 and (piece := file.read(_PIECE)):
                left -= len(piece)
                found.update(piece)
                out.write(piece)
    except BROKEN as problem:
        raise NotAnExport(
            gettext("{label} is damaged ({problem}).").format(label=label, problem=problem), path=label
        ) from None
    if left or found.hexdigest() != entry[1]:
        raise NotAnExport(
            gettext("{label} is damaged: its size or checksum is not that of the manifest.").format(label=label),
            path=label,
        )


@transaction.atomic
def _place(runner: Runner, manifest: dict[str, Any], folder: Path, path: Path) -> None:
    """Rows, then files under the names that the rows give them, then the comparison; a failure takes all back."""
    _place_settings(runner, manifest["settings"])
    tables = {file.stem: file for file in sorted((folder / "rows").glob("*.jsonl"))}
    if unknown := set(tables) - set(owned_models()):
        raise NotAnExport(
            gettext("{path} contains tables of a newer Runback: {names}.").format(
                path=path, names=", ".join(sorted(unknown))
            ),
            path=str(path),
        )
    for name, file in tables.items():
        with file.open("rb") as lines:
            load_rows(runner, owned_models()[name], lines, f"{path}!/rows/{name}.jsonl")
    connection.check_constraints()
    reset_counters()
    placed: list[Path] = []
    try:
        for source, target in _files(runner, folder):
            if source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
                placed.append(target)
        _require_equal(runner, manifest["settings"], tables, path)
    except BaseException:
        for target in placed:
            target.unlink(missing_ok=True)
        raise


def _place_settings(runner: Runner, settings: dict[str, Any]) -> None:
    asked_on = settings["zone_asked_on"]
    try:
        change_profile(runner, **{name: settings[name] or None for name in SETTINGS if name != "zone_asked_on"})
        RunnerRow.objects.filter(pk=owner_id(runner)).update(
            zone_asked_on=None if asked_on is None else date.fromisoformat(asked_on),
            **{name: settings[name] for name in PROFILE},
        )
    except (BadAnswer, ValueError, TypeError, AttributeError):
        raise NotAnExport(gettext("The settings in the export cannot be used.")) from None


def _files(runner: Runner, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Where each file was unpacked to and where its row says it is; no name comes from the export itself."""
    home = home_folder()
    for pk, version in rows_of(ActivityRow, runner).exclude(samples_version=0).values_list("pk", "samples_version"):
        target = samples_path(home, pk, version)
        yield folder / "samples" / target.name, target
    for sha256 in rows_of(OriginalRow, runner).values_list("sha256", flat=True):
        if len(sha256) == 64 and set(sha256) <= set("0123456789abcdef"):
            target = original_path(home, sha256)
            yield folder / target.relative_to(home), target
    for pk in rows_of(FormClipRow, runner).values_list("pk", flat=True):
        for source in sorted((folder / "form" / str(pk)).rglob("*")):
            if source.is_file():
                yield source, home / "form" / str(owner_id(runner)) / source.relative_to(folder / "form")


def _require_equal(runner: Runner, settings: dict[str, Any], tables: dict[str, Path], path: Path) -> None:
    """The rows as they can be read now are those of the export, to the byte."""
    differ = [name for name, file in tables.items() if _lines(runner, name) != file.read_bytes()]
    if read_settings(runner) != settings:
        differ.append("settings")
    if differ:
        raise NotAnExport(
            gettext("What {path} contains cannot be kept as it is: {names}.").format(
                path=path, names=", ".join(differ)
            ),
            path=str(path),
        )


def _lines(runner: Runner, table: str) -> bytes:
    return "".join(f"{line}\n" for line in dump_rows(runner, owned_models()[table])).encode("utf-8", "surrogatepass")


def _verdicts(runner: Runner, path: Path) -> Iterator[FileVerdict]:
    activities: dict[str, list[str]] = {}
    for sha256, activity_id in rows_of(SourceRow, runner).order_by("pk").values_list("sha256", "activity_id"):
        activities.setdefault(sha256, []).append(str(activity_id))
    known = {row.sha256: row for row in rows_of(ImportFileRow, runner).order_by("pk")}
    for sha256 in rows_of(OriginalRow, runner).order_by("pk").values_list("sha256", flat=True):
        label = f"{path.absolute()}!/originals/{sha256[:2]}/{sha256}.gz"
        if sha256 in activities:
            yield FileVerdict(label, Verdict.IMPORTED, None, tuple(dict.fromkeys(activities[sha256])))
        else:
            row = known.get(sha256)
            reason = (row.reason if row else None) or "It was kept, and no activity came of it."
            yield FileVerdict(label, Verdict(row.verdict) if row else Verdict.FAILED, reason)
