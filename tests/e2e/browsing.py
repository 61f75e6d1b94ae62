"""What every browser test does: answer the check, and look for accessibility faults with axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from runback.knowledge.red_flags import load_red_flags

SAVED_ANSWERS = {
    "age_years": 38, "sex": "female", "runner_status": "regular", "weekly_km": 20, "weeks_off": 0,
    "onset": "after_run", "pain_days": 12, "pain_now": 2, "pain_worst": 4, "pain_running": 1, "trend": "same",
    "locations": ["left_low_back"], "aggravated_by": ["running_impact"], "eased_by": ["rest"], "leg_pain": "none",
    "red_flags": [], "red_flag_answers": {item.id: "no" for item in load_red_flags().items},
    "wishes": {"days": {"tue": 45, "thu": 45, "sat": 45, "sun": 60}},
}  # fmt: skip
"""Answers of a calm check, for the command line to save."""

AXE: str = Axe().axe_script
CONTRAST = {"runOnly": ["color-contrast"]}
"""Dark changes colours and nothing else, so there axe looks at the contrast alone."""


ANSWERS: dict[str, str | list[str]] = {
    "age_years": "38",
    "sex": "female",
    "locations": ["left_low_back"],
    "onset": "after_run",
    "pain_days": "12",
    "trend": "improving",
    "pain_now": "2",
}
"""What this runner answers by question; to all else no, none, or the first of the options."""


def find_violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):  # loading it takes as long as a rule or two
        page.evaluate(AXE)
    asked = {"resultTypes": ["violations"], "preload": False} | (options or {})
    # What axe passed stays in the page: to send it here would take a tenth of a second.
    found = page.evaluate("async (asked) => (await axe.run(document, asked)).violations", asked)
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def is_wide(page: Page) -> bool:
    """Whether the loaded page is wider than its screen: a click returns while the next page has no root yet."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def height_of(page: Page) -> int:
    """How many pixels the loaded page is high: before its style has come a page is twice as high."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollHeight"))


def answer(page: Page) -> None:
    """Answers every question of the screen, waits for the next; the running page and the days stay as filled in."""
    with page.expect_navigation():
        _answer(page)


def _answer(page: Page) -> None:
    form = page.locator("main form").first
    if not page.url.endswith(("/running/", "/week/")):
        names = form.evaluate("form => [...new Set([...form.elements].map(one => one.name).filter(Boolean))]")
        for name in names:
            if name not in ("csrfmiddlewaretoken", "skip", *OPTIONAL) and _give(form, name, ANSWERS.get(name)):
                return
    form.locator("button.main").click()


OPTIONAL = ("pain_worst", "leg_dominant")


def _give(form: Locator, name: str, given: str | list[str] | None) -> bool:
    """Answers one question; whether its button already sent the form."""
    fields = form.locator(f"[name='{name}']")
    values = fields.evaluate_all("fields => fields.map(one => one.value)")
    kind = fields.first.evaluate("one => one.type")
    if kind == "text":
        fields.first.fill(str(given or "1"))
        return False
    calm = next((one for one in ("none_of_these", "no", "none") if one in values), values[0])
    for value in given if isinstance(given, list) else [given or calm]:
        choice = form.locator(f"[name='{name}'][value='{value}']")
        if kind == "submit":
            choice.click()
        elif not choice.is_checked():  # the runner's own words may have filled it in
            choice.locator("xpath=..").click()
    return kind == "submit"


CUT = """[...document.querySelectorAll("main *")]
    .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1 && one.textContent.trim()
        && ["hidden", "clip"].includes(getComputedStyle(one).overflowX) && one.tagName !== "SELECT")
    .map((one) => one.textContent.trim().slice(0, 40))"""


def find_cut(page: Page) -> list[str]:
    """What does not fit the width: the page itself where it scrolls sideways, and text that is cut."""
    return ["the page scrolls sideways"] * is_wide(page) + list(page.evaluate(CUT))


def walk_check(page: Page) -> int:
    """Answers screens until the check has no more; returns how many there were."""
    for screens in range(40):
        if "/check/question/" not in page.url:
            return screens
        answer(page)
    raise AssertionError("the check never ended")
