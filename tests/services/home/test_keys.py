"""A home gets a new key, and nobody is signed out until the old one is forgotten."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from runback.domain.errors import NotFound
from runback.services.home import keys
from runback.services.sharing import calendar_feed


@pytest.fixture
def keyed(tmp_path):
    (tmp_path / keys.FILE).write_text("k" * 64)
    return tmp_path


def test_the_old_key_is_believed_and_the_new_one_is_another_of_the_same_length(keyed):
    keys.rotate_key(keyed)
    new = (keyed / keys.FILE).read_text()

    assert keys.read_old_keys(keyed) == ("k" * 64,)
    assert (len(new), new == "k" * 64) == (64, False)
    assert {path.stat().st_mode & 0o777 for path in keyed.iterdir()} == {0o600}


def test_the_latest_five_old_keys_are_kept_and_forgetting_ends_all(keyed):
    made = [(keyed / keys.FILE).read_text()]
    for _ in range(7):
        keys.rotate_key(keyed)
        made.append((keyed / keys.FILE).read_text())

    assert keys.read_old_keys(keyed) == tuple(reversed(made[-6:-1]))
    assert (keys.forget_old_keys(keyed), keys.read_old_keys(keyed)) == (5, ())
    assert keys.forget_old_keys(keyed) == 0


def test_a_crash_between_the_two_files_ends_nothing(keyed, monkeypatch):
    write = keys._write

    def crash_at_the_key(path, text):
        if path.name == keys.FILE:
            raise OSError("no room")
        write(path, text)

    monkeypatch.setattr(keys, "_write", crash_at_the_key)
    with pytest.raises(OSError, match="no room"):
        keys.rotate_key(keyed)
    assert (keyed / keys.FILE).read_text() == "k" * 64


def test_a_key_from_the_environment_is_not_rotated_here(keyed, monkeypatch):
    monkeypatch.setenv("RUNBACK_SECRET_KEY", "e" * 40)
    with pytest.raises(keys.KeyIsElsewhere, match="RUNBACK_SECRET_KEY_OLD"):
        keys.rotate_key(keyed)


@pytest.mark.django_db
def test_sessions_and_calendars_of_the_old_key_go_on_until_it_is_forgotten(ada, noon, settings):
    settings.SECRET_KEY = "old" * 20
    session, token = SessionStore().encode({"who": "ada"}), calendar_feed.open_feed(ada)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["other" * 10, "old" * 20]
    assert SessionStore().decode(session) == {"who": "ada"}
    assert calendar_feed.read_feed(token).startswith(b"BEGIN:VCALENDAR")
    assert calendar_feed.feed_token(ada) != token
    assert calendar_feed.read_feed(calendar_feed.feed_token(ada)).startswith(b"BEGIN:VCALENDAR")

    settings.SECRET_KEY_FALLBACKS = []
    assert SessionStore().decode(session) == {}
    with pytest.raises(NotFound):
        calendar_feed.read_feed(token)
