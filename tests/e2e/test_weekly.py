"""The weekly check-in in a browser: due on Today, one page in under a minute, then a block, a clearance, a plan."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import CONTRAST, SAVED_ANSWERS, find_violations, height_of, is_wide
from tests.e2e.conftest import Server


@pytest.fixture(scope="module")
def week_old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served home whose runner did the check a week ago."""
    home = tmp_path_factory.mktemp("weekly") / "home"
    day = str(date.today() - timedelta(days=8))
    command = [sys.executable, "-m", "runback.cli.main", "assess", "--answers", "-", "--save", "--as-of", day]
    subprocess.run([*command, "--home", str(home)], input=json.dumps(SAVED_ANSWERS), text=True, check=True, timeout=120)
    served = Server(home)
    yield served
    served.stop()


@pytest.fixture
def page(browser: Browser, week_old: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=week_old.address, viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def tick_calm(page: Page) -> int:
    """Answers every question of the page as a runner with nothing new; returns the taps it took."""
    parts = page.locator("form.weekly fieldset")
    for part in parts.all():
        options = ("none_of_these", "no", "no_run", "2")
        found = (part.locator(f"input[value='{option}']") for option in options)
        next(box for box in found if box.count()).locator("xpath=..").click()
    page.locator("#q-pain_now label", has_text="1").first.click()
    return parts.count()


def test_the_check_in_is_one_page_and_a_sign_in_it_blocks_until_a_clearance(page: Page, week_old: Server) -> None:
    page.goto(week_old.link)
    page.get_by_role("link", name="Your weekly check-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your weekly check-in")
    page.set_viewport_size({"width": 360, "height": 780})
    assert height_of(page) <= 2 * 780
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert not is_wide(page), width
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert find_violations(page) == [], width
        page.emulate_media(color_scheme="dark")
        assert find_violations(page, CONTRAST) == [], width
    page.emulate_media(color_scheme="light")

    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You still need to answer:")).to_be_visible()
    assert tick_calm(page) + 1 == 6
    signs = page.locator("#q-any_of_these")
    signs.get_by_label("a lump").check()
    expect(signs.get_by_label("None of these")).not_to_be_checked()
    page.get_by_role("button", name="Done").click()
    page.get_by_label("A new lump").check()
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_role("heading", name="See a clinician within days")).to_be_visible()
    expect(page.get_by_text("The pain fell from 2 to 1.")).to_be_visible()
    assert find_violations(page) == []
    page.goto("/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No plan for now")
    page.goto("/")
    page.get_by_role("link", name="I have been seen").click()
    page.get_by_label("Who saw you?").fill("Dr Field, GP")
    page.locator("input[name=flags]").first.check()
    assert find_violations(page) == []
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Your weekly check-in")).to_have_count(0)
    page.goto("/plan/")
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    page.goto("/check/clearance/")
    expect(page.get_by_text("Dr Field, GP")).to_be_visible()
