"""A second device: the code that pairs a phone on the Wi-Fi, and the prompt for a new version."""

import base64
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import segno
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Server, is_on_home_network

BORDER = 4
"""Light modules around a code, which cameras need."""

READ = """async ([picture, size]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const dark = (row, column) => {
        const at = (place, whole) => Math.floor(((place + 0.5) / size) * whole);
        return drawing.getImageData(at(column, image.width), at(row, image.height), 1, 1).data[0] < 128 ? 1 : 0;
    };
    return [...Array(size).keys()].map((row) => [...Array(size).keys()].map((column) => dark(row, column)));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.address, viewport={"width": 360, "height": 780}, color_scheme="dark")
    opened = context.new_page()
    opened.goto(server.new_link())
    yield opened
    context.close()


def read_modules(page: Page, code: Locator, size: int) -> list[list[int]]:
    """The modules of a code as the screen shows them, row by row, 1 for dark."""
    picture = base64.b64encode(code.screenshot()).decode()
    other = page.context.new_page()
    try:
        return list(other.evaluate(READ, [picture, size]))
    finally:
        other.close()


@pytest.mark.skipif(not is_on_home_network(), reason="this machine is on no home network")
def test_the_code_on_the_screen_is_the_link_and_pairs_one_phone_once(page: Page, browser: Browser):
    """In the dark on a phone's width, too: black on white, no module lost."""
    page.goto("/phone/")
    page.get_by_role("button", name="Show the code").click()
    link = page.locator("section[aria-labelledby=code-title] code").inner_text()
    expected = [list(row) for row in segno.make(link, micro=False, error="m").matrix_iter(border=BORDER)]
    assert read_modules(page, page.locator("svg.qr"), len(expected)) == expected

    first, second = browser.new_context(), browser.new_context()
    for phone in (first, second):
        opened = phone.new_page()
        opened.goto(link)
        opened.goto(urljoin(link, "/more/"))
    expect(first.pages[0].get_by_role("link", name="Settings", exact=True)).to_be_visible()
    expect(second.pages[0]).to_have_url(re.compile("/sign-in/"))
    first.close()
    second.close()


def test_a_new_version_waits_until_the_runner_loads_it(page: Page):
    """The same worker at another address is a new one for the browser."""
    page.goto("/more/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.reload()
    prompt = page.get_by_text("A new version is ready.")
    expect(prompt).to_be_hidden()
    page.evaluate("navigator.serviceWorker.register('/sw.js?next')")
    expect(prompt).to_be_visible(timeout=20_000)
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")
    with page.expect_navigation():
        page.get_by_role("button", name="Load it").click()
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js?next")
