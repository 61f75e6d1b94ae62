"""Clips of a runner's form: sent, measured in the background, looked at, compared and deleted.

The video itself is deleted once it is measured, unless the runner chooses to store it; what
stays is the report, a few still frames, a short clip with the skeleton, and the points it was drawn from.
"""

import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Runner
from runback.form.compare import Change, compare_clips, is_same_speed
from runback.form.report import FormReport
from runback.languages.catalogue import gettext
from runback.services.form import jobs
from runback.services.quota import Room, require_turn
from runback.services.workers import Workers
from runback.store.files import home_folder
from runback.store.mapping_form import report_record
from runback.store.models import FormClipRow
from runback.store.models.form import ClipState
from runback.store.owned import owner_id, row_of, rows_of

BYTES_MAX = 500_000_000
WAITING_MAX = 5
SPEED_KMH = (4.0, 30.0)
SLOWER = (1.0, 2.0, 4.0, 8.0)
_OPEN = (ClipState.QUEUED, ClipState.RUNNING)
_ARRIVING = ".arriving-"
_workers = Workers("runback.services.form.worker", "form.log")


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip; ``done`` of ``total`` frames while it is worked on (total 0: not known yet).

    ``pictures`` holds ``clip`` (width, height) and ``stills``; ``report`` is None until it is measured.
    """

    id: int
    day: date
    name: str
    state: str
    message: str
    speed_kmh: float | None
    slower: float | None
    is_video_kept: bool
    report: FormReport | None
    pictures: dict[str, Any]
    done: int = 0
    total: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in _OPEN

    @property
    def is_measured(self) -> bool:
        """Whether there are numbers."""
        return self.report is not None and self.report.refused is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A clip against an earlier one; ``is_same_speed`` is None where a speed was not given."""

    before: Clip
    changes: tuple[Change, ...]
    is_same_speed: bool | None


def start_clip(
    runner: Runner,
    name: str,
    chunks: Iterable[bytes],
    day: date,
    *,
    speed_kmh: float | None = None,
    slower: float | None = None,
    keep_video: bool = False,
) -> int:
    """Take one file in; see ``start_clips``."""
    files = ((name, chunks),)
    return start_clips(runner, files, day, speed_kmh=speed_kmh, slower=slower, keep_video=keep_video)


def start_clips(
    runner: Runner,
    files: Sequence[tuple[str, Iterable[bytes]]],
    day: date,
    *,
    speed_kmh: float | None = None,
    slower: float | None = None,
    keep_video: bool = False,
) -> int:
    """Take the files of one run in, each a name and its bytes, and measure them together; returns the clip's id.

    Raises ``BadAnswer`` for more than eight files, for one that is empty, for over 500 MB in all, for odd numbers, and
    while five clips wait. With ``FORM_IN_BACKGROUND = False`` in the settings (tests) it runs here and now.
    """
    _check(runner, speed_kmh, slower)
    if not 0 < len(files) <= jobs.FILES_MAX:
        raise BadAnswer("video", gettext("Send one to {files_max} videos at a time.").format(files_max=jobs.FILES_MAX))
    require_turn(runner, "video")
    space = Room(runner, "video")
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    arriving = home_folder() / "form" / str(owner_id(runner)) / f"{_ARRIVING}{secrets.token_hex(4)}"
    try:
        room = BYTES_MAX
        for place, (_, chunks) in zip(jobs.VIDEOS, files, strict=False):
            size = _write_bounded(arriving / place, chunks, room)
            space.take(size)
            room -= size
        with transaction.atomic():  # from here on a worker may take it: its files have to be there
            row = FormClipRow.objects.create(
                runner_id=owner_id(runner),
                day=day,
                name=files[0][0][: 120 - len(more)] + more,
                speed_kmh=speed_kmh,
                slower=slower,
                is_video_kept=keep_video,
            )
            _put_in_place(arriving, jobs.clip_folder(row))
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    _set_going(row)
    return int(row.pk)


