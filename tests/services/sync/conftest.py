"""Fixtures of these tests: a made server, and a home that is connected to it."""

from collections.abc import Iterator
from datetime import date

import pytest

from runback.services.sync import run
from tests.services.sync.made_up import KEY, MadeServer, serve_made

SINCE = date(2026, 4, 1)


@pytest.fixture
def there(settings) -> Iterator[MadeServer]:
    """The other side, empty, and reached without pauses."""
    with serve_made(MadeServer()) as made:
        settings.INTERVALS_URL, settings.INTERVALS_PAUSE_S = made.url, 0.0
        yield made


@pytest.fixture
def alone(home, noon):
    """The one runner of a home."""
    from tests.cast import add_runner

    return add_runner("ada", "Ada", "Europe/Berlin")


@pytest.fixture
def connected(alone, home, there):
    """The runner of a home that is switched on."""
    run.connect(alone, home, KEY, SINCE)
    there.asked.clear()
    return alone
