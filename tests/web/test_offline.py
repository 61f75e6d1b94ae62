"""Installing Runback, and logs that waited on a phone: kept once, on their own day, and never over another one."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from runback.domain.diary import SessionLog
from runback.domain.plan import SessionKind
from runback.services import activities
from runback.services.training import diary
from runback.services.training.plans import current_plan
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


def queued(made_at=NOON, **fields):
    return {"client_id": str(uuid4()), "made_at": made_at.isoformat(), "queued": "1"} | fields


def test_the_manifest_has_what_phones_ask_for_and_every_icon_is_there(client):
    app = json.loads(client.get("/manifest.webmanifest").content)

    assert (app["name"], app["start_url"], app["display"], app["id"]) == ("Runback", "/", "standalone", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in app["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip
    for icon in app["icons"]:
        file = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        with open(file, "rb") as png:  # noqa: PTH123
            head = png.read(24)
        edge = int(icon["sizes"].partition("x")[0])
        assert (head[:8], int.from_bytes(head[16:20])) == (b"\x89PNG\r\n\x1a\n", edge)


def test_the_service_worker_names_only_files_and_pages_that_exist(client, checked):
    worker = json.loads(client.get("/sw.js").context["settings"])

    assert all(finders.find(name.removeprefix(settings.STATIC_URL)) for name in worker["shell"])
    assert all(client.get(page, follow=True).status_code == 200 for page in worker["pages"])
    assert worker["version"] in settings.STATIC_URL


def test_what_waits_and_what_is_kept_belong_to_one_runner_of_one_home(client, ben_client, checked, settings):
    def key(page):
        return page.get("/pain/").content.decode().split('data-runner="')[1].split('"')[0]

    assert key(client) != key(ben_client)
    ours, home = key(client), json.loads(client.get("/sw.js").context["settings"])["home"]
    settings.SESSION_COOKIE_NAME = "runback_8017_elsewhere"
    assert json.loads(client.get("/sw.js").context["settings"])["home"] != home
    assert ours.startswith(home)


def test_a_pain_score_sent_twice_is_kept_once_at_the_time_it_was_felt(client, ada, noon):
    form = queued(NOON - timedelta(hours=20), score="4", moment="evening")
    for _ in range(2):
        assert client.post("/pain/log/", form).status_code == 302

    (entry,) = diary.list_pain(ada)
    assert (entry.score, entry.at_utc) == (4, NOON - timedelta(hours=20))


def test_two_forms_are_two_entries(client, ada, noon):
    for _ in range(2):
        client.post("/pain/log/", queued(score="4"))

    assert len(diary.list_pain(ada)) == 2


def test_the_same_id_of_another_runner_is_another_form(client, ben_client, ada, cast, noon):
    form = queued(score="4")
    client.post("/pain/log/", form)
    ben_client.post("/pain/log/", form)

    assert len(diary.list_pain(ada)) == len(diary.list_pain(cast.ben)) == 1


def test_a_form_that_is_refused_may_be_sent_again(client, ada, noon):
    form = queued(score="11")
    assert client.post("/pain/log/", form).status_code == 400
    client.post("/pain/log/", form | {"score": "1"})

    assert [entry.score for entry in diary.list_pain(ada)] == [1]


@pytest.mark.parametrize("made_at", [NOON - timedelta(days=61), NOON + timedelta(hours=1)])
def test_a_form_of_long_ago_or_of_tomorrow_is_refused(client, ada, noon, made_at):
    assert client.post("/pain/log/", queued(made_at, score="2")).status_code == 400
    assert diary.list_pain(ada) == ()


@pytest.mark.parametrize("data", [{"client_id": "1 or 1"}, {"made_at": "yesterday"}, {"made_at": "2026-05-14T12:00"}])
def test_an_odd_form_is_refused(client, ada, noon, data):
    assert client.post("/pain/log/", queued(score="2") | data).status_code == 400
    assert diary.list_pain(ada) == ()


RUN = {"done": "yes", "leg": "none", "distance_km": "3.0", "duration_min": "25", "pain_during": "2"}


@pytest.fixture
def run_day(checked, ada, move_clock_to):
    sessions = (one for week in current_plan(ada, TODAY).plan.weeks for one in week.sessions)
    run = next(one for one in sessions if one.is_run)
    move_clock_to(run.date)
    return run


def test_a_run_that_waited_is_never_put_over_another_one(client, ada, run_day):
    day, kind = run_day.date, run_day.kind
    diary.log_session(ada, SessionLog(day, kind, distance_km=4.0, duration_min=30, pain_during=1))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    form = queued(noon, **RUN)
    answer = client.post(f"/plan/{day}/{kind}/", form)
    assert (answer.status_code, "4" in answer.content.decode()) == (409, True)
    assert len(diary.list_sessions(ada)) == 1

    client.post(f"/plan/{day}/{kind}/", form | {"both": "1", "log": "new"})
    assert [log.distance_km for log in diary.list_sessions(ada)] == [4.0, 3.0]


def test_a_run_of_yesterday_is_logged_for_yesterday(client, ada, run_day, move_clock_to):
    day = run_day.date
    move_clock_to(day + timedelta(days=1))
    made_at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    client.post(f"/plan/{day}/{run_day.kind}/", queued(made_at, **RUN))

    (log,) = diary.list_sessions(ada)
    assert (log.day, log.entered_on) == (day, day + timedelta(days=1))


def test_a_strength_session_of_yesterday_is_logged_for_yesterday(client, ada, checked, noon):
    yesterday = TODAY - timedelta(days=1)
    form = queued(day=str(yesterday), pain_during="2") | {"set-glute_bridge": ["1", "2"], "reps-glute_bridge": "12"}
    assert client.post("/strength/session/", form).status_code == 302

    (log,) = diary.list_strength(ada)
    assert (log.day, log.exercise_id, log.sets, log.reps) == (yesterday, "glute_bridge", 2, 12)
    assert client.post("/strength/session/", form | {"client_id": str(uuid4())}).status_code == 409


def test_seven_minutes_of_yesterday_count_for_yesterday(client, ada, checked, noon):
    client.post("/strength/seven-minutes/", queued(day=str(TODAY - timedelta(days=1)), pain_during="3"))

    (session,) = diary.list_sessions(ada)
    assert (session.day, session.kind, session.pain_during) == (TODAY - timedelta(days=1), SessionKind.STRENGTH, 3)


ADDED = {"kind": "run", "day": str(TODAY - timedelta(days=2)), "distance_km": "5", "duration_min": "35", "done": "yes"}


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_run_added_without_a_connection_is_kept_once_on_its_own_day(client, ada, noon, times):
    form = queued(NOON - timedelta(days=1), **ADDED, leg="none", pain_during="3")
    assert {client.post("/history/add/", form).status_code for _ in range(times)} == {302}

    (run,) = activities.list_activities(ada)
    (log,) = diary.list_sessions(ada)
    assert (run.day, run.distance_m, log.pain_during) == (TODAY - timedelta(days=2), 5000, 3)


def test_a_run_added_without_a_connection_asks_where_one_of_that_day_was_logged_meanwhile(client, ada, noon):
    client.post("/history/add/", ADDED | {"leg": "none", "distance_km": "5.1"})
    form = queued(**ADDED, leg="none")
    answer = client.post("/history/add/", form)
    assert (answer.status_code, "5.1" in answer.content.decode()) == (409, True)
    assert len(diary.list_sessions(ada)) == 1

    client.post("/history/add/", form | {"both": "1", "log": "new"})
    assert [log.distance_km for log in diary.list_sessions(ada)] == [5.1, 5.0]


def test_a_walk_of_the_same_day_is_no_other_run(client, ada, noon):
    client.post("/history/add/", ADDED | {"leg": "none", "kind": "walk"})
    assert client.post("/history/add/", queued(**ADDED, leg="none")).status_code == 302
    assert len(diary.list_sessions(ada)) == 2


def test_a_run_that_waited_too_long_is_refused(client, ada, noon):
    assert client.post("/history/add/", queued(NOON - timedelta(days=61), **ADDED, leg="none")).status_code == 400
    assert diary.list_sessions(ada) == ()


def test_the_form_of_a_run_takes_part_and_that_of_a_change_does_not(client, ada, noon):
    client.post("/history/add/", ADDED | {"leg": "none"})
    (log,) = diary.list_sessions(ada)
    assert "data-outbox=" in client.get("/history/add/").content.decode()
    assert "data-outbox=" not in client.get(f"/history/logs/{log.id}/").content.decode()
