"""Loads of the levels: weights above each level worked by hand, and how a disc's tilt splits a force."""

import numpy as np
import pytest

from runback.spine.levels import SLICES, disc_loads
from runback.spine.motion import hold_posture
from runback.spine.muscle_model import load_muscle_model
from runback.spine.settings import Person, Settings
from runback.spine.stride import prepare_stride

G = 9.80665
MASS = 75.3371


def test_standing_each_level_carries_what_is_above_it() -> None:
    stride = prepare_stride(hold_posture({}), Person(MASS, 1.70), settings=Settings(frames=5))
    world = np.einsum("lij,lj->li", stride.geometry.below[0], stride.demand.force_n[0])
    above = (26.8266 + 2 * (2.0325 + 1.6725)) * G
    assert world[0] == pytest.approx([0.0, above, 0.0], abs=0.05)
    for level, (share, _, _) in enumerate(SLICES):
        above -= share * MASS * G
        assert world[level + 1] == pytest.approx([0.0, above, 0.0], abs=0.05)


def test_a_force_along_a_tilted_disc_axis_is_all_compression() -> None:
    model = load_muscle_model()
    along = np.stack([np.sin(model.disc_tilt_rad), np.cos(model.disc_tilt_rad), np.zeros(6)], axis=-1)[None]
    compression, shear = disc_loads(model, 100.0 * along)
    np.testing.assert_allclose(compression, 100.0)
    np.testing.assert_allclose(shear, 0.0, atol=1e-12)


def test_a_weight_on_the_forward_tilted_lowest_disc_shears_forward() -> None:
    model = load_muscle_model()
    upward = np.tile([0.0, 100.0, 0.0], (1, 6, 1))
    _, shear = disc_loads(model, upward)
    assert np.degrees(model.disc_tilt_rad[0]) == pytest.approx(22, abs=1)
    assert shear[0, 0] == pytest.approx(100.0 * np.sin(model.disc_tilt_rad[0]))
    assert shear[0, 0] > 0 > shear[0, 4]
