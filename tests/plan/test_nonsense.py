"""Wishes that make no sense: a clear answer, and the nearest useful plan."""

from datetime import timedelta
from typing import Any

import pytest
from runback.plan.check import broken_rules

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Plan, SessionKind
from runback.plan import make_plan
from tests.plan.made_up import START, request


def plan(**wishes: Any) -> Plan:
    asked = request(wishes=wishes)
    made = make_plan(asked)
    assert broken_rules(made, asked) == []
    return made


def texts(made: Plan) -> list[str]:
    return [note.text for note in made.notes]


@pytest.mark.parametrize(
    ("days", "gave"),
    [
        ({}, "You offered no day."),
        (dict.fromkeys(WEEKDAYS, 0), "You offered no day."),
        (dict.fromkeys(WEEKDAYS, 5), "Your longest day is 5 minutes."),
    ],
)
def test_days_that_hold_nothing_give_walks_and_one_note_with_what_would(days: dict[str, int], gave: str) -> None:
    made = plan(days=days)
    [told] = [note.text for note in made.notes if note.id == "wish_not_met"]

    assert {s.kind for week in made.weeks for s in week.sessions} == {SessionKind.WALK, SessionKind.REST}
    assert told == texts(made)[0]
    assert told.startswith(gave)
    assert "10 minutes on two days" in told


def test_ten_minutes_a_day_hold_two_strength_sessions() -> None:
    week = plan(days=dict.fromkeys(WEEKDAYS, 10)).weeks[1]
    assert sum(s.kind is SessionKind.STRENGTH for s in week.sessions) == 2


def test_one_day_a_week_is_used_and_the_note_says_what_three_runs_need() -> None:
    made = plan(days={"wed": 45})
    assert {s.date.weekday() for s in made.weeks[1].sessions if s.is_run} == {2}
    assert any("hold three" in text for text in texts(made))


def test_a_race_that_is_over_is_said_to_be_and_the_plan_goes_on() -> None:
    made = plan(goal={"race_km": 10, "date": START - timedelta(days=2)})
    assert any("is over" in text for text in texts(made))
    assert any(s.is_run for s in made.weeks[1].sessions)


def test_three_hundred_kilometres_in_two_months_get_a_later_race_a_shorter_one_and_the_same_limits() -> None:
    made = plan(goal={"race_km": 300, "date": START + timedelta(days=60)})
    [told] = [text for text in texts(made) if "300 km" in text]
    assert "You can pick a race from" in told
    assert "a shorter one" in told


def test_a_race_today_counts_the_long_run_that_was_answered() -> None:
    # 10 km were answered as the longest run; 60 % of the race is 6 km
    made = plan(goal={"race_km": 10, "date": START})
    assert not any("your plan reaches" in text for text in texts(made))
