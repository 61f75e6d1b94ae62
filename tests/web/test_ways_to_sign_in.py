"""Passkeys, the code app and recovery codes: signing in, proving again, losing them."""

import copy
import itertools
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from fido2.webauthn import AuthenticatorData

from runback.services.home.runners import user_id_of
from runback.services.people.accounts import Account, set_active
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.web.environment import PublicAddress
from runback.web.signin import links
from runback.web.signin.passkeys import is_named_host
from tests.web.devices import HOST, Device, add_app, code_of, read_options

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def public(settings, cast):
    for runner in (cast.ada, cast.ben):
        agree(runner, consent_text(ConsentKind.SERVER))
    settings.PUBLIC = PublicAddress("https://localhost", HOST)


def browser_of(one) -> Client:
    """A browser at an address with a name, in which a runner or an account signed in with a link a moment ago."""
    client = Client(HTTP_HOST=HOST)
    user_id = one.user_id if isinstance(one, Account) else user_id_of(one)
    client.post(f"/sign-in/{links.new_token(user_id)}/")
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def add_passkey(client: Client, device: Device, name: str = "My phone"):
    options = read_options(client.get("/sign-in/ways/passkeys/").content)
    return client.post("/sign-in/ways/passkeys/", {"name": name, "credential": json.dumps(device.create(options))})


def sign_in(client: Client, device: Device):
    options = client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    return client.post("/sign-in/passkey/", {"credential": json.dumps(device.get(options))})


def test_a_passkey_that_was_added_signs_in_by_itself(cast, noon):
    device = Device()
    assert add_passkey(browser_of(cast.ada), device)["Location"] == "/sign-in/ways/codes/"
    stranger = Client(HTTP_HOST=HOST)
    assert sign_in(stranger, device)["Location"] == "/"
    assert stranger.get("/sign-in/ways/").content.count(b"My phone") == 2  # the name, and once more for screen readers


def test_a_passkey_signs_in_its_own_account_alone(cast, noon):
    hers, his = Device(id=b"hers"), Device(id=b"his")
    add_passkey(browser_of(cast.ada), hers)
    add_passkey(browser_of(cast.ben), his)
    hers.user, his.user = his.user, hers.user
    for device in (hers, his):
        client = Client(HTTP_HOST=HOST)
        assert sign_in(client, device).status_code == 403
        assert client.get("/").status_code == 302


@pytest.mark.parametrize("flags", [AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG(0)])
def test_a_passkey_counts_only_where_the_device_was_unlocked(cast, noon, flags):
    device = Device()
    add_passkey(browser_of(cast.ada), device)
    device.flags = flags
    assert sign_in(Client(HTTP_HOST=HOST), device).status_code == 403


def test_a_passkey_used_on_another_site_does_not_sign_in_here(cast, noon):
    device = Device()
    add_passkey(browser_of(cast.ada), device)
    device.origin = "https://localhost.evil.example"
    assert sign_in(Client(HTTP_HOST=HOST), device).status_code == 403


def test_the_answer_of_a_passkey_counts_once(cast, noon):
    device = Device()
    add_passkey(browser_of(cast.ada), device)
    client = Client(HTTP_HOST=HOST)
    answer = json.dumps(device.get(client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()))
    client.post("/sign-in/passkey/", {"credential": answer})
    client.post("/sign-out/")
    assert client.post("/sign-in/passkey/", {"credential": answer}).status_code == 403


