"""The result says what the plan says, frightens nobody at the top, and past checks are easy to tell apart."""

from datetime import timedelta

import pytest

from runback.services.training import check_in
from runback.services.training.plans import current_plan
from tests.web.conftest import CLEAR, DAYS, EMERGENCY, TODAY

pytestmark = pytest.mark.django_db
LASTING = CLEAR | {"pain_days": 150, "pain_now": 2, "trend": "same", "locations": ["band_low_back"]}
HURTS_ON_WALKS = {"pain_walking": 4}
MAY_RUN = ("You can run, within your plan.", "You may run, with walk breaks", "Your plan says how much.")


def page_of(client, check) -> str:
    return client.get(f"/check/result/{check.id}/").content.decode()


def test_where_the_plan_stops_running_the_result_says_so_too(client, ada, runs):
    check = check_in.save_check(ada, LASTING | {"weeks_off": 12} | HURTS_ON_WALKS, TODAY)
    assert current_plan(ada, TODAY).plan.held_by
    page = page_of(client, check)
    assert "No running for now. Your plan says why, and what comes first." in page
    assert [said for said in MAY_RUN if said in page] == []


def test_where_the_plan_has_runs_the_result_says_what_the_answers_allow(client, ada, runs):
    check = check_in.save_check(ada, CLEAR, TODAY)
    assert not current_plan(ada, TODAY).plan.held_by
    assert "No running for now" not in page_of(client, check)


def test_what_should_be_ruled_out_is_no_heading_and_how_rare_it_is_comes_with_it(client, ada, noon):
    page = page_of(client, check_in.save_check(ada, DAYS, TODAY))
    card = page.partition('id="out-title"')[2].partition("</section>")[0]
    assert "<h3>" not in card
    assert "Cancer affecting the spine. It is rare: fewer than 1 in 100 people with back pain have it." in card
    assert card.index("It does not mean that you have it.") < card.index("Cancer")


def test_past_checks_show_their_time_and_what_came_out(client, ada, noon):
    check_in.save_check(ada, EMERGENCY, TODAY - timedelta(days=3))
    check_in.save_check(ada, DAYS, TODAY)
    page = page_of(client, check_in.save_check(ada, CLEAR, TODAY))
    past = page.partition("Past checks")[2].partition("</details>")[0]
    assert past.count("<li>") == 2
    assert "Get help now" in past
    assert "See a clinician within days" in past
    assert "11 May 2026, " in past
