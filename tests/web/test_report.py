"""The report's page: preview, file, questions, and the page for the desk."""

import gzip
import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.services.people.sharing import list_views
from runback.services.sharing.report_links import list_links
from runback.web.environment import PublicAddress
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_the_report_is_previewed_and_saved_as_a_file(client, checked):
    assert "Save the report (PDF)" in client.get("/report/").content.decode()
    shown = client.get("/report/preview/?weeks=4").content.decode()
    assert shown.count("data:image/svg+xml,") == 2
    assert len(gzip.compress(shown.encode())) < 200_000
    answer = client.get("/report/runback-report.pdf?weeks=4")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="runback-report-2026-05-14.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_the_preview_alone_is_a_page_that_leads_back_and_htmx_gets_its_pictures(client, checked):
    page = client.get("/report/preview/?weeks=4").content.decode()
    assert '<a class="link" href="/report/?weeks=4">' in page
    assert 'name="viewport"' in page
    part = client.get("/report/preview/?weeks=4", headers={"hx-request": "true"}).content.decode()
    assert part.startswith("<img ")


@pytest.mark.parametrize("weeks", ["", "0", "-3", "9999999999", "x", "12'"])
def test_a_period_that_is_no_choice_is_the_usual_one(client, checked, weeks):
    assert "?weeks=12" in client.get("/report/", {"weeks": weeks}).content.decode()


def test_the_spine_without_a_weight_is_explained(client, checked):
    answer = client.get("/report/runback-report.pdf?weeks=4&spine=on")
    assert answer.status_code == 400
    assert "The spine model needs your weight" in answer.content.decode()


def test_questions_are_saved_and_too_many_are_explained(client, checked):
    assert client.post("/report/", {"questions": "May I run?\n\nDo I need shoes?"}).status_code == 302
    assert "May I run?\nDo I need shoes?" in client.get("/report/").content.decode()
    answer = client.post("/report/", {"questions": "\n".join("?" * 6)})
    assert answer.status_code == 400
    assert "room for 5 questions" in answer.content.decode()


def test_the_desk_sheet_is_offered_only_where_a_clinician_is_asked_for(client, checked):
    assert "reception desk" not in client.get("/report/").content.decode()
    assert client.get("/report/runback-desk.pdf").status_code == 302


def test_an_emergency_has_its_desk_sheet(client, emergency):
    assert "Save the page for the desk" in client.get("/report/").content.decode()
    assert client.get("/report/runback-desk.pdf").content.startswith(b"%PDF")


@pytest.fixture
def public(settings, ada):
    """Runback under a public address, to which Ada has agreed."""
    agree(ada, consent_text(ConsentKind.SERVER, settings.KEEP_MONTHS))
    settings.PUBLIC = PublicAddress("https://runback.example.org", "runback.example.org")


def share(client, **sent) -> str:
    """Makes a link, and returns its path."""
    fresh_sign_in(client)
    page = client.post("/report/share/", {"days": "7", "weeks": "4"} | sent).content.decode()
    return re.search(r"<code>https://runback\.example\.org(/shared/report/[^<]+)</code>", page)[1]


def fresh_sign_in(client) -> None:
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()


def test_a_link_shows_the_report_to_a_stranger_and_the_look_to_its_runner(client, ada, checked, public):
    path = share(client)
    stranger = Client()
    first = stranger.get(path)
    assert first.status_code == 200
    assert "Ada" not in first.content.decode()
    assert list_views(ada) == ()
    pdf = stranger.get(f"{path}runback-report.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert (pdf["X-Robots-Tag"], "no-store" in pdf["Cache-Control"]) == ("noindex", True)
    assert "Somebody with the link (no account) opened the report" in client.get("/sharing/").content.decode()
    assert stranger.get("/report/").status_code == 302  # the link opens nothing else


def test_the_report_of_a_link_is_that_of_its_day(client, ada, checked, public, move_clock_to, monkeypatch):
    path = share(client)
    asked = []
    monkeypatch.setattr("runback.services.sharing.report_links.make_report", lambda *given: asked.append(given) or b"")
    move_clock_to(TODAY + timedelta(days=3))
    Client().get(f"{path}runback-report.pdf")
    assert [(runner.id, *days) for runner, *days in asked] == [(ada.id, TODAY, TODAY - timedelta(weeks=4))]


def test_a_link_ends_on_its_day_and_when_it_is_taken_back(client, ada, checked, public, move_clock_to):
    week, day = share(client), share(client, days="1")
    assert Client().get(day).status_code == 200
    move_clock_to(TODAY + timedelta(days=2))
    assert Client().get(day).status_code == 404
    assert Client().get(f"{day}runback-report.pdf").status_code == 404
    assert Client().get(week).status_code == 200
    (link,) = list_links(ada)
    client.post(f"/report/share/{link.id}/end/")
    assert Client().get(week).status_code == 404


@pytest.mark.parametrize("change", ["x", "swapped", "cut"])
def test_a_link_that_was_changed_opens_nothing(client, ada, checked, public, change):
    path = share(client)
    token = path.split("/")[3]
    wrong = {"x": "x" + token[1:], "swapped": token[::-1], "cut": token[:-3]}[change]
    assert Client().get(f"/shared/report/{wrong}/").status_code == 404
    assert list_views(ada) == ()


def test_nobody_ends_anothers_link_and_no_more_than_five_are_open(client, ben_client, ada, cast, checked, public):
    agree(cast.ben, consent_text(ConsentKind.SERVER, None))
    for _ in range(5):
        share(client)
    page = client.post("/report/share/", {"days": "7"})
    assert (page.status_code, "5 links are open" in page.content.decode()) == (400, True)
    assert ben_client.post(f"/report/share/{list_links(ada)[0].id}/end/").status_code == 404
    assert len(list_links(ada)) == 5


def test_without_a_public_address_there_are_no_links(client, checked):
    assert "by a link that ends" not in client.get("/report/").content.decode()
    assert client.post("/report/share/", {"days": "7"}).status_code == 404


@pytest.mark.parametrize("days", ["", "2", "365", "x"])
def test_another_length_is_no_choice(client, ada, checked, public, days):
    fresh_sign_in(client)
    assert client.post("/report/share/", {"days": days}).status_code == 400
    assert list_links(ada) == ()
