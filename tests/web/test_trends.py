"""Trends: each chart with its table, titles that claim nothing unsure, and what could help."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from runback.domain.diary import PainMoment, SelfTestLog, SessionLog
from runback.domain.plan import SessionKind
from runback.services.home.runners import change_profile
from runback.services.training import diary
from runback.services.training.plans import current_plan
from runback.services.training.trends import view_trends
from tests.runs import add_run
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


def log_morning(runner, day, score: int) -> None:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    diary.log_pain(runner, score, PainMoment.MORNING, at, today=TODAY)


def text_of(client, query: str = "") -> str:
    return client.get(f"/trends/{query}").content.decode()


def test_an_empty_diary_claims_nothing_and_says_where_to_begin(client, ada):
    page = text_of(client)
    assert "Pain and distance, 12 weeks" in page
    assert "No pain scores in this period (12 weeks)." in page
    assert "No day of a plan is over yet." in page


def test_every_number_of_the_chart_is_in_its_table(client, ada):
    add_run(ada, TODAY - timedelta(days=3), 6.0)
    add_run(ada, TODAY - timedelta(days=3), 2.0)
    log_morning(ada, TODAY - timedelta(days=2), 4)
    view = view_trends(ada, TODAY, 28)
    assert len(view.stretches) == 28
    ran = view.stretches[-4]
    assert (ran.distance_km, ran.longest_km, ran.pain_worst) == (8.0, 6.0, None)
    assert view.stretches[-3].pain_worst == 4
    assert view.stretches[-3].spike_over_km == pytest.approx(6.6)  # a tenth more than the 6 km of the day before
    (morning,) = view.mornings
    assert (morning.km, morning.before, morning.after) == (8.0, None, 4)
    page = text_of(client, "?span=4w")
    assert re.search(r"11 May 2026</th><td class=\"figure\">8\.0</td><td class=\"figure\">6\.0</td>", page)


@pytest.mark.parametrize(("days", "kind"), [(84, 7), (364, 7), (1096, 31), (3653, 31)])
def test_long_spans_are_shown_by_weeks_and_by_months_without_a_gap(ada, noon, days, kind):
    stretches = view_trends(ada, TODAY, days).stretches
    assert max(one.days for one in stretches) == kind
    for one, after in pairwise(stretches):
        assert one.start + timedelta(days=one.days) == after.start
    assert stretches[0].start <= TODAY - timedelta(days=days - 1)
    assert stretches[-1].start <= TODAY < stretches[-1].start + timedelta(days=stretches[-1].days)


def test_what_was_done_is_counted_by_week(client, ada, checked, move_clock_to):
    plan = current_plan(ada, TODAY).plan
    planned = [
        s for week in plan.weeks for s in week.sessions if s.date >= TODAY and (s.is_run or s.kind == "strength")
    ]
    done = planned[:2]
    for session in done:
        kind = SessionKind.STRENGTH if session.kind == "strength" else SessionKind.RUN
        diary.log_session(ada, SessionLog(session.date, kind, duration_min=20, distance_km=3), today=session.date)
    later = planned[3].date + timedelta(days=1)
    move_clock_to(later)
    weeks = view_trends(ada, later, 84).weeks
    assert sum(week.runs_done + week.strength_done for week in weeks) >= 2
    assert "planned sessions done" in text_of(client)


def test_a_strength_session_without_its_exercises_is_not_called_missing(client, ada, checked, move_clock_to):
    plan = current_plan(ada, TODAY).plan
    day = next(s.date for week in plan.weeks for s in week.sessions if s.kind == "strength" and s.date >= TODAY)
    assert "No exercise and no self-test was logged" in text_of(client)
    diary.log_session(ada, SessionLog(day, SessionKind.STRENGTH, duration_min=20), today=day)
    move_clock_to(day + timedelta(days=1))
    page = text_of(client)
    assert "logged without their exercises" in page
    assert "No exercise and no self-test was logged" not in page


def test_a_self_test_shows_its_first_and_last_result(client, ada, checked):
    for days, seconds in ((60, 20), (1, 41)):
        log = SelfTestLog(TODAY - timedelta(days=days), "side_plank", {"side_plank_l_s": seconds})
        diary.log_self_test(ada, log)
    page = text_of(client)
    assert "Side plank, left" in page
    assert "20 on 15 Mar 2026, 41 seconds on 13 May 2026" in page


def test_the_calendar_begins_on_the_day_the_runner_chose_and_leaves_gaps(client, ada):
    log_morning(ada, TODAY, 3)
    assert re.findall(r'<abbr title="(\w+)"', text_of(client))[0] == "Monday"
    change_profile(ada, week_start="sun")
    page = text_of(client)
    assert re.findall(r'<abbr title="(\w+)"', page)[0] == "Sunday"
    assert page.count('class="p3"') == 1
    assert page.count('class="gap"') == 6


def test_where_it_hurt_comes_from_the_checks_and_from_the_body_map(client, ada, checked):
    """The check of today names the left; two scores name the left and the buttock, one of them today."""
    for days, places in ((9, ["left_low_back", "buttock_left"]), (0, ["left_low_back"]), (3, [])):
        at = datetime(2026, 5, 14, 6, tzinfo=UTC) - timedelta(days=days)
        diary.set_pain_places(ada, diary.log_pain(ada, 3, PainMoment.MORNING, at, today=TODAY).id, places)
    page = text_of(client, "?span=4w")
    assert "You named a place on 2 days" in page
    rows = re.findall(r"<span>([^<]+)</span><span class=\"quiet\">(\d+) days?, (?:last )?([^<]+)</span>", page)
    assert rows == [("Low back, left", "2", "14 May 2026"), ("Left buttock", "1", "5 May 2026")]
    # on a line of 28 days from 17 April: today is its end, nine days ago a third before it
    assert re.findall(r'<circle cx="([\d.]+)" cy="6"', page) == ["198.3", "295.0", "198.3"]
    assert re.findall(r'spot-(\w+) shade-(\d)">(\d)', page) == [("left_low_back", "3", "2"), ("buttock_left", "2", "1")]


def test_a_place_on_both_sides_of_the_drawing_is_shaded_on_both(client, ada):
    diary.set_pain_places(ada, diary.log_pain(ada, 3).id, ["flank"])
    page = text_of(client)
    assert 'spot-flank shade-3">1<' in page
    assert 'spot-flank-2 shade-3"><' in page
    assert "thigh_front" not in page


def test_without_a_place_the_page_says_how_to_name_one(client, ada):
    assert "After a pain score, tap the drawing." in text_of(client)


def test_nobody_sees_anothers_trends(ben_client, ada, checked):
    assert "Left low back" not in text_of(ben_client)
