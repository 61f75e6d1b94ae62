"""What is Ada's is never Ben's: another's row is a 404, and nothing of it changes."""

from datetime import timedelta

import pytest

from runback.services import activities
from runback.services.imports import batches
from runback.services.training import diary
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_ben_cannot_open_adas_activity(ben_client, ada, runs):
    (first, *_) = activities.list_activities(ada)
    assert ben_client.get(f"/history/{first.id}/").status_code == 404


def test_ben_cannot_open_adas_check(ben_client, checked):
    assert ben_client.get(f"/check/result/{checked.id}/").status_code == 404


def test_ben_cannot_remove_adas_pain_or_say_more_about_it(ben_client, ada, noon):
    entry = diary.log_pain(ada, 4)
    assert ben_client.post(f"/pain/{entry.id}/remove/").status_code == 404
    assert ben_client.post(f"/pain/{entry.id}/leg/", {"leg": "weakness"}).status_code == 404
    assert diary.list_pain(ada) == (entry,)


def test_ben_cannot_watch_or_stop_adas_import(ben_client, ada, home, noon):
    folder = home / "files"
    folder.mkdir()
    (folder / "note.txt").write_text("hello")
    job_id = batches.start_import(ada, [folder])
    assert ben_client.get(f"/import/{job_id}/").status_code == 404
    assert ben_client.post(f"/import/{job_id}/stop/").status_code == 404


def test_ben_sees_none_of_adas_runs_plan_or_pain(ben_client, ada, checked):
    diary.log_pain(ada, 7, at=None, note="Ada only")
    for page in ("/", "/plan/", "/history/", "/pain/", "/shoes/"):
        text = ben_client.get(page).content.decode()
        assert "Ada only" not in text
        assert "5.0 km" not in text
    assert "The plan starts with the check" in ben_client.get("/plan/").content.decode()


def test_ben_cannot_use_adas_upload(ben_client, ada, home):
    from runback.web.imports import uploads

    name = uploads.new_upload(ada)
    assert ben_client.post("/import/start/", {"upload": name}).status_code == 404


def test_ben_ticking_off_a_session_leaves_adas_plan_alone(ben_client, ada, checked):
    ben_client.post(f"/plan/{TODAY + timedelta(days=1)}/run/", {"done": "yes"})
    assert diary.list_sessions(ada) == ()
