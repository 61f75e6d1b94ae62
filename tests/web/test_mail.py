"""Sign-in links by e-mail: for a confirmed address, never revealed, and only where a mail server is set."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from runback.services.home.runners import change_profile, user_id_of
from runback.services.people.accounts import set_active
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.web.environment import PublicAddress
from runback.web.mail import read_mail_server
from runback.web.signin import links
from tests.web.devices import add_app


def test_without_the_setting_there_is_no_mail():
    assert read_mail_server({}) == {}
    assert read_mail_server({"RUNBACK_EMAIL_URL": " "}) == {}


SERVERS = [
    (
        "smtps://me%40example.org:p%40ss@mail.example.org",
        ("mail.example.org", 465, "me@example.org", "p@ss", True, False, "me@example.org"),
    ),
    (
        "smtp://me:pw@mail.example.org?from=run@example.org",
        ("mail.example.org", 587, "me", "pw", False, True, "run@example.org"),
    ),
    (
        "smtp://mail.example.org:2525?from=run@example.org",
        ("mail.example.org", 2525, "", "", False, True, "run@example.org"),
    ),
    ("smtp://localhost?from=run@example.org", ("localhost", 25, "", "", False, False, "run@example.org")),
]


@pytest.mark.parametrize(("url", "meant"), SERVERS)
def test_one_setting_names_the_server_how_it_encrypts_and_who_mail_comes_from(url, meant):
    found = read_mail_server({"RUNBACK_EMAIL_URL": url})
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert (*(found[f"EMAIL_{name}"] for name in names), found["DEFAULT_FROM_EMAIL"]) == meant


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://mail.example.org?from=a@b.org", "smtp://?from=a@b.org", "smtp://mail.example.org",
     "smtps://me:secret@mail.example.org", "smtp://mail.example.org?from=a b@c.org", "smtp://h:99999?from=a@b.org",
     "smtp://h/path?from=a@b.org"],
)  # fmt: skip
def test_a_server_that_cannot_be_used_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="RUNBACK_EMAIL_URL") as caught:
        read_mail_server({"RUNBACK_EMAIL_URL": url})
    assert "secret" not in str(caught.value)


@pytest.fixture
def with_mail(settings, cast, noon):
    """A public server with mail."""
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    settings.MAIL_IS_ON, settings.MAIL_IN_BACKGROUND = True, False
    for runner in (cast.ada, cast.ben):
        agree(runner, consent_text(ConsentKind.SERVER))
    cache.clear()
    yield
    cache.clear()


def browser_of(runner) -> Client:
    client = Client()
    client.post(f"/sign-in/{links.new_token(user_id_of(runner))}/")
    return client


def path_in(message) -> str:
    return re.findall(r"https://run\.example\.org(/\S+)", message.body)[0]


def confirm(runner, address: str) -> None:
    browser_of(runner).post("/sign-in/ways/email/", {"email": address})
    Client().post(path_in(mail.outbox.pop()))


@pytest.mark.django_db
def test_a_confirmed_address_gets_links_that_sign_in(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    Client().post("/sign-in/email/", {"email": "Ada@Example.org"})
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    browser = Client()
    assert b"Use the button" in browser.get(path_in(message)).content
    assert browser.post(path_in(message))["Location"] == "/"
    assert Client().post(path_in(message)).status_code == 403


@pytest.mark.django_db
def test_an_unconfirmed_address_gets_no_link(with_mail, cast):
    browser_of(cast.ada).post("/sign-in/ways/email/", {"email": "ada@example.org"})
    mail.outbox.clear()
    Client().post("/sign-in/email/", {"email": "ada@example.org"})
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_answer_is_the_same_whether_or_not_an_address_is_known(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    known, unknown = (Client().post("/sign-in/email/", {"email": one}) for one in ("ada@example.org", "x@example.org"))
    token = re.compile(rb'content="2\S+"')
    assert (known.status_code, token.sub(b"", known.content)) == (unknown.status_code, token.sub(b"", unknown.content))
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_after_five_links_an_hour_an_address_gets_no_more_known_or_not(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    cache.clear()
    for address in ("ada@example.org", "x@example.org"):
        statuses = [Client().post("/sign-in/email/", {"email": address}).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    assert len(mail.outbox) == 5


@pytest.mark.django_db
def test_a_stopped_account_gets_no_link(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    set_active(user_id_of(cast.ada), is_active=False)
    Client().post("/sign-in/email/", {"email": "ada@example.org"})
    assert mail.outbox == []


@pytest.mark.django_db
def test_an_address_signs_in_to_one_account(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    browser_of(cast.ben).post("/sign-in/ways/email/", {"email": "ADA@example.org"})
    assert "in use" in Client().post(path_in(mail.outbox.pop())).content.decode()
    assert EmailAddress.objects.get().user_id == user_id_of(cast.ada)


@pytest.mark.django_db
def test_a_changed_confirmation_confirms_nothing(with_mail, cast):
    browser_of(cast.ada).post("/sign-in/ways/email/", {"email": "ada@example.org"})
    path = path_in(mail.outbox.pop())
    for changed in (path[:-6] + "AAAA" + path[-2:], path[:18] + "x" + path[19:], "/sign-in/email/x/"):
        assert Client().post(changed).status_code == 404
    assert not EmailAddress.objects.exists()


@pytest.mark.django_db
def test_an_address_that_is_deleted_gets_no_link(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    browser_of(cast.ada).post("/sign-in/ways/email/remove/")
    Client().post("/sign-in/email/", {"email": "ada@example.org"})
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "ada", "a@b@c", "ada@example.org\nBcc: x@example.org", "\0@example.org", "x" * 300 + "@a.org"]
)
def test_what_is_no_address_gets_no_mail(with_mail, cast, address):
    assert Client().post("/sign-in/email/", {"email": address}).status_code in (200, 400)
    browser_of(cast.ada).post("/sign-in/ways/email/", {"email": address})
    assert all(message.to == ["ada@example.org"] and "\n" not in message.to[0] for message in mail.outbox)


@pytest.mark.django_db
def test_the_owner_gets_a_mail_that_a_way_to_sign_in_has_changed(with_mail, cast):
    confirm(cast.ada, "ada@example.org")
    ada = browser_of(cast.ada)
    add_app(ada)
    ada.post("/sign-in/ways/app/remove/")
    assert [message.body.splitlines()[0] for message in mail.outbox] == ["The code app of your account was deleted."]


@pytest.mark.django_db
def test_without_a_mail_server_nothing_asks_for_an_address(cast, noon):
    assert b"e-mail" not in Client().get("/sign-in/").content
    assert Client().post("/sign-in/email/", {"email": "ada@example.org"}).status_code == 404
    assert browser_of(cast.ada).post("/sign-in/ways/email/", {"email": "ada@example.org"}).status_code == 404


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_logged_without_an_address(with_mail, cast, settings, monkeypatch):
    confirm(cast.ada, "ada@example.org")
    logged = []
    monkeypatch.setattr("runback.web.mail._log.error", lambda text, *parts: logged.append(text % parts))
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    assert Client().post("/sign-in/email/", {"email": "ada@example.org"}).status_code == 200
    assert logged == ["A mail could not be sent (ConnectionRefusedError). Check RUNBACK_EMAIL_URL."]


IN_GERMAN = {
    "Bestätige deine Adresse für Runback": "Um Anmeldelinks für Ada an dieser Adresse zu bekommen, bestätige sie",
    "Bei Runback anmelden": "Der Link gilt einmal, innerhalb von 15 Minuten.",
    "Deine Anmeldung bei Runback hat sich geändert": "Die Code-App deines Kontos wurde gelöscht.",
}


@pytest.mark.django_db
def test_mails_about_signing_in_are_in_the_language_of_the_settings(with_mail, cast):
    change_profile(cast.ada, language="de")
    browser = browser_of(cast.ada)
    browser.post("/sign-in/ways/email/", {"email": "ada@example.org"}, headers={"accept-language": "es"})
    Client().post(path_in(mail.outbox[0]))
    Client().post("/sign-in/email/", {"email": "ada@example.org"}, headers={"accept-language": "es"})
    add_app(browser)
    browser.post("/sign-in/ways/app/remove/")
    assert [message.subject for message in mail.outbox] == list(IN_GERMAN)
    for message in mail.outbox:
        assert IN_GERMAN[message.subject] in message.body
