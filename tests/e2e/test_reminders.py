"""Reminders in a real browser: switched on by a tap, shown by the service worker, and a tap opens the right page.

The push service itself is not on the loopback: the browser's subscription is made up, and what it would deliver is
passed to the service worker by the browser's own tools.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import CONTRAST, find_violations
from tests.e2e.conftest import Server
from tests.receivers import PhoneBrowser

PHONE = PhoneBrowser("https://fcm.googleapis.com", "phone")
KEYS = {"endpoint": PHONE.endpoint, "keys": {"p256dh": PHONE.p256dh, "auth": PHONE.auth}}
SUBSCRIBED = f"""
const subscription = {{ toJSON: () => ({json.dumps(KEYS)}) }};
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {{
  window.name = `${{options.userVisibleOnly}} ${{options.applicationServerKey.length}}`;
  return subscription;
}};
"""
SHOWN = (
    "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => [one.title, one.body])"
)
TAP = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest.fixture
def context(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    server = Server(tmp_path / "home")
    made = browser.new_context(base_url=server.address, viewport={"width": 360, "height": 780})
    made.grant_permissions(["notifications"], origin=server.address)
    page = made.new_page()
    page.goto(server.link)
    yield made
    made.close()
    server.stop()


def wait_for_shown(page: Page, count: int) -> list[list[str]]:
    """The notifications on the screen once there are so many; asked for again, since a promise counts as true."""
    for _ in range(100):
        shown: list[list[str]] = page.evaluate(SHOWN)
        if len(shown) == count:
            return shown
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(shown)} notifications are shown: {shown}")


def deliver(context: BrowserContext, page: Page, data: str) -> None:
    """Hands the service worker a message, as the browser does when its push service delivers one."""
    tools = context.new_cdp_session(page)
    found: list[str] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(
        one["registrationId"] for one in event["registrations"]))  # fmt: skip
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready")
    origin = page.evaluate("location.origin")
    tools.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[0], "data": data})


def test_a_tap_switches_reminders_on_and_one_that_arrives_is_shown_and_opens_its_page(context: BrowserContext):
    page = context.pages[0]
    page.add_init_script(SUBSCRIBED)
    page.goto("/reminders/")
    page.get_by_label("Today's session").check()
    page.get_by_label("On this and other devices").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Start on this device").click()
    expect(page.get_by_text("Chrome on", exact=False).first).to_be_visible()
    assert page.evaluate("window.name") == "true 65"  # visible ones only, and the whole key of this home
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)  # colours fade from light to dark
    assert find_violations(page, CONTRAST) == []

    page.wait_for_function("navigator.serviceWorker.controller")
    deliver(context, page, json.dumps({"title": "Runback", "text": "Have a look at your shoes.", "path": "/shoes/"}))
    assert wait_for_shown(page, 1) == [["Runback", "Have a look at your shoes."]]
    context.service_workers[0].evaluate(TAP)
    page.wait_for_url(re.compile("/shoes/$"))
    page.wait_for_function("navigator.serviceWorker.controller")

    deliver(context, page, "not for us")
    assert wait_for_shown(page, 1) == [["Runback", ""]]
