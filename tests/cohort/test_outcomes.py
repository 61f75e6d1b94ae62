"""What becomes of injuries, worked by hand."""

import json
from datetime import date

import pytest

from runback.cohort import jobs
from runback.cohort.jobs import Cohort
from runback.cohort.outcomes import days_until, poisson_limits
from tests.cohort.made_up import MONDAY, on, read_rows, run, write_pain, write_runners, write_runs

WEEKLY = [run(day, 10) for day in (0, 7, 14, 21)]
"""10 km a week for four weeks."""


def outcomes(cohort: Cohort, runs: list, pain: list[tuple[int, int]]) -> list[tuple[object, ...]]:
    """followed_until, worst_score, usual_week_km, ran_again_on, usual_again_on, recurred_on by the day of injury."""
    write_runs(cohort.folder / "runs.parquet", {1: runs})
    write_pain(cohort.folder / "pain.parquet", [(1, on(day), score) for day, score in pain])
    write_runners(cohort.folder / "runners.parquet", [(1, 40, "F", "active")])
    jobs.write_outcomes(cohort, cohort.folder)

    def number(cell: object) -> object:
        return (cell - MONDAY).days if isinstance(cell, date) else cell

    return [tuple(map(number, row[1:])) for row in read_rows(cohort.folder / "outcomes")]


def test_an_injury_ends_with_the_first_run_and_the_usual_week(cohort: Cohort):
    """30 km in the 28 days before are 7.5 a week; 4 km on day 30; 6 and 4 km on days 40 and 44 are 10 in seven."""
    runs = [*WEEKLY, run(30, 4), run(40, 6), run(44, 4)]
    assert outcomes(cohort, runs, [(21, 4), (22, 6), (25, 3)]) == [(21, 44, 6, 7.5, 30, 44, None)]


def test_what_did_not_happen_is_not_in_the_row(cohort: Cohort):
    assert outcomes(cohort, WEEKLY, [(21, 4)]) == [(21, 21, 4, 7.5, None, None, None)]


def test_an_injury_within_ninety_days_of_running_again_is_a_recurrence(cohort: Cohort):
    runs = [*WEEKLY, run(30, 4), run(120, 4), run(121, 4)]
    assert [row[-1] for row in outcomes(cohort, runs, [(21, 4), (120, 5)])] == [120, None]
    assert [row[-1] for row in outcomes(cohort, runs, [(21, 4), (121, 5)])] == [None, None]


def test_the_summary_counts_by_sex_and_age(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: WEEKLY, 2: WEEKLY, 3: WEEKLY[:2]})
    write_pain(cohort.folder / "pain.parquet", [(1, on(21), 4), (3, on(7), 2)])
    write_runners(
        cohort.folder / "runners.parquet", [(1, 40, "F", "active"), (2, 54, "F", "active"), (3, 60, "M", "stopped")]
    )

    jobs.write_outcomes(cohort, cohort.folder)

    summary = json.loads((cohort.folder / "outcomes.json").read_text(encoding="utf-8"))
    counts = [
        tuple(row[key] for key in ("sex", "age_group", "runners", "run_days", "days", "injuries"))
        for row in summary["incidence"]
    ]
    assert counts == [("F", "35-54", 2, 8, 44, 1), ("M", "55-120", 1, 2, 8, 0)]
    assert summary["incidence"][0]["per_1000_run_days"] == 125
    assert summary["days_to_first_run"] == {
        "injuries": 1,
        "seen": 0,
        "runners_seen": 0,
        "quartiles": [None, None, None],
    }


def test_without_a_table_of_runners_age_and_sex_are_unknown(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: WEEKLY})
    write_pain(cohort.folder / "pain.parquet", [(1, on(21), 4)])

    jobs.write_hazard(cohort, cohort.folder)
    jobs.write_outcomes(cohort, cohort.folder)

    [group] = json.loads((cohort.folder / "outcomes.json").read_text(encoding="utf-8"))["incidence"]
    assert (group["sex"], group["age_group"], group["injuries"]) == ("unknown", "other", 1)


def test_poisson_limits_are_garwoods():
    """Tables give 0 to 3.689 for none, 4.795 to 18.390 for ten."""
    assert poisson_limits(0) == pytest.approx((0, 3.689), abs=0.001)
    assert poisson_limits(10) == pytest.approx((4.795, 18.390), abs=0.001)


def test_days_until_take_runners_lost_on_the_way_into_account():
    """By hand: 4 of 4 at day 10 leave 3; one is lost on day 15; of 2 on day 20 one is left (0.75 / 2), then none."""
    waits = [
        {"days": 10, "is_seen": True, "n": 1},
        {"days": 15, "is_seen": False, "n": 1},
        {"days": 20, "is_seen": True, "n": 1},
        {"days": 30, "is_seen": True, "n": 1},
    ]
    assert days_until(waits) == {"injuries": 4, "seen": 3, "quartiles": [10, 20, 30]}


def test_a_quartile_nobody_was_seen_to_reach_is_unknown():
    waits = [{"days": 10, "is_seen": True, "n": 1}, {"days": 12, "is_seen": False, "n": 3}]
    assert days_until(waits)["quartiles"] == [10, None, None]
