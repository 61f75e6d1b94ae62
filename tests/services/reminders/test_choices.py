"""What a runner may choose, which browsers are taken, and the key of the home."""

from datetime import time

import pytest

from runback.domain.errors import BadAnswer, NotFound, UnusableHome
from runback.services.home.rows import owned_models
from runback.services.reminders import choices, keys
from runback.services.reminders.choices import Choice
from runback.web.environment import PUSH_SERVICES
from tests.receivers import PhoneBrowser
from tests.services.reminders.conftest import subscribe

pytestmark = pytest.mark.django_db
FCM = "https://fcm.googleapis.com"


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        ((21, 7), (21, 0), True),
        ((21, 7), (6, 59), True),
        ((21, 7), (7, 0), False),
        ((21, 7), (20, 59), False),
        ((0, 6), (0, 0), True),
        ((0, 6), (23, 59), False),
        ((13, 15), (14, 0), True),
        ((8, 8), (8, 0), False),
    ],
)
def test_quiet_hours_may_pass_midnight_and_two_equal_ones_are_none(quiet, at, is_quiet):
    assert Choice(quiet_from=time(quiet[0]), quiet_until=time(quiet[1])).is_quiet(time(*at)) is is_quiet


@pytest.mark.parametrize("origin", [FCM, "https://updates.push.services.mozilla.com", "https://web.push.apple.com",
                                    "https://wns2-par02p.notify.windows.com"])  # fmt: skip
def test_the_push_services_of_the_browsers_there_are_are_taken(ada, settings, origin):
    browser = PhoneBrowser(origin, "phone")
    assert settings.PUSH_SERVICES == PUSH_SERVICES
    assert choices.add_device(ada, browser.endpoint, browser.p256dh, browser.auth, "").is_current


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "fcm.googleapis.com/send/1",
        "http://fcm.googleapis.com/send/1",
        "https://fcm.googleapis.com:8443/send/1",
        "https://ada@fcm.googleapis.com/send/1",
        "https://fcm.googleapis.com.example.org/send/1",
        "https://example.org/https://fcm.googleapis.com/",
        "https://example.org/.push.apple.com",
        "https://example.org#.push.apple.com",
        "https://example.org?.push.apple.com",
        "https://example.org\\.push.apple.com/",
        "https://push.apple.com/1",
        "https://127.0.0.1/send/1",
        "https://[::1]/send/1",
        "https://[oops/send/1",
        "https://169.254.169.254/latest/meta-data/",
        "http://localhost:5432/",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_no_browser_can_make_runback_call_any_other_address(ada, endpoint):
    browser = PhoneBrowser(FCM, "phone")
    with pytest.raises(BadAnswer, match="does not know"):
        choices.add_device(ada, endpoint, browser.p256dh, browser.auth, "")
    assert choices.list_devices(ada) == ()


@pytest.mark.parametrize(("p256dh", "auth"), [("", None), ("AAAA", None), ("B" * 87, None), (None, ""), (None, "é")])
def test_odd_keys_are_refused(ada, p256dh, auth):
    browser = PhoneBrowser(FCM, "phone")
    with pytest.raises(BadAnswer, match="keys"):
        choices.add_device(
            ada,
            browser.endpoint,
            browser.p256dh if p256dh is None else p256dh,
            browser.auth if auth is None else auth,
            "",
        )


def test_the_same_browser_is_one_device_and_the_oldest_of_too_many_goes(ada, service):
    for number in range(choices.DEVICES_MAX + 1):
        for _ in range(2):
            subscribe(ada, service, f"phone-{number}")
    assert len(choices.list_devices(ada)) == choices.DEVICES_MAX


def test_the_device_of_another_runner_is_not_found(cast, service):
    subscribe(cast.ada, service)
    with pytest.raises(NotFound):
        choices.end_device(cast.ben, choices.list_devices(cast.ada)[0].id)


@pytest.mark.parametrize(
    ("kinds", "ways", "mail_to", "key"),
    [
        (["dinner"], [], "", "kinds"),
        (["session"], ["pigeon"], "", "ways"),
        (["session"], ["mail"], "", "mail_to"),
        (["session"], ["mail"], "ada", "mail_to"),
        (["session"], ["mail"], "ada@example.org\nBcc: eve@example.org", "mail_to"),
        ([], [], "ada@example.org,eve@example.org", "mail_to"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_its_field(ada, mailbox, kinds, ways, mail_to, key):
    with pytest.raises(BadAnswer) as refused:
        choices.save_choice(ada, kinds, ways, time(21), time(7), mail_to)
    assert refused.value.key == key
    assert choices.read_choice(ada) == Choice()


def test_mail_without_a_mail_server_is_refused_with_what_to_do(ada):
    with pytest.raises(BadAnswer, match="RUNBACK_EMAIL_URL"):
        choices.save_choice(ada, ["session"], ["mail"], time(21), time(7), "ada@example.org")


def test_the_key_is_made_once_and_its_owner_alone_can_read_it(home):
    first = keys.public_key()
    assert keys.public_key() == first
    assert (home / "push.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["push.key"]


def test_a_damaged_key_says_what_to_do(home):
    (home / "push.key").write_text("no key")
    with pytest.raises(UnusableHome, match="Delete it"):
        keys.public_key()


def test_with_a_new_key_every_device_has_to_be_switched_on_again(ada, service):
    subscribe(ada, service)
    keys.replace_key()
    assert [one.is_current for one in choices.list_devices(ada)] == [False]


def test_reminders_stay_where_they_were_switched_on(home):
    assert not {"reminder", "reminder_choice", "push_device"} & set(owned_models())
