"""The passes of a recording: stretches in which one runner is visible and runs in one direction.

A runner who passes the camera several times leaves gaps, jumps from one side of the picture to the
other, and turns round. No stride is measured across any of these. Somebody else mistaken for the
runner for a moment appears as a jump there and back; those frames are dropped.
"""

from itertools import pairwise

import numpy as np

from runback.form.keypoints import SIDES, BoolArray, FloatArray, IntArray, Keypoints

GAP_S_MAX = 0.4
"""The longest time without the runner inside one pass."""

PASS_S_MIN = 0.5
"""The shortest stretch that counts; shorter ones are errors or somebody else."""

JUMP_LEGS, SPEED_LEGS_S = 0.8, 14.0
"""Nobody moves further between two frames than this many leg lengths and this many a second (12 m/s)."""

TURN_S = 0.5
"""Time over which the direction of the feet is averaged."""

_MIDDLES = ("hip", "shoulder", "knee", "ankle")


def split_passes(keypoints: Keypoints) -> tuple[Keypoints, ...]:
    """The passes of a recording, in order of time; left-out rows become frames without visible points.

    Empty if nobody is visible for as long as ``PASS_S_MIN``.
    """
    centre = _centre(keypoints)
    if centre is None or len(keypoints.time_s) < 2:
        return ()
    stretches = _stretches(keypoints, centre, _facing(keypoints))
    seen: BoolArray = np.asarray(np.isfinite(centre).all(axis=1))
    return tuple(_with_every_frame(_select_frames(keypoints, frames, seen)) for frames in stretches)


def _stretches(keypoints: Keypoints, centre: FloatArray, facing: FloatArray) -> list[IntArray]:
    """The frames of each pass in which the runner is visible."""
    known = np.flatnonzero(np.isfinite(centre).all(axis=1))
    leg = _leg(keypoints)

    def belongs(before: int, after: int) -> bool:
        gap_s = keypoints.time_s[after] - keypoints.time_s[before]
        moved = float(np.linalg.norm(centre[after] - centre[before]))
        is_near = not moved > (JUMP_LEGS + SPEED_LEGS_S * gap_s) * leg
        return bool(gap_s <= GAP_S_MAX and is_near and facing[before] * facing[after] >= 0)

    def is_long(frames: IntArray) -> bool:
        return bool(keypoints.time_s[frames[-1]] - keypoints.time_s[frames[0]] >= PASS_S_MIN)

    pieces = np.split(known, [i + 1 for i, (a, b) in enumerate(pairwise(known.tolist())) if not belongs(a, b)])
    joined: list[IntArray] = []
    for piece in (each for each in pieces if len(each)):
        if joined and belongs(int(joined[-1][-1]), int(piece[0])):
            joined[-1] = np.concatenate([joined[-1], piece])
        elif joined and not is_long(piece) and len(piece) < len(joined[-1]):
            continue
        else:
            joined.append(piece)
    return [each for each in joined if is_long(each)]


def _centre(keypoints: Keypoints) -> FloatArray | None:
    """The runner's position in each frame, (n, 2), from the most visible pair of points; None if none is visible."""
    middles = [middle for point in _MIDDLES if (middle := _middle(keypoints, point)) is not None]
    return max(middles, key=lambda middle: int(np.isfinite(middle).all(axis=1).sum()), default=None)


def _middle(keypoints: Keypoints, point: str) -> FloatArray | None:
    sides = [keypoints.points[f"{side}_{point}"][:, :2] for side in SIDES if f"{side}_{point}" in keypoints.points]
    if not sides:
        return None
    both = np.stack(sides)
    seen = np.isfinite(both)
    count = seen.sum(axis=0)
    total = np.where(seen, both, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _leg(keypoints: Keypoints) -> float:
    """Approximate leg length: twice the longest typical shank, infinite if no shank is visible."""
    lengths = []
    for side in SIDES:
        knee, ankle = keypoints.points.get(f"{side}_knee"), keypoints.points.get(f"{side}_ankle")
        if knee is not None and ankle is not None:
            length = np.linalg.norm((knee - ankle)[:, :2], axis=1)
            if np.isfinite(length).any():
                lengths.append(2 * float(np.nanmedian(length)))
    return max(lengths, default=float("inf"))


def _facing(keypoints: Keypoints) -> FloatArray:
    """Which way the feet point in each frame, (n,): 1 along x, -1 against it, 0 not known."""
    votes = np.zeros(len(keypoints.time_s))
    for side in SIDES:
        heel, toe = keypoints.points.get(f"{side}_heel"), keypoints.points.get(f"{side}_toe")
        if heel is not None and toe is not None:
            votes += np.nan_to_num(np.sign((toe - heel)[:, 0]))
    first, last = (np.searchsorted(keypoints.time_s, keypoints.time_s + s * TURN_S / 2) for s in (-1, 1))
    total = np.concatenate([[0.0], np.cumsum(votes)])
    return np.asarray(np.sign(total[last] - total[first]))


def _select_frames(keypoints: Keypoints, frames: IntArray, seen: BoolArray) -> Keypoints:
    """The recording from the first to the last of these frames; other frames with somebody in them are blanked."""
    part = slice(int(frames[0]), int(frames[-1]) + 1)
    hidden = seen[part].copy()
    hidden[frames - part.start] = False
    is_whole = not hidden.any()
    points = {
        name: values[part] if is_whole else np.where(hidden[:, None], np.nan, values[part])
        for name, values in keypoints.points.items()
    }
    return Keypoints(keypoints.time_s[part], points, keypoints.unit)


def _with_every_frame(keypoints: Keypoints) -> Keypoints:
    """The pass with an empty frame for each missing one."""
    step_s = 1 / keypoints.frame_rate
    missing = np.maximum(np.round(np.diff(keypoints.time_s) / step_s).astype(np.int64) - 1, 0)
    if not missing.any():
        return keypoints
    places = np.arange(len(keypoints.time_s)) + np.concatenate([[0], np.cumsum(missing)])
    time_s = np.interp(np.arange(places[-1] + 1), places, keypoints.time_s)
    points = {}
    for name, values in keypoints.points.items():
        points[name] = np.full((len(time_s), 3), np.nan)
        points[name][places] = values
    return Keypoints(time_s, points, keypoints.unit)
