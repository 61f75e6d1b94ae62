"""What a runner changes about the plan, and what leaves the program, through the pages."""

import io
import zipfile
from datetime import date, timedelta
from urllib.parse import urlparse

import pytest
from django.test import Client
from icalendar import Calendar

from runback.domain.plan import SessionKind
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.services.sharing.calendar_feed import open_feed
from runback.services.training import adjust, check_in, plans
from runback.web.environment import PublicAddress
from tests.services.made_up import a_move, import_run
from tests.web.conftest import DAYS, TODAY

pytestmark = pytest.mark.django_db


def first_run(ada) -> date:
    view = plans.current_plan(ada, TODAY)
    return min(s.date for week in view.plan.weeks for s in week.sessions if s.is_run and s.date >= TODAY)


def test_the_calendar_file_is_a_download_that_a_calendar_reads(client, checked):
    answer = client.get("/plan/runback.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert 'filename="runback.ics"' in answer["Content-Disposition"]
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) > 5


def test_the_feed_needs_no_sign_in_but_its_secret(ada, client, checked):
    client.post("/plan/feed/open/")
    page = client.get("/plan/out/").content.decode()
    address = page.split('readonly value="')[1].split('"')[0]
    stranger = Client()

    answer = stranger.get(urlparse(address).path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert Calendar.from_ical(answer.content).walk("VEVENT")
    assert "sessionid" not in answer.cookies

    assert stranger.get("/calendar/guessed-guessed-guessed.ics").status_code == 404
    assert stranger.get(urlparse(address).path, headers={"host": "evil.example"}).status_code == 400
    client.post("/plan/feed/close/")
    assert stranger.get(urlparse(address).path).status_code == 404


REACH = {
    "only this computer": ({}, "http://testserver/calendar/", "Your phone cannot reach it", "Use the file"),
    "home network": ({"LAN_ADDRESS": "192.168.1.5"}, "http://192.168.1.5:80/calendar/", "on a phone on your Wi-Fi",
                     "Your phone can follow it while it is on your Wi-Fi"),
    "public": ({"PUBLIC": PublicAddress("https://run.example.org", "run.example.org")},
               "https://run.example.org/calendar/", "The calendar of your phone", "Your phone and online calendars"),
}  # fmt: skip


@pytest.mark.parametrize("reach", REACH)
def test_the_page_says_who_can_reach_the_feed_and_where(client, ada, checked, settings, reach):
    changed, address, before, after = REACH[reach]
    for name, value in changed.items():
        setattr(settings, name, value)
    agree(ada, consent_text(ConsentKind.SERVER))
    assert before in client.get("/plan/out/").content.decode()
    client.post("/plan/feed/open/")
    page = client.get("/plan/out/").content.decode()
    assert f'value="{address}' in page
    assert "webcal://" + address.partition("://")[2] in page
    assert after in page


def test_a_feed_without_a_plan_is_an_empty_calendar(ada, noon):
    assert b"VEVENT" not in Client().get(f"/calendar/{open_feed(ada)}.ics").content


def test_a_blocked_plan_still_answers_and_has_nothing_to_do(client, blocked):
    """A calendar that subscribed must hear that the sessions are gone."""
    answer = client.get("/plan/runback.ics")
    assert answer.status_code == 200
    assert [event for event in Calendar.from_ical(answer.content).walk("VEVENT") if "status" not in event] == []
    assert zipfile.ZipFile(io.BytesIO(client.get("/plan/workouts.zip").content)).namelist() == []
    assert client.get("/plan/out/").status_code == 200
    assert client.get("/plan/paper/2026-05-11/").status_code == 404


def test_a_block_cancels_the_sessions_a_calendar_has(ada, client, checked):
    before = {str(event["uid"]) for event in Calendar.from_ical(client.get("/plan/runback.ics").content).walk("VEVENT")}
    check_in.save_check(ada, DAYS, TODAY)
    events = Calendar.from_ical(client.get("/plan/runback.ics").content).walk("VEVENT")
    assert {str(event["uid"]) for event in events if event.get("status") == "CANCELLED"} == before


def test_workouts_come_as_a_zip_and_one_by_one_alike(ada, client, checked):
    day = first_run(ada)
    answer = client.get("/plan/workouts.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        names = found.namelist()
        [name] = [one for one in names if one.startswith((f"{day}-run", f"{day}-walk_run"))]
        assert client.get(f"/plan/workouts/{name}").content == found.read(name)
    assert client.get("/plan/workouts/2026-05-14-nap.fit").status_code == 404


def test_a_week_on_paper_has_its_days_boxes_and_stop_rules(ada, client, checked):
    page = client.get("/plan/paper/2026-05-18/").content.decode()
    assert "Monday 18 May to Sunday 24 May" in page
    assert page.count('class="box"') >= 4
    assert "Pain of 5 or more" in page
    assert client.get("/plan/paper/2026-05-19/").status_code == 404


def test_a_session_is_moved_shown_and_taken_back_on_the_pages(ada, client, checked):
    view = plans.current_plan(ada, TODAY)
    day, to = a_move(ada, view)
    kind = next(s.kind for s in view.plan.weeks[1].sessions if s.date == day and s.is_run)
    path = f"/plan/move/{day}/{kind}/"
    assert f'value="{to}"' in client.get(path).content.decode()

    page = client.post(path, {"to": str(to)}, follow=True).content.decode()
    assert f"You moved it to {to:%A} {to.day} {to:%B}." in page
    [move] = adjust.list_moves(ada, TODAY)
    client.post(f"/plan/move/{move.id}/undo/")
    assert plans.current_plan(ada, TODAY).plan == view.plan


@pytest.mark.parametrize("to", ["", "2026-05-99", "2031-01-01"])
def test_a_day_that_cannot_take_it_is_an_answer_not_an_error_page(ada, client, checked, to):
    view = plans.current_plan(ada, TODAY)
    day, _ = a_move(ada, view)
    kind = next(s.kind for s in view.plan.weeks[1].sessions if s.date == day and s.is_run)
    answer = client.post(f"/plan/move/{day}/{kind}/", {"to": to})
    assert answer.status_code == 400
    assert b"no room" in answer.content


def test_another_runners_move_and_days_off_are_not_found(ada, client, ben_client, checked):
    view = plans.current_plan(ada, TODAY)
    day, to = a_move(ada, view)
    kind = next(s.kind for s in view.plan.weeks[1].sessions if s.date == day and s.is_run)
    client.post(f"/plan/move/{day}/{kind}/", {"to": str(to)})
    [move] = adjust.list_moves(ada, TODAY)
    assert ben_client.post(f"/plan/move/{move.id}/undo/").status_code == 404
    client.post("/plan/off/", {"why": "busy", "first": "2026-05-20", "last": "2026-05-21"})
    [off] = adjust.list_days_off(ada)
    assert ben_client.post(f"/plan/off/{off.id}/remove/").status_code == 404


def test_days_off_are_planned_around_and_taken_back(ada, client, checked):
    before = plans.current_plan(ada, TODAY).plan
    page = client.post("/plan/off/", {"why": "ill", "first": "2026-05-14", "last": "2026-05-17"}, follow=True)
    assert b"Ill from 14 May to 17 May" in page.content
    [off] = adjust.list_days_off(ada)
    client.post(f"/plan/off/{off.id}/remove/")
    assert plans.current_plan(ada, TODAY).plan == before


def test_days_off_that_end_before_they_begin_are_refused_in_words(client, checked):
    answer = client.post("/plan/off/", {"why": "ill", "first": "2026-05-14", "last": "2026-05-10"})
    assert answer.status_code == 400
    assert b"The last day is before the first." in answer.content


def test_an_imported_run_beyond_the_limit_is_shown_on_today_and_can_be_logged(ada, client, checked, tmp_path):
    plans.current_plan(ada, TODAY)
    import_run(ada, tmp_path / "watch", TODAY, 12.0)
    page = client.get("/").content.decode()
    assert "Your run of Thursday 14 May was 12.0 km" in page
    # 110 % of the 5 km runs before
    assert "limit was 5.5 km" in page
    kind = plans.current_plan(ada, TODAY).kind_on(TODAY)
    log = client.get(f"/plan/{TODAY}/{kind}/").content.decode()
    assert "from your history" in log
    assert 'value="12.0"' in log
    client.post(f"/plan/{TODAY}/{kind}/", {"done": "yes", "distance_km": "12", "pain_during": "1", "leg": "none"})
    assert "limit was" not in client.get("/").content.decode()


def test_the_card_before_a_run_says_what_counts(ada, client, checked, monkeypatch):
    from datetime import UTC, datetime

    day = first_run(ada)
    monkeypatch.setattr("runback.services.clock.now", lambda: datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
    page = client.get("/today/before-you-run/").content.decode()
    for words in ("Not more than", "Only the warm-up", "Stop and walk home", "Tomorrow morning"):
        assert words in page
    assert "/today/before-you-run/" in client.get("/").content.decode()


def test_the_card_before_a_run_leads_to_today_where_no_run_is_planned(ada, client, checked, monkeypatch):
    from datetime import UTC, datetime

    view = plans.current_plan(ada, TODAY)
    free = next(
        TODAY + timedelta(days=n)
        for n in range(7)
        if not any(s.date == TODAY + timedelta(days=n) and s.is_run for w in view.plan.weeks for s in w.sessions)
    )
    monkeypatch.setattr("runback.services.clock.now", lambda: datetime(free.year, free.month, free.day, 8, tzinfo=UTC))
    if any(s.is_run and s.date == free for w in plans.current_plan(ada, free).plan.weeks for s in w.sessions):
        pytest.skip("in the new plan that day has a run")
    assert client.get("/today/before-you-run/")["Location"] == "/"


def test_only_runs_and_strength_can_be_moved(ada, client, checked):
    view = plans.current_plan(ada, TODAY)
    other = next(s for s in view.plan.weeks[1].sessions if s.kind in (SessionKind.WALK, SessionKind.MOBILITY))
    assert client.get(f"/plan/move/{other.date}/{other.kind}/").status_code == 404


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ({}, "No run or strength session fits into your days"),
        (dict.fromkeys(("mon", "wed", "fri"), "5"), "a run needs 21 minutes, strength 10"),
        ({"mon": "60", "wed": "60", "fri": "60", "race_km": "10", "race_on": "2026-05-01"}, "That day is over."),
        (
            {"mon": "60", "wed": "60", "fri": "60", "race_km": "300", "race_on": "2026-07-01"},
            "asks for a longer long run than this plan holds",
        ),
    ],
)
def test_nonsense_wishes_are_answered_on_the_plan_with_what_would_do(client, checked, week, words):
    page = client.post("/check/week/", {"long_run_day": ""} | week, follow=True)
    assert page.status_code == 200
    assert words in page.content.decode()


@pytest.mark.parametrize("week", [{"mon": "-5"}, {"mon": "9999"}, {"race_km": "-1", "race_on": "2027-01-01"}])
def test_numbers_that_cannot_be_are_refused_at_their_field(client, checked, week):
    answer = client.post("/check/week/", week)
    assert answer.status_code == 400
    assert b'class="error"' in answer.content


def test_a_blocked_plan_has_its_ways_out_and_its_calendar(ada, client, blocked):
    from django.urls import reverse

    from runback.services.sharing.calendar_feed import open_feed

    assert client.get(reverse("plan-out")).status_code == 200
    assert client.get(reverse("plan-calendar")).content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(reverse("calendar-feed", args=[open_feed(ada)])).status_code == 200


def test_without_a_check_the_ways_out_lead_to_the_plan(client):
    from django.urls import reverse

    assert client.get(reverse("plan-out")).url == reverse("plan")
