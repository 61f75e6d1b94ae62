"""The calendar feed: read by its secret address alone, until it is closed."""

import pytest

from runback.domain.errors import NotFound
from runback.services.sharing.calendar_feed import close_feed, feed_token, open_feed, read_feed
from runback.services.training import check_in
from runback.store.models import CalendarFeedRow
from tests.services.made_up import ANSWERS, THURSDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(ada, noon) -> None:
    """Ada has a plan."""
    check_in.save_check(ada, ANSWERS, THURSDAY)


def test_the_feed_is_read_by_its_token_alone_until_it_is_shut(ada, cast, plan):
    token = open_feed(ada)
    assert feed_token(ada) == token
    assert feed_token(cast.ben) is None
    assert read_feed(token).startswith(b"BEGIN:VCALENDAR")
    close_feed(ada)
    with pytest.raises(NotFound):
        read_feed(token)


def test_a_new_address_ends_the_old_one(ada, plan):
    old = open_feed(ada)
    new = open_feed(ada)
    assert old != new
    with pytest.raises(NotFound):
        read_feed(old)
    assert read_feed(new)


def test_a_feed_gives_reasons_only_where_they_were_asked_for(ada, plan):
    assert b"Why:" not in read_feed(open_feed(ada))
    assert b"Why:" in read_feed(open_feed(ada, with_reasons=True))


def test_before_the_first_check_the_feed_is_an_empty_calendar(ada, noon):
    data = read_feed(open_feed(ada))
    assert data.startswith(b"BEGIN:VCALENDAR")
    assert b"VEVENT" not in data


def test_who_reads_the_database_alone_has_no_address(ada, plan):
    token = open_feed(ada)
    saved = CalendarFeedRow.objects.get().token
    assert token not in saved
    for guess in (saved, saved.removeprefix("half."), saved.removeprefix("half.") + "." + "0" * 64, token[:-1] + "x"):
        with pytest.raises(NotFound):
            read_feed(guess)


def test_an_address_of_an_older_version_still_works(ada, plan):
    CalendarFeedRow.objects.create(runner_id=ada.id, token="an-old-token-why")
    assert feed_token(ada) == "an-old-token-why"
    assert b"Why:" in read_feed("an-old-token-why")
