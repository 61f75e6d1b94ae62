"""Help: every page and exercise is found by its own name, and the tour leads through four steps."""

import pytest
from django.urls import reverse

from runback.knowledge.exercises import load_exercises
from runback.web.help.search import MORE_PAGES, search
from runback.web.help.views import TOUR
from runback.web.navigation import list_entries


@pytest.mark.parametrize("name", [one.name for one in load_exercises().exercises])
def test_every_exercise_is_found_by_its_name(name):
    assert name in [one.title for one in search(name)]


def test_every_page_is_found_by_its_title():
    titles = [
        *(entry.title for entry in (*list_entries("bar"), *list_entries("more"))),
        *(one[1] for one in MORE_PAGES),
    ]
    for title in titles:
        assert title in [one.title for one in search(title)], title


@pytest.mark.parametrize(
    ("text", "first"),
    [("warm", "Warm-up"), ("holiday", "Days off"), ("garmin", "Calendar, watch, paper"), ("CALF raise", "Calf raise")],
)
def test_what_people_look_for_is_found_first(text, first):
    assert search(text)[0].title == first


@pytest.mark.parametrize("text", ["", "   ", "***", "xylophone", "calf xylophone"])
def test_nothing_is_found_for_what_is_not_there(text):
    assert search(text) == ()


@pytest.mark.django_db
def test_the_page_shows_what_it_found_and_what_was_typed_as_text(client):
    assert "Calf raise" in client.get("/help/?q=calf").content.decode()
    text = client.get("/help/", {"q": "<b>x</b>"}).content.decode()
    assert "<b>x</b>" not in text
    assert "Nothing found" in text


@pytest.mark.django_db
def test_the_tour_has_four_steps_that_lead_on(client):
    assert len(TOUR) == 4
    for number, step in enumerate(TOUR, start=1):
        text = client.get(f"/help/tour/?step={number}").content.decode()
        assert step.title in text
        assert reverse(step.url_name) in text
        assert (f"?step={number + 1}" in text) == (number < 4)
    assert TOUR[0].title in client.get("/help/tour/?step=9").content.decode()
