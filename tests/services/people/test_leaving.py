"""A runner who leaves takes everything along, and nothing of anybody else's."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from runback.services import activities
from runback.services.imports import batches
from runback.services.people import sharing
from runback.services.people.leaving import erase_runner
from runback.services.training import diary
from runback.store.models import RunnerRow
from tests.tracks import START, gpx


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_rows_files_and_account_go_and_what_others_share_stays(clinic, home, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "shared.gpx").write_bytes(gpx())
    batches.import_paths(clinic.ben, [folder])
    (folder / "own.gpx").write_bytes(gpx(START + timedelta(days=1)))
    batches.import_paths(clinic.ada, [folder])
    diary.log_pain(clinic.ada, 3)
    (home / "form" / str(clinic.ada.id) / "1").mkdir(parents=True)
    (home / "form" / str(clinic.ada.id) / "1" / "clip.webm").write_bytes(b"x")
    assert len(files_in(home / "originals")) == 2
    bens = activities.list_activities(clinic.ben)

    assert erase_runner(clinic.ada) == 4  # two samples, one original, one clip

    assert not RunnerRow.objects.filter(pk=clinic.ada.id).exists()
    assert not get_user_model().objects.filter(username="ada").exists()
    assert len(files_in(home / "originals")) == 1
    assert not (home / "form" / str(clinic.ada.id)).exists()
    assert activities.list_activities(clinic.ben) == bens
    assert activities.read_samples(clinic.ben, bens[0].id) is not None
    assert sharing.granted_runner_ids(clinic.cleo.user_id) == ()
