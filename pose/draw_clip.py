"""The skeleton on a clip, and still frames from it: one short WebM without sound and some JPEGs.

Run as a process of its own: ``python draw_clip.py VIDEO SCENES.npz FOLDER``. SCENES.npz holds
``time_s`` (n,) in the clip's own time, ``points`` (n, p, 2) in pixels of the upright picture (y down,
NaN unseen), ``bones`` (b, 2) indices into p, ``tones`` (b,) indices into ``TONES``,
``stances`` (m, 3) of row, from and to in s, ``still_s`` (s,) and ``boxes`` (s, 4) of left, top, right, bottom.
Written are clip.webm (VP9, half as fast as the clip), still-0.jpg onwards, and last drawn.json with the sizes.
VP9 is free to use and plays in Chromium, Firefox and Safari 17 alike.
"""

import json
import pathlib
import sys
from fractions import Fraction

from find_pose import UnusableVideo, enter_jail, open_video, read_frames

SHORT_SIDE_MAX, LONG_SIDE_MAX = 480, 720
STILL_HEIGHT_MAX = 720
SECONDS_MAX = 8.0
SLOWED = 2
RATE_MAX = 60
TONES = ((58, 195, 155), (250, 177, 75), (235, 238, 240))
"""Near leg and arm, far leg and arm, trunk; red, green, blue."""

ROWS = ((58, 195, 155), (250, 177, 75))
TIME_BASE = Fraction(1, 1000)


def upright(frame):
    """The picture as an array, turned as the phone was held."""
    import numpy as np

    turns = int(getattr(frame, "rotation", 0) or 0) // 90 % 4
    return np.ascontiguousarray(np.rot90(frame.to_ndarray(format="rgb24"), turns))


def draw_skeleton(picture, points, scenes, scale):
    """Lines and joints on the picture, in place."""
    import cv2
    import numpy as np

    thick = max(2, round(picture.shape[0] / 200))
    for (one, other), tone in zip(scenes["bones"], scenes["tones"], strict=True):
        ends = points[[one, other]] * scale
        if np.isfinite(ends).all():
            first, second = (tuple(round(float(value)) for value in end) for end in ends)
            cv2.line(picture, first, second, (20, 23, 26), thick + 3, cv2.LINE_AA)
            cv2.line(picture, first, second, TONES[int(tone)], thick, cv2.LINE_AA)


def draw_stances(picture, time_s, scenes, span):
    """Under the picture: each foot's time on the ground as a bar, and where the clip is now."""
    import cv2
    import numpy as np

    width = picture.shape[1]
    strip = np.full((36, width, 3), 26, dtype=np.uint8)

    def place(instant):
        return int(width * (instant - span[0]) / max(1e-3, span[1] - span[0]))

    for row, start, end in scenes["stances"]:
        top = 5 + 14 * int(row)
        cv2.rectangle(strip, (place(start), top), (place(end), top + 11), ROWS[int(row)], -1)
    cv2.line(strip, (place(time_s), 0), (place(time_s), 36), (255, 255, 255), 2)
    return np.vstack([picture, strip])


def find_span(scenes):
    """From and to in s of what is shown: the stances and a little around them."""
    times, stances = scenes["time_s"], scenes["stances"]
    start = max(times[0], stances[:, 1].min() - 0.3) if len(stances) else times[0]
    end = min(times[-1], stances[:, 2].max() + 0.3) if len(stances) else times[-1]
    return float(start), float(min(end, start + SECONDS_MAX))


class Writer:
    """A WebM that is opened with its first picture."""

    def __init__(self, path):
        import av

        self.container, self.stream = av.open(str(path), "w", format="webm"), None

    def put(self, picture, instant_s):
        """Add a picture at its time."""
        import av

        if self.stream is None:
            self.stream = self.container.add_stream("libvpx-vp9", rate=30)
            self.stream.width, self.stream.height = picture.shape[1], picture.shape[0]
            self.stream.pix_fmt = "yuv420p"
            self.stream.codec_context.time_base = TIME_BASE
            self.stream.options = {"deadline": "realtime", "cpu-used": "8", "crf": "36", "b": "0", "row-mt": "1"}
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = round(instant_s / TIME_BASE), TIME_BASE
        self.container.mux(self.stream.encode(frame))

    def close(self):
        """End the file."""
        if self.stream is not None:
            self.container.mux(self.stream.encode())
        self.container.close()


def shrink(picture, room):
    """The picture within ``room`` (width, height) with even sides, and the factor."""
    import cv2

    high, wide = picture.shape[:2]
    scale = min(1.0, room[0] / wide, room[1] / high)
    size = (max(2, int(wide * scale) // 2 * 2), max(2, int(high * scale) // 2 * 2))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA), size[0] / wide


def draw(path, scenes, folder):
    """Everything; returns the sizes of the stills and of the clip."""
    import numpy as np

    container, stream = open_video(path)
    span, times = find_span(scenes), scenes["time_s"]
    writer, stills, size, last = Writer(folder / "clip.webm"), {}, None, -1.0
    for time_s, frame in read_frames(container, stream):
        row = int(np.abs(times - time_s).argmin())
        wanted = [i for i, at in enumerate(scenes["still_s"]) if i not in stills and time_s >= at - 1e-4]
        is_shown = span[0] <= time_s <= span[1] and time_s - last >= 1 / RATE_MAX - 1e-3
        if not wanted and not is_shown:
            continue
        picture = upright(frame)
        for i in wanted:
            stills[i] = save_still(picture, scenes["boxes"][i], folder / f"still-{i}.jpg")
        if is_shown:
            last = time_s
            room = (
                (LONG_SIDE_MAX, SHORT_SIDE_MAX)
                if picture.shape[1] > picture.shape[0]
                else (SHORT_SIDE_MAX, LONG_SIDE_MAX)
            )
            small, scale = shrink(picture, room)
            if abs(times[row] - time_s) < 0.1:
                draw_skeleton(small, scenes["points"][row], scenes, scale)
            shown = draw_stances(small, time_s, scenes, span)
            size = (shown.shape[1], shown.shape[0])
            writer.put(shown, SLOWED * (time_s - span[0]))
    writer.close()
    return {"clip": size, "stills": [stills.get(i) for i in range(len(scenes["still_s"]))], "span": span}


def save_still(picture, box, path):
    """The box of the picture as a JPEG; returns left, top, scale and size, to place lines on it."""
    import cv2

    left, top = max(0, int(box[0])), max(0, int(box[1]))
    part = picture[top : max(top + 2, int(box[3])), left : max(left + 2, int(box[2]))]
    small, scale = shrink(part, (10_000, STILL_HEIGHT_MAX))
    done, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 82])
    if done:
        path.write_bytes(data.tobytes())
    return {"left": left, "top": top, "scale": scale, "width": small.shape[1], "height": small.shape[0]}


def main(arguments):
    """Read, draw, write; see the module."""
    folder = pathlib.Path(arguments[2])
    enter_jail(arguments[:2], folder)
    import numpy as np

    with np.load(arguments[1], allow_pickle=False) as held:
        scenes = {name: held[name] for name in held.files}
    try:
        drawn = draw(arguments[0], scenes, folder)
    except UnusableVideo as problem:
        print(json.dumps({"code": problem.code, "message": str(problem)}), file=sys.stderr)
        return 4
    (folder / "drawn.json").write_text(json.dumps(drawn))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
