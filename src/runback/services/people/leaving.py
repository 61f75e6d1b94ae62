"""A runner leaves a home that others use: rows, files and account go; what others have stays."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

from runback.domain.runner import Runner
from runback.services.home.runners import user_id_of
from runback.services.people.sessions import end_devices
from runback.store import originals, streams
from runback.store.files import home_folder
from runback.store.models import ActivityRow, OriginalRow
from runback.store.owned import owner_id, rows_of
from runback.store.shared_files import shared_originals
from runback.store.work_locks import hold_work

_WORK = ("import.lock", "form.lock")
_FOLDERS = ("form", "spine", "uploads")
"""Folders of the home that have one folder a runner."""


def erase_runner(runner: Runner) -> int:
    """Delete everything of a runner and the account; returns how many files went.

    Rows go first and together; a file that cannot be deleted then is named by nobody, as ``runback inspect`` says.
    Waits for an import or a measurement that is under way, and raises ``HomeIsBusy`` where that takes too long.
    """
    home, user_id = home_folder(), user_id_of(runner)
    with hold_work(_WORK[0], patience_s=60.0), hold_work(_WORK[1], patience_s=60.0):
        samples = [
            streams.samples_path(home, pk, version)
            for pk, version in rows_of(ActivityRow, runner).values_list("pk", "samples_version")
            if version
        ]
        kept = set(rows_of(OriginalRow, runner).values_list("sha256", flat=True))
        end_devices(user_id)
        with transaction.atomic():
            get_user_model().objects.get(pk=user_id).delete()
            shared = shared_originals(kept)
        gone = _delete(samples) + _delete(originals.original_path(home, sha256) for sha256 in kept - shared)
        return gone + sum(_delete_folder(home / name / str(owner_id(runner))) for name in _FOLDERS)


def _delete(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        if path.exists():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _delete_folder(folder: Path) -> int:
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder, ignore_errors=True)
    return count
