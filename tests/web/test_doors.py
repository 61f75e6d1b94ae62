"""The doors: hosts, forged forms, what a page may load, and who gets in."""

import time

import pytest
from django.conf import settings
from django.test import Client

from runback.services.home.runners import user_id_of
from runback.web.signin import links

pytestmark = pytest.mark.django_db
PAGES = ("/", "/plan/", "/check/", "/history/", "/pain/", "/import/", "/strength/", "/shoes/", "/more/", "/account/",
         "/recovery/", "/experiments/", "/experiments/heat/", "/data/", "/report/", "/outcomes/", "/evidence/",
         "/trends/", "/learn/", "/learn/why/", "/plan/month/")  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""])
def test_a_page_asked_for_under_a_foreign_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8017", "localhost:8017", "[::1]:8017"])
def test_the_loopback_names_are_answered(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


def test_a_static_file_is_refused_under_a_foreign_host_too(client):
    answer = client.get(f"{settings.STATIC_URL}runback/app.css", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_form_without_its_token_changes_nothing(ada, client):
    from runback.services.training.diary import list_pain

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/pain/log/", {"score": "3"})
    assert answer.status_code == 403
    assert b"Open the page again" in answer.content
    assert list_pain(ada) == ()


def test_no_page_may_run_an_inline_script_or_be_framed(client, checked):
    for page in PAGES:
        answer = client.get(page, follow=True)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "'unsafe-inline'" not in policy
        assert "'unsafe-eval'" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        assert "camera=()" in answer["Permissions-Policy"]


def test_no_page_has_an_inline_style_or_handler_or_foreign_address(client, checked):
    for page in PAGES:
        text = client.get(page, follow=True).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert 'src="http' not in text
        assert 'href="http' not in text


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_sees_no_page(path, home):
    answer = Client().get(path, follow=True)
    assert answer.status_code == 401
    assert b"Open your sign-in link" in answer.content


def test_a_sign_in_link_works_once(ada, noon):
    link = links.new_link(user_id_of(ada), 8017)
    path = link.removeprefix("http://127.0.0.1:8017")
    first, second = Client(), Client()
    assert first.get(path, follow=True).redirect_chain == [("/", 302)]
    assert first.get("/").status_code == 200
    answer = second.get(path)
    assert answer.status_code == 403
    assert b"How to get a new link" in answer.content
    assert second.get("/").status_code == 302


def test_an_old_sign_in_link_does_not_work(ada, monkeypatch):
    token = links.new_token(user_id_of(ada))
    later = time.time() + links.LASTS_S + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert Client().get(f"/sign-in/{token}/").status_code == 403


def test_a_new_link_ends_the_one_before(ada):
    old = links.new_token(user_id_of(ada))
    links.new_token(user_id_of(ada))
    assert links.consume(old) is None


def test_a_made_up_link_does_not_use_up_the_real_one(ada):
    token = links.new_token(user_id_of(ada))
    assert links.consume("x" * len(token)) is None
    assert links.consume(token).user_id == user_id_of(ada)


def test_the_token_is_kept_only_as_a_hash_that_nobody_else_may_read(ada, home):
    token = links.new_token(user_id_of(ada))
    (kept,) = (home / "signin").iterdir()
    assert token not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(ada, noon):
    browser = Client()
    browser.get(f"/sign-in/{links.new_token(user_id_of(ada))}/")
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_two_homes_and_two_ports_have_cookies_of_their_own():
    from pathlib import Path

    from runback.web.settings import name_cookie

    names = {name_cookie(Path(home), port) for home in ("/a", "/b") for port in (1, 2)}
    assert len(names) == 4


def test_signing_out_ends_the_session(client):
    assert client.post("/sign-out/").status_code == 200
    assert client.get("/").status_code == 302


def test_a_link_that_leads_away_is_never_followed_after_signing_in(ada, noon):
    answer = Client().get(f"/sign-in/{links.new_token(user_id_of(ada))}/?next=https://evil.example/")
    assert answer["Location"] == "/"