def _put_in_place(arriving: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # left by an unsaved clip with this number
    arriving.replace(folder)


def _check(runner: Runner, speed_kmh: float | None, slower: float | None) -> None:
    if speed_kmh is not None and not SPEED_KMH[0] <= speed_kmh <= SPEED_KMH[1]:
        raise BadAnswer(
            "speed_kmh",
            gettext("Speed is a number from {speed_kmh} to {speed_kmh2} km/h.").format(
                speed_kmh=f"{SPEED_KMH[0]:.0f}", speed_kmh2=f"{SPEED_KMH[1]:.0f}"
            ),
        )
    if slower is not None and slower not in SLOWER:
        raise BadAnswer("slower", gettext("Slow motion is 1, 2, 4 or 8 times."))
    if rows_of(FormClipRow, runner).filter(state__in=_OPEN).count() >= WAITING_MAX:
        raise BadAnswer(
            "video",
            gettext("{waiting_max} clips are waiting already. Send more when they are done.").format(
                waiting_max=WAITING_MAX
            ),
        )


def _write_bounded(path: Path, chunks: Iterable[bytes], room: int) -> int:
    """Write what fits in so many bytes and return how many it was."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with path.open("xb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > room:
                raise BadAnswer("video", gettext("This is more than 500 MB. Cut each video to about ten seconds."))
            out.write(chunk)
    if size == 0:
        raise BadAnswer("video", gettext("This file is empty."))
    return size


def _set_going(row: FormClipRow) -> None:
    if getattr(settings, "FORM_IN_BACKGROUND", True):
        _workers.start()
    else:
        jobs.run_clip(row)


def measure_again(runner: Runner, clip_id: int, slower: float) -> None:
    """Measure a clip again with another slow-motion setting, from its points if the video was not stored.

    Raises ``BadAnswer`` if neither was stored.
    """
    row = row_of(FormClipRow, runner, clip_id)
    _check(runner, None, slower)
    if not (jobs.clip_folder(row) / jobs.POSE).exists():
        raise BadAnswer("slower", gettext("Nothing of this video was kept. Send it again."))
    row.slower, row.state, row.attempts = slower, ClipState.QUEUED, 0
    row.save()
    _set_going(row)


def read_clip(runner: Runner, clip_id: int | str) -> Clip:
    """The current state of a clip; one that was interrupted is restarted. Raises ``NotFound``."""
    row = row_of(FormClipRow, runner, clip_id)
    is_background = getattr(settings, "FORM_IN_BACKGROUND", True)
    if row.state in _OPEN and is_background and not jobs.is_working():
        _workers.start()
    return _record(row)


def list_clips(runner: Runner) -> tuple[Clip, ...]:
    """The runner's clips, newest first."""
    return tuple(_record(row) for row in rows_of(FormClipRow, runner).order_by("-day", "-pk"))


def compare_with_earlier(runner: Runner, clip: Clip) -> Comparison | None:
    """The clip against the one before it of the same view that was measured; at the same speed where there is one."""
    if clip.report is None or clip.report.refused is not None:
        return None
    earlier = [
        each
        for each in list_clips(runner)
        if (each.day, each.id) < (clip.day, clip.id) and each.report is not None and each.is_measured
    ]
    earlier = [each for each in earlier if each.report is not None and each.report.view == clip.report.view]
    earlier.sort(key=lambda each: is_same_speed(each.speed_kmh, clip.speed_kmh) is not True)
    if not earlier or earlier[0].report is None:
        return None
    before = earlier[0]
    changes = compare_clips(earlier[0].report, clip.report)
    return Comparison(before, changes, is_same_speed(before.speed_kmh, clip.speed_kmh))


def clip_file(runner: Runner, clip_id: int, name: str) -> Path:
    """A picture of the clip; raises ``NotFound`` for any other name, and where there is none."""
    row = row_of(FormClipRow, runner, clip_id)
    path = jobs.clip_folder(row) / name
    if name not in jobs.FILES or not path.is_file():
        raise NotFound(gettext("There is no such picture."))
    return path


def delete_clip(runner: Runner, clip_id: int) -> None:
    """Delete a clip with its pictures and its video; raises ``NotFound``."""
    _remove(row_of(FormClipRow, runner, clip_id))


def delete_video(runner: Runner, clip_id: int) -> None:
    """Delete the videos alone; report and pictures stay. Raises ``NotFound``."""
    row = row_of(FormClipRow, runner, clip_id)
    for name in jobs.VIDEOS:
        (jobs.clip_folder(row) / name).unlink(missing_ok=True)
    row.is_video_kept = False
    row.save()


def _remove(row: FormClipRow) -> None:
    folder = jobs.clip_folder(row)
    row.delete()
    shutil.rmtree(folder, ignore_errors=True)


def resume_clips() -> None:
    """Set going what a crash left open, and clear up what never arrived; the server calls this when it starts."""
    for left in (home_folder() / "form").glob(f"*/{_ARRIVING}*"):
        shutil.rmtree(left, ignore_errors=True)
    if FormClipRow.objects.filter(state__in=_OPEN).exists() and not jobs.is_working():
        _workers.start()


def _record(row: FormClipRow) -> Clip:
    done, total = jobs.read_progress(row) if row.state in _OPEN else (0, 0)
    return Clip(
        id=int(row.pk),
        day=row.day,
        name=row.name,
        state=str(row.state),
        message=row.message,
        speed_kmh=row.speed_kmh,
        slower=row.slower,
        is_video_kept=row.is_video_kept,
        report=None if row.report is None else report_record(row.report),
        pictures=row.pictures,
        done=done,
        total=total,
    )
