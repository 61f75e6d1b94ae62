"""A passkey in real Chromium, with a device that it pretends to have (WebAuthn over the DevTools protocol)."""

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import find_violations, is_wide
from tests.e2e.conftest import Server

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def look(page: Page) -> None:
    assert not is_wide(page)
    assert find_violations(page) == []


def give_device(page: Page) -> tuple[object, str]:
    """Give the browser a device that stores passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def test_at_home_a_passkey_is_set_up_under_localhost_and_signs_in_without_a_terminal(browser: Browser, server: Server):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on(
        "console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None
    )
    session, device = give_device(page)
    page.goto(server.new_link())
    page.goto(f"{server.address}/sign-in/ways/")
    page.get_by_role("button", name="Start as localhost").click()
    page.get_by_role("link", name="Open as localhost").click()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Start a passkey").click()
    page.get_by_label("Name").fill("Laptop")
    with page.expect_navigation():  # the form is sent once the device has answered
        page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="How you sign in").first.click()
    expect(page.get_by_text("Laptop").first).to_be_visible()
    look(page)

    context.clear_cookies()
    page.goto(f"http://localhost:{server.port}/")
    look(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"http://localhost:{server.port}/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    context.close()
    assert problems == []
