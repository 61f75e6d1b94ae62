"""Measures one clip, of one or several files: pose, report, pictures; one that was interrupted is restarted."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runback.domain.errors import UnusableInput
from runback.languages.saved import translate_later
from runback.services.form.pose_results import read_pose_file
from runback.services.form.video import draw_clip, find_pose
from runback.store.files import home_folder
from runback.store.locks import PATIENCE_S
from runback.store.mapping_form import report_json
from runback.store.models import FormClipRow
from runback.store.models.form import ClipState
from runback.store.work_locks import hold_work, is_at_work

if TYPE_CHECKING:
    from runback.form.scenes import Scenes, Still

LOCK_NAME = "form.lock"
FILES_MAX = 8
VIDEOS = ("video", *(f"video-{number}" for number in range(2, FILES_MAX + 1)))
POSES = ("pose.npz", *(f"pose-{number}.npz" for number in range(2, FILES_MAX + 1)))
VIDEO, POSE = VIDEOS[0], POSES[0]
"""A clip of several files is one run: each has its video and its points."""

MAX_ATTEMPTS = 3
_WORK = ".work"
"""The folder of a clip into which the processes that read its videos may write; the videos are outside it."""

_PROGRESS = f"{_WORK}/pose.progress"
FILES = ("clip.webm", *(f"still-{number}.jpg" for number in range(8)))


def is_working() -> bool:
    """Whether some process measures clips of this home right now."""
    return is_at_work(LOCK_NAME)


def clip_folder(row: FormClipRow) -> Path:
    """The folder of the clip's files."""
    return home_folder() / "form" / str(row.runner_id) / str(row.pk)


def read_progress(row: FormClipRow) -> tuple[int, int]:
    """Frames done and frames in all, 0 where not known yet."""
    try:
        done, total = (clip_folder(row) / _PROGRESS).read_text(encoding="ascii").split()
        return int(done), int(total)
    except (OSError, ValueError):
        return 0, 0


def run_clip(row: FormClipRow, patience_s: float = PATIENCE_S) -> None:
    """Measure and draw one clip and save the result; for an unusable video, ``message`` says why."""
    with hold_work(LOCK_NAME, patience_s):
        row.refresh_from_db()
        if row.state not in (ClipState.QUEUED, ClipState.RUNNING):
            return
        _save(row, state=ClipState.RUNNING, attempts=row.attempts + 1)
        try:
            _measure(row)
        except UnusableInput as problem:
            _end(row, ClipState.FAILED, problem.message)
        else:
            _end(row, ClipState.DONE, "")


def _measure(row: FormClipRow) -> None:
    from runback.form.scenes import make_scenes
    from runback.form.video import pool_readings, read_track

    folder = clip_folder(row)
    has_video = (folder / VIDEO).exists()
    if has_video:
        _find_poses(folder)
    tracks = [read_pose_file(path) for name in POSES if (path := folder / name).exists()]
    readings = [read_track(track, row.slower) for track in tracks]
    report = pool_readings(readings)
    number = max(report.passes, key=lambda each: each.steps).clip if report.passes else 0
    scenes = make_scenes(readings[number], tracks[number].width, tracks[number].height)
    pictures = row.pictures
    if has_video and scenes is not None:
        pictures = _draw(folder, folder / VIDEOS[number], scenes)
        pictures |= {"facing": readings[number].facing, "of_clip": number}
    _save(row, report=report_json(report), pictures=pictures)


def _find_poses(folder: Path) -> None:
    """The points of every video of the run."""
    work = folder / _WORK
    work.mkdir(exist_ok=True)
    for video, pose in zip(VIDEOS, POSES, strict=True):
        if (folder / video).exists():
            find_pose(folder / video, folder=work)
            (work / POSE).replace(folder / pose)


def _draw(folder: Path, video: Path, scenes: "Scenes") -> dict[str, Any]:
    """Pictures are worth having and not worth losing the numbers for: none where they cannot be drawn."""
    work = folder / _WORK
    try:
        drawn = draw_clip(video, scenes, work)
    except UnusableInput:
        return {}
    for name in FILES:
        if (work / name).exists():
            (work / name).replace(folder / name)
    stills = [
        {"file": f"still-{number}.jpg", "points": still.points, **_words(still), **size}
        for number, (still, size) in enumerate(zip(scenes.stills, drawn["stills"], strict=True))
        if size is not None
    ]
    return {"clip": drawn["clip"], "stills": stills}


def _words(still: "Still") -> dict[str, Any]:
    return {"when": still.when, "foot": still.foot, "life_s": still.life_s}


def _end(row: FormClipRow, state: ClipState, message: str) -> None:
    """Keep the outcome, and of the files only what is wanted."""
    wanted = {*POSES, *FILES, *(VIDEOS if row.is_video_kept and state is ClipState.DONE else ())}
    for path in clip_folder(row).glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in wanted:
            path.unlink(missing_ok=True)
    _save(row, state=state, message=message)


def give_up(row: FormClipRow) -> None:
    """End a clip whose process died again and again."""
    _end(
        row,
        ClipState.FAILED,
        translate_later("This video ended the measuring several times. Cut it to about ten seconds."),
    )


def _save(row: FormClipRow, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, "updated_at"])
