"""A part of a page is drawn once for its values, and again where a value, the language or the unit is another."""

from runback.domain.distances import in_shown, showing
from runback.domain.runner import Units
from runback.languages import current, using
from runback.web.drawn import drawn_once


def test_a_part_is_drawn_once_for_each_value_language_and_unit():
    drawn = []

    @drawn_once
    def part(km: float, *, name: str = "") -> str:
        drawn.append(km)
        return f"{name} {in_shown(km):.1f} {current()}"

    assert part(16.09344, name="Run") == part(16.09344, name="Run") == "Run 16.1 en"
    assert len(drawn) == 1
    with showing(Units.MI):
        assert part(16.09344, name="Run") == "Run 10.0 en"
    with using("de"):
        assert part(16.09344, name="Run") == "Run 16.1 de"
    assert part(16.09344, name="Walk") == "Walk 16.1 en"
    assert part(16.09344, name="Run") == "Run 16.1 en"
    assert len(drawn) == 4
