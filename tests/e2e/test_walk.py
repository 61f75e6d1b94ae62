"""A runner's first evening, in order, in one browser: sign in, import, check, plan, pain, a changed plan."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import CONTRAST, answer, find_cut, find_violations, walk_check
from tests.e2e.conftest import Server


@pytest.fixture(scope="module")
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=server.address, viewport={"width": 360, "height": 740})
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    yield opened
    assert problems == []


PAGES = (
    "/", "/?log=strength", "/plan/", "/plan/races/", "/plan/off/", "/check/", "/check/begin/", "/check/week/",
    "/check/running/", "/account/", "/history/", "/pain/", "/import/",
    "/strength/", "/more/", "/data/", "/report/", "/outcomes/",
    "/outcomes/answer/", "/strength/exercise/goblet_squat/", "/strength/session/",
    "/strength/seven-minutes/", "/strength/warm-up/", "/self-tests/", "/self-tests/side_plank_knees/",
    "/self-tests/one_leg_stand/", "/recovery/", "/evidence/?q=shoes", "/evidence/foam-rolling/",
    "/experiments/", "/experiments/heat/",
)  # fmt: skip
WIDE = (
    "/", "/plan/", "/check/", "/history/", "/import/", "/strength/", "/strength/exercise/goblet_squat/",
    "/strength/seven-minutes/", "/self-tests/side_plank_knees/",
)  # fmt: skip
"""Looked at by axe at 1440 px too: the others have nothing there that these have not."""


PLAIN = (
    "/plan/off/", "/plan/races/", "/check/begin/", "/check/week/", "/check/running/", "/import/", "/more/", "/data/",
    "/report/", "/outcomes/", "/self-tests/", "/self-tests/one_leg_stand/", "/evidence/foam-rolling/",
    "/experiments/",
)  # fmt: skip
"""Pages of cards, forms and links alone, whose dark colours others have too."""
ALSO_ZOOMED = (
    "/plan/month/", "/plan/out/", "/trends/", "/shoes/", "/limits/", "/form/", "/form/guide/", "/spine/", "/learn/",
    "/learn/strength/", "/phone/", "/help/", "/help/tour/", "/sharing/", "/devices/", "/offline/", "/history/1/",
)  # fmt: skip


def sign_in(page: Page, server: Server, browser: Browser) -> None:
    link = server.new_link()  # the printed one has ended where another test asked for a link before
    page.goto(link)
    expect(page.get_by_text("Start with the check")).to_be_visible()
    other = browser.new_page()
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_have_text("This link has been used or has expired")
    other.close()


def bring_files_in(page: Page, files: Path) -> None:
    page.goto("/import/")
    page.get_by_label("Choose files").set_input_files(files)
    expect(page.get_by_role("heading", name="File by file")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Could not be read 1").click()
    expect(page.get_by_text("broken.gpx")).to_be_visible()
    page.get_by_role("button", name="Start import").click()  # more than ten files are looked at first
    page.get_by_role("link", name="See your history").click(timeout=30_000)
    expect(page.locator(".week-chart")).to_be_visible(timeout=30_000)


def do_check(page: Page) -> None:
    page.goto("/check/begin/")
    page.get_by_label("In your own words").fill("My low back aches on the left since a long run. It gets better.")
    page.get_by_role("button", name="Start").click()
    assert walk_check(page) <= 14
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Last step: your week")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your running")
    page.go_forward()
    page.go_forward()
    expect(page.get_by_role("heading", name="What your answers fit")).to_be_visible()
    expect(page.get_by_role("heading", name="Get help now if")).to_be_visible()
    page.get_by_role("link", name="See your plan").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()


def log_pain(page: Page) -> None:
    """One tap logs it, a second takes it back; the keyboard stays where the answer is."""
    page.goto("/")
    page.get_by_role("button", name="Pain 3 of 10").click()
    expect(page.get_by_role("heading", name="Pain 3 of 10, saved")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Pain 3 of 10 saved.")
    assert page.evaluate("document.activeElement.closest('#pain-card') !== null")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Pain 3 of 10")).to_be_visible()


def feel_tingling(page: Page) -> None:
    """A tingling leg stops the plan at once; taking it back opens it again."""
    page.goto("/")
    page.get_by_role("button", name="Pain 4 of 10").click()
    page.get_by_role("button", name="Tingling").click()
    expect(page.get_by_text("Do not run.")).to_be_visible()
    page.goto("/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No plan for now")
    page.goto("/pain/")
    page.get_by_role("button", name="Delete").first.click()
    page.goto("/plan/")
    expect(page.get_by_role("heading", name="This week")).to_be_visible()


def change_days(page: Page) -> None:
    """Fewer days change the plan; on its first day that is how it is set up, and nothing is called a change."""
    page.goto("/check/week/")
    for day in ("Monday", "Wednesday", "Friday"):
        page.get_by_label(day).fill("60")
    for day in ("Tuesday", "Thursday", "Saturday", "Sunday"):
        page.get_by_label(day).fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    expect(page.get_by_role("heading", name="What changed")).to_have_count(0)


def look_with_axe(page: Page) -> None:
    """At 360 and 1440 px; and at 320 px, which is a window of 640 px at 200 % zoom, nothing is cut.

    Each page is opened once and then made wider and narrower.
    """
    for path in (*PAGES, *ALSO_ZOOMED):
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in _widths(path):
            page.set_viewport_size({"width": width, "height": 800})
            assert find_cut(page) == [], (path, width)
            if width > 320:
                assert find_violations(page) == [], (path, width)
            if width == 360 and path not in PLAIN:  # contrast does not change with the width
                page.emulate_media(color_scheme="dark")
                assert find_violations(page, CONTRAST) == [], (path, width)
                page.emulate_media(color_scheme="light")


def _widths(path: str) -> list[int]:
    return [1440] * (path in WIDE) + [360] * (path in PAGES) + [320]


def time_a_self_test(page: Page) -> None:
    """By keyboard: five seconds to get ready, the hold is counted aloud and entered, both sides are announced."""
    page.goto("/self-tests/side_plank_knees/")
    left = page.get_by_role("group", name="Left, seconds")
    left.get_by_role("button", name="Start timer").press("Enter")
    expect(page.locator("#live")).to_contain_text("Get ready")
    page.clock.run_for(5_300)
    expect(page.locator("#live")).to_have_text("Go.")
    page.clock.run_for(20_000)
    expect(page.locator("#live")).to_have_text("20 seconds")
    left.get_by_role("button", name="Stop timer").press("Enter")
    expect(page.locator("#side_plank_knees_l_s")).to_have_value("20")
    page.locator("#side_plank_knees_r_s").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: left 20, right 30 seconds")).to_be_visible()


def run_the_seven_minutes(page: Page) -> None:
    """Thirty seconds of work, twelve to change, silent unless asked; a pause stops the clock."""
    page.goto("/strength/seven-minutes/")
    names = page.locator("[data-part] strong").all_inner_texts()
    assert len(names) == 10
    name, left = page.locator("#clock-title"), page.locator("[data-left]")
    expect(page.get_by_label("Sound")).not_to_be_checked()
    page.get_by_role("button", name="Start").press("Enter")
    expect(page.locator("#live")).to_contain_text("March on the spot, 180 seconds")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#live")).to_contain_text(names[0])
    page.clock.run_for(10_000)
    page.get_by_role("button", name="Pause").click()
    shown = int(left.inner_text())
    assert 18 <= shown <= 20
    page.clock.run_for(60_000)
    expect(left).to_have_text(str(shown))
    page.get_by_role("button", name="Resume").click()
    page.clock.run_for(shown * 1000 + 500)
    expect(name).to_have_text(f"Change: {names[1]} is next")
    page.clock.run_for(12_300)
    expect(name).to_have_text(names[1])
    page.clock.run_for(7 * 60_000)
    expect(name).to_have_text("Done")


def meet_an_emergency(page: Page) -> None:
    page.goto("/check/begin/")
    page.get_by_role("button", name="Start").click()
    for number in range(60):
        if page.url.endswith("/cauda_equina/"):
            page.locator("[name=ces_saddle][value=yes]").locator("xpath=..").click()
            page.get_by_role("button", name="Next").click()
            break
        if number in (0, 2):
            assert find_violations(page) == []
        answer(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_role("link", name="Call")).to_be_visible()
        assert page.get_by_role("navigation").count() == 0
        assert find_violations(page) == []
    page.goto("/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No plan for now")


def test_a_runners_first_evening(page: Page, server: Server, browser: Browser, files: Path):
    """One test, because each step needs the one before."""
    sign_in(page, server, browser)
    bring_files_in(page, files)
    do_check(page)
    log_pain(page)
    feel_tingling(page)
    change_days(page)
    look_with_axe(page)
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))  # else a slow machine adds its seconds to the hold
    time_a_self_test(page)
    run_the_seven_minutes(page)
    page.clock.resume()
    meet_an_emergency(page)


def test_a_port_in_use_is_reported_with_what_to_do(server: Server, tmp_path: Path):
    command = [sys.executable, "-m", "runback.cli.main", "serve", "--port", str(server.port), "--home", str(tmp_path)]
    done = subprocess.run([*command, "--no-browser"], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "--port" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_is_spent_is_followed_by_another_without_a_restart(server: Server, browser: Browser):
    link = server.new_link()
    page = browser.new_page()
    page.goto(link)
    expect(page).to_have_url(f"{server.address}/")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text("runback link", exact=True)).to_be_visible()
    page.close()


def test_the_demo_leads_to_an_empty_home_of_ones_own_which_ends_with_it(browser: Browser, tmp_path: Path):
    demo = Server(tmp_path / "demo", "demo", RUNBACK_OWN_HOME=str(tmp_path / "own"))
    try:
        page = browser.new_page()
        page.goto(demo.link)
        expect(page.get_by_text("Demo: a made-up runner")).to_be_visible()
        page.get_by_role("link", name="Start with my own runs").click()
        page.get_by_role("button", name="Start").click()
        page.get_by_role("link", name="Open my own Runback").click()
        page.get_by_role("button", name="Sign in").click()  # a link that another page led to asks for one tap
        expect(page.get_by_text("Start with the check")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Demo: a made-up runner")).to_have_count(0)
        assert not page.url.startswith(demo.address)
        assert (tmp_path / "own" / "runback.sqlite3").is_file()
        own = page.url
        page.close()
    finally:
        demo.stop()
    _expect_nobody_at(own)


def _expect_nobody_at(address: str) -> None:
    port = int(address.split(":")[2].split("/")[0])
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server beside the demo goes on without it")
