"""The rule over many runners is the rule of ``load/``, to the last digit and on every edge day."""

import csv
import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from runback.cohort import ceilings, jobs
from runback.cohort.duck import DuckEngine
from runback.cohort.jobs import Cohort
from runback.cohort.source import parse_columns
from runback.domain.load import Run
from runback.load import measure_load
from tests.cohort.made_up import (
    AS_OF,
    Runners,
    ceilings_by_load,
    in_order,
    on,
    random_runners,
    read_rows,
    run,
    spikes_by_load,
    write_runs,
)
from tests.shared_data import shared_path


@settings(max_examples=10)
@given(runners=random_runners)
def test_ceilings_and_spikes_of_random_runners_are_those_of_load(duck: DuckEngine, runners: Runners):
    with TemporaryDirectory() as folder:
        here = Path(folder)
        write_runs(here / "runs.parquet", runners)
        cohort = Cohort(here, AS_OF, duck)
        jobs.write_ceilings(cohort, here)
        jobs.write_spikes(cohort, here)
        assert read_rows(here / "ceilings") == ceilings_by_load(runners)
        assert read_rows(here / "spikes") == spikes_by_load(runners)


@settings(max_examples=5)
@given(runners=random_runners)
def test_days_and_weeks_of_random_runners_are_those_of_load(duck: DuckEngine, runners: Runners):
    with TemporaryDirectory() as folder:
        here = Path(folder)
        write_runs(here / "runs.parquet", runners)
        jobs.write_load(Cohort(here, AS_OF, duck), here)
        days, weeks = read_rows(here / "load_days"), read_rows(here / "load_weeks")
    reports = {who: measure_load(runs, AS_OF) for who, runs in sorted(runners.items())}
    assert [(row[0], row[1], round(row[2], 3), round(row[3], 2), row[4]) for row in days] == in_order(
        (who, day.date, round(day.distance_km, 3), round(day.duration_min, 2), day.longest_run_km)
        for who, report in reports.items()
        for day in report.days
    )
    expected = in_order(
        (who, week.start, week.distance_km, week.change_pct) for who, r in reports.items() for week in r.weeks
    )
    assert [row[:2] for row in weeks] == [row[:2] for row in expected]
    for row, known in zip(weeks, expected, strict=True):
        assert row[2] == pytest.approx(known[2])
        assert (row[3] is None) == (known[3] is None)
        assert row[3] is None or row[3] == pytest.approx(known[3])


def test_a_run_counts_for_thirty_days_and_not_on_its_own(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {7: [run(0, 10), run(30, 6), run(31, 12)]})

    jobs.write_ceilings(cohort, cohort.folder)

    rows = {row[1]: row[2:] for row in read_rows(cohort.folder / "ceilings")}
    assert rows[on(0)] == (None, 3.5)
    assert rows[on(1)] == rows[on(30)] == (10, 11)
    assert rows[on(31)] == (6, 6.6)
    assert len(rows) == 32


def test_sizes_begin_beyond_their_limits(cohort: Cohort):
    write_runs(
        cohort.folder / "runs.parquet",
        {
            1: [run(0, 10), run(1, 11)],
            2: [run(0, 10), run(1, 11.01)],
            3: [run(0, 10), run(1, 13)],
            4: [run(0, 10), run(1, 13.01)],
            5: [run(0, 10), run(1, 20)],
            6: [run(0, 10), run(1, 20.01)],
            7: [run(0, 10), run(31, 30)],
        },
    )

    jobs.write_spikes(cohort, cohort.folder)

    sizes = {row[0]: row[5] for row in read_rows(cohort.folder / "spikes")}
    assert sizes == {2: "small", 3: "small", 4: "moderate", 5: "moderate", 6: "large"}


def test_a_week_without_a_run_is_listed_between_the_others(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: [run(6, 10), run(7, 12), run(22, 6)]})

    jobs.write_load(cohort, cohort.folder)

    weeks = read_rows(cohort.folder / "load_weeks")
    assert [(week, km) for _, week, km, _ in weeks] == [(on(0), 10), (on(7), 12), (on(14), 0), (on(21), 6)]
    assert [change for *_, change in weeks] == [None, pytest.approx(20), -100, None]


def test_no_batch_cuts_a_runner_in_two(cohort: Cohort, monkeypatch: pytest.MonkeyPatch):
    """A runner with far more rows than a piece, between two small ones."""
    runners = {
        1: [run(0, 8), run(4, 9)],
        2: [run(day % 60, 5 + day % 7) for day in range(500)],
        3: [run(2, 5.5), run(33, 5.5)],
    }
    write_runs(cohort.folder / "runs.parquet", runners)
    monkeypatch.setattr(ceilings, "PIECE_ROWS", 10)
    rows = sorted((who, one.day, one.distance_km) for who, runs in runners.items() for one in runs)
    table = (
        pq.read_table(cohort.folder / "runs.parquet")
        .select([0, 1, 2])
        .sort_by([("runner_id", "ascending"), ("day", "ascending"), ("distance_km", "ascending")])
    )

    pieces = list(ceilings.whole_runners(table.to_batches(max_chunksize=3)))
    found = [row for batch in ceilings.daily_ceilings(table.to_batches(max_chunksize=3)) for row in batch.to_pylist()]

    assert [row for piece in pieces for row in zip(*piece.to_pydict().values(), strict=True)] == rows
    seen = [set(piece["runner_id"].to_pylist()) for piece in pieces]
    assert sum(map(len, seen)) == 3
    assert in_order(tuple(row.values()) for row in found) == ceilings_by_load(runners)


def test_runners_may_have_names(cohort: Cohort):
    table = pq.read_table(write_runs(cohort.folder / "runs.parquet", {1: [run(0, 8), run(2, 9)], 2: [run(1, 4)]}))
    named = table.set_column(0, "runner_id", [["Ann" if who == 1 else "Ben" for who in table["runner_id"].to_pylist()]])
    pq.write_table(named, cohort.folder / "runs.parquet")

    jobs.write_ceilings(cohort, cohort.folder)

    assert read_rows(cohort.folder / "ceilings") == [
        ("Ann", on(0), None, 3.5),
        ("Ann", on(1), 8, 8.8),
        ("Ann", on(2), 8, 8.8),
        ("Ben", on(1), None, 3.5),
    ]


@pytest.mark.corpus
def test_ceilings_and_spikes_of_real_runners_are_those_of_load(cohort: Cohort):
    """PMData (Thambawita 2020): twelve people for five months, with a column map; their longest run of each day."""
    panel = shared_path("risk", "pmdata", "daily_panel.csv.gz")
    (cohort.folder / "runs.csv").write_bytes(gzip.decompress(panel.read_bytes()))
    columns = parse_columns(["runner_id=p", "day=date", "distance_km=maxrun"])
    runners: Runners = {}
    with (cohort.folder / "runs.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            runners.setdefault(row["p"], []).append(Run(date.fromisoformat(row["date"]), float(row["maxrun"]), 0.0))
    theirs = replace(cohort, columns=columns)

    assert jobs.write_ceilings(theirs, cohort.folder) == ()
    assert jobs.write_spikes(theirs, cohort.folder) == ()

    assert len(runners) == 12
    assert read_rows(cohort.folder / "ceilings") == ceilings_by_load(runners)
    assert read_rows(cohort.folder / "spikes") == spikes_by_load(runners)
