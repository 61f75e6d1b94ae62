"""Days at risk, their classes and hazard ratios, worked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import exp, log1p
from pathlib import Path

import numpy as np
import pytest

from runback.cohort import hazard_sql, jobs, make
from runback.cohort.duck import DuckEngine
from runback.cohort.hazard import estimate, fit_cloglog
from runback.cohort.jobs import Cohort
from runback.domain.load import Run
from tests.cohort.made_up import MONDAY, on, read_rows, run, write_pain, write_runners, write_runs

STEADY = [run(day, 10) for day in range(0, 60, 3)]


def days_at_risk(
    cohort: Cohort, runs: list[Run], pain: Sequence[tuple[int, int]] = (), measure: str = "single_run"
) -> dict[int, tuple[str, int]]:
    """Class and injury by day, of one runner."""
    write_runs(cohort.folder / "runs.parquet", {1: runs})
    write_pain(cohort.folder / "pain.parquet", [(1, on(day), score) for day, score in pain])
    jobs.offer_tables(cohort, ["runs", "pain"])
    cohort.engine.view("recorded_days", hazard_sql.recorded_days())
    rows = cohort.engine.rows(hazard_sql.days_at_risk(measure))
    return {(row["day"] - MONDAY).days: (row["class"], row["injured"]) for row in rows}


def test_the_first_thirty_days_of_a_runner_do_not_count(cohort: Cohort):
    assert sorted(days_at_risk(cohort, STEADY)) == list(range(30, 60, 3))


def test_pain_belongs_to_the_run_of_its_day(cohort: Cohort):
    days = days_at_risk(cohort, STEADY, [(36, 4)])
    assert [day for day, (_, injured) in days.items() if injured] == [36]


def test_pain_of_the_next_morning_belongs_to_the_run_before_unless_there_is_one_on_its_own_day(cohort: Cohort):
    assert days_at_risk(cohort, STEADY, [(37, 4)])[36][1] == 1
    days = days_at_risk(cohort, [*STEADY, run(37, 4)], [(37, 4)])
    assert (days[36][1], days[37][1]) == (0, 1)
    assert not any(injured for _, injured in days_at_risk(cohort, STEADY, [(38, 4)]).values())


def test_days_with_pain_in_the_two_weeks_before_do_not_count(cohort: Cohort):
    days = days_at_risk(cohort, STEADY, [(36, 4), (40, 5)])
    assert sorted(days) == [30, 33, 36, 57]
    assert days_at_risk(cohort, STEADY, [(36, 4), (54, 4)])[54][1] == 1


def test_a_little_pain_is_no_injury(cohort: Cohort):
    days = days_at_risk(cohort, STEADY, [(36, 2), (39, 2)])
    assert len(days) == 10
    assert not any(injured for _, injured in days.values())


def test_single_runs_are_classed_by_the_longest_of_thirty_days_before(cohort: Cohort):
    runs = [run(0, 10), *(run(40 + day, km) for day, km in enumerate([10, 11, 12.2, 16, 33, 5, 5]))]
    classes = [name for name, _ in days_at_risk(cohort, runs).values()]
    assert classes == ["no run in 30 days", "up to 110 %", "small", "moderate", "large", "up to 110 %", "up to 110 %"]


def test_acute_load_is_seven_days_over_a_quarter_of_twenty_eight(cohort: Cohort):
    """10 km on days 30, 37, 44 and 51 make 1.0; 30 km more on day 52 make 40 over 70 / 4, which is 2.3."""
    runs = [run(0, 5), *(run(day, 10) for day in (30, 37, 44, 51)), run(52, 30)]
    classes = days_at_risk(cohort, runs, measure="acwr")
    assert {day: classes[day][0] for day in (51, 52)} == {51: "0.8 to 1.3", 52: "above 1.5"}


def test_a_week_is_set_against_the_seven_days_before_it(cohort: Cohort):
    """Day 37: 10 km after 10 km. Day 38: 22 after 10. Day 60: nothing before."""
    runs = [run(0, 5), run(30, 10), run(37, 10), run(38, 12), run(60, 5)]
    classes = days_at_risk(cohort, runs, measure="week_to_week")
    assert {day: classes[day][0] for day in (37, 38, 60)} == {
        37: "up to 110 %",
        38: "above 200 %",
        60: "no run in the week before",
    }


def test_two_classes_give_the_ratio_of_their_hazards():
    """200 of 10,000 against 100 of 10,000: -ln(1 - 0.02) / -ln(1 - 0.01) = 2.0101."""
    design = np.array([[1.0, 0.0], [1.0, 1.0]])
    coefficients = fit_cloglog(design, np.array([10_000.0, 10_000.0]), np.array([100.0, 200.0]))
    assert exp(coefficients[1]) == pytest.approx(log1p(-0.02) / log1p(-0.01), abs=1e-9)


def cell(name: str, days: float, injuries: float, sex: str = "F", cluster: str = "00") -> dict[str, object]:
    people = {"sex": sex, "age_group": "18-34", "cluster": cluster, "runners": 40, "runners_hurt": 9}
    return {"class": name, **people, "days": days, "injuries": injuries}


def test_a_ratio_is_adjusted_for_sex():
    """Men are hurt twice as often and run most of the spikes: 1.5 within each sex, 2.6 without regard to it."""
    cells = [
        cell("none", 900_000, 900, "F"),
        cell("none", 100_000, 200, "M"),
        cell("small", 100_000, 150, "F"),
        cell("small", 900_000, 2700, "M"),
    ]
    found = {one.name: one for one in estimate(cells, "none")}
    assert found["small"].ratio == pytest.approx(1.5, abs=0.002)
    assert found["none"].ratio == 1
    assert found["small"].per_1000 == pytest.approx(2.85)


def test_an_interval_widens_with_how_much_groups_of_runners_differ():
    def width(injuries: list[int]) -> float:
        cells = [cell("none", 10_000, 100, cluster=f"{one:02x}") for one in range(8)]
        cells += [cell("small", 10_000, hits, cluster=f"{one:02x}") for one, hits in enumerate(injuries)]
        (small,) = (one for one in estimate(cells, "none") if one.name == "small")
        assert small.ratio == pytest.approx(2.01, abs=0.005)
        return small.high - small.low

    assert width([200] * 8) == pytest.approx(0, abs=1e-6)
    assert 0 < width([190, 210] * 4) < width([100, 300] * 4)


def test_a_class_with_few_injuries_has_no_ratio():
    found = {one.name: one for one in estimate([cell("none", 9_000, 90), cell("large", 500, 9)], "none")}
    assert (found["large"].injuries, found["large"].ratio) == (9, None)


def test_the_ratios_that_runners_were_made_with_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """1,500 runners hurt ten times as often as published, so that a small cohort has enough injuries."""
    often = make.generator() | {"injury": make.generator()["injury"] | {"per_run": 0.0223}}
    monkeypatch.setattr(make, "generator", lambda: often)
    make.make_cohort(tmp_path, 1500, 200, seed=2)
    engine = DuckEngine(tmp_path)
    jobs.write_hazard(Cohort(tmp_path, date(2026, 1, 1), engine), tmp_path)
    engine.close()

    rows = {row[1]: row for row in read_rows(tmp_path / "hazard") if row[0] == "single_run"}
    for name, ratio in often["injury"]["ratio"].items():
        *_, low, high = rows[name]
        assert low < ratio < high
        assert high / low < 4
    assert [name for name, row in rows.items() if row[2]] == ["up to 110 %"]


def test_runs_after_the_last_pain_of_all_still_count(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: STEADY})
    write_pain(cohort.folder / "pain.parquet", [])
    write_runners(cohort.folder / "runners.parquet", [(1, 40, "F", "active")])

    jobs.write_hazard(cohort, cohort.folder)

    counted = {(row[0], row[1]): row[3:8] for row in read_rows(cohort.folder / "hazard")}
    assert counted["single_run", "up to 110 %"] == (1, 0, 10, 0, 0)


def test_slices_of_the_runners_give_the_same_figures(cohort: Cohort, duck: DuckEngine, monkeypatch: pytest.MonkeyPatch):
    make.make_cohort(cohort.folder, 60, 90, seed=1)
    jobs.write_hazard(cohort, cohort.folder)
    whole = read_rows(cohort.folder / "hazard")
    monkeypatch.setattr(DuckEngine, "dialect", replace(duck.dialect, slice_rows=500))

    jobs.write_hazard(cohort, cohort.folder)

    assert read_rows(cohort.folder / "hazard") == whole
