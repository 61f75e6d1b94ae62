"""Rows left out, wrapped angles, jumps and foreign number formats, each in many variants of one made-up run."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.spine.errors import UnusableMotion
from runback.spine.faults import find_gaps, find_jumps
from runback.spine.made_stride import SPEEDS_M_S, make_stride
from runback.spine.motion import Movement, read_movement
from runback.spine.names import ARMS, LEGS, LUMBAR, PELVIS, TRANSLATIONS
from tests.spine.files import made_up_run, write_mot

Columns = dict[str, np.ndarray]
ANGLES = tuple(name for name in (*PELVIS, *LUMBAR, *LEGS, *ARMS) if name not in TRANSLATIONS)
JOINTS = {"pelvis": "ground_pelvis", "lumbar": "back", "hip": "hip_r", "knee": "knee_r", "ankle": "ankle_r"}


def stride_columns(speed_m_s: float = 3.0) -> Columns:
    """The made-up stride as columns in degrees and metres."""
    movement = make_stride(speed_m_s)
    angles = {n: one if n in TRANSLATIONS else np.degrees(one) for n, one in movement.coordinates.items()}
    return {"time": movement.time_s, **angles}


def assert_same(left: Movement, right: Movement) -> None:
    assert left.coordinates.keys() == right.coordinates.keys()
    for name, values in left.coordinates.items():
        np.testing.assert_allclose(values, right.coordinates[name], atol=1e-6, err_msg=name)


def read(tmp_path: Path, columns: Columns, said: str = "yes") -> Movement:
    return read_movement(write_mot(tmp_path / "run.mot", columns, said))


def refusal(tmp_path: Path, columns: Columns) -> str:
    with pytest.raises(UnusableMotion) as caught:
        read(tmp_path, columns)
    return caught.value.message


# Wrapped angles


@pytest.mark.parametrize("start_deg", [-540.0, -200.0, -179.0, 178.0, 181.0, 350.0, 720.0])
@pytest.mark.parametrize(("low", "in_degrees"), [(-180.0, True), (0.0, True), (-180.0, False)])
def test_a_wrapped_angle_is_the_turn_it_was(tmp_path: Path, start_deg: float, low: float, in_degrees: bool) -> None:
    turned, wrapped = stride_columns(), stride_columns()
    for columns in (turned, wrapped):
        columns["pelvis_rotation"] = columns["pelvis_rotation"] + start_deg
    for name in ("pelvis_rotation", "arm_rot_r", "hip_flexion_l"):
        wrapped[name] = (wrapped[name] - low) % 360.0 + low
    if not in_degrees:
        wrapped = {n: one if n in {*TRANSLATIONS, "time"} else np.radians(one) for n, one in wrapped.items()}
    expected = read(tmp_path, turned)
    assert_same(read(tmp_path, wrapped, "yes" if in_degrees else "no"), expected)
    assert abs(float(np.median(expected.coordinates["pelvis_rotation"]))) <= np.pi


def test_a_runner_on_a_round_track_turns_on_and_on(tmp_path: Path) -> None:
    columns = stride_columns()
    round_deg = 200.0 * columns["time"]  # 288 degrees in 1.44 s
    columns["pelvis_rotation"] = (round_deg + 180.0) % 360.0 - 180.0
    turned = np.degrees(np.ptp(read(tmp_path, columns).coordinates["pelvis_rotation"]))
    assert turned == pytest.approx(float(np.ptp(round_deg)))


# Rows left out


@pytest.mark.parametrize("first", [3, 40, 100])
@pytest.mark.parametrize("missing", [6, 15, 30])
def test_a_long_gap_is_refused_with_its_row_and_time(tmp_path: Path, first: int, missing: int) -> None:
    columns = {name: np.delete(one, range(first, first + missing)) for name, one in stride_columns().items()}
    told = refusal(tmp_path, columns)
    # rows are 10 ms apart and row 1 is at 0 s, so the last row before the gap is at (first - 1) / 100 s
    assert f"between {(first - 1) / 100:.2f} and {(first + missing) / 100:.2f} s (after row {first})" in told


@pytest.mark.parametrize("missing", [1, 2, 4])
def test_a_short_gap_is_filled_and_said(tmp_path: Path, missing: int) -> None:
    whole = stride_columns()
    columns = {name: np.delete(one, range(60, 60 + missing)) for name, one in whole.items()}
    movement = read(tmp_path, columns)
    assert [note.id for note in movement.notes] == ["gaps_filled"]
    assert "after row 60" in movement.notes[0].text


def test_every_gap_is_counted_and_the_longest_is_named(tmp_path: Path) -> None:
    columns = {name: np.delete(one, [20, 50, 51, 90]) for name, one in stride_columns().items()}
    (note,) = read(tmp_path, columns).notes
    assert note.text.startswith("3 gaps")
    assert "between 0.49 and 0.52 s" in note.text


def test_a_camera_that_is_a_little_uneven_has_no_gaps() -> None:
    jitter = np.random.default_rng(3).uniform(-0.003, 0.003, 200)
    assert find_gaps(np.arange(200) / 60.0 + jitter) == []


# Single values that jump


@settings(max_examples=60, deadline=None)
@given(
    speed=st.sampled_from(SPEEDS_M_S),
    name=st.sampled_from(ANGLES),
    part=st.floats(0.0, 1.0),
    size_deg=st.floats(18.0, 170.0),
    sign=st.sampled_from([-1.0, 1.0]),
)
def test_a_jump_in_any_angle_and_row_is_found_where_it_is(
    speed: float, name: str, part: float, size_deg: float, sign: float
) -> None:
    movement = make_stride(speed)
    row = round(part * (len(movement.time_s) - 1))
    spoilt = {one: values.copy() for one, values in movement.coordinates.items()}
    spoilt[name][row] += sign * np.radians(size_deg)
    (found,) = find_jumps(spoilt, movement.time_s)
    assert (found.name, found.row, found.is_clear) == (name, row + 1, True)
    assert np.degrees(found.off) == pytest.approx(size_deg, abs=3.0)


@pytest.mark.parametrize("name", ["lumbar_extension", "hip_flexion_r", "pelvis_tilt"])
@pytest.mark.parametrize("size_deg", [7.0, 10.0, 15.0])
def test_a_jump_of_a_few_degrees_is_found_within_the_recording(name: str, size_deg: float) -> None:
    movement = make_stride(4.0)
    for row in (2, 30, 77, len(movement.time_s) - 3):
        spoilt = dict(movement.coordinates) | {name: movement.coordinates[name].copy()}
        spoilt[name][row] += np.radians(size_deg)
        (found,) = find_jumps(spoilt, movement.time_s)
        assert (found.row, found.is_clear) == (row + 1, True)


@pytest.mark.parametrize("name", sorted(TRANSLATIONS))
@pytest.mark.parametrize("size_m", [0.05, -0.3])
def test_a_jump_of_the_pelvis_through_space_is_refused(tmp_path: Path, name: str, size_m: float) -> None:
    columns = stride_columns()
    columns[name] = columns[name].copy()
    columns[name][80] += size_m
    told = refusal(tmp_path, columns)
    assert f"{name} jumps by {abs(size_m)} m in row 81 (0.80 s)" in told


def test_markers_that_swap_and_stay_are_refused(tmp_path: Path) -> None:
    columns = stride_columns()
    columns["hip_rotation_r"][50:] += 25.0
    assert "hip_rotation_r jumps" in refusal(tmp_path, columns)


def test_rows_of_zeros_are_refused(tmp_path: Path) -> None:
    columns = stride_columns()
    for name in set(columns) - {"time"}:
        columns[name][50:60] = 0.0
    assert "jumps by" in refusal(tmp_path, columns)


def test_a_small_jump_is_a_warning_with_row_and_column(tmp_path: Path) -> None:
    columns = stride_columns()
    columns["lumbar_bending"][70] += 3.0
    (note,) = read(tmp_path, columns).notes
    assert note.id == "jump"
    assert "lumbar_bending jumps by 3 degrees in row 71 (0.70 s)" in note.text


@pytest.mark.parametrize("speed", SPEEDS_M_S)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_runner_at_any_speed_and_frame_rate_does_not_jump(speed: float, every: int) -> None:
    movement = make_stride(speed)
    thinned = {name: one[::every] for name, one in movement.coordinates.items()}
    assert find_jumps(thinned, movement.time_s[::every]) == []


def test_noisy_markers_do_not_jump() -> None:
    random, movement = np.random.default_rng(5), make_stride(4.0)
    noisy = {name: one + np.radians(random.normal(0.0, 1.0, len(one))) for name, one in movement.coordinates.items()}
    angles = {name: one for name, one in noisy.items() if name not in TRANSLATIONS}
    assert find_jumps(angles, movement.time_s) == []


# Number formats and names


def write_own(path: Path, columns: Columns, between: str, decimal: str) -> Path:
    units = {"time": "s"} | dict.fromkeys(TRANSLATIONS, "m")
    lines = [between.join(f"{name}_{units.get(name, 'deg')}" for name in columns)]
    lines += [
        between.join(f"{value:.6f}".replace(".", decimal) for value in row)
        for row in np.stack(list(columns.values()), axis=1)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(("between", "decimal"), [(";", ","), (";", "."), ("\t", ","), ("\t", "."), (", ", ".")])
def test_any_separator_and_decimal_sign_is_the_same_movement(tmp_path: Path, between: str, decimal: str) -> None:
    expected = read(tmp_path, stride_columns())
    assert_same(read_movement(write_own(tmp_path / "own.csv", stride_columns(), between, decimal)), expected)


def test_decimal_commas_in_an_opensim_table_are_read(tmp_path: Path) -> None:
    expected = read(tmp_path, stride_columns())
    path = write_mot(tmp_path / "comma.mot", stride_columns())
    head, body = path.read_text().split("endheader")
    path.write_text(f"{head}endheader{body.replace('.', ',')}")
    assert_same(read_movement(path), expected)


def test_commas_between_and_inside_numbers_are_refused_with_a_way_out(tmp_path: Path) -> None:
    path = write_own(tmp_path / "own.csv", stride_columns(), ",", ",")
    with pytest.raises(UnusableMotion, match=r"row 1 has .* put semicolons between the columns"):
        read_movement(path)


@pytest.mark.parametrize(("word", "told"), [("1.234,5", "one decimal sign"), ("abc", "not a number")])
def test_a_word_that_is_no_number_is_named_with_row_and_column(tmp_path: Path, word: str, told: str) -> None:
    path = write_own(tmp_path / "own.csv", stride_columns(), ";", ".")
    lines = path.read_text().splitlines()
    words = lines[5].split(";")
    words[7] = word
    lines[5] = ";".join(words)
    path.write_text("\n".join(lines))
    with pytest.raises(UnusableMotion, match=told) as caught:
        read_movement(path)
    assert f"row 5 has '{word}' in {lines[0].split(';')[7]}" in caught.value.message


def test_a_blank_cell_is_a_gap_with_row_and_column(tmp_path: Path) -> None:
    path = write_own(tmp_path / "own.csv", stride_columns(), ";", ".")
    lines = path.read_text().splitlines()
    lines[9] = ";".join(["", *lines[9].split(";")[1:]])
    path.write_text("\n".join(lines))
    with pytest.raises(UnusableMotion, match="time has no number in row 9"):
        read_movement(path)


@pytest.mark.parametrize("pattern", ["/jointset/{joint}/{name}/value", "{joint}/{name}/value"])
def test_opensim_4_names_are_read_beside_their_speeds(tmp_path: Path, pattern: str) -> None:
    columns = made_up_run()
    named = {"time": columns.pop("time")}
    for name, values in columns.items():
        path = pattern.format(joint=JOINTS.get(name.split("_")[0], "acromial_r"), name=name)
        named[path] = values if name in TRANSLATIONS else np.radians(values)
        named[path.replace("/value", "/speed")] = np.zeros_like(values)
    named["/forceset/soleus_r/activation"] = np.full(200, 0.1)
    assert_same(read(tmp_path, named, "no"), read(tmp_path, made_up_run()))
