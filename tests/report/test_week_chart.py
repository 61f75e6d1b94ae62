"""The chart of weeks: heights and places worked out by hand, pain with a shape, nothing for an empty week."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from runback.report.week_chart import draw_weeks

MONDAY = date(2026, 5, 4)


def weeks(*km: float) -> list[tuple[date, float]]:
    return [(MONDAY + timedelta(weeks=place), each) for place, each in enumerate(km)]


def bars(svg: str) -> list[float]:
    return [float(height) for height in re.findall(r'class="week-bar"[^>]* height="([\d.]+)"', svg)]


def test_a_bar_of_half_the_kilometres_is_half_as_high_and_an_empty_week_has_none() -> None:
    first, second = bars(draw_weeks(weeks(20, 0, 10), [], "x"))
    assert first == pytest.approx(2 * second, abs=0.2)


def test_pain_is_a_diamond_on_its_day_below_the_bars_and_higher_pain_is_higher() -> None:
    svg = draw_weeks(weeks(10, 10), [(MONDAY, 2), (MONDAY + timedelta(days=10), 8)], "x")
    (x1, y1), (x2, y2) = [(float(x), float(y)) for x, y in re.findall(r'class="week-dot" d="M([\d.]+) ([\d.]+)', svg)]
    assert x1 < x2
    assert y2 < y1
    assert min(y1, y2) > 190


def test_pain_outside_the_weeks_is_not_drawn() -> None:
    svg = draw_weeks(weeks(10), [(MONDAY - timedelta(days=1), 2), (MONDAY + timedelta(days=7), 3)], "x")
    assert "week-dot" not in svg


@pytest.mark.parametrize("number", [1, 2, 26, 52, 300])
@pytest.mark.parametrize("most", [0.4, 12.0, 87.0, 190.0])
def test_a_chart_of_any_length_is_small_sound_and_inside_its_frame(number: int, most: float) -> None:
    svg = draw_weeks(weeks(*([most, most / 2] * number)[:number]), [(MONDAY, 4)], "Pain <rose>")
    root = ElementTree.fromstring(svg)
    assert root[0].text == "Pain <rose>"
    assert "style=" not in svg
    assert len(svg) < 70_000
    for x, width in re.findall(r'class="week-bar" x="([\d.]+)"[^>]* width="([\d.]+)"', svg):
        assert 0 <= float(x) <= float(x) + float(width) <= 640


def test_no_weeks_are_no_chart() -> None:
    assert draw_weeks([], [], "x") == ""
