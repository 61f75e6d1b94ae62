"""Distances in the runner's unit: one mile is 1.609344 km exactly (international yard and pound agreement, 1959)."""

import pytest

from runback.domain.distances import (
    format_distance,
    format_plain_distance,
    in_own_unit,
    in_shown,
    showing,
    shown_units,
    to_km,
)
from runback.domain.runner import Units


def test_kilometres_are_shown_until_somebody_wants_miles():
    assert format_distance(6) == "6.0 km"
    with showing(Units.MI):
        assert format_distance(6) == "3.7 mi"  # 6 / 1.609344 = 3.728
        assert format_plain_distance(42.195) == "26.2 mi"
    assert shown_units() is Units.KM


def test_a_distance_typed_in_miles_is_kept_in_kilometres():
    with showing(Units.MI):
        assert to_km(10) == pytest.approx(16.09344)
        assert in_shown(to_km(3.1)) == pytest.approx(3.1)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3 km in the first week", "1.9 mi in the first week"),
        ("The shortest is 15 minutes or 2 km.", "The shortest is 15 minutes or 1.2 mi."),
        ("walking is 5.5 km an hour", "walking is 3.4 mi an hour"),
        ("at 10 km/h", "at 6.2 mph"),
        ("500 kilometres", "310.7 mi"),
        ("It weighs 3 kg.", "It weighs 3 kg."),
    ],
)
def test_a_text_written_with_kilometres_is_shown_in_miles(written, said):
    assert in_own_unit(written) == written
    with showing(Units.MI):
        assert in_own_unit(written) == said


def test_a_unit_ends_with_its_request_also_when_that_fails():
    with pytest.raises(ValueError, match="broke"), showing(Units.MI):
        raise ValueError("broke")
    assert shown_units() is Units.KM
