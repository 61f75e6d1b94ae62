"""A runner leaves a home that others use: rows, files and account go; what others have stays."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.home.runners import user_id_of
from runback.services.people.sessions import end_devices
from runback.store import originals, streams
from runback.store.files import home_folder
from runback.store.mapping_history import runner_record
from runback.store.models import ActivityRow, OriginalRow, RunnerRow
from runback.store.owned import owner_id, rows_of
from runback.store.shared_files import shared_originals
from runback.store.wall import lifted
from runback.store.work_locks import hold_work

_WORK = ("import.lock", "form.lock")
DAYS_OF_A_MONTH = 30.4
_FOLDERS = ("form", "spine", "uploads")
"""Folders of the home that have one folder a runner."""


@dataclass(frozen=True, slots=True)
class Due:
    """An account whose runner has been away for so long that the server need not store the record any more."""

    user_id: int
    name: str
    username: str
    last_seen: datetime


@lifted()
def list_due(keep_months: int) -> tuple[Due, ...]:
    """The runners who have not signed in for that many months (of 30.4 days), longest away first."""
    before = clock.now() - timedelta(days=keep_months * DAYS_OF_A_MONTH)
    rows = RunnerRow.objects.select_related("user").annotate(used_at=Max("user__devices__last_seen"))
    due = []
    for row in rows:
        times = [time for time in (row.user.last_login, row.user.date_joined, row.used_at) if time is not None]
        if max(times) < before:
            due.append(Due(row.user_id, row.name, row.user.username, max(times)))
    return tuple(sorted(due, key=lambda one: one.last_seen))


@lifted()
def erase_due(user_id: int, keep_months: int) -> int:
    """Delete everything of a runner who is due; returns how many files went. Raises ``NotFound`` for anybody else."""
    if user_id not in {one.user_id for one in list_due(keep_months)}:
        raise NotFound(gettext("This account has been used since, or was never due."))
    return erase_runner(runner_record(RunnerRow.objects.get(user_id=user_id)))


def erase_runner(runner: Runner) -> int:
    """Delete everything of a runner and the account; returns how many files went.

    Rows go first and together; a file that cannot be deleted then belongs to no row; ``runback inspect`` lists it.
    Waits for an import or a measurement that is under way, and raises ``HomeIsBusy`` where that takes too long.
    """
    home, user_id = home_folder(), user_id_of(runner)
    with hold_work(_WORK[0], patience_s=60.0), hold_work(_WORK[1], patience_s=60.0):
        samples = [
            streams.samples_path(home, pk, version)
            for pk, version in rows_of(ActivityRow, runner).values_list("pk", "samples_version")
            if version
        ]
        checksums = set(rows_of(OriginalRow, runner).values_list("sha256", flat=True))
        end_devices(user_id)
        with transaction.atomic():
            get_user_model().objects.get(pk=user_id).delete()
            shared = shared_originals(checksums)
        gone = _delete(samples) + _delete(originals.original_path(home, sha256) for sha256 in checksums - shared)
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
