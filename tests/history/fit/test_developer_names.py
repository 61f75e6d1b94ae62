"""What an app's field holds, by its name and unit, whatever number it claims."""

import pytest

from runback.history.fit.developer_names import find_field
from runback.history.fit.recordings import read_recordings
from tests.history.fit.build_fit import ENUM, RECORD, START, STRING, TIMESTAMP, UINT8, UINT16, UINT32, start_activity

NAMES = [
    ("Ground Time", "Milliseconds", "stance_time", 1.0),
    ("Ground Time", "ms", "stance_time", 1.0),
    ("ground_contact_time", "s", "stance_time", 1000.0),
    ("Stryd Ground Time", "Milliseconds", "stance_time", 1.0),
    ("GCT", "msec", "stance_time", 1.0),
    ("Vertical Oscillation", "Centimeters", "vertical_oscillation", 10.0),
    ("VerticalOscillation", "mm", "vertical_oscillation", 1.0),
    ("RP_Power", "Watts", "power", 1.0),
    ("Power", "W", "power", 1.0),
    ("Run Cadence", "spm", "cadence", 1.0),
    ("Heart Rate", "bpm", "heart_rate", 1.0),
    ("Speed", "km/h", "enhanced_speed", 1 / 3.6),
    ("Distance", "km", "distance", 1000.0),
    ("Step Length", "cm", "step_length", 10.0),
    ("Vertical Ratio", "%", "vertical_ratio", 1.0),
]


@pytest.mark.parametrize("native", [None, "stance_time_percent", "heart_rate", "stance_time"])
@pytest.mark.parametrize(("name", "unit", "field", "factor"), NAMES)
def test_name_and_unit_come_before_the_native_number(
    name: str, unit: str, field: str, factor: float, native: str | None
) -> None:
    found = find_field(name, unit, native)
    assert found is not None
    assert (found.field, found.factor) == (field, factor)


@pytest.mark.parametrize(
    ("name", "unit"), [("Form Power", "Watts"), ("Leg Spring Stiffness", "kN/m"), ("Air Power", "Watts")]
)
def test_another_measurement_is_not_taken_for_a_known_one(name: str, unit: str) -> None:
    assert find_field(name, unit, None) is None


def test_an_unknown_unit_is_no_value() -> None:
    assert find_field("Ground Time", "furlongs", "stance_time") is None


@pytest.mark.parametrize("native", [40, 41, 3, 255])
@pytest.mark.parametrize("contact_ms", [180, 214, 260])
def test_ground_time_of_a_foot_pod_is_contact_time(native: int, contact_ms: int) -> None:
    fit = start_activity().define(
        2,
        206,
        [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B"), (3, STRING, "16s"), (8, STRING, "16s"), (15, UINT8, "B")],
    )
    fit.data(2, 0, 5, UINT16, b"Ground Time", b"Milliseconds", native)
    fit.define(1, RECORD, [(TIMESTAMP, UINT32, "I")], developer=[(5, 0, "H")])
    for second, value in enumerate([0, contact_ms, contact_ms]):
        fit.data(1, START + second, value)
    (recording,) = read_recordings(fit.build())
    assert recording.samples is not None
    assert recording.samples.columns["contact_time_ms"][1:].tolist() == [contact_ms, contact_ms]


ZEROS = [
    (39, 10, "vertical_oscillation_mm"),
    (41, 10, "contact_time_ms"),
    (85, 10, "step_length_mm"),
    (83, 100, "vertical_ratio_pct"),
]


@pytest.mark.parametrize(("number", "scale", "channel"), ZEROS)
def test_zeros_in_running_dynamics_are_no_value(number: int, scale: int, channel: str) -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (number, UINT16, "H"), (0xFE, ENUM, "B")])
    for second, value in enumerate([0, 0, 50 * scale, 0, 60 * scale]):
        fit.data(1, START + second, value, 0)
    (recording,) = read_recordings(fit.build())
    assert recording.samples is not None
    column = recording.samples.columns[channel]
    assert [value for value in column.tolist() if value == value] == [50, 60]


@pytest.mark.parametrize(
    ("name", "unit", "field"),
    [
        ("Bodenkontaktzeit", "ms", "stance_time"),
        ("Schrittlänge", "cm", "step_length"),
        ("Vertikale Bewegung", "mm", "vertical_oscillation"),
        ("GCT Balance", "%", "stance_time_balance"),
        ("Temps de contact au sol", "ms", "stance_time"),
    ],
)
def test_names_in_other_languages_are_known(name: str, unit: str, field: str) -> None:
    found = find_field(name, unit, None)
    assert found is not None
    assert found.field == field
