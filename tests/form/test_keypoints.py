"""Reading the keypoint CSV of interface.md."""

import re

import numpy as np
import pytest

from runback.domain.errors import UnusableInput
from runback.form.keypoints import FRAMES_MAX, Keypoints, read_keypoints
from runback.form.measure import measure_keypoints
from tests.form.made_runner import RUNNER, write_csv


def test_columns_become_points_and_blanks_become_unseen():
    read = read_keypoints(b"time_s,left_knee_x,left_knee_y\n0,1,2\n0.02,,\n")
    assert read.points["left_knee"][0, :2].tolist() == [1, 2]
    assert np.isnan(read.points["left_knee"][1]).all()
    assert np.isnan(read.points["left_knee"][:, 2]).all()


def test_a_point_the_model_hardly_saw_counts_as_unseen():
    data = b"time_s,left_wrist_x,left_wrist_y,left_wrist_visibility\n0,1,2,0.04\n0.1,1,2,0.9\n"
    read = read_keypoints(data)
    assert np.isnan(read.points["left_wrist"][0]).all()
    assert read.points["left_wrist"][1, 0] == 1


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    assert read_keypoints(b"\xef\xbb\xbftime_s,nose_x,nose_y\r\n0,1,2\r\n").points["nose"][0, 1] == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "time_s"),
        (b"a,b\n1,2\n", "time_s"),
        (b"time_s\n0\n", "no point"),
        (b"time_s,nose_x,nose_y\n", "no frame"),
        (b"time_s,tail_x,tail_y\n0,1,2\n", "tail_x"),
        (b"time_s,nose_x,nose_x\n0,1,2\n", "twice"),
        (b"time_s,nose_x,nose_y\n0,1\n", "Row 2"),
        (b"time_s,nose_x,nose_y\n0,1,high\n", "Row 2, nose_y"),
        (b"time_s,nose_x,nose_y\n0,inf,1\n", "cannot be a position"),
        (b"time_s,nose_x,nose_y\n,1,2\n", "Row 2, time_s"),
        (b"time_s,nose_x,nose_y\n1,1,2\n1,1,2\n", "must rise"),
        (b"time_s,nose_x,nose_y\nnan,1,2\n", "time"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'time_s,nose_x,nose_y\n0,"1,2\n' + b"x" * 200_000, "not CSV"),
    ],
)
def test_what_cannot_be_read_is_named(data, said):
    with pytest.raises(UnusableInput, match=said) as raised:
        read_keypoints(data, path="clip.csv")
    assert raised.value.path == "clip.csv"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_are_read_with_decimal_commas(separator):
    text = "time_s,left_knee_x,left_knee_y\n0.5,1.25,2\n0.52,1.5,-2.75\n".replace(",", separator).replace(".", ",")
    read = read_keypoints(text.encode())
    assert read.time_s.tolist() == [0.5, 0.52]
    assert read.points["left_knee"][:, :2].tolist() == [[1.25, 2], [1.5, -2.75]]


def test_decimal_commas_between_commas_are_an_error_that_says_what_to_do():
    with pytest.raises(UnusableInput, match="semicolon"):
        read_keypoints(b"time_s,nose_x,nose_y\n0,5,1,2,2,5\n")


def test_latin_1_is_read():
    with pytest.raises(UnusableInput, match="L\xe4ufer"):
        read_keypoints("time_s,nose_x,nose_y,L\xe4ufer\n0,1,2,3\n".encode("latin-1"))


@pytest.mark.parametrize("name", ["time_s", "time_ms"])
@pytest.mark.parametrize("rate", [25, 30, 60, 240])
def test_milliseconds_become_seconds(name, rate):
    rows = "".join(f"{1000 * frame / rate:.1f},1,2\n" for frame in range(40))
    assert read_keypoints(f"{name},nose_x,nose_y\n{rows}".encode()).frame_rate == pytest.approx(rate, rel=0.02)


def test_numbered_frames_are_named():
    rows = "".join(f"{frame},1,2\n" for frame in range(40))
    with pytest.raises(UnusableInput, match="counts frames"):
        read_keypoints(f"time_s,nose_x,nose_y\n{rows}".encode())


