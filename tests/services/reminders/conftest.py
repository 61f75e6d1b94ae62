"""Ada has switched reminders on for one browser, whose push service is a server of the test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import pytest

from runback.domain.runner import Runner
from runback.services.reminders import choices
from tests.receivers import Mailbox, PhoneBrowser, Receiver, http_receiver, mail_receiver


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Sets the clock to a time of 14 May 2026, UTC; Berlin is two hours ahead then."""

    def move(hour: int, minute: int = 0, day: int = 14) -> datetime:
        instant = datetime(2026, 5, day, hour, minute, tzinfo=UTC)
        monkeypatch.setattr("runback.services.clock.now", lambda: instant)
        return instant

    move(10)
    return move


@pytest.fixture
def service(settings) -> Iterator[Receiver]:
    """The push service, and the ntfy server."""
    with http_receiver() as receiver:
        settings.PUSH_SERVICES = (receiver.origin,)
        settings.NTFY_URL = receiver.origin
        yield receiver


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with mail_receiver() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_IS_ON = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "runback@example.org"
        yield box


@pytest.fixture
def switch_on(clock_at) -> Callable[..., choices.Choice]:
    """Chooses kinds and ways for a runner, all kinds where none are named; quiet from 21:00 to 07:00."""

    def choose(runner: Runner, *ways: str, kinds=choices.KINDS, mail_to: str = "") -> choices.Choice:
        return choices.save_choice(runner, kinds, ways, time(21), time(7), mail_to)

    return choose


def subscribe(runner: Runner, service: Receiver, name: str = "phone") -> PhoneBrowser:
    """A browser of the runner."""
    browser = PhoneBrowser(service.origin, name)
    choices.add_device(runner, browser.endpoint, browser.p256dh, browser.auth, "Mozilla/5.0 (Android) Chrome/140")
    return browser


@pytest.fixture
def phone(ada: Runner, service: Receiver, switch_on) -> PhoneBrowser:
    switch_on(ada, "push")
    return subscribe(ada, service)
