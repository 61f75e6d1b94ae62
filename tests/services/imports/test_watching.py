"""The folders that a server watches: files come in by themselves, once, and count as taken only when they are in."""

import os
import time
from pathlib import Path

import pytest

from runback.services import activities
from runback.services.imports import batches, watching
from runback.services.imports.watch import WATCH_LOCK, read_look, save_folders, start_watched
from runback.services.imports.watching import REST_S, Watcher
from runback.store.locks import hold_lock
from runback.store.models import ImportRow
from runback.store.models.history import ImportState
from tests.history.made_up import write_gpx

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(home: Path, tmp_path_factory) -> Path:
    """A watched folder with one whole file and half of another, both old."""
    place = tmp_path_factory.mktemp("sync")
    put(place / "run.gpx", write_gpx(points=700))
    put(place / "half.gpx", write_gpx(points=700)[:5000])
    save_folders(home, [place])
    return place


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))


def look(watcher: Watcher, runner, times: int = 1, after_s: float = 0.0) -> None:
    for number in range(times):
        watcher.step(runner, time.time() + after_s + 30 * number)


def test_a_whole_file_comes_in_by_itself_once_and_half_a_one_waits(ada, home, folder):
    look(Watcher(home), ada, times=4)
    assert len(activities.list_activities(ada)) == 1
    assert len(batches.list_imports(ada)) == 1
    ((waiting, why),), missing = read_look(home)
    assert (Path(waiting).name, why, missing) == ("half.gpx", "It is not complete yet.", frozenset())


def test_after_a_restart_what_was_taken_is_not_taken_again(ada, home, folder):
    look(Watcher(home), ada, times=2)
    look(Watcher(home), ada, times=2)
    assert len(batches.list_imports(ada)) == 1


def test_what_the_button_took_is_not_taken_again(ada, home, folder):
    watcher = Watcher(home)
    put(folder / "run.gpx", b"<gpx>")
    look(watcher, ada)
    put(folder / "run.gpx", write_gpx(points=700))
    start_watched(ada, home)
    look(watcher, ada, times=3)
    assert len(batches.list_imports(ada)) == 1


@pytest.mark.parametrize("state", [ImportState.FAILED, ImportState.CANCELLED])
def test_after_an_import_that_did_not_end_well_the_files_come_later(ada, home, folder, monkeypatch, state):
    watcher = Watcher(home)

    def not_well(runner, paths):
        number = batches.place_order(runner, batches.make_order(paths, is_background=True)).pk
        ImportRow.objects.filter(pk=number).update(state=state)
        return number

    with monkeypatch.context() as patch:
        patch.setattr(watching, "start_import", not_well)
        look(watcher, ada, times=5)
    assert len(batches.list_imports(ada)) == 1
    look(watcher, ada, times=2, after_s=REST_S + 300)
    assert len(activities.list_activities(ada)) == 1


def test_while_an_import_is_under_way_no_other_is_begun(ada, home, folder, monkeypatch):
    monkeypatch.setattr(
        watching, "start_import", lambda runner, paths: batches.place_order(runner, batches.make_order(paths)).pk
    )
    look(Watcher(home), ada, times=5)
    assert len(batches.list_imports(ada)) == 1


def test_where_another_watch_looks_this_one_does_not(ada, home, folder):
    with hold_lock(home / WATCH_LOCK):
        descriptor_of_another_process = Watcher(home)
        look(descriptor_of_another_process, ada, times=2)
    assert batches.list_imports(ada) == ()


def test_a_folder_that_goes_away_is_said_and_comes_back(ada, home, folder):
    watcher = Watcher(home)
    away = folder.rename(folder.with_name("away"))
    look(watcher, ada)
    assert read_look(home) == ((), frozenset({str(folder)}))
    away.rename(folder)
    look(watcher, ada, times=2)
    assert len(activities.list_activities(ada)) == 1


def test_folders_that_are_chosen_later_are_watched_and_deleted_ones_are_not(ada, home, folder, tmp_path_factory):
    watcher, other = Watcher(home), tmp_path_factory.mktemp("other")
    save_folders(home, [])
    look(watcher, ada, times=2)
    assert batches.list_imports(ada) == ()
    put(other / "run.gpx", write_gpx(points=700))
    save_folders(home, [other])
    look(watcher, ada, times=2)
    assert len(activities.list_activities(ada)) == 1
