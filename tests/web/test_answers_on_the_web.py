"""Everything that can be answered has a place on the web: each key of the answers file, and each thing a note asks."""

import re

import pytest

from runback.domain.intake import CHOICES, EQUIPMENT, LISTS, NUMBERS, STARTS, WEEKDAYS
from runback.domain.plan import Note
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.self_tests import load_self_tests
from runback.knowledge.sentences import load_sentences
from runback.services.training import check_in
from runback.web.plan.places import find_place
from tests.shared_data import shared_path
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def under_way(client, ada) -> None:
    """A check that has begun."""
    client.post("/check/begin/", {"text": ""})


def page_of(client, key: str) -> str:
    """The pages on which this key of the answers file is asked."""
    running = client.get("/check/question/running/").content.decode()
    if f'name="{key}"' in running:
        return running
    response = client.get(f"/check/question/{key}/")
    if response.status_code == 404:
        screens = ("about", "locations", "beginning", "pain", "leg", "nerves", "night")
        pages = [client.get(f"/check/question/{screen}/") for screen in screens]
        return "".join(page.content.decode() for page in pages if page.status_code == 200)
    return response.content.decode()


@pytest.mark.parametrize("key", sorted(NUMBERS))
def test_every_number_can_be_entered(client, under_way, key):
    assert f'name="{key}"' in page_of(client, key)


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in {**CHOICES, **LISTS}.items() for value in values]
)
def test_every_choice_can_be_chosen(client, under_way, key, value):
    page = page_of(client, key)
    assert re.search(rf'name="{key}" value="{value}"', page), (key, value)


def test_the_leg_that_is_worse_than_the_back_can_be_said(client, under_way):
    assert 'name="leg_dominant" value="true"' in page_of(client, "leg_dominant")


def test_every_wish_can_be_made(client, under_way):
    page = client.get("/check/question/week/").content.decode()
    assert all(f'name="{day}"' in page for day in (*WEEKDAYS, "long_run_day", "race_km", "race_on", "weeks"))
    assert all(f'value="{value}"' in page for value in (*EQUIPMENT, *STARTS))


def test_every_warning_sign_has_a_question(client, under_way):
    for item in load_red_flags().items:
        response = client.get(f"/check/question/{item.id}/")
        assert response.status_code == 200, item.id
        assert f'name="{item.id}"' in response.content.decode()


def test_every_result_of_a_self_test_can_be_entered(client, ada, checked):
    """The weaker side follows from the two sides."""
    for test in load_self_tests().tests.values():
        page = client.get(f"/self-tests/{test.id}/").content.decode()
        assert all(f'name="{key}"' in page for side, key in test.keys.items() if side != "weaker"), test.id


def test_every_context_that_the_interface_lists_can_be_entered(client, under_way):
    """The row of contexts in interface.md; N stands for a number there."""
    text = shared_path("interface.md").read_text(encoding="utf-8")
    row = re.search(r"\| contexts \| list: (.*?), and others", text)
    assert row
    page = client.get("/check/question/running/").content.decode()
    for context in row.group(1).split(", "):
        name = re.sub(r"_(\d+|N)(w|pct)$", "", context)
        assert f'value="{context}"' in page or f'name="{name}"' in page, context


ASKING = re.compile(r"^(unknown|usual|wish|check|goal|days_off)\.")
NOT_NOTES = ("check.no_cause", "check.cause_possible", "check.no_pattern", "check.two_patterns")


@pytest.mark.parametrize("say", [key for key in load_sentences() if ASKING.match(key) and key not in NOT_NOTES])
def test_every_note_that_asks_for_something_leads_to_where_it_is_entered(client, ada, checked, say):
    place = find_place(Note(say, say))
    assert place is not None
    assert client.get(place.url).status_code == 200


def test_a_note_about_missing_running_ends_once_it_is_entered(client, ada, runs, noon):
    without = {key: value for key, value in CLEAR.items() if key != "pain_running"}
    check_in.save_check(ada, without, TODAY)
    page = client.get("/plan/").content.decode()
    assert "You did not say how much running hurts" in page
    assert 'href="/check/running/"' in page
    client.post("/check/running/", {"pain_running": "1", "weekly_km": "18", "runner_status": "regular"})
    assert "You did not say how much running hurts" not in client.get("/plan/").content.decode()
