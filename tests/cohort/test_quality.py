"""Bad input is named with its file and the number of rows, and never dropped in silence."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from runback.cohort import jobs
from runback.cohort.jobs import Cohort
from runback.cohort.source import parse_columns
from runback.cohort.tables import PAIN, RUNS
from runback.domain.errors import UnusableInput
from tests.cohort.made_up import AS_OF, MONDAY, on, read_rows, run, write_pain, write_rows, write_runs

GOOD = {1: [run(0, 8), run(3, 9)], 2: [run(1, 5)]}
TOMORROW = AS_OF + timedelta(days=1)


def findings(cohort: Cohort) -> list[tuple[str, int | None, bool, str]]:
    """File name, rows, whether they are left out, and what is wrong."""
    found: list[dict[str, Any]] = jobs.check_quality(cohort)["findings"]
    return [(one["file"].rpartition("/")[2], one["rows"], one["left_out"], one["what"]) for one in found]


def test_nothing_is_found_in_sound_tables(cohort: Cohort):
    write_runs(cohort.folder / "runs/a.parquet", GOOD)
    write_pain(cohort.folder / "pain/a.parquet", [(1, on(0), 3)])

    report = jobs.check_quality(cohort)

    assert report["ok"]
    assert [(one["table"], one["rows"]) for one in report["files"]] == [("runs", 3), ("pain", 1)]


NO_RUNS: dict[str, tuple[tuple[object, ...], str]] = {
    "a_no_runner": ((None, MONDAY, 8.0, 40.0, "x"), "no runner_id"),
    "b_no_day": ((1, None, 8.0, 40.0, "x"), "no day"),
    "c_tomorrow": ((1, TOMORROW, 8.0, 40.0, "x"), f"a day after {AS_OF}"),
    "d_1969": ((1, date(1969, 12, 31), 8.0, 40.0, "x"), "a day before 1970"),
    "e_no_distance": ((1, MONDAY, None, 40.0, "x"), "no distance"),
    "f_nan_distance": ((1, MONDAY, float("nan"), 40.0, "x"), "may be in metres"),
    "g_endless": ((1, MONDAY, float("inf"), 40.0, "x"), "no run in km"),
    "h_negative": ((1, MONDAY, -3.0, 40.0, "x"), "no run in km"),
    "i_metres": ((1, MONDAY, 8000.0, 40.0, "x"), "may be in metres"),
    "j_seconds": ((1, MONDAY, 8.0, 25_000.0, "x"), "may be in seconds"),
    "k_negative_time": ((1, MONDAY, 8.0, -1.0, "x"), "no run in minutes"),
    "l_nan_time": ((1, MONDAY, 8.0, float("nan"), "x"), "no run in minutes"),
}


def test_rows_that_are_no_runs_are_left_out_and_counted_by_file(cohort: Cohort):
    for number, (name, (row, _)) in enumerate(NO_RUNS.items()):
        write_rows(cohort.folder / f"runs/{name}.parquet", RUNS, [(number, MONDAY, 7.0, 40.0, "x"), row, row])

    found = findings(cohort)
    left_out = jobs.write_load(cohort, cohort.folder)

    assert [row[:3] for row in found] == [(f"{name}.parquet", 2, True) for name in NO_RUNS]
    for (*_, message), (_, what) in zip(found, NO_RUNS.values(), strict=True):
        assert what in message
    assert [(one.rows, one.what) for one in left_out] == [(rows, message) for _, rows, _, message in found]
    assert [row[0] for row in read_rows(cohort.folder / "load_days")] == list(range(len(NO_RUNS)))


def test_rows_that_look_wrong_are_named_and_count(cohort: Cohort):
    odd = {
        "a": ((1, MONDAY, 800.0, 5.0, "x"), "faster than"),
        "b": ((2, MONDAY, 8.0, 2400.0, "x"), "slower than"),
        "c": ((3, MONDAY, 8.0, None, "x"), "no duration"),
    }
    for name, (row, _) in odd.items():
        write_rows(cohort.folder / f"runs/{name}.parquet", RUNS, [row])

    found = findings(cohort)

    assert [row[:3] for row in found] == [(f"{name}.parquet", 1, False) for name in odd]
    for (*_, message), (_, what) in zip(found, odd.values(), strict=True):
        assert what in message
    assert jobs.write_ceilings(cohort, cohort.folder) == ()
    assert len(read_rows(cohort.folder / "ceilings")) == 3


def test_duplicate_rows_are_reported_by_file(cohort: Cohort):
    write_runs(cohort.folder / "runs/a.parquet", GOOD)
    write_runs(cohort.folder / "runs/b.parquet", {1: [run(0, 8), run(0, 8), run(9, 4)]})
    write_pain(cohort.folder / "pain/a.parquet", [(1, on(0), 3), (1, on(0), 5)])

    assert [(file, rows, left_out) for file, rows, left_out, _ in findings(cohort)] == [
        ("b.parquet", 2, False),
        ("a.parquet", 1, False),
    ]


@pytest.mark.parametrize("score", [-1, 11])
def test_a_pain_score_beyond_its_scale_is_left_out(cohort: Cohort, score: int):
    write_rows(cohort.folder / "pain.parquet", PAIN, [(1, MONDAY, score), (1, MONDAY, 3)])
    [(file, rows, is_left_out, what)] = findings(cohort)
    assert (file, rows, is_left_out) == ("pain.parquet", 1, True)
    assert "0 to 10" in what


def test_a_missing_column_is_named_with_file_and_rows(cohort: Cohort):
    write_runs(cohort.folder / "runs/a.parquet", GOOD)
    table = pq.read_table(write_runs(cohort.folder / "runs/b.parquet", GOOD)).drop_columns(["day"])
    pq.write_table(table, cohort.folder / "runs/b.parquet")

    with pytest.raises(
        UnusableInput, match=r"b\.parquet \(3 rows\): It has no column day; it has runner_id, distance_km"
    ):
        jobs.write_spikes(cohort, cohort.folder)

    assert [row[:2] for row in findings(cohort)] == [("b.parquet", 3)]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no table at all", "cut"])
def test_a_broken_file_is_named_and_nothing_is_written(cohort: Cohort, damage: bytes | str):
    good = write_runs(cohort.folder / "runs/a.parquet", GOOD).read_bytes()
    (cohort.folder / "runs/b.parquet").write_bytes(good[:-20] if isinstance(damage, str) else damage)

    with pytest.raises(UnusableInput, match=r"b\.parquet: It cannot be read"):
        jobs.write_ceilings(cohort, cohort.folder)

    assert not (cohort.folder / "ceilings").exists()
    report = jobs.check_quality(cohort)
    assert report["is_broken"]
    assert [row[0] for row in findings(cohort)] == ["b.parquet"]


def test_files_in_different_units_are_not_mixed(cohort: Cohort):
    table = pq.read_table(write_runs(cohort.folder / "runs/a.parquet", GOOD))
    metres = table.rename_columns(["runner_id", "day", "distance_m", "duration_min", "source"])
    pq.write_table(metres, cohort.folder / "runs/b.parquet")

    with pytest.raises(
        UnusableInput, match=r"b\.parquet \(3 rows\): Its columns distance_km, distance_m are not those"
    ):
        jobs.write_ceilings(cohort, cohort.folder)


def test_tables_of_other_people_come_with_a_column_map(cohort: Cohort):
    theirs = pa.table(
        {"Athlete": ["a7", "a7"], "Date": ["2026-03-02", "2026-03-05"], "Metres": [8000, 5000], "s": [2400, 1500]}
    )
    pq.write_table(theirs, cohort.folder / "theirs.parquet")
    columns = parse_columns(["runner_id=Athlete", "day=Date", "distance_m=Metres", "duration_s=s"])

    jobs.write_load(replace(cohort, folder=cohort.folder / "theirs.parquet", columns=columns), cohort.folder)

    assert read_rows(cohort.folder / "load_days") == [("a7", on(0), 8, 40, 8), ("a7", on(3), 5, 25, 5)]


def test_a_csv_table_is_read_too_and_its_faults_are_counted(cohort: Cohort):
    rows = "runner_id,day,distance_km\n7,2026-03-02,8.5\n7,yesterday,4\n7,2026-03-04,far\n"
    (cohort.folder / "runs.csv").write_text(rows, encoding="utf-8")

    left_out = jobs.write_load(cohort, cohort.folder)

    assert [(one.rows, one.what) for one in left_out] == [
        (1, "no day, or one that is no local date"),
        (1, "no distance, or one that is no number"),
    ]
    assert read_rows(cohort.folder / "load_days") == [("7", on(0), 8.5, 0, 8.5)]


@pytest.mark.parametrize("pair", ["distance", "miles=Distance", "day="])
def test_a_column_map_that_means_nothing_is_refused(pair: str):
    with pytest.raises(UnusableInput, match="write ROLE=HEADER, with one of the roles"):
        parse_columns([pair])


def test_files_of_a_linked_folder_are_not_passed_by(cohort: Cohort):
    write_runs(cohort.folder / "elsewhere/[a].parquet", GOOD)
    (cohort.folder / "runs").mkdir()
    (cohort.folder / "runs/linked").symlink_to(cohort.folder / "elsewhere")

    jobs.write_load(cohort, cohort.folder)

    assert len(read_rows(cohort.folder / "load_days")) == 3


def test_a_folder_without_runs_is_named(cohort: Cohort):
    with pytest.raises(UnusableInput, match="There is no table 'runs' in"):
        jobs.write_load(cohort, cohort.folder)
