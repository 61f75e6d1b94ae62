"""While training: the player through reload and sleep, and what is logged while Runback cannot be reached."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import CONTRAST, SAVED_ANSWERS, find_violations, height_of, is_wide
from tests.e2e.conftest import Server

TODAY = f"{date.today():%a}".lower()
ON_THE_ROAD = SAVED_ANSWERS | {"trend": "improving", "wishes": {"days": {TODAY: 90}, "equipment": ["dumbbell"]}}
"""A runner with 90 minutes on one day a week, today: a run and a strength session."""


@pytest.fixture(scope="module")
def checked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with that runner's check, to be copied."""
    home = tmp_path_factory.mktemp("checked") / "home"
    command = [sys.executable, "-m", "runback.cli.main", "assess", "--answers", "-", "--save", "--home", str(home)]
    subprocess.run(
        command, input=json.dumps(ON_THE_ROAD), text=True, check=True, timeout=120, stdout=subprocess.DEVNULL
    )
    return home


@pytest.fixture
def served(tmp_path: Path, checked_home: Path) -> Iterator[Server]:
    """A server of its own for each test: they stop it, and what one logs would be there for the next."""
    server = Server(shutil.copytree(checked_home, tmp_path / "home"))
    yield server
    server.stop()


@pytest.fixture
def context(browser: Browser, served: Server) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=served.address, viewport={"width": 360, "height": 780})
    page = made.new_page()
    page.goto(served.link)
    page.close()
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    problems: list[str] = []
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    yield opened
    opened.close()
    assert problems == []


def test_the_player_fits_the_phone_and_is_read_by_everybody(page: Page):
    page.goto("/strength/seven-minutes/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-figure] svg")).to_be_visible()
    assert not is_wide(page)
    assert height_of(page) <= 780
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_timeout(500)  # colours fade from light to dark
    assert find_violations(page, CONTRAST) == []


def skip_to_the_end(page: Page) -> None:
    while not page.locator(".player[data-over]").count():
        page.get_by_role("button", name="Skip").click()


def open_cached(page: Page) -> None:
    """Today, with the service worker in charge and the pages kept."""
    page.goto("/")
    for page_kept in ("/player/run/", "/offline/"):
        for _ in range(900):  # ten pages, one after the other: a tenth of a second each time
            if page.evaluate("(path) => caches.match(path).then(Boolean)", page_kept):
                break
            page.wait_for_timeout(100)
        else:
            pytest.fail(f"{page_kept} was not kept")
    page.reload()


def expect_all_sent(page: Page) -> None:
    page.goto("/offline/")
    expect(page.get_by_text("Nothing waits here.")).to_be_visible(timeout=20_000)


def list_pain(page: Page) -> list[str]:
    page.goto("/pain/")
    return page.locator("[aria-labelledby=entries-title] li strong").all_inner_texts()


def test_pain_that_runback_has_not_seen_leaves_nothing_to_start(page: Page, served: Server):
    open_cached(page)
    expect(page.locator("#now").get_by_role("link", name="Start", exact=True)).to_be_visible()
    served.stop()
    page.goto("/")
    page.get_by_role("button", name="Pain 6 of 10").click()
    expect(page.get_by_text("Do not run on this page")).to_be_visible()
    assert page.locator("#now").get_by_role("link", name="Start", exact=True).count() == 0
    served.go_on()
    page.goto("/")
    expect_all_sent(page)
    assert list_pain(page)[0] == "6"
    page.get_by_role("button", name="Delete pain 6").click()


def test_what_is_logged_without_a_connection_is_sent_once(page: Page, context: BrowserContext, served: Server):
    """Three logs, two tabs, and a server that is restarted between."""
    open_cached(page)
    other = context.new_page()
    served.stop()
    page.goto("/")
    expect(page.locator("[data-offline-word]")).to_contain_text("Offline. This page is from")
    page.get_by_role("button", name="Pain 2 of 10").click()
    expect(page.locator("#live")).to_contain_text("Your back, pain 2: kept on this phone.")
    page.goto("/history/add/")
    page.get_by_label("Walk", exact=True).check()
    page.locator("[name=distance_km]").fill("4.2")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#live")).to_contain_text("A run you added: kept on this phone.")
    page.goto("/player/run/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-figure] svg")).to_be_visible()
    skip_to_the_end(page)
    page.get_by_role("button", name="Pain 1 of 10, save").click()
    expect(page.locator("#live")).to_contain_text(", pain 1: kept on this phone.")
    page.goto("/")
    expect(page.locator("[data-offline-word]")).to_contain_text("3 logs wait on this phone.")

    served.go_on()
    page.reload(wait_until="commit")
    other.goto("/", wait_until="commit")
    expect_all_sent(page)
    other.close()
    assert list_pain(page) == ["2"]
    page.goto("/")
    expect(page.locator("#now .said")).to_contain_text("pain 1")
    page.goto("/history/")
    expect(page.locator("main")).to_contain_text("Activities (2)")


def test_a_set_continues_through_a_reload_waits_after_a_sleep_and_one_tap_logs_what_was_done(page: Page):
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))  # else a slow machine adds its seconds
    page.goto("/strength/session/")
    page.get_by_role("button", name="Show the list").click()
    page.get_by_role("button", name="Pain 4 of 10, save").click()
    expect(page.get_by_role("button", name="Save all sets as planned")).to_be_focused()  # asked, and nothing is lost
    expect(page.locator("[name=pain_kept]")).to_have_value("4")
    page.reload()
    name, left, said = page.locator("#clock-title"), page.locator("[data-left]"), page.locator("[data-said]")
    expect(name).to_have_text("Goblet squat")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-figure] animate").first).to_be_attached()
    page.clock.run_for(9_000)
    expect(left).to_have_text("3")  # twelve squats of four seconds: the third began at second 8
    page.reload()
    page.clock.run_for(4_000)
    expect(left).to_have_text("4")
    expect(page.locator("[data-place]")).to_have_text("Exercise 1 of 8, set 1 of 2")

    page.clock.fast_forward(600_000)  # asleep for ten minutes
    expect(said).to_have_text("Welcome back. Go on when you are ready.")
    expect(page.locator("[data-place]")).to_have_text("Exercise 1 of 8, set 2 of 2")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()

    page.get_by_role("button", name="Too hard").click()
    expect(name).to_have_text("Sit to stand")
    page.get_by_role("button", name="Resume").press("Enter")
    page.clock.run_for(12 * 4_000 + 500)
    expect(name).to_contain_text("Rest: ")
    skip_to_the_end(page)
    expect(name).to_have_text("Done")
    page.get_by_role("button", name="Pain 1 of 10, save").click()
    page.wait_for_url("**/plan/**saved=1*")
    page.goto("/strength/exercise/sit_to_stand/")
    expect(page.get_by_role("cell", name="1 of ")).to_be_visible()
