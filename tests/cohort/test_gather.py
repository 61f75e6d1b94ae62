"""A cohort out of real homes and exports gives the ceilings that `runback load` gives each of them."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from runback.cohort import jobs
from runback.cohort.duck import DuckEngine
from runback.cohort.jobs import Cohort
from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.load import measure_load
from runback.services.activities import list_runs
from runback.services.cohort.gather import find_exports, gather
from runback.store.models import ActivityRow, CheckRow, PainRow
from runback.store.owned import owner_id
from tests.cast import Cast
from tests.cohort.made_up import in_order, read_rows

RUNS = {"ada": [(2, 8000.0), (5, 9500.0), (5, 3000.0), (20, 21100.0)], "ben": [(1, None), (9, 4200.5)]}


def log(runner: Runner, day: int, distance_m: float | None, sport: str = "run", is_deleted: bool = False) -> None:
    ActivityRow.objects.create(
        runner_id=owner_id(runner),
        sport=sport,
        start_utc=f"2026-04-{day:02d}T10:00:00+00:00",
        utc_offset_s=0,
        zone_source="file",
        day=date(2026, 4, day),
        moving_s=1800.0,
        distance_m=distance_m,
        is_deleted=is_deleted,
    )


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Ada and Ben with runs; Ada with pain, a check, a ride and a deleted run."""
    for runner in (cast.ada, cast.ben):
        for day, distance_m in RUNS[runner.name.lower()]:
            log(runner, day, distance_m)
    log(cast.ada, 6, 30_000.0, sport="ride")
    log(cast.ada, 7, 30_000.0, is_deleted=True)
    ada = owner_id(cast.ada)
    PainRow.objects.create(
        runner_id=ada, at_utc="2026-04-21T06:00:00+00:00", day=date(2026, 4, 21), score=4, moment="morning", leg="none"
    )
    CheckRow.objects.create(
        runner_id=ada, made_on=date(2026, 4, 22), answers={"age_years": 38, "sex": "female"}, assessment={}
    )
    return cast


def copy_database(home: Path) -> Path:
    """The test's database as a home on disk."""
    from django.db import connection

    connection.ensure_connection()
    home.mkdir()
    with closing(sqlite3.connect(home / "runback.sqlite3")) as copy:
        copy.executescript("\n".join(connection.connection.iterdump()))
    return home


def ceilings(folder: Path, out: Path) -> list[tuple[object, ...]]:
    engine = DuckEngine(out)
    jobs.write_ceilings(Cohort(folder, date(2026, 11, 30), engine), out)
    engine.close()
    return read_rows(out / "ceilings")


def test_homes_give_the_ceilings_of_load(lived: Cast, tmp_path: Path):
    home = copy_database(tmp_path / "home")

    folder = gather([home], tmp_path / "out")

    expected = []
    for who, runner in enumerate((lived.ada, lived.ben), 1):
        runs = list_runs(runner)
        for day in range(runs[0].day.day, runs[-1].day.day + 1):
            report = measure_load(runs, date(2026, 4, day))
            expected.append((who, report.as_of, report.longest_run_30d_km, report.single_run_ceiling_km))
    assert ceilings(folder, tmp_path / "out") == in_order(expected)
    assert read_rows(folder / "pain") == [(1, date(2026, 4, 21), 4)]
    assert read_rows(folder / "runners") == [(1, 38, "F", "active"), (2, None, None, "active")]


def test_two_homes_are_two_runners_more_and_neither_is_changed(lived: Cast, tmp_path: Path):
    one, two = copy_database(tmp_path / "one"), copy_database(tmp_path / "two")
    before = [path.read_bytes() for path in (one / "runback.sqlite3", two / "runback.sqlite3")]

    folder = gather([one, two], tmp_path / "out")

    assert [row[0] for row in read_rows(folder / "runners")] == [1, 2, 3, 4]
    assert [path.read_bytes() for path in (one / "runback.sqlite3", two / "runback.sqlite3")] == before


def test_no_name_and_no_note_leaves_a_home(lived: Cast, tmp_path: Path):
    PainRow.objects.update(note="lifting the twins")
    folder = gather([copy_database(tmp_path / "home")], tmp_path / "out")
    written = b"".join(path.read_bytes() for path in folder.rglob("*.parquet"))
    assert b"Ada" not in written
    assert b"twins" not in written


def test_exports_of_a_folder_give_the_same_rows_as_their_homes(lived: Cast, tmp_path: Path):
    from runback.services.home.export_home import export_home

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for runner in (lived.ada, lived.ben):
        export_home(runner, inbox / f"{runner.name}.zip", date(2026, 5, 1))
    (inbox / "other.zip").write_bytes(b"no zip")

    exports = find_exports(inbox)
    from_exports = gather(exports, tmp_path / "one")
    from_home = gather([copy_database(tmp_path / "home")], tmp_path / "two")

    assert [path.name for path in exports] == ["Ada.zip", "Ben.zip"]
    for name in ("runs", "pain", "runners"):
        assert read_rows(from_exports / name) == read_rows(from_home / name)


@pytest.mark.parametrize("kind", ["empty folder", "not a database", "a zip without rows", "missing"])
def test_what_is_no_home_is_named(tmp_path: Path, kind: str):
    source = tmp_path / "source"
    if kind == "empty folder":
        source.mkdir()
    elif kind == "not a database":
        source.mkdir()
        (source / "runback.sqlite3").write_bytes(b"no database" * 100)
    elif kind == "a zip without rows":
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("manifest.json", json.dumps({"format": "runback-export"}))
    with pytest.raises(UnusableInput, match="source is neither a data home nor a complete export") as refused:
        gather([source], tmp_path / "out")
    assert refused.value.path == str(source)
