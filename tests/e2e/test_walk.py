"""A runner's first evening, in order, in one browser: sign in, import, check, plan, pain, a changed plan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Server

ANSWERS = {
    "age_years": "38",
    "sex": "Female",
    "locations": ["Low back, left"],
    "onset": "In the hours or days after a run",
    "pain_days": "12",
    "trend": "Getting better",
    "pain_now": "2",
}
"""What this runner answers; to all else no, none, or the first of the options."""


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
    opened.on("console", lambda told: problems.append(told.text) if told.type == "error" else None)
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    yield opened
    assert problems == []


def find_violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def answer(page: Page) -> None:
    """Answers the question on the page."""
    question = page.locator("input[name=question]").get_attribute("value") or ""
    given = ANSWERS.get(question)
    form = page.locator("main form")
    if isinstance(given, list):
        for label in given:
            form.get_by_label(label, exact=True).check()
        form.get_by_role("button", name="Next").click()
    elif form.locator("input[name=answer][type=text]").count():
        form.locator("input[name=answer]").fill(given or "1")
        form.get_by_role("button", name="Next").click()
    elif form.locator("input[type=checkbox]").count():
        form.get_by_role("button", name="Next").click()
    else:
        _tap(form, given)


def _tap(form, given: str | None) -> None:
    if given is not None:
        wanted = form.locator(f"button[name=answer][value='{given}']").or_(form.get_by_role("button", name=given))
        return wanted.first.click()
    for value in ("no", "none"):
        if form.locator(f"button[value={value}]").count():
            return form.locator(f"button[value={value}]").click()
    return form.locator("button[name=answer]").first.click()


def walk_check(page: Page) -> None:
    """Answers questions until the check has no more."""
    for _ in range(60):
        if "/check/question/" not in page.url:
            return
        answer(page)
    raise AssertionError("the check never ended")


def test_the_link_signs_in_once(page: Page, server: Server, browser: Browser):
    page.goto(server.link)
    expect(
        page.get_by_role("heading", name="Start with the check").or_(page.get_by_text("Start with the check"))
    ).to_be_visible()
    other = browser.new_page()
    other.goto(server.link)
    expect(other.get_by_role("heading", level=1)).to_have_text("This link has been used, or is too old")
    other.close()


def test_files_dropped_on_the_page_come_in_with_a_verdict_each(page: Page, files: Path):
    page.goto("/import/")
    page.get_by_label("Choose files").set_input_files(files)
    expect(page.get_by_role("heading", name="File by file")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Could not be read 1").click()
    expect(page.get_by_text("broken.gpx")).to_be_visible()
    page.get_by_role("link", name="See your history").click()
    expect(page.locator("#chart svg").first).to_be_visible()


def test_the_check_leads_to_what_fits_and_to_a_plan(page: Page):
    page.goto("/check/begin/")
    page.get_by_label("In your own words").fill("My low back aches on the left since a long run. It gets better.")
    page.get_by_role("button", name="Begin").click()
    walk_check(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Last step: your week")
    page.get_by_role("button", name="See what comes out").click()
    expect(page.get_by_role("heading", name="What your answers fit")).to_be_visible()
    expect(page.get_by_role("heading", name="Get help at once if")).to_be_visible()
    page.get_by_role("link", name="See your plan").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()


def test_pain_takes_one_tap_and_can_be_taken_back(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Pain 3 of 10").click()
    expect(page.get_by_role("heading", name="Pain 3 of 10, noted")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Pain 3 of 10 noted.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Pain 3 of 10")).to_be_visible()


def test_a_bad_session_changes_the_plan_and_says_why(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Pain 2 of 10").click()
    expect(page.get_by_role("heading", name="Pain 2 of 10, noted")).to_be_visible()
    page.goto("/plan/")
    page.locator("li.session.today a").first.click()
    page.get_by_role("radio", name="I did it").check()
    page.get_by_text("7", exact=True).first.click()
    page.get_by_label("It turned sharp").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status").filter(has_text="Noted.")).to_be_visible()
    page.goto("/plan/")
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()


PAGES = (
    "/",
    "/plan/",
    "/check/",
    "/check/begin/",
    "/check/week/",
    "/history/",
    "/pain/",
    "/import/",
    "/strength/",
    "/more/",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_no_violation_and_nothing_runs_off_the_side(page: Page, theme, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert find_violations(page) == [], path


def test_an_emergency_fills_the_page_in_both_themes(page: Page):
    page.goto("/check/begin/")
    page.get_by_role("button", name="Begin").click()
    for _ in range(60):
        if page.locator("input[name=question]").get_attribute("value") == "ces_saddle":
            page.locator("button[value=yes]").click()
            break
        assert find_violations(page) == []
        answer(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_role("link", name="Call")).to_be_visible()
        assert page.get_by_role("navigation").count() == 0
        assert find_violations(page) == []
