"""What every browser test does: answer the check, and look for accessibility faults with axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = {"runOnly": ["color-contrast"]}
"""Dark changes colours and nothing else, so there axe looks at the contrast alone."""


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


def find_violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
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
        form.get_by_label("None of these", exact=True).check()
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
