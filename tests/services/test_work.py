"""What waits is worked off once, wherever the worker runs, and a worker that died is followed by another."""

import pytest
from django.db import connection

from runback.services import activities, work
from runback.services.imports import batches
from runback.store.locks import HomeIsBusy, hold_lock
from runback.store.models import ImportRow
from runback.store.models.history import ImportState
from runback.store.work_locks import hold_work, is_at_work
from tests.tracks import gpx


@pytest.fixture
def waiting(ada, home, settings, monkeypatch) -> int:
    """An import that nobody has begun."""
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


def test_work_that_kills_its_worker_again_and_again_is_given_up(ada, waiting):
    ImportRow.objects.filter(pk=waiting).update(attempts=5)
    work.work_once()
    assert ImportRow.objects.get(pk=waiting).state == ImportState.FAILED


def test_one_worker_at_a_time_holds_a_kind_of_work(home):
    assert not is_at_work("import.lock")
    with hold_work("import.lock", patience_s=0.0):
        assert is_at_work("import.lock") or connection.vendor == "postgresql"  # the same session may take it twice
        if connection.vendor == "sqlite":
            with pytest.raises(HomeIsBusy), hold_lock(home / "import.lock", patience_s=0.0):
                pass
    assert not is_at_work("import.lock")
