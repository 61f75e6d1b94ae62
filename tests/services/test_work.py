"""What waits is worked off once, wherever the worker runs, and a worker that died is followed by another."""

from datetime import timedelta

import pytest
from django.db import connection

from runback.services import activities, work
from runback.services.imports import batches
from runback.services.imports import worker as imports
from runback.store.locks import HomeIsBusy, hold_lock
from runback.store.models import ImportRow
from runback.store.models.history import ImportState
from runback.store.work_locks import hold_work, is_at_work
from tests.tracks import START, gpx


@pytest.fixture
def waiting(ada, home, settings, monkeypatch) -> int:
    """An import that has not begun."""
    settings.IMPORT_IN_BACKGROUND = True
    monkeypatch.setattr("runback.services.imports.batches.workers.start", lambda: None)
    folder = home / "files"
    folder.mkdir()
    (folder / "run.gpx").write_bytes(gpx())
    return batches.start_import(ada, [folder])


def test_what_waits_is_done_and_then_nothing_waits(ada, waiting):
    assert work.work_once() == 1
    assert len(activities.list_activities(ada)) == 1
    assert work.work_once() == 0


def test_what_a_killed_worker_left_is_done_and_counts_once(ada, waiting):
    assert work.work_once() == 1
    ImportRow.objects.filter(pk=waiting).update(state=ImportState.RUNNING)  # as if its end had not been kept
    assert work.work_once() == 1
    assert len(activities.list_activities(ada)) == 1
    assert ImportRow.objects.get(pk=waiting).state == ImportState.DONE


def test_work_that_crashes_its_worker_repeatedly_is_given_up(ada, waiting):
    ImportRow.objects.filter(pk=waiting).update(attempts=5)
    work.work_once()
    assert ImportRow.objects.get(pk=waiting).state == ImportState.FAILED


def test_one_worker_at_a_time_does_a_kind_of_work(home):
    assert not is_at_work("import.lock")
    with hold_work("import.lock", patience_s=0.0):
        assert is_at_work("import.lock") or connection.vendor == "postgresql"  # the same session may take it twice
        if connection.vendor == "sqlite":
            with pytest.raises(HomeIsBusy), hold_lock(home / "import.lock", patience_s=0.0):
                pass
    assert not is_at_work("import.lock")


@pytest.fixture
def two_queues(cast, home, settings, monkeypatch):
    """Ada asked for three imports of two files each before Ben asked for one."""
    settings.IMPORT_IN_BACKGROUND = True
    monkeypatch.setattr("runback.services.imports.batches.workers.start", lambda: None)
    for number in range(3):
        folder = home / f"files-{number}"
        folder.mkdir()
        for part in range(2):
            (folder / f"{part}.gpx").write_bytes(gpx(START + timedelta(days=2 * number + part)))
        batches.start_import(cast.ada, [folder])
    return batches.start_import(cast.ben, [home / "files-0"])


def test_a_runner_with_a_large_import_does_not_hold_up_the_next(cast, two_queues, monkeypatch):
    monkeypatch.setattr("runback.services.turns.SLICE_S", 0.0)
    steps = imports.run_in_turns(patience_s=0.0)

    assert next(steps) == 0  # Ada's first import, one file of two: Ben waits
    assert batches.import_progress(cast.ada, ImportRow.objects.order_by("pk")[0].pk).state == "queued"
    for _ in range(2):
        next(steps)
    assert len(activities.list_activities(cast.ben)) >= 1
    assert len(activities.list_activities(cast.ada)) < 6

    assert work.work_once() > 0
    assert (len(activities.list_activities(cast.ada)), len(activities.list_activities(cast.ben))) == (6, 2)
    assert set(ImportRow.objects.values_list("state", flat=True)) == {"done"}


def test_an_import_without_others_in_the_queue_is_not_paused(ada, waiting, monkeypatch):
    monkeypatch.setattr("runback.services.turns.SLICE_S", 0.0)
    assert next(imports.run_in_turns(patience_s=0.0)) == 1


def test_an_import_that_was_paused_again_and_again_lists_each_file_once(cast, two_queues, monkeypatch):
    monkeypatch.setattr("runback.services.turns.Turn.__call__", lambda self: True)  # as if somebody always waited
    work.work_once()

    for batch in ImportRow.objects.all():
        assert (batch.files.count(), batch.finished_at is not None) == (2, True)
