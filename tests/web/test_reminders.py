"""The page Reminders: off until chosen, and every page says what leaves this machine."""

import pytest

from runback.services.reminders import choices
from tests.receivers import PhoneBrowser

pytestmark = pytest.mark.django_db
CHOSEN = {"kinds": ["morning", "session"], "ways": ["push"], "quiet_from": "22:00", "quiet_until": "06:30"}
PAGES = ("/reminders/", "/data/", "/account/")
NOWHERE = "Nothing is sent anywhere"


def text_of(client, path):
    return client.get(path).content.decode()


def add_phone(client):
    browser = PhoneBrowser("https://fcm.googleapis.com", "phone")
    form = {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}
    return client.post("/reminders/device/", form, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140"})


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_sent_anywhere_until_it_is_chosen_and_then_the_page_says_what_and_where(client, path):
    assert NOWHERE in text_of(client, path)

    client.post("/reminders/", CHOSEN)
    assert NOWHERE in text_of(client, path)  # no device yet
    add_phone(client)
    text = text_of(client, path)
    assert NOWHERE not in text
    assert "push service of its browser" in text

    client.post("/reminders/", CHOSEN | {"kinds": []})
    assert NOWHERE in text_of(client, path)


def test_ntfy_names_its_server_and_what_it_can_read(client, settings):
    settings.NTFY_URL = "https://ntfy.example.org"
    client.post("/reminders/", CHOSEN | {"ways": ["ntfy"]})
    assert "Reminders go through ntfy.example.org, which can read them." in text_of(client, "/data/")


def test_what_was_chosen_is_kept_and_shown_again(client, ada):
    answer = client.post("/reminders/", CHOSEN, follow=True)

    kept = choices.read_choice(ada)
    assert (kept.kinds, kept.ways, f"{kept.quiet_from:%H:%M}") == (("morning", "session"), ("push",), "22:00")
    shown = answer.context["form"]
    assert (shown["kinds"].value(), shown["quiet_until"].value()) == (["morning", "session"], kept.quiet_until)


@pytest.mark.parametrize("odd", [{"kinds": ["x"]}, {"ways": ["x"]}, {"ways": ["mail"]}, {"quiet_from": "25:00"}])
def test_an_odd_form_is_refused_and_changes_nothing(client, ada, odd):
    assert client.post("/reminders/", CHOSEN | odd).status_code == 400
    assert not choices.read_choice(ada).is_on


def test_mail_is_offered_only_where_there_is_a_mail_server_and_asks_for_its_code(client, ada, settings, mailoutbox):
    assert "By mail" not in text_of(client, "/reminders/")
    settings.MAIL_IS_ON, settings.EMAIL_HOST = True, "mail.example.org"
    client.post("/reminders/", CHOSEN | {"ways": ["mail"], "mail_to": "ada@example.org"})

    assert "the code that was sent to ada@example.org" in text_of(client, "/reminders/")
    assert client.post("/reminders/confirm/", {"code": "wrong"}).status_code == 400
    code = mailoutbox[0].body.partition("code is ")[2].partition(". ")[0]
    client.post("/reminders/confirm/", {"code": code})
    assert "through mail.example.org" in text_of(client, "/reminders/")


def test_a_device_is_listed_and_deleted(client, ada):
    client.post("/reminders/", CHOSEN)
    add_phone(client)
    (device,) = choices.list_devices(ada)
    assert "Chrome on Android" in text_of(client, "/reminders/")

    client.post(f"/reminders/device/{device.id}/delete/")
    assert choices.list_devices(ada) == ()


def test_a_browser_with_an_unknown_push_service_gets_a_message(client, ada):
    answer = client.post("/reminders/device/", {"endpoint": "https://example.org/1", "p256dh": "", "auth": ""})
    assert (answer.status_code, "does not know" in answer.content.decode()) == (400, True)


def test_a_test_without_a_device_says_what_to_do(client):
    client.post("/reminders/", CHOSEN)
    assert "switch on this device" in client.post("/reminders/test/").content.decode()
