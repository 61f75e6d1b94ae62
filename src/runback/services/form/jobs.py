"""Measuring one kept clip: pose, report, pictures; it can be cut off anywhere and is then begun again."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runback.domain.errors import UnusableInput
from runback.services.form.video import draw_clip, find_pose, read_pose_file
from runback.store.files import home_folder
from runback.store.mapping_form import report_json
from runback.store.models import FormClipRow
from runback.store.models.form import ClipState
from runback.store.work_locks import hold_work, is_at_work

if TYPE_CHECKING:
    from runback.form.scenes import Scenes, Still

LOCK_NAME = "form.lock"
VIDEO, POSE = "video", "pose.npz"
MAX_ATTEMPTS = 3
_PROGRESS = "pose.progress"
FILES = ("clip.webm", *(f"still-{number}.jpg" for number in range(8)))


def is_working() -> bool:
    """Whether some process measures clips of this home right now."""
    return is_at_work(LOCK_NAME)


def clip_folder(row: FormClipRow) -> Path:
    """Where the clip's files lie."""
    return home_folder() / "form" / str(row.runner_id) / str(row.pk)


def read_progress(row: FormClipRow) -> tuple[int, int]:
    """Frames done and frames in all, 0 where not known yet."""
    try:
        done, total = (clip_folder(row) / _PROGRESS).read_text(encoding="ascii").split()
        return int(done), int(total)
    except (OSError, ValueError):
        return 0, 0


def run_clip(row: FormClipRow) -> None:
    """Measure and draw one clip and keep what came of it; a video that cannot be used is told in ``message``."""
    with hold_work(LOCK_NAME):
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
    from runback.form.video import read_track

    folder = clip_folder(row)
    has_video = (folder / VIDEO).exists()
    track = find_pose(folder / VIDEO, folder=folder) if has_video else read_pose_file(folder / POSE)
    reading = read_track(track, row.slower)
    scenes = make_scenes(reading, track.width, track.height)
    pictures = row.pictures
    if has_video and scenes is not None:
        pictures = _draw(folder, scenes) | {"facing": reading.facing}
    _save(row, report=report_json(reading.report), pictures=pictures)


def _draw(folder: Path, scenes: "Scenes") -> dict[str, Any]:
    """Pictures are worth having and not worth losing the numbers for: none where they cannot be drawn."""
    try:
        drawn = draw_clip(folder / VIDEO, scenes, folder)
    except UnusableInput:
        return {}
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
    kept = {POSE, *FILES, *((VIDEO,) if row.is_video_kept and state is ClipState.DONE else ())}
    for path in clip_folder(row).glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in kept:
            path.unlink(missing_ok=True)
    _save(row, state=state, message=message)


def give_up(row: FormClipRow) -> None:
    """End a clip whose process died again and again."""
    _end(row, ClipState.FAILED, "This video ended the measuring several times. Cut it to about ten seconds.")


def _save(row: FormClipRow, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, "updated_at"])
