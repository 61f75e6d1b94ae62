"""Running form in a browser: without the pose part it says what to do; with it a clip is sent and shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from runback.services.form.video import is_pose_installed, pose_python
from tests.e2e.browsing import find_violations, is_wide
from tests.e2e.conftest import open_page
from tests.shared_data import shared_path

MEASURED_MS = 300_000


@pytest.fixture
def without_pose(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    yield from open_page(browser, tmp_path / "home", RUNBACK_POSE_PYTHON="/nowhere/python")


@pytest.fixture
def with_pose(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    if not is_pose_installed():
        pytest.skip("the pose part is not installed (make pose)")
    yield from open_page(browser, tmp_path / "home", RUNBACK_POSE_PYTHON=str(pose_python()))


def test_without_the_pose_part_the_page_says_what_to_do_and_the_guide_reads_well(without_pose: Page):
    page = without_pose
    page.goto("/form/")
    expect(page.get_by_text("make pose")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("link", name="How to film").click()
    expect(page.get_by_role("heading", name="From behind")).to_be_visible()
    assert find_violations(page) == []
    page.goto("/form/watch/")
    expect(page.get_by_text("There is no run with steady minutes")).to_be_visible()
    assert not is_wide(page)


@pytest.mark.slow
@pytest.mark.corpus
def test_a_clip_is_sent_measured_played_and_deleted(with_pose: Page):
    page = with_pose
    page.goto("/form/")
    page.set_input_files("#id_video", shared_path("video", "run_treadmill_side_720x1280_30fps.mp4"))
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    expect(page.get_by_role("heading", name="What was measured")).to_be_visible(timeout=MEASURED_MS)
    assert page.locator(".stills svg").count() == 4
    page.evaluate("document.querySelector('video.clip').play()")
    for _ in range(50):
        page.wait_for_timeout(200)
        if page.evaluate("document.querySelector('video.clip').currentTime") > 0.2:
            break
    assert page.evaluate("document.querySelector('video.clip').currentTime") > 0.2
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_wide(page)
        assert find_violations(page) == []
    page.get_by_role("button", name="Delete clip").click()
    expect(page.get_by_role("heading", name="From a video")).to_be_visible()
    expect(page.get_by_role("heading", name="Your clips")).to_have_count(0)
