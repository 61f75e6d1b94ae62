"""A line along a run as SVG: where it is, where it breaks, and what it says to a screen reader."""

import math
import re
from xml.etree import ElementTree

import pytest

from runback.report.run_chart import Axis, LineStyle, draw_line, draw_track

HEART = LineStyle("heart", "Heart rate <beats>", lambda value: f"{value:.0f}")
PACE = LineStyle("pace", "Pace", lambda value: f"{value:.0f}", (30.0, 60.0), is_upside_down=True)
KM = Axis(lambda place: f"{place:g} km", (1.0, 2.0, 5.0))


def heights(svg: str) -> list[float]:
    path = re.search(r'class="line" d="([^"]+)"', svg)
    assert path is not None
    return [float(y) for _, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path[1])]


@pytest.mark.parametrize("style", [HEART, PACE])
def test_higher_values_are_drawn_higher_except_for_a_pace(style: LineStyle) -> None:
    first, *_, last = heights(draw_line([1, 2, 3], [300, 360, 420], style, KM))
    assert (first < last) is style.is_upside_down


def test_a_gap_breaks_the_line_and_the_words_say_mean_and_range() -> None:
    svg = draw_line([1, 2, 3, 4, 5], [120, 130, math.nan, 150, 160], HEART, KM)
    assert svg.count("M", svg.index('class="line"')) == 2
    root = ElementTree.fromstring(svg)
    assert root[0].text == "Heart rate <beats>: 140 on average, from 120 to 160."


def test_ticks_are_whole_kilometres_and_round_paces() -> None:
    svg = draw_line([0.1 * n for n in range(1, 53)], [300 + n for n in range(52)], PACE, KM)
    assert re.findall(r">(\d+ km)<", svg) == ["1 km", "2 km", "3 km", "4 km", "5 km"]
    assert set(re.findall(r">(\d+)<", svg)) <= {"300", "330", "360"}


@pytest.mark.parametrize("values", [[], [1.0], [math.nan, math.nan], [math.nan, 5.0]])
def test_what_cannot_be_drawn_is_empty(values: list[float]) -> None:
    assert draw_line(list(range(1, len(values) + 1)), values, HEART, KM) == ""


@pytest.mark.parametrize(
    "points", [[(0.0, 0.0), (100.0, 0.0)], [(0.0, 0.0), (0.0, 5000.0)], [(-3e4, 2.0), (4e4, -9e3)]]
)
def test_a_track_fits_its_frame_with_north_up(points: list[tuple[float, float]]) -> None:
    svg = draw_track(points, "Shape")
    width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", svg):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height
    assert "style=" not in svg


def test_no_points_are_no_track() -> None:
    assert draw_track([], "Shape") == ""
