"""The spine page in a browser: a calm loading state, sliders that answer, a stride that moves only when asked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import CONTRAST, find_violations, height_of, is_wide
from tests.e2e.conftest import open_page

DEAR_MODEL_MS = 60_000
"""Loading the model takes a few seconds, more on a busy machine."""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    yield from open_page(browser, tmp_path_factory.mktemp("spine") / "home")


def test_a_slider_answers_and_the_stride_moves_only_when_asked(page: Page):
    bare = page.goto("/spine/")
    assert bare is not None
    assert "Getting the model ready" in bare.text()  # it may be ready before one can see that
    expect(page.get_by_role("heading", name="Each stride loads")).to_be_visible(timeout=DEAR_MODEL_MS)
    page.locator("summary", has_text="How it compares with a study").click()
    expect(page.get_by_role("cell", name="45 ± 10 % harder")).to_be_visible(timeout=DEAR_MODEL_MS)

    page.get_by_role("slider", name="Deep back muscles").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("heading", name="the long back muscle works")).to_be_visible()
    expect(page.get_by_role("slider", name="Deep back muscles")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("the long back muscle works")

    page.locator("summary", has_text="This moment in numbers").click()
    band = page.locator("[data-load-band='L4-L5']")
    before = band.text_content()
    knee = page.locator("svg.body polyline.near").first
    stood = knee.get_attribute("points")
    page.wait_for_timeout(200)
    assert knee.get_attribute("points") == stood
    page.get_by_role("slider", name="Moment of the stride").focus()
    page.keyboard.press("Home")
    assert knee.get_attribute("points") != stood
    assert band.text_content() != before
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Stop")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Stop").click()


def test_the_picture_stays_in_view_and_follows_a_slider_before_the_answer_comes(page: Page):
    page.goto("/spine/")
    expect(page.get_by_role("heading", name="Each stride loads")).to_be_visible(timeout=DEAR_MODEL_MS)
    assert height_of(page) <= 3 * 780
    after = page.locator("text[data-load='L4-L5'][data-state='after']")
    before = page.locator("text[data-load='L4-L5'][data-state='before']")
    full = before.text_content()
    assert after.text_content() == full
    page.route("**/spine/answer/**", lambda route: route.fulfill(status=204))
    page.get_by_role("slider", name="All four together").focus()
    page.keyboard.press("End")
    expect(after).not_to_have_text(str(full))
    assert before.text_content() == full
    expect(page.locator("svg.close")).to_be_in_viewport()
    page.unroute("**/spine/answer/**")


def test_axe_finds_nothing_at_both_widths_and_in_the_dark(page: Page):
    assert find_violations(page) == []
    assert not is_wide(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_timeout(300)  # buttons fade from the light colours
    assert find_violations(page, CONTRAST) == []
