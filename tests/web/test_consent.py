"""A runner of a server reads and agrees first; what they agreed to is kept; a server says what it deletes, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from runback.services.home.runners import user_id_of
from runback.services.people import sharing
from runback.services.people.consent import VERSION, list_consents
from runback.services.people.leaving import list_due
from runback.store.models import RunnerRow
from runback.web.environment import PublicAddress, read_keep_months
from tests.cast import add_runner
from tests.web.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(settings):
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")


def browser_of(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_runner_who_joins_a_server_reads_and_agrees_first(clinic, public):
    ada = client_of(clinic.ada)
    assert ada.get("/")["Location"] == "/consent/"
    assert ada.post("/pain/log/", {"score": "3"})["Location"] == "/consent/"
    page = text_of(ada.get("/consent/"))
    for words in ("What is kept", "Who sees it", "How long", "How to leave"):
        assert words in page
    assert ada.post("/consent/", {"version": VERSION})["Location"] == "/"
    assert ada.get("/").status_code == 200
    (kept,) = list_consents(clinic.ada)
    assert kept.version == VERSION
    assert kept.at == datetime(2026, 5, 14, 12, tzinfo=UTC)
    assert "Keeping your record on this server, 14 May 2026" in text_of(ada.get("/sharing/"))


def test_who_has_agreed_is_not_asked_in_another_browser(clinic, public):
    client_of(clinic.ada).post("/consent/", {"version": VERSION})
    assert client_of(clinic.ada).get("/").status_code == 200


def test_a_text_that_has_changed_is_asked_about_again(clinic, public, settings):
    ada = client_of(clinic.ada)
    ada.post("/consent/", {"version": VERSION})
    settings.KEEP_MONTHS = 24
    assert ada.get("/")["Location"] == "/consent/"
    assert ada.post("/consent/", {"version": VERSION}).status_code == 400
    assert "has not signed in for 24 months" in text_of(ada.get("/consent/"))


@pytest.mark.parametrize("path", ["/data/", "/sign-in/ways/", "/devices/"])
def test_who_does_not_agree_may_leave_with_everything(clinic, public, path):
    assert client_of(clinic.ada).get(path).status_code == 200


def test_a_home_of_one_and_a_home_without_a_public_address_ask_nothing(clinic, home, settings):
    assert client_of(clinic.ada).get("/").status_code == 200
    get_user_model().objects.exclude(pk=user_id_of(clinic.ada)).delete()
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    assert client_of(clinic.ada).get("/").status_code == 200


def test_who_was_alone_is_asked_when_somebody_joins(home, noon, public):
    ada = client_of(add_runner("ada", "Ada"))
    assert ada.get("/").status_code == 200
    add_runner("ben", "Ben")
    assert ada.get("/")["Location"] == "/consent/"


@pytest.mark.parametrize("username", ["cleo", "emil"])
def test_clinicians_and_administrators_are_not_asked(clinic, public, username):
    Authenticator.objects.create(user=get_user_model().objects.get(username=username), type="totp", data={})
    assert browser_of(username).get("/")["Location"] in ("/clinic/", "/people/")


def test_an_invitation_needs_the_tick_and_keeps_the_text(clinic):
    ben = client_of(clinic.ben)
    for fields in ({}, {"agree": "2020-01-01"}):
        answer = ben.post("/sharing/invite/", fields)
        assert (answer.status_code, sharing.list_grants(clinic.ben)) == (400, ())
    ben.post("/sharing/invite/", {"agree": VERSION})
    (kept,) = list_consents(clinic.ben)
    assert kept.title == "Sharing your record with a clinician"
    assert any("How to end it" in line for line in kept.lines)


def stay_away(runner, days: int) -> None:
    before = datetime(2026, 5, 14, 12, tzinfo=UTC) - timedelta(days=days)
    get_user_model().objects.filter(pk=user_id_of(runner)).update(last_login=before, date_joined=before)


@pytest.mark.parametrize(("days", "is_due"), [(364, False), (365, True)])  # 12 months of 30.4 days are 364.8 days
def test_a_record_is_due_when_its_runner_stayed_away_long_enough(clinic, days, is_due):
    stay_away(clinic.ada, days)
    get_user_model().objects.filter(pk=user_id_of(clinic.ben)).update(date_joined=datetime(2026, 5, 1, tzinfo=UTC))
    assert [one.name for one in list_due(12)] == (["Ada"] if is_due else [])


def test_a_server_deletes_what_is_due_and_nothing_else(clinic, settings):
    emil = browser_of("emil")
    assert emil.post(f"/people/{user_id_of(clinic.ada)}/erase/").status_code == 404
    settings.KEEP_MONTHS = 12
    stay_away(clinic.ada, 400)
    page = text_of(emil.get("/people/"))
    assert "12 months" in page
    assert "last seen 9 Apr 2025" in page
    assert emil.post(f"/people/{user_id_of(clinic.ben)}/erase/").status_code == 404
    assert emil.post(f"/people/{user_id_of(clinic.ada)}/erase/")["Location"] == "/people/"
    assert list(RunnerRow.objects.values_list("name", flat=True)) == ["Ben"]


@pytest.mark.parametrize("username", ["ben", "cleo"])
def test_nobody_but_an_administrator_deletes_what_is_due(clinic, settings, username):
    settings.KEEP_MONTHS = 12
    stay_away(clinic.ada, 400)
    assert browser_of(username).post(f"/people/{user_id_of(clinic.ada)}/erase/").status_code == 404
    assert RunnerRow.objects.filter(pk=clinic.ada.id).exists()


def test_the_setting_is_months_or_refused():
    assert (read_keep_months({}), read_keep_months({"RUNBACK_KEEP_MONTHS": "24"})) == (None, 24)
    for value in ("0", "5", "-12", "1.5", "two years", "999"):
        with pytest.raises(ImproperlyConfigured, match="RUNBACK_KEEP_MONTHS"):
            read_keep_months({"RUNBACK_KEEP_MONTHS": value})
