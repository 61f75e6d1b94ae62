"""What is drawn on a clip: the skeleton in each frame, the stances, and the still frames to show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from runback.form.keypoints import FloatArray, IntArray, Keypoints
from runback.form.passes import split_passes
from runback.form.rear import typical_stances
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
"""Margin around the runner in a still frame, as a share of the runner's height."""


@dataclass(frozen=True, slots=True)
class Still:
    """One frame to show: ``when`` is contact or middle; ``time_s`` is in the clip's time, ``life_s`` in real time.

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
    """The scenes of a measured clip; None if there is no pass to draw.

    Passes in both directions are drawn alike: points are named by the side nearest the camera.
    """
    if reading.keypoints is None:
        return None
    is_rear = reading.report.view == "rear"
    pieces = (reading.keypoints,) if is_rear else split_passes(reading.keypoints)
    if not pieces:
        return None
    drawn = [_draw_pass(piece, _near_side(piece, reading.report, is_rear), height, is_rear) for piece in pieces]
    names = drawn[0][0]
    time_s = np.concatenate([piece.time_s for piece in pieces])
    bones, tones = _bones(names)
    stances = [
        [0.0 if event.foot == _near_at(reading.report, event) else 1.0, event.contact_s, event.toe_off_s]
        for event in reading.report.events
    ]
    return Scenes(
        names,
        reading.slower * time_s,
        np.concatenate([places for _, places in drawn]),
        bones,
        tones,
        np.array(stances, dtype=np.float64).reshape(-1, 3) * [1, reading.slower, reading.slower],
        tuple(_stills(reading, pieces, (width, height), is_rear)),
    )


def _near_side(piece: Keypoints, report: FormReport, is_rear: bool) -> str:
    """The side nearest the camera in a pass; from behind both are equally near, and right is drawn as near."""
    found = next(
        (each for each in report.passes if each.from_s <= piece.time_s[-1] and piece.time_s[0] <= each.to_s), None
    )
    return "left" if not is_rear and found is not None and found.direction == "left" else "right"


def _near_at(report: FormReport, event: Event) -> str:
    found = next((each for each in report.passes if each.from_s <= event.contact_s <= each.to_s), None)
    return "left" if found is not None and found.direction == "left" else "right"


def _draw_pass(piece: Keypoints, near: str, height: int, is_rear: bool) -> tuple[tuple[str, ...], FloatArray]:
    """Near and far names, and positions (n, p, 2) in the picture, of one pass with swapped legs corrected."""
    repaired = piece if is_rear else repair_swaps(piece)[0]
    renamed = {_by_nearness(name, near): values for name, values in repaired.points.items()}
    names = tuple(sorted(renamed))
    return names, np.stack([_to_picture(renamed[name], height, is_rear) for name in names], axis=1)


def _by_nearness(name: str, near: str) -> str:
    side, _, point = name.partition("_")
    return name if not point else f"{'near' if side == near else 'far'}_{point}"


def _stills(
    reading: ClipReading, pieces: tuple[Keypoints, ...], size: tuple[int, int], is_rear: bool
) -> Iterator[Still]:
    """The still frames, each from its pass."""
    near = "left" if reading.facing < 0 else "right"
    if is_rear:
        chosen = [("middle", each.foot, each.contact_s) for each in typical_stances(pieces[0])]
    else:
        chosen = list(_choose(reading.report, near))
    for when, foot, instant in chosen:
        for piece in (each for each in pieces if each.time_s[0] <= instant <= each.time_s[-1]):
            repaired = piece if is_rear else repair_swaps(piece)[0]
            row = int(np.abs(piece.time_s - instant).argmin())
            places = {n: _to_picture(v[row : row + 1], size[1], is_rear)[0] for n, v in repaired.points.items()}
            still = _still(when, foot, reading.slower, float(piece.time_s[row]), places, size)
            if still is not None:
                yield still


def _to_picture(values: FloatArray, height: int, is_rear: bool) -> FloatArray:
    """Convert the picture's x and upward y to its pixels, (n, 2)."""
    across = values[:, 2] if is_rear else values[:, 0]
    return np.stack([across, height - values[:, 1]], axis=1)


def _bones(names: tuple[str, ...]) -> tuple[IntArray, IntArray]:
    """Index pairs in ``names`` and the tone of each; far limbs first, so that near ones are drawn over them."""
    wanted = [(f"far_{a}", f"far_{b}", FAR) for a, b in BONES]
    wanted += [("far_shoulder", "near_shoulder", TRUNK), ("far_hip", "near_hip", TRUNK)]
    wanted += [(f"{side}_shoulder", f"{side}_hip", TRUNK) for side in ("far", "near")]
    wanted += [(f"near_{a}", f"near_{b}", NEAR) for a, b in BONES]
    known = [(names.index(a), names.index(b), tone) for a, b, tone in wanted if a in names and b in names]
    table: IntArray = np.array(known, dtype=np.int64).reshape(-1, 3)
    return table[:, :2], table[:, 2]


def _choose(report: FormReport, near: str) -> Iterator[tuple[str, str, float]]:
    """Contact and mid-stance of a typical step of each foot, the near one first."""
    for foot in (near, "left" if near == "right" else "right"):
        own = [each for each in report.events if each.foot == foot]
        event = _usual([each for each in own if _near_at(report, each) == near] or own)
        if event is not None:
            yield "contact", foot, event.contact_s
            yield "middle", foot, (event.contact_s + event.toe_off_s) / 2


def _usual(events: list[Event]) -> Event | None:
    """The event whose reach is nearest the foot's median; the middle one if reach is not measured."""
    measured = [event for event in events if "overstride_pct_leg" in event.metrics]
    if not measured:
        return events[len(events) // 2] if events else None
    middle = float(np.median([each.metrics["overstride_pct_leg"].value for each in measured]))
    return min(measured, key=lambda each: abs(each.metrics["overstride_pct_leg"].value - middle))


def _box_around(seen: FloatArray, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box around the runner with a margin, of one shape for all still frames, shifted to fit into the picture."""
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    high = min(size[1], (1 + 2 * ROOM) * (bottom - top))
    wide = min(size[0], max(SHAPE * high, (right - left) + ROOM * high))
    x = min(max(0.0, (left + right - wide) / 2), size[0] - wide)
    y = min(max(0.0, (top + bottom - high) / 2), size[1] - high)
    return float(x), float(y), float(x + wide), float(y + high)


def _still(
    when: str, foot: str, slower: float, time_s: float, places: dict[str, FloatArray], size: tuple[int, int]
) -> Still | None:
    points = {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y) in places.items() if np.isfinite(x + y)}
    if len(points) < 6:
        return None
    box = _box_around(np.array(list(points.values())), size)
    return Still(when, foot, slower * time_s, time_s, box, points)
