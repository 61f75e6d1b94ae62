"""The page of one run: what it shows, and what can be changed and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runback.domain.activity import Sport, Surface
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import SessionKind
from runback.domain.runner import Shoe
from runback.services import activities
from runback.services.training import diary
from runback.store.models import ActivityRow, ImportRow
from tests.history.made_up import write_gpx, write_tcx
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db
START = datetime(TODAY.year, TODAY.month, TODAY.day, 6, 30, tzinfo=UTC) - timedelta(days=2)


@pytest.fixture
def run(client, ada):
    """A run of 5.4 km two days ago, with heart rate."""
    data = write_gpx(points=1801, start=START, extra="<extensions><hr>140</hr></extensions>")
    client.post("/import/start/", {"files": [SimpleUploadedFile("run.gpx", data)]})
    (activity,) = activities.list_activities(ada)
    return activity


def page(client, run, query: str = "") -> str:
    return client.get(f"/history/{run.id}/{query}").content.decode()


def test_the_page_shows_lines_splits_and_the_track(client, run):
    text = page(client, run)
    for words in (
        "Along the way",
        "Heart rate, beats a minute: 140 on average",
        "Splits",
        '<th scope="row">0.40</th>',
        "The shape of the track",
    ):
        assert words in text
    assert text.count('class="run-line') == 2
    assert len(text) < 150_000
    assert "10 min" in page(client, run, "?by=time")


def test_pain_of_the_day_and_the_morning_after_are_shown_beside_it(client, ada, run):
    diary.log_pain(ada, 3, PainMoment.AFTER_RUN, at=START + timedelta(hours=1))
    diary.log_pain(ada, 1, PainMoment.MORNING, at=START + timedelta(days=1))
    text = page(client, run)
    assert "Pain 3 of 10" in text
    assert "Pain 1 of 10 in the morning" in text


def test_what_the_runner_changes_is_kept_and_the_rest_stays_the_files(client, ada, run):
    shoe = diary.save_shoe(ada, Shoe("Blue"))
    changed = {
        "sport": "run",
        "surface": "treadmill",
        "title": "Belt",
        "shoe": str(shoe.id),
        "distance_km": "5.0",
        "minutes": "30",
    }
    assert client.post(f"/history/{run.id}/edit/", changed).status_code == 302
    after = activities.read_activity(ada, run.id)
    assert (after.surface, after.title, after.gear, after.distance_m) == (Surface.TREADMILL, "Belt", "Blue", 5000)
    assert set(ActivityRow.objects.get(pk=run.id).edits) == {"surface", "title", "distance_m"}


@pytest.mark.parametrize("wrong", [{"distance_km": "-1"}, {"distance_km": "far"}, {"sport": "chess"}, {"shoe": "99"}])
def test_a_wrong_change_is_refused_and_shown(client, ada, run, wrong):
    answer = client.post(f"/history/{run.id}/edit/", {"sport": "run", "distance_km": "5", "minutes": "30", **wrong})
    assert answer.status_code == 400
    assert activities.read_activity(ada, run.id) == run


def test_a_deleted_run_counts_no_more_and_can_be_taken_back(client, ada, run):
    assert "Undo" in client.post(f"/history/{run.id}/delete/").content.decode()
    assert activities.list_activities(ada) == ()
    client.post(f"/history/{run.id}/restore/")
    assert activities.list_activities(ada) == (run,)


def test_an_unnamed_activity_is_asked_about_on_history_and_becomes_a_run(client, ada):
    data = write_gpx(points=1801, start=START, kind=None, name="Around the lake", speed_mps=2.8)
    client.post("/import/start/", {"files": [SimpleUploadedFile("track.gpx", data)]})
    (activity,) = activities.list_activities(ada)
    assert activity.sport is Sport.OTHER
    assert "Was this a run?" in client.get("/history/").content.decode()
    client.post(f"/history/{activity.id}/sport/", {"sport": "run"})
    assert activities.read_activity(ada, activity.id).sport is Sport.RUN
    assert "Was this a run?" not in client.get("/history/").content.decode()


def test_a_doubtful_import_is_asked_about_on_today_and_answered_there(client, ada, checked):
    data = write_gpx(points=1801, start=START, kind=None, name="Around the lake", speed_mps=2.8)
    client.post("/import/start/", {"files": [SimpleUploadedFile("track.gpx", data)]})
    (activity,) = activities.list_doubtful(ada, START.date(), START.date())
    assert "Was this a run?" in client.get("/").content.decode()
    page = client.post(
        f"/history/{activity.id}/sport/", {"sport": "walk", "back": "today"}, follow=True
    ).content.decode()
    assert "Was this a run?" not in page
    assert activities.read_activity(ada, activity.id).sport is Sport.WALK


def test_a_drive_that_was_left_out_can_be_counted_after_all(client, ada):
    text = write_gpx(points=1801, start=START).decode()
    fast = write_gpx(points=601, start=START + timedelta(seconds=1801), speed_mps=20.0, latitude=52.05).decode()
    both = text.replace("</trkseg>", fast.partition("<trkseg>")[2].partition("</trkseg>")[0] + "</trkseg>")
    client.post("/import/start/", {"files": [SimpleUploadedFile("run.gpx", both.encode())]})
    (cut,) = activities.list_activities(ada)
    assert cut.distance_m == pytest.approx(5400, rel=0.03)
    client.post(f"/history/{cut.id}/all/")
    whole = activities.read_activity(ada, cut.id)
    assert whole.distance_m == pytest.approx(5400 + 12_000, rel=0.03)
    assert whole.notes == ()


def test_another_runners_activity_is_not_found(ben_client, run):
    for path in ("edit", "delete", "restore", "sport", "all", "join", "split", "undo"):
        assert (
            ben_client.post(f"/history/{run.id}/{path}/", {"sport": "run", "other": "1", "minutes": "5"}).status_code
            == 404
        )


def test_a_run_without_positions_has_lines_and_no_track(client, ada):
    client.post("/import/start/", {"files": [SimpleUploadedFile("run.tcx", write_tcx())]})
    (activity,) = activities.list_activities(ada)
    text = page(client, activity)
    assert "Cadence, steps a minute" in text
    assert "run-track" not in text


def test_two_pieces_are_saved_as_one_and_apart_again(client, ada, run):
    later = write_gpx(points=601, start=START + timedelta(minutes=45))
    client.post("/import/start/", {"files": [SimpleUploadedFile("rest.gpx", later)]})
    (other,) = [each for each in activities.list_activities(ada) if each.id != run.id]
    assert "The other piece" in page(client, run)
    client.post(f"/history/{run.id}/join/", {"other": other.id})
    assert len(activities.list_activities(ada)) == 1
    client.post(f"/history/{run.id}/undo/")
    assert len(activities.list_activities(ada)) == 2


def test_a_run_is_saved_as_two_and_a_wrong_minute_is_refused(client, ada, run):
    for wrong in ("", "soon", "0", "500"):
        assert client.post(f"/history/{run.id}/split/", {"minutes": wrong}).status_code == 400
    client.post(f"/history/{run.id}/split/", {"minutes": "12,5"})
    assert [round(each.elapsed_s or 0) for each in activities.list_activities(ada)] == [749, 1050]


def test_an_import_leads_to_what_counts_of_it_now(client, ada, run):
    """To the run, then to the whole that it is part of, then to nothing: the runner deleted that."""
    link = f"/history/{run.id}/"
    first = f"/import/{ImportRow.objects.get().pk}/"
    assert link in client.get(first).content.decode()
    data = write_gpx(points=3601, start=START)
    client.post("/import/start/", {"files": [SimpleUploadedFile("whole.gpx", data)]})
    (whole,) = activities.list_activities(ada)
    assert whole.id != run.id
    assert f"/history/{whole.id}/" in client.get(first).content.decode()
    assert client.get(link).url == f"/history/{whole.id}/"
    activities.delete_activity(ada, whole.id)
    shown = client.get(first).content.decode()
    assert link not in shown
    assert f"/history/{whole.id}/" not in shown


def test_a_log_of_a_run_that_was_deleted_can_still_be_changed(client, ada, run):
    log = diary.log_session(ada, SessionLog(run.day, SessionKind.RUN, activity_id=run.id))
    activities.delete_activity(ada, run.id)
    values = {"day": str(run.day), "kind": "run", "done": "yes", "distance_km": "5", "leg": "none"}
    answer = client.post(f"/history/logs/{log.id}/", values, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/history/"


def test_a_run_without_a_distance_says_what_it_counts_as(client, ada):
    data = write_tcx(laps=1, lap_s=1800, lap_m=0.0).replace(b"<ns3:Speed>3.0</ns3:Speed>", b"")
    client.post("/import/start/", {"files": [SimpleUploadedFile("run.tcx", data)]})
    (found,) = activities.list_activities(ada)
    text = page(client, found)
    assert "No distance" in text
    assert "By its time it counts as 4.2 km" in text  # 30 min at 7:00 a km, and 0.97 of that
    client.post(f"/history/{found.id}/edit/", {"sport": "run", "title": "", "distance_km": "5", "minutes": "30"})
    assert "By its time" not in page(client, found)
