"""A runner's storage and requests against the limits in ``settings.QUOTA``; there are none at home."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum

from runback.domain.errors import BadAnswer
from runback.domain.quota import Quota, Usage
from runback.domain.runner import Runner
from runback.languages import format_count
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.store.files import home_folder
from runback.store.models import FormClipRow, ImportRow, OriginalRow
from runback.store.models.form import ClipState
from runback.store.models.history import ImportState
from runback.store.owned import owner_id, rows_of

_DAY = timedelta(days=1)


def quota() -> Quota:
    """The limits for one runner here."""
    found: Quota = settings.QUOTA
    return found


def read_usage(runner: Runner) -> Usage:
    """What the runner has stored now, and requested in the last 24 hours."""
    stored = rows_of(OriginalRow, runner).aggregate(size=Sum("size", default=0), count=Count("pk"))
    clips = _sizes_in("form", runner)
    return Usage(
        kept_bytes=int(stored["size"]) + sum(clips),
        kept_files=int(stored["count"]) + len(clips),
        uploads_a_day=_count_since_yesterday(runner),
        waiting=_count_waiting(runner),
    )


def _sizes_in(name: str, runner: Runner) -> list[int]:
    """The size of each file that the runner has in a folder of the home with one folder a runner."""
    folder = home_folder() / name / str(owner_id(runner))
    return [_size(path) for path in folder.rglob("*") if path.is_file()]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # removed a moment ago
        return 0


def _count_since_yesterday(runner: Runner) -> int:
    since = clock.now() - _DAY
    imports = rows_of(ImportRow, runner).filter(is_background=True, started_at__gt=since)
    return imports.count() + rows_of(FormClipRow, runner).filter(created_at__gt=since).count()


def _count_waiting(runner: Runner) -> int:
    imports = rows_of(ImportRow, runner).filter(state__in=(ImportState.QUEUED, ImportState.RUNNING))
    clips = rows_of(FormClipRow, runner).filter(state__in=(ClipState.QUEUED, ClipState.RUNNING))
    return imports.filter(is_background=True).count() + clips.count()


def require_turn(runner: Runner, key: str) -> None:
    """Raise ``BadAnswer`` with that key where the runner has too much waiting, or sent too much today."""
    bound = quota()
    if bound.waiting is not None and _count_waiting(runner) >= bound.waiting:
        raise BadAnswer(
            key,
            gettext("{waiting} of your imports and clips are waiting. Send more when they are done.").format(
                waiting=bound.waiting
            ),
        )
    if bound.uploads_a_day is not None and _count_since_yesterday(runner) >= bound.uploads_a_day:
        raise BadAnswer(
            key,
            gettext("You sent {uploads_a_day} uploads in the last 24 hours. Send more tomorrow.").format(
                uploads_a_day=bound.uploads_a_day
            ),
        )


class Room:
    """How much room the runner has left, counted down as files are taken; asks once, at the start.

    With ``uploads`` what was sent and is not imported yet counts too; an import takes its files from there.
    """

    def __init__(self, runner: Runner, key: str = "files", *, uploads: bool = False) -> None:
        self._key, self._quota = key, quota()
        is_bounded = self._quota.kept_bytes is not None or self._quota.kept_files is not None
        usage = read_usage(runner) if is_bounded else Usage(0, 0, 0, 0)
        sent = _sizes_in("uploads", runner) if is_bounded and uploads else []
        self._bytes, self._files = usage.kept_bytes + sum(sent), usage.kept_files + len(sent)

    def take(self, size: int) -> None:
        """Count one more file of this many bytes; raises ``BadAnswer`` where it is too much."""
        self._bytes, self._files = self._bytes + size, self._files + 1
        if self._quota.kept_bytes is not None and self._bytes > self._quota.kept_bytes:
            raise BadAnswer(self._key, gettext(_FULL).format(f"{self._quota.kept_bytes / 1e9:g} GB"))
        if self._quota.kept_files is not None and self._files > self._quota.kept_files:
            raise BadAnswer(
                self._key,
                gettext(_FULL).format(gettext("{count} files").format(count=format_count(self._quota.kept_files))),
            )


_FULL = gettext_noop(
    "Here each runner may keep {}, and this would be more. What is here stays. Undo an import or delete clips that you "
    "do not need, or ask whoever runs this Runback for more."
)
