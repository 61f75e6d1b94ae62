"""Where it hurts: a map that is a list of check boxes; and the flare card, which agrees with Today."""

import re

import pytest
from django.urls import reverse

from runback.domain.diary import LegSymptom, PainMoment
from runback.domain.errors import BadAnswer
from runback.domain.intake import LISTS
from runback.knowledge.plan_rules import load_plan_rules
from runback.services.training import check_in, diary
from runback.services.training.plans import current_plan
from runback.web.pain.body import BACK, BESIDE, FRONT, body_map
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_every_place_of_the_check_is_on_the_map_once():
    assert sorted((*BACK, *FRONT, *BESIDE)) == sorted(LISTS["locations"])


def test_every_spot_has_its_words_and_a_place_in_the_style_sheet():
    from django.contrib.staticfiles import finders

    with open(finders.find("pain/body.css")) as file:  # noqa: PTH123
        css = file.read()
    for side in body_map(()).sides:
        for spot in side.spots:
            assert spot.words
            assert f".spot-{spot.id} {{ left:" in css
            assert (f".spot-{spot.id}-2 {{ left:" in css) == spot.is_twice


def test_the_map_is_on_the_page_as_check_boxes_with_words(client, checked):
    text = client.get("/pain/").content.decode()

    assert sorted(re.findall(r'name="place" value="(\w+)"', text)) == sorted(LISTS["locations"])
    assert " style=" not in text


def test_places_are_added_to_an_entry_and_shown_in_the_diary(client, ada, checked):
    entry = diary.log_pain(ada, 2)
    client.post(f"/pain/{entry.id}/places/", {"place": ["left_low_back", "thoracic"]}, headers=HTMX)

    assert diary.list_pain(ada)[-1].places == ("left_low_back", "thoracic")
    assert "Low back, left" in client.get("/pain/").content.decode()


def test_a_place_that_the_check_does_not_know_leads_to_the_check_in(client, ada, checked):
    entry = diary.log_pain(ada, 2)
    known = client.post(f"/pain/{entry.id}/places/", {"place": ["left_low_back"]}, headers=HTMX).content.decode()
    new = client.post(f"/pain/{entry.id}/places/", {"place": ["abdomen"]}, headers=HTMX).content.decode()

    assert "New since your last check" not in known
    assert "New since your last check" in new
    assert reverse("check-weekly") in new


@pytest.mark.parametrize("place", ["leg_below_knee", "foot", "both_legs"])
def test_a_place_below_the_knee_stops_running_like_a_leg_symptom(client, ada, checked, place):
    entry = diary.log_pain(ada, 2)
    text = client.post(f"/pain/{entry.id}/places/", {"place": [place]}, headers=HTMX).content.decode()

    assert diary.list_pain(ada)[-1].leg is LegSymptom.BELOW_KNEE
    assert "Do not run" in text
    assert current_plan(ada, TODAY).plan.status.value == "blocked"


def test_a_leg_symptom_that_is_worse_is_never_made_milder(ada, noon):
    entry = diary.log_pain(ada, 2, leg=LegSymptom.WEAKNESS)

    assert diary.set_pain_places(ada, entry.id, ["foot"]).leg is LegSymptom.WEAKNESS


def test_an_unknown_place_is_refused(ada, noon):
    entry = diary.log_pain(ada, 2)
    with pytest.raises(BadAnswer):
        diary.set_pain_places(ada, entry.id, ["elbow"])


def test_ben_cannot_say_where_it_hurts_ada(ben_client, ada, noon):
    entry = diary.log_pain(ada, 4)

    assert ben_client.post(f"/pain/{entry.id}/places/", {"place": ["foot"]}).status_code == 404
    assert diary.list_pain(ada) == (entry,)


def test_a_jump_in_pain_gets_what_to_do_and_whom_to_call(client, checked):
    text = client.post("/pain/log/", {"score": "6"}, headers=HTMX).content.decode()
    red = load_plan_rules().light_red

    assert "From 1 to 6" in text
    assert f"Next {red.no_run_hours} hours" in text
    assert f"Pain of {red.pain_min} or more" in text
    assert "whom to call" in text
    assert "/evidence/stay-active/" in text
    assert "Check in" in text


@pytest.mark.parametrize("score", [0, 1, 2])
def test_pain_as_usual_brings_no_flare_card(client, checked, score):
    assert "what helps now" not in client.post("/pain/log/", {"score": score}, headers=HTMX).content.decode()


@pytest.mark.parametrize("score", range(11))
def test_the_flare_card_and_today_say_the_same(client, checked, score):
    card = client.post("/pain/log/", {"score": score}, headers=HTMX).content.decode()
    today = client.get("/").content.decode()

    assert ("what helps now" in card) == ("Answer the warning signs again before you run" in card)
    assert ("what helps now" in card) <= ("what helps now" in today), "it stays when the page is opened again"
    if "what helps now" in card:
        assert "/today/before-you-run/" not in today


def test_a_flare_still_says_what_helps_once_the_check_in_is_answered(client, ada, checked):
    """A 7 in the morning holds the run back for two days; the check-in asks about warning signs and helps little."""
    diary.log_pain(ada, 7, moment=PainMoment.MORNING)
    check_in.save_check(ada, CLEAR | {"pain_now": 7, "pain_worst": 7}, TODAY)
    page = client.get("/").content.decode()
    assert "Something changed" not in page
    assert "what helps now" in page
    assert "whom to call" in page
