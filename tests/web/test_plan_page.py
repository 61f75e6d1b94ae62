"""The Plan page: the week first, then what is to come; all weeks on one page."""

import re
from datetime import timedelta

import pytest

from runback.domain.diary import LegSymptom, SessionLog, StrengthLog
from runback.services.home.runners import change_profile
from runback.services.training import check_in, diary
from runback.services.training.plans import current_plan
from tests.runs import add_run
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db


def text_of(client, path: str) -> str:
    return client.get(path).content.decode().split("<main")[1]


def test_the_week_is_the_first_thing_on_the_page(client, checked):
    page = text_of(client, "/plan/")
    week = page.index("This week")
    assert all(week < page.index(word) for word in ("Next week", "Days off", "Races", "Calendar, watch, paper"))


def test_all_weeks_are_on_one_page_with_every_run_and_strength_session(client, ada, checked):
    weeks = current_plan(ada, TODAY).plan.weeks
    page = text_of(client, "/plan/month/")
    assert page.count("<td") == 7 * len(weeks)
    for week in weeks:
        for session in week.sessions:
            if session.is_run or session.kind == "strength":
                assert f'href="/plan/{session.date}/{session.kind}/"' in page


def test_a_run_that_was_done_shows_its_own_distance(client, ada, checked, move_clock_to):
    plan = current_plan(ada, TODAY).plan
    run = next(s for week in plan.weeks for s in week.sessions if s.is_run and s.date >= TODAY)
    move_clock_to(run.date)
    log = SessionLog(run.date, run.kind, distance_km=3.2, duration_min=22, pain_during=1)
    diary.log_session(ada, log, run.date)
    assert re.search(r'aria-hidden="true">3\.2 ✓', text_of(client, "/plan/month/"))


def test_a_week_that_starts_on_sunday_is_shown_so(client, ada, checked):
    change_profile(ada, week_start="sun")
    page = text_of(client, "/plan/month/")
    assert re.findall(r'<abbr title="(\w+)"', page)[0] == "Sunday"
    sunday = current_plan(ada, TODAY).plan.weeks[0].start - timedelta(days=1)
    assert f"{sunday.day}" in page


def test_without_a_plan_there_is_no_calendar(client, ada, emergency):
    assert client.get("/plan/month/")["Location"] == "/plan/"


def test_a_row_of_the_page_follows_the_language_the_unit_and_what_was_done(client, ada, checked):
    run = next(s for week in current_plan(ada, TODAY).plan.weeks for s in week.sessions if s.is_run and s.date >= TODAY)
    assert " km" in row_of(client, run.date)
    change_profile(ada, units="mi")
    assert (" km" in row_of(client, run.date), " mi" in row_of(client, run.date)) == (False, True)
    change_profile(ada, units="km", language="de")
    assert "Wie und warum" in row_of(client, run.date)
    change_profile(ada, language="en")
    assert "✓ Done" not in row_of(client, TODAY)
    strength = next(s for w in current_plan(ada, TODAY).plan.weeks for s in w.sessions if s.date == TODAY)
    diary.log_session(ada, SessionLog(TODAY, strength.kind), TODAY)
    assert "✓" in row_of(client, TODAY)


def test_pages_that_were_shown_before_close_with_the_next_entry_and_open_when_it_is_taken_back(client, ada, checked):
    before = days_of(text_of(client, "/plan/"))
    assert before
    entry = diary.log_pain(ada, 8, leg=LegSymptom.WEAKNESS)
    assert "No plan for now" in text_of(client, "/plan/")
    assert days_of(text_of(client, "/plan/")) == []
    diary.delete_entry(ada, "pain", entry.id or 0)
    assert days_of(text_of(client, "/plan/")) == before


def days_of(page: str) -> list[str]:
    return re.findall(r'<li class="session.*?\n</li>', page, re.DOTALL)


def row_of(client, day) -> str:
    return text_of(client, "/plan/").split(f'id="day-{day}"')[1].split("</li>\n<li")[0]


@pytest.mark.parametrize("days_ago", [1, 2])
def test_a_pain_score_that_says_nothing_new_leaves_the_coming_week_as_it_is(ada, noon, days_ago):
    """The plan is made again: what it had for days to come before is not taken for done."""
    for days in range(1, 30, 3):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    check_in.save_check(ada, CLEAR, TODAY)
    current_plan(ada, TODAY)
    diary.log_strength(ada, StrengthLog(TODAY - timedelta(days=days_ago), "dead_bug", 2, 8, pain=1))
    before = current_plan(ada, TODAY).plan.weeks
    diary.log_pain(ada, 1)
    assert current_plan(ada, TODAY).plan.weeks == before
