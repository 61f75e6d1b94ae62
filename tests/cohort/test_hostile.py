"""Tables as other people have them: other types, other files nearby, duplicate runners, an output folder in use."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from runback.cohort import ceilings, jobs, make
from runback.cohort.duck import DuckEngine
from runback.cohort.jobs import Cohort
from runback.cohort.tables import PAIN, output_folder, write_whole
from runback.domain.errors import UnusableInput
from tests.cohort.made_up import AS_OF, on, read_rows, run, write_pain, write_rows, write_runners, write_runs

GOOD = {1: [run(0, 8), run(3, 9)], 2: [run(1, 5)]}
_NIGHT = datetime(2026, 3, 2, 23, 30)


def write(path: Path, **columns: Any) -> Path:
    """A table of these columns, two rows of one runner where nothing else is said."""
    known: dict[str, Any] = {
        "runner_id": [1, 1],
        "day": [on(0), on(1)],
        "distance_km": [5.0, 6.0],
        "duration_min": [30.0, 30.0],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(known | columns), path)
    return path


def load_days(cohort: Cohort) -> list[tuple[object, ...]]:
    """Runner, day and km of ``load_days``."""
    jobs.write_load(cohort, cohort.folder)
    return [row[:3] for row in read_rows(cohort.folder / "load_days")]


def named(cohort: Cohort) -> list[tuple[str, int | None, bool, str]]:
    """File name, rows, whether they are left out, and what is wrong."""
    found: list[dict[str, Any]] = jobs.check_quality(cohort)["findings"]
    return [(Path(one["file"]).name, one["rows"], one["left_out"], one["what"]) for one in found]


TYPES: dict[str, tuple[dict[str, Any], list[tuple[object, ...]]]] = {
    "text": (
        {"runner_id": ["a", " a "], "day": ["2026-03-02", "2026-03-03T22:10:00-05:00"], "distance_km": ["5.5", " 6 "]},
        [("a", on(0), 5.5), ("a", on(1), 6.0)],
    ),
    "decimals": (
        {"distance_km": pa.array([Decimal("5.55"), Decimal("6.10")], pa.decimal128(10, 2))},
        [(1, on(0), 5.55), (1, on(1), 6.1)],
    ),
    "large ids": (
        {"runner_id": pa.array([2**64 - 1, 2**63], pa.uint64())},
        [("9223372036854775808", on(1), 6.0), ("18446744073709551615", on(0), 5.0)],
    ),
    "ids of pandas": ({"runner_id": [1.0, 2.0]}, [(1, on(0), 5.0), (2, on(1), 6.0)]),
    "local times": ({"day": [_NIGHT, _NIGHT + timedelta(hours=1)]}, [(1, on(0), 5.0), (1, on(1), 6.0)]),
    "categories": ({"runner_id": pa.array(["a", "b"]).dictionary_encode()}, [("a", on(0), 5.0), ("b", on(1), 6.0)]),
}


@pytest.mark.parametrize("kind", TYPES)
def test_columns_of_other_types_are_read(cohort: Cohort, kind: str):
    columns, rows = TYPES[kind]
    write(cohort.folder / "runs.parquet", **columns)
    assert load_days(cohort) == rows
    assert named(cohort) == []


NOT_OURS = {
    "moments": ("day", pa.array([datetime(2026, 3, 2, 23, 30, tzinfo=UTC)] * 2, pa.timestamp("us", tz="UTC"))),
    "numbers as days": ("day", [20260302, 20260303]),
    "truth": ("distance_km", [True, True]),
    "lists": ("distance_km", [[5.0], [6.0, 7.0]]),
    "spans": ("duration_min", pa.array([timedelta(minutes=30)] * 2)),
    "bytes": ("runner_id", [b"a", b"b"]),
    "structures": ("runner_id", [{"a": 1}, {"a": 2}]),
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_a_column_of_a_type_that_cannot_be_ours_is_named_with_file_and_rows(cohort: Cohort, kind: str):
    column, values = NOT_OURS[kind]
    write(cohort.folder / "runs.parquet", **{column: values})
    with pytest.raises(UnusableInput, match=rf"runs\.parquet \(2 rows\): Its column {column} is of type"):
        jobs.write_ceilings(cohort, cohort.folder)
    assert [one[:3] for one in named(cohort)] == [("runs.parquet", 2, True)]


ODD_TEXT = {
    "day": [
        "2026-02-30",
        "02.03.2026",
        "2026-03-02T23:30:00Z",
        "2026-03-02 23:30:00+00:00",
        "epoch",
        "2026",
        "infinity",
    ],
    "distance_km": ["5,5", "5 km", "0x10", "1_000", "NaN", "inf", "5d", ""],
}


@pytest.mark.parametrize("column", ODD_TEXT)
def test_text_that_is_no_value_is_left_out_and_counted(cohort: Cohort, column: str):
    odd = ODD_TEXT[column]
    n = len(odd)
    columns = {"runner_id": [1] * n, "day": [on(0)] * n, "distance_km": [5.0] * n, "duration_min": [30.0] * n}
    write(cohort.folder / "runs.parquet", **(columns | {column: odd}))
    assert load_days(cohort) == []
    [(file, rows, is_left_out, what)] = named(cohort)
    assert (file, rows, is_left_out) == ("runs.parquet", n, True)
    assert "or one that is no" in what


def test_half_a_pain_score_is_no_score(cohort: Cohort):
    write(cohort.folder / "runs.parquet")
    scores = {"runner_id": [1, 1, 1], "day": [on(0), on(1), on(2)], "score": [2.5, 3.0, None]}
    pq.write_table(pa.table(scores), cohort.folder / "pain.parquet")
    assert named(cohort) == [("pain.parquet", 2, True, "no pain score, or one that is no whole number")]


BESIDE: dict[str, tuple[Callable[[Path], object], str, int | None]] = {
    "CSV": (lambda runs: (runs / "b.csv").write_text("runner_id,day,distance_km\n9,2026-03-02,5\n"), "b.csv", 1),
    "packed": (lambda runs: (runs / "b.csv.gz").write_bytes(b"x"), "b.csv.gz", None),
    "notes": (lambda runs: (runs / "notes.txt").write_text("x"), "notes.txt", None),
    "hidden from Spark": (lambda runs: write(runs / "_b.parquet"), "_b.parquet", None),
    "two units": (lambda runs: write(runs / "b.parquet", distance_m=[5000, 6000]), "b.parquet", 2),
    "one name twice": (lambda runs: write(runs / "b.parquet", Day=[on(0), on(1)]), "b.parquet", 2),
}


@pytest.mark.parametrize("kind", BESIDE)
def test_no_file_of_a_table_is_passed_by_in_silence(cohort: Cohort, kind: str):
    put, name, rows = BESIDE[kind]
    write_runs(cohort.folder / "runs/a.parquet", GOOD)
    put(cohort.folder / "runs")
    with pytest.raises(UnusableInput, match=name):
        jobs.write_ceilings(cohort, cohort.folder)
    assert [one[:3] for one in named(cohort)] == [(name, rows, True)]


def test_a_file_and_a_folder_of_one_name_and_names_in_capitals_all_count(cohort: Cohort):
    write_runs(cohort.folder / "runs.PARQUET", {1: [run(0, 8)]})
    write_runs(cohort.folder / "runs/part.Parquet", {2: [run(0, 8)]})
    (cohort.folder / "runs/._part.parquet").write_bytes(b"what a Mac leaves")
    (cohort.folder / "runs/_SUCCESS").write_bytes(b"")
    (cohort.folder / "runs/round").symlink_to(cohort.folder / "runs")

    assert load_days(cohort) == [(1, on(0), 8.0), (2, on(0), 8.0)]


def test_files_of_different_types_make_one_table(cohort: Cohort):
    write(cohort.folder / "runs/a.parquet")
    write(cohort.folder / "runs/b.parquet", runner_id=["1", "x"], distance_km=["7", "far"])
    assert load_days(cohort) == [("1", on(0), 12.0), ("1", on(1), 6.0)]
    assert named(cohort) == [("b.parquet", 1, True, "no distance, or one that is no number")]


def test_runners_that_are_text_in_one_table_are_so_in_all(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: [run(day, 8) for day in range(40)]})
    pain = pa.table({"runner_id": ["1", "x"], "day": [on(35), on(35)], "score": [5, 5]})
    pq.write_table(pain, cohort.folder / "pain.parquet")
    write_runners(cohort.folder / "runners.parquet", [(1, 40, "F", "active")])

    jobs.write_hazard(cohort, cohort.folder)

    hurt = [row[6] for row in read_rows(cohort.folder / "hazard") if row[0] == "single_run"]
    assert sum(map(int, hurt)) == 1  # type: ignore[call-overload]
    assert named(cohort) == [("pain.parquet", 1, False, "pain of a runner without a run; it enters no hazard")]


def test_a_runner_listed_twice_is_counted_once(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", {1: [run(day, 8) for day in range(40)], 2: [run(0, 5)]})
    write_pain(cohort.folder / "pain.parquet", [(1, on(35), 5)])
    rows = [(1, 40, "F", "active"), (1, 40, "male", "active"), (3, 200, "x", "active")]
    write_runners(cohort.folder / "runners.parquet", rows)

    jobs.write_hazard(cohort, cohort.folder)

    days = [int(row[5]) for row in read_rows(cohort.folder / "hazard") if row[0] == "single_run"]  # type: ignore[call-overload]
    assert sum(days) == 6  # days 30 to 35: pain begins with that of day 35
    assert [one[1:] for one in named(cohort)] == [
        (1, False, "an age outside 0 to 120; it counts as unknown"),
        (1, False, "a second row of one runner; what they disagree on counts as unknown"),
        (1, False, "a run of somebody who is not among the runners; age and sex count as unknown"),
    ]


def test_a_file_damaged_after_its_head_is_reported_and_the_others_are_checked(cohort: Cohort):
    write_runs(cohort.folder / "runs/a.parquet", {1: [run(300, 8)]})
    write_runs(cohort.folder / "runs/b.parquet", {2: [run(day % 99, day / 100) for day in range(5000)]})
    whole = (cohort.folder / "runs/b.parquet").read_bytes()
    third = len(whole) // 3
    (cohort.folder / "runs/b.parquet").write_bytes(whole[:third] + b"\x77" * third + whole[2 * third :])

    with pytest.raises(UnusableInput, match=r"b\.parquet \(5000 rows\): It cannot be read"), jobs.damage_named(cohort):
        jobs.write_ceilings(cohort, cohort.folder)
    report = jobs.check_quality(cohort)

    assert report["is_broken"]
    assert [(Path(one["file"]).name, one["rows"]) for one in report["findings"]] == [("b.parquet", 5000)]
    assert not (cohort.folder / "ceilings").exists()


def test_csv_that_is_not_utf_8_is_named(cohort: Cohort):
    (cohort.folder / "runs.csv").write_bytes("runner_id,day,distance_km\nJörg,2026-03-02,5\n".encode("latin-1"))
    [(file, _, is_left_out, what)] = named(cohort)
    assert (file, is_left_out) == ("runs.csv", True)
    assert "cannot be read" in what


def test_the_first_of_1970_means_no_date(cohort: Cohort):
    write(cohort.folder / "runs.parquet", day=[date(1970, 1, 1), on(1)])
    assert load_days(cohort) == [(1, on(1), 6.0)]


def test_a_few_runs_decades_apart_are_processed_in_pieces(cohort: Cohort, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ceilings, "PIECE_DAYS", 500)
    runners = {who: [run(0, 5), run(200 + who, 6)] for who in range(9)}
    table = pq.read_table(write_runs(cohort.folder / "runs.parquet", runners)).sort_by(
        [("runner_id", "ascending"), ("day", "ascending")]
    )
    pieces = list(ceilings.whole_runners(table.to_batches()))
    assert [piece.num_rows for piece in pieces] == [4, 4, 6, 4]
    assert pa.concat_tables(pieces).equals(table)


def test_an_output_folder_that_holds_something_else_stays_as_it_is(cohort: Cohort):
    write_runs(cohort.folder / "runs.parquet", GOOD)
    (cohort.folder / "ceilings").mkdir()
    (cohort.folder / "ceilings/thesis.docx").write_bytes(b"years of work")
    with pytest.raises(UnusableInput, match="was not written by this command"):
        jobs.write_ceilings(cohort, cohort.folder)
    assert [path.name for path in (cohort.folder / "ceilings").iterdir()] == ["thesis.docx"]
    assert not [path for path in cohort.folder.iterdir() if path.name.startswith(".ceilings")]


@pytest.mark.parametrize("name", ["runs.parquet", "pain/part-0.parquet", "runners/bucket=0000/part.parquet"])
def test_made_runners_never_take_the_place_of_real_ones(tmp_path: Path, name: str):
    real = write_rows(tmp_path / name, PAIN, [(1, on(0), 3)]).read_bytes()
    with pytest.raises(UnusableInput, match="was not made by this command and stays as it is"):
        make.make_cohort(tmp_path, 3, 3, seed=1)
    assert (tmp_path / name).read_bytes() == real


def test_made_runners_take_the_place_of_made_ones(tmp_path: Path):
    make.make_cohort(tmp_path, 9, 40, seed=1)
    make.make_cohort(tmp_path, 3, 40, seed=2)
    assert len(read_rows(tmp_path / "runners/bucket=0000")) == 3


def test_of_two_commands_at_once_each_leaves_a_whole_result(tmp_path: Path):
    def write_often(number: int) -> None:
        for _ in range(40):
            with output_folder(tmp_path, "spikes") as folder:
                for name in ("part-0", "part-1"):
                    (folder / f"{name}.parquet").write_text(str(number))
            write_whole(tmp_path / "outcomes.json", str(number) * 1000)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_often, range(4)))

    assert len({path.read_text() for path in (tmp_path / "spikes").iterdir()}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outcomes.json", "spikes"]


def test_one_runner_with_fifty_thousand_rows_gives_the_days_of_load(cohort: Cohort, duck: DuckEngine):
    runs = [run(-(day % 5000), 5 + day % 7) for day in range(50_000)]
    write_runs(cohort.folder / "runs.parquet", {1: runs})
    jobs.write_ceilings(replace(cohort, as_of=AS_OF), cohort.folder)
    rows = read_rows(cohort.folder / "ceilings")
    assert len(rows) == 5000
    assert rows[-1][2] == max(one.distance_km for one in runs if -30 <= (one.day - on(0)).days <= -1)
