"""The charts of Trends as SVG: bars, the line of big jumps, pain, and mornings; each class has its colour."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from pathlib import Path

import pytest

import runback
from runback.domain.distances import showing
from runback.domain.runner import Units
from runback.report.trend_chart import Bar, draw_mornings, draw_trend

MONDAY = date(2026, 5, 4)
CSS = (Path(runback.__file__).parent / "web/trends/static/trends/trends.css").read_text()


def bars(days: int, count: int) -> list[Bar]:
    starts = [MONDAY + timedelta(days=days * n) for n in range(count)]
    return [Bar(day, days, 10.0 * (n % 3), 5.0 if n % 3 else None, 6.0, 2.0, 4) for n, day in enumerate(starts)]


def heights(svg: str, css: str) -> list[float]:
    return [float(one) for one in re.findall(rf'class="{css}"[^>]*height="([0-9.]+)"', svg)]


@pytest.mark.parametrize(("days", "count"), [(1, 28), (7, 12), (7, 52), (31, 36), (31, 120)])
def test_a_chart_is_well_formed_and_every_class_of_it_has_a_rule(days, count):
    svg = draw_trend(bars(days, count), "Pain <fell> & rose")
    root = ElementTree.fromstring(svg)
    assert root.find("title").text == "Pain <fell> & rose"
    used = {name for one in re.findall(r'class="([^"]+)"', svg) for name in one.split()}
    assert {name for name in used if f".{name}" not in CSS} == set()
    assert "style=" not in svg


def test_a_bar_of_twice_the_distance_is_twice_as_high_and_an_empty_one_is_left_out():
    zero, ten, twenty = bars(7, 3)
    drawn = heights(draw_trend([zero, ten, twenty], "x"), "trend-bar")
    assert len(drawn) == 2
    assert drawn[1] == pytest.approx(2 * drawn[0], abs=0.2)


def test_a_long_axis_has_no_line_of_big_jumps_and_a_short_one_has():
    assert "trend-spike" in draw_trend(bars(7, 12), "x")
    assert "trend-spike" not in draw_trend(bars(31, 12), "x")


def test_without_pain_there_is_no_axis_of_pain_and_without_runs_no_picture():
    quiet = [Bar(MONDAY, 7, 10.0, 5.0, 6.0, None, None)]
    assert "pain, 0 to 10" not in draw_trend(quiet, "x")
    assert draw_trend([], "x") == draw_mornings([], "x") == ""


def test_mornings_say_the_unit_that_is_shown():
    with showing(Units.MI):
        svg = draw_mornings([(3.1, 2), (6.2, 5)], "The morning after each run")
    assert " mi<" in svg
    assert svg.count("<circle") == 2
    used = {name for one in re.findall(r'class="([^"]+)"', svg) for name in one.split()}
    assert all(f".{name}" in CSS for name in used)
