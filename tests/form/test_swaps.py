"""A pose that changes its mind about which leg is which, and passes through the middle while it does."""

from dataclasses import replace

import numpy as np
import pytest

from runback.form.keypoints import Keypoints
from runback.form.swaps import LEG, repair_swaps
from tests.form.made_runner import RUNNER, only


def flipped(keypoints, spans):
    """Legs named the other way over these spans of frames; the first and last frame of each shows both half-way."""
    points = {name: values.copy() for name, values in keypoints.points.items()}
    for first, last in spans:
        for part in LEG:
            left, right = points[f"left_{part}"], points[f"right_{part}"]
            left[first:last], right[first:last] = right[first:last].copy(), left[first:last].copy()
            for frame in (first, last):
                left[frame] = right[frame] = (left[frame] + right[frame]) / 2
    return Keypoints(keypoints.time_s, points, keypoints.unit)


def at_landings(keypoints, seconds):
    """Spans from the frame of a landing on: there the foot stops, and poses take one leg for the other."""
    frames = [int(np.searchsorted(keypoints.time_s, 0.1 + 0.36 * step)) for step in (1, 3, 4, 6, 9, 10)]
    return [(frame, frame + round(seconds * 30)) for frame in frames]


@pytest.mark.parametrize("seconds", [0.07, 0.1, 0.14, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_legs_mixed_at_landings_are_named_right_afterwards(seconds, seed):
    sound = only(replace(RUNNER, seconds=4.5).keypoints(30, noise_m=0.006, seed=seed), axes=2)
    repaired, _ = repair_swaps(flipped(sound, at_landings(sound, seconds)))
    for side in ("left", "right"):
        off = np.abs(repaired.points[f"{side}_ankle"] - sound.points[f"{side}_ankle"])[:, 0]
        apart = np.abs(sound.points["left_ankle"] - sound.points["right_ankle"])[:, 0]
        assert not ((off > 0.2) & (apart > 0.2)).any()


def test_a_sound_recording_loses_no_frame():
    for rate in (25, 30, 60, 120):
        sound = replace(RUNNER, speed=4.5, stride_s=0.66, contact_s=0.21, contacts={"right": 0.1, "left": 0.43})
        keypoints = sound.keypoints(rate, noise_m=0.008)
        assert np.isfinite(repair_swaps(keypoints)[0].points["left_ankle"]).all()