def test_zero_in_both_places_is_unseen_where_no_visibility_says_otherwise():
    assert np.isnan(read_keypoints(b"time_s,nose_x,nose_y\n0,0,0\n").points["nose"][0]).all()
    assert read_keypoints(b"time_s,nose_x,nose_y\n0,0,1.5\n").points["nose"][0, 0] == 0
    assert read_keypoints(b"time_s,nose_x,nose_y,nose_visibility\n0,0,0,0.9\n").points["nose"][0, 0] == 0


def test_a_clip_of_hours_is_refused_before_it_is_worked_on():
    time = np.arange(FRAMES_MAX + 1) / 60
    with pytest.raises(UnusableInput, match="the most that are read"):
        Keypoints(time, {"nose": np.zeros((len(time), 3))})


def test_the_frame_rate_is_that_of_most_frames_where_some_are_missing():
    time = np.delete(np.arange(100) / 50, slice(20, 60))
    assert Keypoints(time, {}).frame_rate == pytest.approx(50)


@pytest.mark.parametrize(
    "spelled",
    [
        str.upper,
        lambda name: name.title().replace("_", " "),
        lambda name: name.replace("toe", "foot_index").replace("time_s", "timestamp"),
        lambda name: re.sub(r"^(left|right)_(\w)", lambda found: found[1][0].upper() + found[2].upper(), name),
        lambda name: re.sub(r"^(left|right)_(\w+)_([xyz])$", r"\2_\1.\3", name),
        lambda name: re.sub(r"_(\w)", lambda found: found[1].upper(), name) if "time" not in name else "Time",
    ],
)
def test_points_are_known_however_other_programs_spell_them(spelled):
    head, rows = write_csv(RUNNER.keypoints(60)).split("\n", 1)
    other = ",".join(["frame", *map(spelled, head.split(",")), ""])
    counted = "\n".join(f"{number},{row}," for number, row in enumerate(rows.splitlines()))
    keypoints = read_keypoints(f"# made by a program\n{other}\n{counted}\n".encode())
    assert set(keypoints.points) == set(RUNNER.keypoints(60).points)
    assert np.array_equal(keypoints.points["left_toe"], read_keypoints(f"{head}\n{rows}".encode()).points["left_toe"])


@pytest.mark.parametrize(("times", "rises"), [(1e6, "16667"), (1 / 60, "0.00028")])
def test_a_clock_in_another_unit_is_named(times, rises):
    keypoints = RUNNER.keypoints(60)
    with pytest.raises(UnusableInput, match=f"time_s rises by {rises} from row to row"):
        read_keypoints(spelled_out(Keypoints(keypoints.time_s * times, keypoints.points)))


def spelled_out(keypoints):
    lines = ["time_s,left_ankle_x,left_ankle_y"]
    lines += [f"{time:.9f},0.1,0.2" for time in keypoints.time_s]
    return "\n".join(lines).encode()


def test_a_clock_that_counts_from_1970_is_counted_from_the_first_row():
    keypoints = RUNNER.keypoints(60)
    late = Keypoints(keypoints.time_s + 1_700_000_000, keypoints.points)
    assert read_keypoints(write_csv(late).encode()).time_s == pytest.approx(keypoints.time_s, abs=1e-5)


def test_the_first_row_is_shown_if_it_is_not_a_header():
    with pytest.raises(UnusableInput, match=r"time_s among them\. It is: <html>"):
        read_keypoints(b"<html><body>Please sign in</body></html>")


@pytest.mark.parametrize(("axes", "axis"), [("xzy", "z"), ("yxz", "x")])
def test_a_laboratory_in_which_another_axis_points_up_is_named(axes, axis):
    order = ["xyz".index(axis) for axis in axes]
    keypoints = RUNNER.keypoints(60, noise_m=0.004)
    turned = Keypoints(keypoints.time_s, {name: places[:, order] for name, places in keypoints.points.items()})
    with pytest.raises(UnusableInput, match=f"The legs are along {axis}"):
        measure_keypoints(turned)
