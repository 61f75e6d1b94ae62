"""The pages of several people: accounts, sharing, a clinician's record, devices, and what a public address adds."""

import re
import time
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from runback.services.home.runners import user_id_of
from runback.services.people import groups, sharing
from runback.services.people.accounts import find_account
from runback.services.people.consent import VERSION, ConsentKind, agree, consent_text
from runback.services.people.sessions import name_device
from runback.services.training import adjust, check_in, diary
from runback.store.models import DeviceRow, RunnerRow
from runback.web.environment import PublicAddress
from runback.web.signin import links
from tests.cast import add_runner
from tests.web.conftest import CLEAR, TODAY, client_of

pytestmark = pytest.mark.django_db


def browser_of(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


@pytest.fixture
def public(settings, clinic):
    """Runback under a public address, whose runners have agreed to its text."""
    for runner in (clinic.ada, clinic.ben):
        agree(runner, consent_text(ConsentKind.SERVER))
    settings.PUBLIC = PublicAddress("https://runback.example.org", "runback.example.org")


def text_of(answer) -> str:
    return answer.content.decode()


def test_an_administrator_adds_somebody_and_gets_their_link(clinic):
    answer = browser_of("emil").post("/people/add/", {"username": "fay", "name": "Fay", "role": "runner"})
    (path,) = re.findall(r"http://127\.0\.0\.1:\d+(/sign-in/[\w-]+/)", text_of(answer))
    assert Client().get(path).status_code == 302
    assert find_account("fay").role == "runner"


def test_what_cannot_be_added_comes_back_to_be_corrected(clinic):
    answer = browser_of("emil").post("/people/add/", {"username": "ada", "name": "Another", "role": "clinician"})
    assert answer.status_code == 400
    assert "taken" in text_of(answer)
    assert 'value="Another"' in text_of(answer)


def test_an_account_that_is_stopped_is_signed_out_at_once_and_may_come_back(clinic):
    ada, emil = client_of(clinic.ada), browser_of("emil")
    assert ada.get("/").status_code == 200
    emil.post(f"/people/{user_id_of(clinic.ada)}/stop/")
    assert ada.get("/").status_code == 302
    token = links.new_token(user_id_of(clinic.ada))
    assert Client().get(f"/sign-in/{token}/").status_code == 403
    emil.post(f"/people/{user_id_of(clinic.ada)}/allow/")
    assert Client().get(f"/sign-in/{links.new_token(user_id_of(clinic.ada))}/").status_code == 302


def test_an_account_is_not_stopped_where_its_devices_cannot_be_signed_out(clinic, monkeypatch):
    def fail(_user_id: int) -> None:
        raise OperationalError("disk is full")

    monkeypatch.setattr("runback.web.people.views.end_all", fail)
    emil = browser_of("emil")
    emil.raise_request_exception = False
    assert emil.post(f"/people/{user_id_of(clinic.ada)}/stop/").status_code >= 500
    assert client_of(clinic.ada).get("/").status_code == 200


def test_an_administrator_does_not_stop_their_own_account(clinic):
    answer = browser_of("emil").post(f"/people/{clinic.emil.user_id}/stop/")
    assert answer.status_code == 400
    assert find_account("emil").is_active


def test_a_sign_in_link_that_an_administrator_made_is_shown_to_its_runner(clinic):
    browser_of("emil").post(f"/people/{user_id_of(clinic.ada)}/link/")
    assert "Emil (Administrator) opened a new sign-in link" in text_of(client_of(clinic.ada).get("/sharing/"))


def test_a_runner_invites_a_clinician_who_opens_the_record_and_is_seen_doing_so(clinic):
    ben, dora = client_of(clinic.ben), browser_of("dora")
    (path,) = re.findall(r"(/clinic/invitation/[\w-]+/)", text_of(ben.post("/sharing/invite/", {"agree": VERSION})))
    assert "Ben shares their record" in text_of(dora.get(path))
    assert dora.post(path)["Location"] == f"/clinic/{clinic.ben.id}/"
    assert dora.get(f"/clinic/{clinic.ben.id}/").status_code == 200
    assert "Dora (Clinician) opened the record" in text_of(ben.get("/sharing/"))


def test_ending_it_ends_it_at_once(clinic):
    cleo = browser_of("cleo")
    assert cleo.get(f"/clinic/{clinic.ada.id}/").status_code == 200
    (grant,) = sharing.list_grants(clinic.ada)
    client_of(clinic.ada).post(f"/sharing/{grant.id}/end/")
    assert cleo.get(f"/clinic/{clinic.ada.id}/").status_code == 404


def test_a_record_shows_check_plan_pain_and_notes(clinic):
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    diary.log_pain(clinic.ada, 4, note="after the stairs")
    cleo = browser_of("cleo")
    assert cleo.post(f"/clinic/{clinic.ada.id}/note/", {"text": "Recheck in June"}).status_code == 302
    page = text_of(cleo.get(f"/clinic/{clinic.ada.id}/"))
    for words in ("Plan of this week", "after the stairs", "Recheck in June", "not a diagnosis"):
        assert words in page
    assert "Recheck in June" in text_of(client_of(clinic.ada).get("/sharing/"))


def test_a_clinician_sets_a_limit_that_the_plan_keeps_to_and_the_runner_may_take_away(clinic):
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    cleo, ada = browser_of("cleo"), client_of(clinic.ada)
    address = f"/clinic/{clinic.ada.id}/limits/"
    assert cleo.post(address, {"run_minutes": "25"}).status_code == 302

    says = "Cleo, clinician, since 14 May: no run longer than 25 minutes."
    for page in (cleo.get(f"/clinic/{clinic.ada.id}/"), cleo.get(address), ada.get("/plan/"), ada.get("/limits/")):
        assert says in text_of(page)
    assert "to set a limit" in text_of(ada.get("/sharing/"))
    (kept,) = adjust.list_limits(clinic.ada)
    ada.post(f"/limits/{kept.id}/remove/")
    assert adjust.list_limits(clinic.ada) == ()


@pytest.mark.parametrize("viewer", ["dora", "emil", "ben"])
def test_nobody_else_sets_a_limit(clinic, viewer):
    answer = browser_of(viewer).post(f"/clinic/{clinic.ada.id}/limits/", {"run_minutes": "25"})
    assert answer.status_code in (302, 403, 404)
    assert adjust.list_limits(clinic.ada) == ()


def test_a_note_that_is_too_long_comes_back(clinic):
    answer = browser_of("cleo").post(f"/clinic/{clinic.ada.id}/note/", {"text": "x" * 5000})
    assert answer.status_code == 400
    assert "x" * 5000 in text_of(answer)


def test_clinicians_and_administrators_begin_on_their_own_page(clinic):
    for username, start in (("cleo", "/clinic/"), ("emil", "/people/"), ("ada", "/")):
        token = links.new_token(find_account(username).user_id)
        assert Client().get(f"/sign-in/{token}/")["Location"] == start
    assert browser_of("cleo").get("/plan/")["Location"] == "/clinic/"
    assert browser_of("cleo").post("/pain/log/", {"score": "3"}).status_code == 403


def test_devices_are_listed_with_their_names_and_signed_out(clinic):
    phone, laptop = client_of(clinic.ada), client_of(clinic.ada)
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    phone.get("/", headers={"user-agent": iphone})
    page = text_of(laptop.get("/devices/"))
    assert "Safari on iPhone" in page
    device = DeviceRow.objects.get(device="Safari on iPhone")
    assert client_of(clinic.ben).post(f"/devices/{device.pk}/end/").status_code == 404
    laptop.post(f"/devices/{device.pk}/end/")
    assert phone.get("/").status_code == 302
    assert laptop.get("/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(clinic):
    one, two, this = (client_of(clinic.ada) for _ in range(3))
    for client in (one, two, this):
        client.get("/")
    this.post("/devices/end-others/")
    assert [client.get("/").status_code for client in (one, two, this)] == [302, 302, 200]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Mac"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)  # fmt: skip
def test_a_device_is_named_by_our_own_words_alone(agent, name):
    assert name_device(agent) == name


@pytest.mark.parametrize(
    ("username", "minutes", "is_in"),
    [("cleo", 29, True), ("cleo", 31, False), ("ada", 31, True), ("ada", 15 * 24 * 60, False)],
)
def test_under_a_public_address_a_session_ends_without_use(clinic, public, monkeypatch, username, minutes, is_in):
    client = browser_of(username)
    client.get("/devices/")
    later = time.time() + minutes * 60
    monkeypatch.setattr("runback.web.idle.time.time", lambda: later)
    assert (client.get("/devices/").status_code == 200) is is_in


def test_under_a_public_address_a_preview_of_the_link_does_not_use_it_up(clinic, public):
    path = f"/sign-in/{links.new_token(user_id_of(clinic.ada))}/"
    preview, browser = Client(), Client()
    assert preview.get(path).status_code == 200
    assert browser.get(path).status_code == 200
    assert browser.post(path)["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert preview.post(path).status_code == 403


def test_under_a_public_address_links_name_it(clinic, public):
    assert links.new_link(user_id_of(clinic.ada), 8017).startswith("https://runback.example.org/sign-in/")


def test_under_a_public_address_data_go_out_only_after_a_sign_in_of_the_last_half_hour(clinic, public, monkeypatch):
    client = Client()
    client.post(f"/sign-in/{links.new_token(user_id_of(clinic.ada))}/")
    answer = client.post("/data/export/")
    assert answer.status_code == 200
    for close in answer._resource_closers:
        close()
    later = time.time() + 31 * 60
    monkeypatch.setattr("runback.web.again.time.time", lambda: later)
    for path, fields in (("/data/export/", {}), ("/data/restore/", {}), ("/data/erase/", {"word": "erase"})):
        answer = client.post(path, fields, follow=True)
        assert answer.redirect_chain == [("/sign-in/again/?next=%2Fdata%2F", 302)]
        assert "Sign in again first" in text_of(answer)
    assert RunnerRow.objects.filter(pk=clinic.ada.id).exists()


def test_in_a_shared_home_a_runner_erases_what_is_theirs_alone(clinic):
    client = client_of(clinic.ada)
    assert client.post("/data/erase/", {"word": "no"}).status_code == 400
    assert "Everything of yours is erased" in text_of(client.post("/data/erase/", {"word": "erase"}))
    assert not RunnerRow.objects.filter(pk=clinic.ada.id).exists()
    assert RunnerRow.objects.filter(pk=clinic.ben.id).exists()
    assert client_of(clinic.ben).get("/").status_code == 200


def test_guessing_links_ends_after_thirty_wrong_ones_and_right_ones_are_not_counted(clinic):
    cache.clear()
    for _ in range(3):
        assert Client().get(f"/sign-in/{links.new_token(user_id_of(clinic.ada))}/").status_code == 302
    wrong = [Client().get(f"/sign-in/{'x' * 20}{number}/").status_code for number in range(40)]
    assert wrong == [403] * 30 + [429] * 10
    assert Client().get(f"/calendar/{'x' * 20}.ics").status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert elsewhere.get(f"/sign-in/{links.new_token(user_id_of(clinic.ada))}/").status_code == 302
    cache.clear()


def test_cookies_are_for_https_only_under_a_public_address():
    assert django_settings.PUBLIC is None
    assert not django_settings.SESSION_COOKIE_SECURE  # the loopback has no https; tests/web/test_doctor.py has the rest


def test_a_page_about_a_broken_database_needs_no_database(rf, monkeypatch):
    from django.db import DatabaseError

    from runback.web import access

    class Broken:
        @property
        def is_authenticated(self) -> bool:
            raise DatabaseError("gone")

    request = rf.get("/")
    assert access.shown_role(request) == "runner"  # nobody has been looked up yet
    request.user = Broken()
    assert access.shown_role(request) == "runner"


def test_an_administrator_makes_a_group_and_a_runner_joins_and_leaves_it(clinic):
    emil, ada = browser_of("emil"), client_of(clinic.ada)
    assert emil.post("/groups/add/", {"name": "Riverside club"})["Location"] == "/groups/"
    (group_id,) = re.findall(r"/groups/(\d+)/link/", text_of(emil.get("/groups/")))
    (path,) = re.findall(r"(/groups/join/[\w-]+/)", text_of(emil.post(f"/groups/{group_id}/link/")))
    assert "never who" in text_of(ada.get(path))
    assert ada.post(path)["Location"] == "/sharing/"
    assert "You are counted in Riverside club" in text_of(ada.get("/sharing/"))
    page = text_of(emil.get("/groups/"))
    assert "Nothing has been counted yet" in page
    assert "Ada" not in page
    ada.post("/groups/leave/")
    assert "Riverside club" not in text_of(ada.get("/sharing/"))
    emil.post(f"/groups/{group_id}/close/")
    assert ada.get(path).status_code == 404


def test_an_administrators_page_counts_people_whose_records_it_may_not_see(clinic):
    """With PostgreSQL the second wall is between this page and every runner's rows; counting goes round it."""
    group_id = groups.add_group("Riverside club")
    for name in "ghijk":
        add_runner(name, name.upper())
    RunnerRow.objects.filter(user__username__in="ghijk").update(group_id=group_id, grouped_on=date(2026, 4, 1))
    assert "5 people, counted on 14 May 2026" in text_of(browser_of("emil").get("/groups/"))


def test_a_group_without_a_name_comes_back(clinic):
    answer = browser_of("emil").post("/groups/add/", {"name": " "})
    assert (answer.status_code, "A name has 1 to 200 characters" in text_of(answer)) == (400, True)


@pytest.mark.parametrize("username", ["ada", "cleo"])
def test_nobody_but_an_administrator_sees_groups(clinic, username):
    assert browser_of(username).get("/groups/").status_code == 404
