"""What is due follows from the runner's own days, and no text of it may be read by others as health."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from runback.domain.adjust import Limit
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import SessionKind
from runback.domain.runner import Shoe
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.sentences import load_sentences
from runback.services.reminders import choices
from runback.services.reminders.choices import Choice
from runback.services.reminders.due import find_due
from runback.services.training import adjust, check_in, diary
from runback.services.training.plans import current_plan
from tests.runs import add_run
from tests.services.made_up import ANSWERS

ALL = Choice(kinds=choices.KINDS, ways=("push",))
TODAY = date(2026, 5, 14)
HEALTH = r"pain|back\b|ache|hurt|sore|symptom|leg|score|clinic|doctor|injur|stiff|numb|run\b|km|\d"


def test_what_a_lock_screen_shows_says_no_word_of_health_and_no_number():
    shown = {key: text for key, text in load_sentences().items() if key.startswith("reminder.")}
    assert {key.removeprefix("reminder.") for key in shown} >= {*choices.KINDS, "title", "test"}
    assert [text for key, text in shown.items() if re.search(HEALTH, text.replace("Runback", ""), re.IGNORECASE)] == []


@pytest.fixture
def planned(ada, outcome, clock_at):
    """Ada with a plan since Thursday 14 May 2026, at 7:00 of her time, and the days on which it has a run."""
    clock_at(5)
    check_in.save_check(ada, ANSWERS, TODAY)
    weeks = current_plan(ada, TODAY).plan.weeks
    return sorted({one.date for week in weeks for one in week.sessions if one.is_run})


def keys_at(runner, instant, choice=ALL):
    return [cause.key for cause in find_due(runner, choice, instant)]


def at(day, hour):
    """An hour of Berlin in summer."""
    return datetime(day.year, day.month, day.day, hour - 2, tzinfo=UTC)


pytestmark = pytest.mark.django_db


def test_the_session_of_the_day_is_due_until_it_is_done_or_the_day_is_late(ada, planned):
    run = planned[0]
    assert f"session:{run}" in keys_at(ada, at(run, 7))
    assert f"session:{run}" not in keys_at(ada, at(run, 18))

    diary.log_session(ada, SessionLog(run, current_plan(ada, run).kind_on(run), distance_km=3, pain_during=0), run)
    assert f"session:{run}" not in keys_at(ada, at(run, 8))


@pytest.mark.parametrize("hour", [7, 11, 12])
def test_the_morning_after_a_run_is_due_until_noon(ada, planned, hour):
    add_run(ada, TODAY, 3.0)
    tomorrow = TODAY + timedelta(days=1)
    assert (f"morning:{tomorrow}" in keys_at(ada, at(tomorrow, hour))) is (hour < 12)


def test_the_morning_after_a_rest_day_and_one_that_was_answered_are_not_due(ada, planned, clock_at):
    tomorrow = TODAY + timedelta(days=1)
    assert f"morning:{tomorrow}" not in keys_at(ada, at(tomorrow, 7))
    add_run(ada, TODAY, 3.0)
    clock_at(6, day=tomorrow.day)
    diary.log_pain(ada, 1, moment=PainMoment.MORNING)
    assert f"morning:{tomorrow}" not in keys_at(ada, at(tomorrow, 8))


def test_a_check_in_is_due_after_a_week_and_sent_once_a_week(ada, planned):
    def keys_after(days):
        return [key for key in keys_at(ada, at(TODAY + timedelta(days=days), 7)) if key.startswith("check_in")]

    assert keys_after(6) == []
    assert len(set(keys_after(7) + keys_after(8) + keys_after(13))) == 1
    assert keys_after(14) != keys_after(13)


def test_a_plan_that_a_clinician_changed_is_announced_and_one_that_the_runner_changed_is_not(ada, planned):
    day = planned[-1]
    tomorrow = TODAY + timedelta(days=1)
    current_plan(ada, tomorrow)
    diary.log_session(ada, SessionLog(tomorrow, SessionKind.WALK, duration_min=10), tomorrow)
    assert not [key for key in keys_at(ada, at(tomorrow, 9)) if key.startswith("plan")]

    adjust.add_limit(ada, tomorrow, Limit(by="Dr Cleo", first=tomorrow, until=day, run_minutes_max=5))
    assert f"plan:{tomorrow}" in keys_at(ada, at(tomorrow, 9))


def test_shoes_get_one_reminder_for_each_thing_they_need(ada, planned):
    wear = load_plan_rules().shoe_wear
    for name, km in (("new", 0), ("looked at", wear.look_km), ("worn", wear.check_km)):
        diary.save_shoe(ada, Shoe(name, start_km=km))
    shoe_keys = [key for key in keys_at(ada, at(TODAY, 9)) if key.startswith("shoes")]
    assert [key.rpartition(":")[2] for key in shoe_keys] == ["look", "check"]
    assert shoe_keys == [key for key in keys_at(ada, at(TODAY, 10)) if key.startswith("shoes")]


def test_without_a_check_and_with_nothing_chosen_nothing_is_due(ada, clock_at):
    assert keys_at(ada, at(TODAY, 9)) == []


@pytest.mark.parametrize("kind", choices.KINDS)
def test_only_chosen_reminders_are_sent(ada, planned, kind):
    day = planned[-1]  # weeks on: a check-in is due
    add_run(ada, day - timedelta(days=1), 3.0)
    adjust.add_limit(ada, day, Limit(by="Dr Cleo", first=day, run_minutes_max=5))
    diary.save_shoe(ada, Shoe("worn", start_km=2000))
    everything = find_due(ada, ALL, at(day, 7))

    assert {cause.kind for cause in everything} >= set(choices.KINDS) - {"session"}
    only = find_due(ada, Choice(kinds=(kind,), ways=("push",)), at(day, 7))
    assert only == tuple(cause for cause in everything if cause.kind == kind)