def test_an_account_that_was_stopped_is_not_signed_in_by_its_passkey(cast, noon):
    device = Device()
    add_passkey(browser_of(cast.ada), device)
    set_active(user_id_of(cast.ada), is_active=False)
    client = Client(HTTP_HOST=HOST)
    assert sign_in(client, device)["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_a_deleted_passkey_cannot_sign_in(cast, noon):
    device, ada = Device(), browser_of(cast.ada)
    add_passkey(ada, device)
    kept = Authenticator.objects.get(type="webauthn")
    assert browser_of(cast.ben).post(f"/sign-in/ways/passkeys/{kept.pk}/remove/").status_code == 404
    assert ada.post(f"/sign-in/ways/passkeys/{kept.pk}/remove/").status_code == 302
    assert sign_in(Client(HTTP_HOST=HOST), device).status_code == 403
    assert not Authenticator.objects.exists()  # recovery codes alone are no second step


BROKEN: tuple[Any, ...] = (None, 7, {}, "\u00e4A", "A" * 3000)


def broken_answers(answer: dict[str, Any]) -> Iterator[Any]:
    """The answer of a passkey with each of its parts gone, or replaced by garbage; and no answer at all."""
    yield from BROKEN
    for part, inner in itertools.chain(
        ((key, None) for key in answer), (("response", key) for key in answer["response"])
    ):
        for value in BROKEN:
            changed = copy.deepcopy(answer)
            holder, key = (changed, part) if inner is None else (changed["response"], inner)
            holder[key] = value
            yield changed
        changed = copy.deepcopy(answer)
        del (changed if inner is None else changed["response"])[part if inner is None else inner]
        yield changed


def counts_nothing(key: str) -> bool:
    """Parts of an answer that nothing is read from."""
    return key in ("type", "clientExtensionResults", "rawId")


def test_no_made_up_answer_of_a_passkey_signs_in_or_is_a_fault(cast, noon, settings):
    settings.MFA_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS = False
    device = Device()
    add_passkey(browser_of(cast.ada), device)
    client = Client(HTTP_HOST=HOST)
    options = client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    right = device.get(options)
    tried = 0
    for answer in broken_answers(right):
        if isinstance(answer, dict) and answer.get("response") == right["response"]:
            continue  # only what is signed counts
        tried += 1
        assert client.post("/sign-in/passkey/", {"credential": json.dumps(answer)}).status_code == 403, answer
    assert tried > 20
    assert client.get("/").status_code == 302


def test_no_made_up_answer_adds_a_passkey_or_is_a_fault(cast, noon):
    client, device = browser_of(cast.ada), Device()
    answer = device.create(read_options(client.get("/sign-in/ways/passkeys/").content))
    for broken in broken_answers(answer):
        if isinstance(broken, dict) and broken.get("response") == answer["response"]:
            continue
        response = client.post("/sign-in/ways/passkeys/", {"credential": json.dumps(broken)})
        assert response.status_code == 200, broken
    assert not Authenticator.objects.exists()


def test_only_what_a_passkey_needs_is_kept_of_an_answer(cast, noon):
    client, device = browser_of(cast.ada), Device()
    answer = device.create(read_options(client.get("/sign-in/ways/passkeys/").content))
    more = {"x": "\ud800", "clientExtensionResults": {"y": "z" * 900}, "response": answer["response"] | {"w": "\ud800"}}
    client.post("/sign-in/ways/passkeys/", {"credential": json.dumps(answer | more)})
    assert set(Authenticator.objects.get(type="webauthn").data["credential"]["response"]) == {
        "clientDataJSON", "attestationObject",
    }  # fmt: skip
    assert sign_in(Client(HTTP_HOST=HOST), device)["Location"] == "/"


def test_an_account_has_twenty_passkeys_at_most(cast, noon):
    client = browser_of(cast.ada)
    add_passkey(client, Device())
    kept = Authenticator.objects.get(type="webauthn")
    copies = [Authenticator(user_id=kept.user_id, type=kept.type, data=kept.data) for _ in range(19)]
    Authenticator.objects.bulk_create(copies)
    page = client.post("/sign-in/ways/passkeys/", {"credential": "{}"})
    assert "Delete one first" in text_of(page)


def test_the_name_of_a_passkey_is_cut_to_what_a_list_can_show(cast, noon):
    add_passkey(browser_of(cast.ada), Device(), "x\0" * 300)
    assert len(str(Authenticator.objects.get(type="webauthn"))) <= 60


def test_a_number_has_no_passkeys_and_the_page_leads_to_a_name(cast, noon):
    client = Client(HTTP_HOST="127.0.0.1:8017")
    client.get(f"/sign-in/{links.new_token(user_id_of(cast.ada))}/")
    assert b"passkey-options" not in client.get("/sign-in/ways/passkeys/").content
    assert "localhost" in text_of(client.get("/sign-in/ways/"))
    page = text_of(client.post("/sign-in/ways/localhost/"))
    (path,) = re.findall(r"http://localhost:8017(/sign-in/[\w-]+/\?next=/sign-in/ways/)", page)
    named = Client(HTTP_HOST="localhost:8017")
    assert named.get(path)["Location"] == "/sign-in/ways/"
    assert "Start a passkey" in text_of(named.get("/sign-in/ways/"))


@pytest.mark.parametrize(
    ("host", "is_named"),
    [("localhost", True), ("localhost:8017", True), ("run.example.org", True), ("127.0.0.1:8017", False),
     ("127.0.0.1", False), ("[::1]:8017", False), ("[::1]", False), ("192.168.1.5:8017", False)],
)  # fmt: skip
def test_a_name_can_have_passkeys_and_a_number_cannot(rf, settings, host, is_named):
    settings.ALLOWED_HOSTS = ["*"]
    assert is_named_host(rf.get("/", headers={"host": host})) is is_named


@pytest.mark.parametrize("led_from", ["cross-site", "same-site"])
def test_a_link_on_another_page_asks_for_a_tap_since_the_browser_keeps_the_cookie_back(cast, noon, led_from):
    path, client = f"/sign-in/{links.new_token(user_id_of(cast.ada))}/", Client(HTTP_HOST=HOST)
    page = client.get(path, headers={"sec-fetch-site": led_from})
    assert (page.status_code, "Sign in to Runback" in text_of(page)) == (200, True)
    assert client.post(path, headers={"sec-fetch-site": "same-origin"})["Location"] == "/"


def test_a_home_without_passkeys_has_the_sign_in_page_it_had(cast, noon):
    assert b"passkey" not in Client(HTTP_HOST=HOST).get("/sign-in/").content


def test_under_a_public_address_the_sign_in_page_is_the_same_whoever_exists(cast, noon, public):
    before = Client(HTTP_HOST=HOST).get("/sign-in/", secure=True).content
    Authenticator.objects.create(user_id=user_id_of(cast.ada), type="webauthn", data={"name": "x"})
    assert b"Sign in with a passkey" in before
    blank = re.compile(rb'value="\w{64}"|content="2\S+"')
    assert blank.sub(b"", Client(HTTP_HOST=HOST).get("/sign-in/", secure=True).content) == blank.sub(b"", before)


def first_step_of(runner) -> tuple[Client, Any]:
    """A browser that used a link which somebody else made for the runner, and where that led to."""
    client = Client(HTTP_HOST=HOST)
    return client, client.post(f"/sign-in/{links.new_token(user_id_of(runner), is_first_step=True)}/")


def test_a_link_made_by_an_administrator_needs_the_code_app_too(cast, noon, public):
    secret = add_app(browser_of(cast.ada))
    client, answer = first_step_of(cast.ada)
    assert answer["Location"] == "/sign-in/second/"
    assert client.get("/").status_code == 302
    assert "did not match" in text_of(client.post("/sign-in/second/", {"code": "000000"}))
    assert client.post("/sign-in/second/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_link_made_by_an_administrator_is_enough_for_who_has_nothing_else(cast, noon, public):
    client, answer = first_step_of(cast.ada)
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_first_step_does_not_count_as_the_account_that_was_signed_in_before(cast, noon, public):
    add_app(browser_of(cast.ada))
    ben = browser_of(cast.ben)
    answer = ben.post(f"/sign-in/{links.new_token(user_id_of(cast.ada), is_first_step=True)}/")
    assert answer["Location"] == "/sign-in/second/"
    assert ben.get("/").status_code == 302


def test_a_link_of_the_server_needs_nothing_else_when_everything_is_lost(cast, noon, public):
    add_app(browser_of(cast.ada))
    assert browser_of(cast.ada).get("/").status_code == 200


def test_a_code_of_the_app_counts_once(cast, noon, public):
    secret = add_app(browser_of(cast.ada))
    code = code_of(secret)
    first, _ = first_step_of(cast.ada)
    second, _ = first_step_of(cast.ada)
    assert first.post("/sign-in/second/", {"code": code}).status_code == 302
    assert second.post("/sign-in/second/", {"code": code}).status_code == 200


def test_guessing_codes_ends_after_five_wrong_ones(cast, noon, public):
    secret = add_app(browser_of(cast.ada))
    client, _ = first_step_of(cast.ada)
    for _ in range(5):
        client.post("/sign-in/second/", {"code": "000000"})
    assert client.post("/sign-in/second/", {"code": code_of(secret)}).status_code == 200
    assert client.get("/").status_code == 302


def test_a_recovery_code_works_once_and_is_shown_once(cast, noon, public):
    ada = browser_of(cast.ada)
    add_app(ada)
    codes = re.findall(r"<code>(\d{8})</code>", text_of(ada.get("/sign-in/ways/codes/")))
    assert len(codes) == 10
    assert not re.findall(r"<code>(\d{8})</code>", text_of(ada.get("/sign-in/ways/codes/")))
    client, _ = first_step_of(cast.ada)
    assert client.post("/sign-in/second/", {"code": codes[0]}).status_code == 302
    client, _ = first_step_of(cast.ada)
    assert client.post("/sign-in/second/", {"code": codes[0]}).status_code == 200
    assert "9 left" in text_of(ada.get("/sign-in/ways/"))


def test_new_recovery_codes_end_the_old_ones(cast, noon, public):
    ada = browser_of(cast.ada)
    add_app(ada)
    (old, *_) = re.findall(r"<code>(\d{8})</code>", text_of(ada.get("/sign-in/ways/codes/")))
    ada.post("/sign-in/ways/codes/new/")
    client, _ = first_step_of(cast.ada)
    assert client.post("/sign-in/second/", {"code": old}).status_code == 200


def test_who_has_no_passkey_and_no_app_gets_no_recovery_codes(cast, noon, public):
    assert browser_of(cast.ada).post("/sign-in/ways/codes/new/").status_code == 400


@pytest.mark.parametrize("username", ["cleo", "emil"])
def test_who_sees_others_or_lets_them_in_sets_a_second_step_up_first(clinic, public, username):
    client = browser_of(getattr(clinic, username))
    start = {"cleo": "/clinic/", "emil": "/people/"}[username]
    assert client.get(start)["Location"] == "/sign-in/ways/?first=yes"
    assert client.post("/people/add/", {"username": "x", "role": "admin"})["Location"] == "/sign-in/ways/?first=yes"
    assert "Set up a passkey or a code app first" in text_of(client.get("/sign-in/ways/?first=yes"))
    add_app(client)
    assert client.get(start).status_code == 200


def test_a_runner_is_not_made_to_set_a_second_step_up(clinic, public):
    assert browser_of(clinic.ada).get("/").status_code == 200


def test_at_home_a_second_step_is_not_required(clinic):
    assert browser_of(clinic.emil).get("/people/").status_code == 200


def test_the_database_alone_gives_no_secret_away(cast, noon, public):
    secret = add_app(browser_of(cast.ada))
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_codes_of_a_home_whose_key_was_replaced_do_not_match_without_an_error(cast, noon, public, settings):
    secret = add_app(browser_of(cast.ada))
    settings.SECRET_KEY = "another key, of forty characters or more!!"
    client, _ = first_step_of(cast.ada)
    assert client.post("/sign-in/second/", {"code": code_of(secret)}).status_code == 200


def later(monkeypatch, minutes: int) -> None:
    instant = time.time() + minutes * 60
    monkeypatch.setattr("runback.web.again.time.time", lambda: instant)


def test_after_half_an_hour_a_passkey_lets_data_go_out_again(cast, noon, public, monkeypatch):
    ada, device = browser_of(cast.ada), Device(origin="https://localhost")
    options = read_options(ada.get("/sign-in/ways/passkeys/", secure=True).content)
    ada.post("/sign-in/ways/passkeys/", {"credential": json.dumps(device.create(options))}, secure=True)
    later(monkeypatch, 31)
    page = ada.post("/data/record/", follow=True)
    assert "Use your passkey" in text_of(page)
    fields = {"next": "/data/", "credential": json.dumps(device.get(read_options(page.content)))}
    assert ada.post("/sign-in/again/", fields)["Location"] == "/data/"
    assert ada.post("/data/record/")["Content-Type"] == "application/fhir+json"


def test_after_half_an_hour_a_code_lets_data_go_out_again(cast, noon, public, monkeypatch):
    ada = browser_of(cast.ada)
    secret = add_app(ada)
    later(monkeypatch, 31)
    assert ada.post("/sign-in/again/", {"next": "/data/", "code": "123"}).status_code == 403
    code = code_of(secret)
    assert ada.post("/sign-in/again/", {"next": "/data/", "code": code})["Location"] == "/data/"
    assert ada.post("/data/record/")["Content-Type"] == "application/fhir+json"


@pytest.mark.parametrize("path", ["passkeys/", "app/"])
def test_after_half_an_hour_nothing_about_signing_in_is_changed(cast, noon, public, monkeypatch, path):
    ada = browser_of(cast.ada)
    later(monkeypatch, 31)
    assert ada.get(f"/sign-in/ways/{path}")["Location"].startswith("/sign-in/again/?next=")


def test_what_ends_a_way_to_sign_in_needs_a_sign_in_of_the_last_half_hour(cast, noon, public, monkeypatch):
    ada = browser_of(cast.ada)
    add_app(ada)
    later(monkeypatch, 31)
    for path in ("app/remove/", "codes/new/"):
        assert ada.post(f"/sign-in/ways/{path}")["Location"].startswith("/sign-in/again/")
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil", "/\\evil.example"]
)
def test_proving_it_again_never_leads_away(cast, noon, public, path):
    ada = browser_of(cast.ada)
    secret = add_app(ada)
    answer = ada.post("/sign-in/again/", {"next": path, "code": code_of(secret)})
    assert answer["Location"] == "/data/"


def test_erasing_a_runner_takes_the_ways_to_sign_in_along(cast, noon):
    ada = browser_of(cast.ada)
    add_passkey(ada, Device())
    ada.post("/data/erase/", {"word": "erase"})
    assert not get_user_model().objects.filter(username="ada").exists()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_half_a_minute_early_and_late(cast, noon, public, monkeypatch, steps, counts):
    instant = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: instant)
    secret = add_app(browser_of(cast.ada))
    client, _ = first_step_of(cast.ada)
    code = format_hotp_value(hotp_value(secret, int(instant) // 30 + steps))
    assert (client.post("/sign-in/second/", {"code": code}).status_code == 302) is counts


@pytest.mark.parametrize(
    "by", ["django.contrib.auth.backends.ModelBackend", "runback.web.signin.backends.AccountBackend"]
)
def test_a_session_of_an_earlier_version_continues_and_ends_with_its_account(cast, by):
    browser = Client()
    browser.force_login(get_user_model().objects.get(pk=user_id_of(cast.ada)), by)
    assert browser.get("/pain/").status_code == 200
    set_active(user_id_of(cast.ada), is_active=False)
    assert browser.get("/pain/").status_code == 302
