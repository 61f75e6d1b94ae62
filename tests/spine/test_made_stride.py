"""The made-up stride: periodic, plausible, readable, and never taken for a recording."""

import numpy as np
import pytest

from runback.spine.errors import BadSetting
from runback.spine.made_stride import (
    LABEL,
    SPEEDS_M_S,
    make_ground,
    make_stride,
    push_of_ground_bw,
    stride_file,
    write_stride_csv,
)
from runback.spine.motion import find_stride_s, read_movement
from runback.spine.names import TRANSLATIONS
from runback.spine.settings import Person
from runback.spine.simulation import Simulation, open_stride
from runback.spine.stride import prepare_stride
from tests.spine.subjects import open_subject

STRIDE_S = {2.0: 0.76, 3.0: 0.72, 4.0: 0.68, 5.0: 0.64}


def open_made(speed: float) -> Simulation:
    return open_stride(prepare_stride(make_stride(speed), Person(70.0), ground=make_ground(speed, 70.0)))


@pytest.mark.parametrize("speed", SPEEDS_M_S)
def test_it_repeats_after_a_stride_and_left_does_what_right_did_half_a_stride_before(speed):
    made = make_stride(speed)
    stride = round(100 * STRIDE_S[speed])
    knee_r, knee_l = made.coordinates["knee_angle_r"], made.coordinates["knee_angle_l"]
    assert np.allclose(knee_r[:-stride], knee_r[stride:], atol=1e-9)
    assert np.allclose(knee_l[stride // 2 : stride], knee_r[: stride - stride // 2], atol=1e-9)
    assert find_stride_s(made) == pytest.approx(STRIDE_S[speed], abs=0.011)


@pytest.mark.parametrize("speed", SPEEDS_M_S)
def test_joints_stay_within_the_ranges_published_for_running(speed):
    degrees = {name: np.degrees(one) for name, one in make_stride(speed).coordinates.items()}
    assert 80 < degrees["knee_angle_r"].max() < 130
    assert degrees["knee_angle_r"].min() > 0
    assert -25 < degrees["hip_flexion_r"].min() < -5
    assert 30 < degrees["hip_flexion_r"].max() < 60
    assert -35 < degrees["ankle_angle_r"].min() < -10
    assert np.ptp(degrees["lumbar_rotation"]) < 40
    assert np.ptp(degrees["pelvis_list"]) < 15


@pytest.mark.parametrize("speed", SPEEDS_M_S)
def test_the_ground_reaction_force_supports_the_body_over_a_step_and_keeps_its_speed(speed):
    up, forward = push_of_ground_bw(speed, (np.arange(10_000) + 0.5) / 10_000)
    assert float(up.mean()) == pytest.approx(1.0, abs=1e-3)
    assert float(forward.mean()) == pytest.approx(0.0, abs=1e-3)
    assert 1.8 < float(up.max()) < 3.0


def test_it_travels_at_the_requested_speed():
    made = make_stride(4.0)
    stride = round(100 * STRIDE_S[4.0])
    travelled = made.coordinates["pelvis_tx"][stride] - made.coordinates["pelvis_tx"][0]
    assert travelled / STRIDE_S[4.0] == pytest.approx(4.0, abs=1e-6)


def test_another_speed_is_refused_in_words():
    with pytest.raises(BadSetting, match="2, 3, 4 and 5 m/s"):
        make_stride(3.5)


def test_its_name_says_that_nobody_was_recorded():
    assert LABEL == "made-up stride, not a recording"
    assert LABEL in make_stride(3.0).label


@pytest.mark.parametrize("speed", SPEEDS_M_S)
def test_the_file_beside_the_code_is_what_the_code_makes_and_the_reader_reads(speed):
    made = make_stride(speed)
    assert stride_file(speed).read_text() == write_stride_csv(made)
    read = read_movement(stride_file(speed))
    for name, values in made.coordinates.items():
        allowed = 1e-5 if name in TRANSLATIONS else np.radians(1e-3)
        assert np.allclose(read.coordinates[name], values, atol=allowed), name


@pytest.mark.parametrize("speed", SPEEDS_M_S)
def test_muscles_and_legs_can_do_it(speed):
    result = open_made(speed).solve()
    assert result.feasibility.is_feasible
    assert result.feasibility.legs_reserve_nm < 5.0


def test_faster_running_presses_harder():
    peaks = [open_made(speed).solve().levels[4].compression_peak_bw for speed in SPEEDS_M_S]
    assert peaks == sorted(peaks)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("speed", "recorded"), [(2.0, ("hamner_subject01_2ms",)), (4.0, ("hamner_subject01_4ms", "hamner_subject02_4ms"))]
)
def test_its_peaks_lie_within_a_third_of_the_recorded_ones(speed, recorded):
    made = {one.level: one.compression_peak_bw for one in open_made(speed).solve().levels}
    known = [{one.level: one.compression_peak_bw for one in open_subject(name).solve().levels} for name in recorded]
    for level, peak in made.items():
        low, high = min(one[level] for one in known), max(one[level] for one in known)
        assert low / 1.5 <= peak <= high * 1.33, level
