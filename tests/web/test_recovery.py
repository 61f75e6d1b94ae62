"""Recovery: everything that articles name, with a dose, what studies say, and what does not suit this runner."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest

from runback.domain.plan import SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.recovery import load_recovery
from runback.plan.weeks.sessions import NO_ROLLING
from runback.services.training import check_in
from runback.services.training.today import view_today
from runback.web.recovery.descriptions import describe_way, suggest_ways
from tests.web.conftest import CLEAR, TODAY

NAMED_BY_ARTICLES = {
    "sleep", "massage", "heat", "ice", "heat_and_ice", "rolling", "hip_flexors", "childs_pose", "twists", "yoga",
    "water", "insoles", "cushioning", "routes", "engaged_core", "relaxed_hands", "not_preventable",
}  # fmt: skip
WAYS = {way.id: way for way in load_recovery().ways}


def test_everything_that_articles_name_has_a_place():
    assert set(WAYS) >= NAMED_BY_ARTICLES


@pytest.mark.parametrize("way", WAYS.values(), ids=lambda way: way.id)
def test_each_way_shows_its_dose_its_steps_and_its_evidence(client, way):
    page = unescape(client.get("/recovery/").content.decode())
    assert describe_way(way, frozenset()).dose in page
    assert all(step in page for step in way.how)
    assert all(f'href="/evidence/{one}/"' in page for one in way.evidence)


def test_a_dose_of_a_rule_is_the_text_of_that_rule():
    assert describe_way(WAYS["heat"], frozenset()).dose == load_plan_rules().recovery_heat.text
    assert "15 to 20 minutes" in load_plan_rules().recovery_heat.text


def test_what_articles_name_and_runback_does_not_use_says_why():
    assert {way.id for way in WAYS.values() if way.is_left_out} == {"engaged_core", "insoles", "belts"}
    assert "Nobody has tested it" in " ".join(WAYS["engaged_core"].how)


def test_rolling_is_left_out_for_the_same_people_as_in_the_plan():
    assert set(WAYS["rolling"].avoid) == NO_ROLLING


@pytest.mark.parametrize("trait", sorted(NO_ROLLING))
def test_rolling_is_marked_for_whom_it_does_not_suit(trait):
    assert describe_way(WAYS["rolling"], frozenset({trait})).left_out
    assert describe_way(WAYS["rolling"], frozenset({"pelvic"})).left_out == ""


def test_childs_pose_is_marked_where_bending_hurts(client, ada):
    check_in.save_check(ada, CLEAR | {"aggravated_by": ["flexion"]}, TODAY)
    page = client.get("/recovery/").content.decode()
    pose = page.partition('href="/strength/exercise/childs_pose/"')[2].partition("</li>")[0]
    assert "Not for now: a back that dislikes bending forward" in pose


def test_a_runner_who_should_see_someone_is_sent_there_first(client, blocked):
    page = client.get("/recovery/").content.decode()
    assert "Your last check asks you to see someone" in page
    assert page.index("see someone") < page.index("Rest</h2>")


def test_no_dose_of_a_medicine_is_named(client):
    text = re.sub(r"<[^>]+>", " ", client.get("/recovery/").content.decode())
    assert "Ask a pharmacist" in text
    assert not re.search(r"\d\s?(?:mg|milligrams?|tablets?)\b|\bibuprofen\b (?:every|up to)", text)


def test_a_day_without_training_leads_to_recovery_from_today_and_a_run_day_does_not(
    client, checked, ada, move_clock_to
):
    week = [TODAY + timedelta(days=n) for n in range(10)]
    training = {SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS}
    trained = {day: any(one.kind in training for one in view_today(ada, day).sessions) for day in week}
    for is_trained in (False, True):
        move_clock_to(next(day for day in week if trained[day] is is_trained))
        assert (b'href="/recovery/"' not in client.get("/").content) is is_trained


def test_more_leads_to_recovery(client):
    assert b'href="/recovery/"' in client.get("/more/").content


def test_a_rest_day_of_the_plan_leads_to_recovery(client, checked):
    assert 'href="/recovery/">Rest' in client.get("/plan/").content.decode()


def test_a_rest_day_suggests_something_to_ease_and_something_to_move_in_turns():
    days = [TODAY + timedelta(days=n) for n in range(30)]
    pairs = [[way.id for way in suggest_ways(day, frozenset())] for day in days]
    assert {one for one, _ in pairs} == {"heat", "ice", "heat_and_ice", "massage", "rolling"}
    assert {one for _, one in pairs} == {"hip_flexors", "childs_pose", "twists", "yoga", "water", "cycling"}
    assert all(first != second for first, second in pairwise(pairs))


@pytest.mark.parametrize(
    "traits", [{"pregnancy"}, {"acute"}, {"flexion_intolerant", "radicular"}, {"fragility"}, NO_ROLLING]
)
def test_nothing_is_suggested_that_does_not_suit(traits):
    for n in range(30):
        for way in suggest_ways(TODAY + timedelta(days=n), frozenset(traits)):
            card = describe_way(way, frozenset(traits))
            assert card.left_out == ""
            assert not card.moves or not all(move.left_out for move in card.moves)
