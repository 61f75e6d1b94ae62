"""A video file to keypoints: decode with PyAV, find the pose with mediapipe's own model, write one .npz.

Run as a process of its own: ``python find_pose.py VIDEO OUT.npz``, which may read the video and write into OUT's folder
(``jail``). Nothing of Runback is imported. Exit code 0, or 4 with a last line ``{"code", "message"}`` on stderr; a
first line ``{"not_locked": [words]}`` where the system has no such jail.

OUT.npz: ``time_s`` (n,), ``keypoints`` (n, 33, 3) of x, y in pixels (y down) and visibility,
NaN where no pose was found; ``shift_px`` (n,) how far the background moved since the frame
before; ``width``, ``height`` in pixels; ``capture_rate`` the frames a second at which a phone
says it filmed slow motion, 0 where it says nothing. OUT.progress tells ``done total`` meanwhile.
"""

import json
import os
import pathlib
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from jail import lock_in

WIDTH_MAX = 4096
SECONDS_MAX = 40.0
FRAMES_MAX = 2_400
LONG_SIDE = 640
TELL_EVERY = 10
READ_AHEAD = 6


class UnusableVideo(Exception):
    """The video cannot be used; ``code`` is a stable word."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def open_video(path):
    """The container and its video stream; raises ``UnusableVideo``."""
    import av

    try:
        container = av.open(path, options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError) as problem:
        raise UnusableVideo("not_video", "This is not a video that can be read.") from problem
    if not container.streams.video:
        raise UnusableVideo("not_video", "There is no picture in this file.")
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if not width or not height:
        raise UnusableVideo("not_video", "This file does not say how large its pictures are.")
    if max(width, height) > WIDTH_MAX:
        message = f"This video is {width} by {height} pixels. Export it at 1080p; more does not help."
        raise UnusableVideo("too_large", message)
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = 2
    return container, stream


def read_frames(container, stream):
    """Times in s from the first frame and upright RGB pictures, bounded in number and length; a broken end ends it."""
    import av

    start = None
    try:
        for number, frame in enumerate(container.decode(stream)):
            if max(frame.width, frame.height) > WIDTH_MAX:
                raise UnusableVideo("too_large", "The picture grows too large within this video.")
            time_s = frame.time if frame.time is not None else number / float(stream.average_rate or 30)
            start = time_s if start is None else start
            if time_s - start > SECONDS_MAX or number >= FRAMES_MAX:
                return
            yield time_s - start, frame
    except av.FFmpegError:
        if start is None:
            raise UnusableVideo("not_video", "No picture can be read from this file.") from None


def read_ahead(items):
    """The same items, made by a thread of its own a few ahead of their use; what it raises is raised here."""
    iterator = iter(items)
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, iterator, None) for _ in range(READ_AHEAD))
        while (item := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, iterator, None))
            yield item


def read_pictures(container, stream):
    """Times in s, upright RGB pictures shrunk to ``LONG_SIDE``, and the upright size in pixels."""
    import numpy as np

    last = -1.0
    for time_s, frame in read_frames(container, stream):
        if time_s <= last:
            continue
        last = time_s
        scale = min(1.0, LONG_SIDE / max(frame.width, frame.height))
        wide, high = (max(2, int(side * scale) // 2 * 2) for side in (frame.width, frame.height))
        turns = int(getattr(frame, "rotation", 0) or 0) // 90 % 4
        small = frame.reformat(width=wide, height=high, format="rgb24").to_ndarray()
        size = (frame.width, frame.height) if turns % 2 == 0 else (frame.height, frame.width)
        yield time_s, np.ascontiguousarray(np.rot90(small, turns)), size


def find_pose(path, tell=lambda _done, _total: None):
    """Every frame's keypoints, with ``tell(done, total)`` called now and then; raises ``UnusableVideo``.

    Decoding, finding the pose and watching the background take turns in three threads; each is
    a function of its frames alone, so that the answer is the same every time.
    """
    import cv2
    import mediapipe
    import numpy as np

    container, stream = open_video(path)
    total = count_frames(stream)
    times, found, shifts, size, before = [], [], [], None, None
    with (
        mediapipe.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False) as pose,
        ThreadPoolExecutor(1) as aside,
    ):
        for time_s, picture, size in read_ahead(read_pictures(container, stream)):
            marks = pose.process(picture).pose_landmarks
            points = np.full((33, 3), np.nan, dtype=np.float64)
            if marks is not None:
                points = np.array([[m.x * size[0], m.y * size[1], m.visibility] for m in marks.landmark])
            small = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
            shifts.append(aside.submit(background_shift, before, small, points, size))
            if len(shifts) > READ_AHEAD:
                shifts[-READ_AHEAD].result()
            before = small
            times.append(time_s)
            found.append(points)
            if len(times) % TELL_EVERY == 1:
                tell(len(times), total)
    if not times:
        raise UnusableVideo("not_video", "There is no picture in this file.")
    return {
        "time_s": np.array(times),
        "keypoints": np.array(found),
        "shift_px": np.array([shift.result() * size[0] / before.shape[1] for shift in shifts]),
        "width": size[0],
        "height": size[1],
        "capture_rate": read_capture_rate(container, stream),
    }


def count_frames(stream):
    """About how many frames will be read, 0 where the file does not say."""
    rate = float(stream.average_rate or 30)
    seconds = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
    frames = stream.frames or round(seconds * rate)
    return int(min(frames, FRAMES_MAX, SECONDS_MAX * rate))


def read_capture_rate(container, stream):
    """Frames a second at which the phone filmed, where it kept that beside a slow playback; else 0."""
    for metadata in (stream.metadata, container.metadata):
        try:
            rate = float(metadata["com.android.capture.fps"])
        except (KeyError, ValueError):
            continue
        if 1 <= rate <= 2_000:
            return rate
    return 0.0


def background_shift(before, now, points, size):
    """Median sideways move of corners outside the runner since the frame before, in small-picture pixels."""
    import cv2
    import numpy as np

    if before is None or before.shape != now.shape:
        return 0.0
    mask = np.full(now.shape, 255, dtype=np.uint8)
    if np.isfinite(points).any():
        x, y = points[:, 0] / size[0] * now.shape[1], points[:, 1] / size[1] * now.shape[0]
        room = 0.1 * (y.max() - y.min())
        top, left = max(0, int(y.min() - room)), max(0, int(x.min() - room))
        mask[top : max(0, int(y.max() + room)), left : max(0, int(x.max() + room))] = 0
    corners = cv2.goodFeaturesToTrack(before, 60, 0.02, 8, mask=mask)
    if corners is None or len(corners) < 8:
        return 0.0
    moved, is_found, _ = cv2.calcOpticalFlowPyrLK(before, now, corners, None, winSize=(15, 15), maxLevel=2)
    steps = (moved - corners)[is_found.ravel() == 1]
    return float(np.median(steps[:, 0, 0])) if len(steps) >= 8 else 0.0


def enter_jail(read, write):
    """Lock this process in, and tell whoever started it what the system cannot keep from it."""
    missing = lock_in(read, write)
    if missing:
        print(json.dumps({"not_locked": missing}), file=sys.stderr, flush=True)


def main(arguments):
    """Read the video, write the file; see the module."""
    out = pathlib.Path(arguments[1])
    # Matplotlib, which mediapipe loads, wants a place for its cache that the jail lets it write.
    os.environ.setdefault("MPLCONFIGDIR", str(out.parent))
    enter_jail([arguments[0]], out.parent)

    def tell(done, total):
        out.with_suffix(".progress").write_text(f"{done} {total}")

    try:
        found = find_pose(arguments[0], tell)
    except UnusableVideo as problem:
        print(json.dumps({"code": problem.code, "message": str(problem)}), file=sys.stderr)
        return 4
    import numpy as np

    with out.with_suffix(".part").open("wb") as part:
        np.savez(part, **found)
    out.with_suffix(".part").replace(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
