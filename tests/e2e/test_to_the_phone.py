"""As a new user: from the first page through the check to a plan in a calendar file, on a phone's screen."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import find_violations, is_wide, walk_check
from tests.e2e.conftest import Server

SHOTS = os.environ.get("RUNBACK_SHOTS")
"""A folder for pictures of every step, to be looked at by people."""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("phone") / "home")
    yield served
    served.stop()


@pytest.fixture
def phone(browser: Browser, own_server: Server) -> Iterator[Page]:
    context = browser.new_context(
        base_url=own_server.address, viewport={"width": 360, "height": 740}, accept_downloads=True
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def look(page: Page, name: str) -> None:
    """No page is wider than its screen; with a folder named, each is kept as a picture."""
    assert not is_wide(page), name
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def test_from_the_check_to_a_plan_in_the_calendar(phone: Page, own_server: Server, tmp_path: Path):
    phone.goto(own_server.link)
    look(phone, "1-first")
    phone.get_by_role("link", name="Do the check").click()
    phone.get_by_role("button", name="Start").click()
    walk_check(phone)
    look(phone, "2-result")
    phone.goto("/check/running/")
    look(phone, "3-running")
    phone.goto("/plan/")
    look(phone, "4-plan")
    phone.get_by_role("link", name="Calendar, watch, paper").click()
    look(phone, "5-out")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download the calendar file").click()
    file = tmp_path / "runback.ics"
    download.value.save_as(file)

    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) >= 5
    assert find_violations(phone) == []
    _look_around(phone)
    _travel(phone)


def _look_around(page: Page) -> None:
    """Ill for two days, back again; a session moved and taken back; a week on paper."""
    page.goto("/plan/off/")
    look(page, "6-off")
    assert find_violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="No running for now").get_by_text("Ill until")).to_be_visible()
    page.goto("/plan/off/")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Ill until")).to_have_count(0)
    page.goto("/plan/out/")
    page.get_by_role("link", name="Week of").last.click()
    look(page, "7-paper")
    assert find_violations(page) == []
    page.goto("/plan/")
    hrefs = page.locator(".session h3 a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    for href in hrefs[::-1]:
        page.goto(href.replace("/plan/", "/plan/move/", 1))
        if page.locator("input[name=to]").count():
            look(page, "8-move")
            assert find_violations(page) == []
            page.locator("input[name=to]").first.check()
            page.get_by_role("button", name="Move", exact=True).click()
            break
    expect(page.get_by_text("You moved the").first).to_be_visible()
    look(page, "9-moved")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("You moved the")).to_have_count(0)


def _travel(page: Page) -> None:
    """One tap takes the zone of the phone; elsewhere the phone's is proposed, and kept away where it is not wanted."""
    state = page.context.storage_state()
    browser, base = page.context.browser, page.url.split("/plan/")[0]
    assert browser is not None
    for zone in ("America/New_York", "Asia/Tokyo"):
        context = browser.new_context(
            base_url=base, viewport={"width": 360, "height": 740}, timezone_id=zone, storage_state=state
        )
        phone = context.new_page()
        phone.goto("/")
        place = zone.split("/")[1].replace("_", " ")
        proposed = phone.get_by_role("button", name=f"Use {place} time")
        expect(proposed).to_be_visible()
        look(phone, f"10-{place}")
        assert find_violations(phone) == []
        if zone == "Asia/Tokyo":
            phone.get_by_role("button", name="Keep New York time").click()
        else:
            proposed.click()
        expect(proposed).to_be_hidden()
        phone.reload()
        expect(proposed).to_be_hidden()
        context.close()
    page.goto("/account/")
    expect(page.locator("#id_zone")).to_have_value("America/New_York")
