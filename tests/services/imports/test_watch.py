"""A folder that is watched: each run comes in once, when it is whole, and nothing in the folder is touched."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runback.domain.errors import UnusableInput
from runback.services import activities
from runback.services.home.inspect import inspect_home
from runback.services.imports.watch import (
    FolderWatch,
    import_ready,
    open_watch,
    save_folders,
    saved_folders,
)
from tests.history.fit.build_fit import heart_rates
from tests.history.made_up import write_gpx

NOW = 1_800_000_000.0
WHOLE = heart_rates(*range(100, 160)).build()


def put(path: Path, data: bytes, age_s: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (NOW - age_s, NOW - age_s))
    return path


def watch_of(folder: Path) -> FolderWatch:
    return FolderWatch((folder,))


def test_an_old_whole_file_is_taken_at_once_and_never_again(tmp_path: Path) -> None:
    run = put(tmp_path / "GARMIN" / "Activity" / "A.FIT", WHOLE, 3600)
    watch = watch_of(tmp_path)
    assert watch.look(NOW).ready == (run,)
    watch.take([run])
    assert watch.look(NOW + 30).ready == ()


def test_a_new_file_is_taken_once_it_has_settled(tmp_path: Path) -> None:
    run = put(tmp_path / "run.fit", WHOLE, 1)
    watch = watch_of(tmp_path)
    first = watch.look(NOW)
    assert (first.ready, [path for path, _ in first.pending]) == ((), [run])
    assert watch.look(NOW + 1).ready == ()
    assert watch.look(NOW + 2.5).ready == (run,)


def test_a_growing_file_waits_until_it_is_whole(tmp_path: Path) -> None:
    watch, path = watch_of(tmp_path), tmp_path / "run.fit"
    for step, share in enumerate((0.2, 0.5, 0.9)):
        put(path, WHOLE[: int(len(WHOLE) * share)], 1 - step)
        assert watch.look(NOW + 3 * step).ready == ()
    put(path, WHOLE, -9)
    assert watch.look(NOW + 9).ready == ()
    assert watch.look(NOW + 12).ready == (path,)


def test_a_file_that_stays_broken_is_tried_less_and_less_and_reported_after_a_day(tmp_path: Path) -> None:
    path = put(tmp_path / "run.fit", WHOLE[:60], 3600)
    watch = watch_of(tmp_path)
    looks = [watch.look(NOW + 30 * step) for step in range(20)]
    assert all(look.ready == () and look.pending for look in looks)
    assert watch.look(NOW + 90_000).ready == (path,)


def test_the_same_name_with_new_bytes_is_a_new_file(tmp_path: Path) -> None:
    path = put(tmp_path / "run.fit", WHOLE, 3600)
    watch = watch_of(tmp_path)
    watch.look(NOW)
    watch.take([path])
    put(path, heart_rates(*range(90, 140)).build(), 1800)
    assert watch.look(NOW).ready == (path,)


def test_a_clock_in_the_future_is_no_reason_to_wait_for_ever(tmp_path: Path) -> None:
    path = put(tmp_path / "run.fit", WHOLE, -86_400)
    watch = watch_of(tmp_path)
    watch.look(NOW)
    assert watch.look(NOW + 3).ready == (path,)


def test_litter_links_and_private_folders_are_skipped(tmp_path: Path) -> None:
    put(tmp_path / ".stversions" / "old.fit", WHOLE, 3600)
    put(tmp_path / ".syncthing.run.fit.tmp", WHOLE, 3600)
    put(tmp_path / "home" / "secret.fit", WHOLE, 3600)
    (tmp_path / "link.fit").symlink_to(tmp_path / "home" / "secret.fit")
    watch = FolderWatch((tmp_path,), home=tmp_path / "home")
    assert watch.look(NOW).seen == 0


def test_a_missing_folder_is_reported_and_does_no_harm(tmp_path: Path) -> None:
    look = watch_of(tmp_path / "mtp").look(NOW)
    assert (look.missing, look.ready) == ((tmp_path / "mtp",), ())


def test_what_is_in_the_cloud_only_says_so(tmp_path: Path) -> None:
    put(tmp_path / ".run.fit.icloud", b"x", 3600)
    ((_, why),) = watch_of(tmp_path).look(NOW).pending
    assert "iCloud" in why


def test_folders_are_saved_and_a_file_is_not_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="Name a folder"):
        open_watch(tmp_path, ())
    home, runs = tmp_path / "home", tmp_path / "runs"
    home.mkdir()
    save_folders(home, [runs])
    assert saved_folders(home) == (runs,)
    assert open_watch(home, ()).folders == (runs,)
    with pytest.raises(UnusableInput, match="is a file"):
        open_watch(tmp_path / "home", [put(tmp_path / "run.fit", WHOLE, 3600)])
    with pytest.raises(UnusableInput, match="its own data"):
        open_watch(tmp_path, [tmp_path / "samples"])


def test_runs_come_in_once_and_the_folder_stays_as_it_is(ada, home: Path, tmp_path: Path) -> None:
    folder = tmp_path.parent / f"{tmp_path.name}-sync"
    put(folder / "run.gpx", write_gpx(points=700), 3600)
    put(folder / "half.gpx", write_gpx(points=700)[:5000], 3600)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for _ in range(2):
        watch = open_watch(home, [folder])
        import_ready(ada, home, watch, watch.look(NOW))
        assert len(activities.list_activities(ada)) == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert import_ready(ada, home, watch, watch.look(NOW)) is None


def test_a_database_exported_every_day_is_stored_once(ada, home: Path, tmp_path: Path) -> None:
    folder = tmp_path.parent / f"{tmp_path.name}-phone"
    for day in range(4):
        put(folder / "Gadgetbridge", write_gadgetbridge(runs=2, padding=day), 3600 - day)
        watch = open_watch(home, [folder])
        import_ready(ada, home, watch, watch.look(NOW))
    assert len(activities.list_activities(ada)) == 2
    assert len(list((home / "originals").rglob("*.gz"))) == 1
    put(folder / "Gadgetbridge", write_gadgetbridge(runs=3, padding=9), 1800)
    watch = open_watch(home, [folder])
    import_ready(ada, home, watch, watch.look(NOW))
    assert len(activities.list_activities(ada)) == 3
    assert inspect_home().damage == ()


def write_gadgetbridge(*, runs: int, padding: int) -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(
            "CREATE TABLE BASE_ACTIVITY_SUMMARY (_id INTEGER PRIMARY KEY, START_TIME INTEGER, END_TIME INTEGER,"
            " ACTIVITY_KIND INTEGER, SUMMARY_DATA TEXT)"
        )
        base.execute("CREATE TABLE SAMPLES (STEPS INTEGER)")
        base.executemany("INSERT INTO SAMPLES VALUES (?)", [(step,) for step in range(padding)])
        for number in range(runs):
            start = 1_725_000_000_000 + number * 86_400_000
            summary = '{"distanceMeters": {"value": 5040}}'
            row = (number, start, start + 1_800_000, 0x10, summary)
            base.execute("INSERT INTO BASE_ACTIVITY_SUMMARY VALUES (?, ?, ?, ?, ?)", row)
        base.commit()
        return base.serialize()
