"""What one runner may keep and ask for: refused with what to do, and never at the cost of another."""

import pytest

from runback.domain.errors import BadAnswer
from runback.domain.quota import Quota
from runback.services import activities, quota
from runback.services.form import clips
from runback.services.imports import batches
from runback.store.models import FormClipRow, ImportRow
from runback.store.models.history import ImportState
from tests.tracks import START, gpx
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(home):
    """Three runs on three days, and their sizes."""
    folder = home / "files"
    folder.mkdir()
    made = [gpx(START.replace(day=START.day + number)) for number in range(3)]
    for number, data in enumerate(made):
        (folder / f"{number}.gpx").write_bytes(data)
    return folder, [len(data) for data in made]


def test_what_is_kept_is_counted(ada, files):
    folder, sizes = files
    batches.start_import(ada, [folder])

    used = quota.read_usage(ada)
    assert (used.kept_bytes, used.kept_files, used.uploads_a_day, used.waiting) == (sum(sizes), 3, 1, 0)


@pytest.mark.parametrize(
    ("imported", "of"), [(2, "kept_bytes"), (2, "kept_files"), (0, "kept_bytes"), (0, "kept_files")]
)
def test_an_import_ends_at_the_bound_with_what_to_do_and_what_came_in_stays(ada, files, settings, imported, of):
    folder, sizes = files
    settings.QUOTA = Quota(**{of: sum(sizes[:imported]) if of == "kept_bytes" else imported})
    with pytest.raises(BadAnswer, match="Undo an import or delete clips"):
        batches.start_import(ada, [folder])

    batch = ImportRow.objects.get()
    assert (batch.state, "each runner may keep" in batch.message) == (ImportState.FAILED, True)
    assert len(activities.list_activities(ada)) == quota.read_usage(ada).kept_files == imported


def test_files_that_are_here_already_need_no_room(ada, files, settings):
    folder, sizes = files
    batches.start_import(ada, [folder])
    settings.QUOTA = Quota(kept_bytes=sum(sizes), kept_files=3)
    job = batches.start_import(ada, [folder])
    assert batches.import_progress(ada, job).counts["duplicate"] == 3


def test_the_bound_of_one_runner_is_not_used_up_by_another(cast, files, settings):
    folder, sizes = files
    settings.QUOTA = Quota(kept_bytes=sum(sizes), kept_files=3, uploads_a_day=1, waiting=1)
    for runner in (cast.ada, cast.ben):
        batches.start_import(runner, [folder])
        assert quota.read_usage(runner).kept_files == 3


def test_too_many_uploads_on_one_day_are_refused_until_the_next(ada, files, settings, noon, monkeypatch):
    settings.QUOTA = Quota(uploads_a_day=2)
    for _ in range(2):
        batches.start_import(ada, [files[0]])
    with pytest.raises(BadAnswer, match="Send more tomorrow"):
        batches.start_import(ada, [files[0]])

    monkeypatch.setattr("runback.services.clock.now", lambda: noon + quota._DAY)
    batches.start_import(ada, [files[0]])


def test_too_much_that_waits_is_refused(ada, files, settings, monkeypatch):
    settings.IMPORT_IN_BACKGROUND, settings.QUOTA = True, Quota(waiting=1)
    monkeypatch.setattr("runback.services.imports.batches.workers.start", lambda: None)
    batches.start_import(ada, [files[0]])
    with pytest.raises(BadAnswer, match="1 of your imports and clips are waiting"):
        batches.start_import(ada, [files[0]])
    with pytest.raises(BadAnswer, match="are waiting"):
        clips.start_clip(ada, "clip.mp4", [b"x"], TODAY)


def test_a_clip_that_is_too_much_leaves_nothing_behind(ada, home, settings):
    settings.FORM_IN_BACKGROUND, settings.QUOTA = False, Quota(kept_bytes=3)
    with pytest.raises(BadAnswer, match="may keep") as refused:
        clips.start_clip(ada, "clip.mp4", [b"four"], TODAY)

    assert refused.value.key == "video"
    assert FormClipRow.objects.count() == 0
    assert [path for path in (home / "form").rglob("*") if path.is_file()] == []
