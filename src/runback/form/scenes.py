"""What is drawn on a clip: the skeleton frame by frame, the stances, and the still frames worth a look."""

from dataclasses import dataclass

import numpy as np

from runback.form.keypoints import FloatArray, IntArray
from runback.form.report import Event, FormReport
from runback.form.swaps import repair_swaps
from runback.form.video import ClipReading

BONES = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "toe"),
    ("ankle", "toe"),
)
NEAR, FAR, TRUNK = 0, 1, 2
SHAPE = 0.62
ROOM = 0.12
"""Room around the runner in a still frame, as a share of the runner's height."""


@dataclass(frozen=True, slots=True)
class Still:
    """One frame to look at: ``when`` is contact or middle; ``time_s`` in the clip's own time, ``life_s`` in life's.

    ``box`` (left, top, right, bottom) and ``points`` are pixels of the upright picture.
    """

    when: str
    foot: str
    time_s: float
    life_s: float
    box: tuple[float, float, float, float]
    points: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scenes:
    """Everything the drawing process needs, in pixels of the upright picture and the clip's own time."""

    names: tuple[str, ...]
    time_s: FloatArray
    points: FloatArray
    bones: IntArray
    tones: IntArray
    stances: FloatArray
    stills: tuple[Still, ...]


def make_scenes(reading: ClipReading, width: int, height: int) -> Scenes | None:
    """The scenes of a measured clip; None where no pass was found to draw."""
    if reading.keypoints is None:
        return None
    keypoints, _ = repair_swaps(reading.keypoints)
    is_rear = reading.report.view == "rear"
    names = tuple(keypoints.points)
    places = np.stack([_to_picture(keypoints.points[name], reading.facing, height, is_rear) for name in names], axis=1)
    near = "right" if reading.facing > 0 else "left"
    bones, tones = _bones(names, near)
    slower = reading.slower
    stances = [
        [0.0 if event.foot == near else 1.0, slower * event.contact_s, slower * event.toe_off_s]
        for event in reading.report.events
    ]
    stills = [
        _still(when, foot, slower, row, places, names, float(keypoints.time_s[row]), (width, height))
        for when, foot, row in _choose(reading.report, keypoints.time_s, near)
    ]
    return Scenes(
        names,
        slower * keypoints.time_s,
        places,
        bones,
        tones,
        np.array(stances, dtype=np.float64).reshape(-1, 3),
        tuple(still for still in stills if still is not None),
    )


def _to_picture(values: FloatArray, facing: int, height: int, is_rear: bool) -> FloatArray:
    """Back from forward and up to the picture's pixels, (n, 2)."""
    across = values[:, 2] if is_rear else facing * values[:, 0]
    return np.stack([across, height - values[:, 1]], axis=1)


def _bones(names: tuple[str, ...], near: str) -> tuple[IntArray, IntArray]:
    """Pairs of places in ``names`` and the tone of each; far limbs first, so that near ones lie over them."""
    far = "left" if near == "right" else "right"
    wanted = [(f"{far}_{a}", f"{far}_{b}", FAR) for a, b in BONES]
    wanted += [("left_shoulder", "right_shoulder", TRUNK), ("left_hip", "right_hip", TRUNK)]
    wanted += [(f"{side}_shoulder", f"{side}_hip", TRUNK) for side in (far, near)]
    wanted += [(f"{near}_{a}", f"{near}_{b}", NEAR) for a, b in BONES]
    known = [(names.index(a), names.index(b), tone) for a, b, tone in wanted if a in names and b in names]
    table: IntArray = np.array(known, dtype=np.int64).reshape(-1, 3)
    return table[:, :2], table[:, 2]


def _choose(report: FormReport, time_s: FloatArray, near: str) -> list[tuple[str, str, int]]:
    """Contact and mid-stance of the usual step of each foot, the near one first, with the nearest frame."""
    chosen = []
    for foot in (near, "left" if near == "right" else "right"):
        event = _usual([each for each in report.events if each.foot == foot])
        if event is None:
            continue
        for when, instant in (("contact", event.contact_s), ("middle", (event.contact_s + event.toe_off_s) / 2)):
            chosen.append((when, foot, int(np.abs(time_s - instant).argmin())))
    return chosen


def _usual(events: list[Event]) -> Event | None:
    """The event whose reach is nearest the foot's median; the middle one where reach is not told."""
    told = [each for each in events if "overstride_pct_leg" in each.metrics]
    if not told:
        return events[len(events) // 2] if events else None
    middle = float(np.median([each.metrics["overstride_pct_leg"].value for each in told]))
    return min(told, key=lambda each: abs(each.metrics["overstride_pct_leg"].value - middle))


def _box_around(seen: FloatArray, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """The runner with some room, in one shape for every still frame, moved into the picture where it sticks out."""
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    high = min(size[1], (1 + 2 * ROOM) * (bottom - top))
    wide = min(size[0], max(SHAPE * high, (right - left) + ROOM * high))
    x = min(max(0.0, (left + right - wide) / 2), size[0] - wide)
    y = min(max(0.0, (top + bottom - high) / 2), size[1] - high)
    return float(x), float(y), float(x + wide), float(y + high)


def _still(
    when: str,
    foot: str,
    slower: float,
    row: int,
    places: FloatArray,
    names: tuple[str, ...],
    time_s: float,
    size: tuple[int, int],
) -> Still | None:
    seen = places[row][np.isfinite(places[row]).all(axis=1)]
    if len(seen) < 6:
        return None
    box = _box_around(seen, size)
    points = {
        name: (round(float(x), 1), round(float(y), 1))
        for name, (x, y) in zip(names, places[row], strict=True)
        if np.isfinite(x) and np.isfinite(y)
    }
    return Still(when, foot, slower * time_s, time_s, box, points)
