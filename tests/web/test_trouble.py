"""When the disk or the database refuses: the true cause, what was typed comes back, and nothing keeps a page."""

import errno
import re
import sqlite3
from html import unescape

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError
from django.test import Client

from runback.services.training import diary
from runback.services.training.diary import list_pain
from runback.web.settings import LOGGING

pytestmark = pytest.mark.django_db


def _of_sqlite(name: str, words: str) -> DatabaseError:
    """What Django raises when SQLite ends with that code."""
    cause = sqlite3.OperationalError(words)
    cause.sqlite_errorname = name
    problem = OperationalError(words)
    problem.__cause__ = cause
    return problem


CAUSES = {
    "a full disk": (_of_sqlite("SQLITE_FULL", "database or disk is full"), 507, "The disk is full"),
    "no space for a file": (OSError(errno.ENOSPC, "No space left on device"), 507, "The disk is full"),
    "a quota": (OSError(errno.EDQUOT, "Disk quota exceeded"), 507, "The disk is full"),
    "a read-only database": (_of_sqlite("SQLITE_READONLY", "readonly"), 503, "cannot be written"),
    "a read-only disk": (OSError(errno.EROFS, "Read-only file system"), 503, "cannot be written"),
    "a damaged database": (_of_sqlite("SQLITE_CORRUPT", "malformed"), 503, "runback rescue"),
    "a database of something else": (_of_sqlite("SQLITE_NOTADB", "file is not a database"), 503, "runback rescue"),
    "a disk that fails": (_of_sqlite("SQLITE_IOERR_WRITE", "disk I/O error"), 503, "reported an error"),
    "a file that fails": (OSError(errno.EIO, "Input/output error"), 503, "reported an error"),
    "another writer": (_of_sqlite("SQLITE_BUSY", "database is locked"), 503, "Another program"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_form_that_cannot_be_saved_says_why_and_gives_back_what_was_typed(client, monkeypatch, cause):
    problem, status, words = CAUSES[cause]

    def refuse(*_args: object, **_more: object) -> None:
        raise problem

    monkeypatch.setattr(diary, "log_pain", refuse)
    answer = client.post("/pain/log/", {"score": "4", "note": "<b>since the hill</b>"})
    text = unescape(answer.content.decode())
    assert answer.status_code == status
    assert words in text
    assert any(
        sentence in text for sentence in ("was not saved", "look before you enter it again", "Nothing more is written")
    )
    assert re.search(r'<input type="hidden" name="score" value="4">', text)
    assert "<li>&lt;b&gt;since the hill&lt;/b&gt;</li>" in answer.content.decode()
    assert "call the emergency number" in text


def test_what_comes_back_can_be_saved_with_one_tap(ada, client, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(diary.PainRow.objects, "create", lambda **_: (_ for _ in ()).throw(CAUSES["a full disk"][0]))
        text = client.post("/pain/log/", {"score": "4", "note": "hill"}).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    to = re.search(r'<form method="post" action="([^"]+)"', text).group(1)
    assert client.post(to, fields).status_code == 302
    assert [(entry.score, entry.note) for entry in diary.list_pain(ada)] == [(4, "hill")]


def test_own_words_that_cannot_be_kept_are_not_called_misunderstood(client, monkeypatch):
    def refuse(*_args: object) -> None:
        try:
            raise CAUSES["a full disk"][0]
        except OperationalError:
            raise RuntimeError from None  # what Django's sessions do with it: the cause is only the context

    client.get("/check/begin/")
    with monkeypatch.context() as broken:
        broken.setattr("runback.web.check.draft.store_draft", refuse)
        answer = client.post("/check/begin/", {"text": "numb between the legs"})
    text = answer.content.decode()
    assert answer.status_code == 507
    assert "The disk is full" in text
    assert "numb between the legs" in text
    assert "did not understand" not in text


def test_a_fault_of_ours_does_not_claim_that_nothing_was_lost(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(diary, "log_pain", lambda *_args, **_more: 1 / 0)
    answer = client.post("/pain/log/", {"score": "4"})
    assert answer.status_code == 500
    assert b"may not have been saved" in answer.content


def test_a_stranger_leaves_no_session_behind(home):
    for path in ("/", "/plan/", "/sign-in/", "/sign-in/made-up/", "/nowhere/"):
        Client().get(path, follow=True)
    assert Session.objects.count() == 0


def test_no_page_may_be_kept_by_a_browser(client, checked):
    for path in ("/", "/plan/", "/history/", "/pain/", "/check/", "/sign-in/", "/nowhere/"):
        assert "no-store" in client.get(path, follow=True)["Cache-Control"], path


def test_a_flood_of_foreign_hosts_is_not_written_to_the_terminal():
    quiet = LOGGING["loggers"]["django.security.DisallowedHost"]
    assert (quiet["handlers"], quiet["propagate"]) == ([], False)


def test_sessions_that_ended_and_files_that_never_arrived_are_cleared_up(client, home):
    import os
    from datetime import timedelta

    from runback.web.housekeeping import tidy

    ended = Session.objects.create(session_key="a" * 32, session_data="", expire_date="2001-01-01T00:00Z")
    (home / "uploads").mkdir()
    for name, days in (("old.upload", 2), ("new.upload", 0)):
        (home / "uploads" / name).write_bytes(b"half")
        past = (home / "uploads" / name).stat().st_mtime - timedelta(days=days).total_seconds()
        os.utime(home / "uploads" / name, (past, past))
    tidy()
    assert not Session.objects.filter(pk=ended.pk).exists()
    assert [path.name for path in (home / "uploads").iterdir()] == ["new.upload"]


def test_without_its_database_a_server_says_so_to_people_and_to_programs(client, monkeypatch):
    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr("runback.store.wall.close", gone)
    client.raise_request_exception = False
    assert client.get("/health/").status_code == 200  # it asks for itself
    page = client.get("/plan/")
    assert page.status_code in (500, 503)
    assert "refused" not in page.content.decode()


def test_what_was_saved_is_not_called_unsaved_because_its_session_could_not_be(client, ada, monkeypatch, settings):
    def refuse(*_args, **_named):
        raise UpdateError from sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", refuse)
    settings.SESSION_SAVE_EVERY_REQUEST = True
    text = client.post("/pain/log/", {"score": "3"}).content.decode()
    assert [entry.score for entry in list_pain(ada)] == [3]
    assert "was not saved" not in text
    assert "It is not certain that what you entered last was saved" in text


@pytest.mark.parametrize("path", ["/account/running/", "/account/week/", "/pain/log/"])
def test_an_address_of_a_form_alone_has_a_page_when_it_is_loaded_again(client, ada, path):
    answer = client.get(path)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Nothing to show here" in answer.content.decode()
