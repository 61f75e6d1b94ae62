"""Today says whether to run, what to do, how far at most, what progress waits for, and asks for a check."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import Light, SessionKind
from runback.knowledge.sentences import render_by_id, render_sentence
from runback.services.home.runners import change_profile
from runback.services.training import check_in, diary
from runback.services.training.load import measure_load
from runback.services.training.today import CHECK_LASTS, PainPoint, TodayView, view_today
from tests.runs import add_many_runs, add_run
from tests.services.made_up import ANSWERS, CLEAR, MONDAY, THURSDAY, URGENT


def week_of_views(ada) -> list[TodayView]:
    return [view_today(ada, MONDAY + timedelta(days=n)) for n in range(7)]


def test_without_a_check_today_asks_for_one_and_still_shows_the_ceiling(ada, outcome, day):
    add_run(ada, MONDAY, 6.0)
    view = view_today(ada, THURSDAY)
    assert view.needs_check
    assert (view.status, view.urgency, view.plan, view.sessions) == ("needs_check", None, None, ())
    assert render_by_id(view.headline, ()) == "Start with the check"
    # 110 % of 6 km
    assert view.ceiling_km == pytest.approx(6.6)


def test_today_shows_the_days_session_with_its_reasons(ada, outcome, day):
    for days in (1, 3, 5, 8, 10, 12):
        add_run(ada, MONDAY - timedelta(days=days), 6.0)
    check_in.save_check(ada, ANSWERS, MONDAY)
    run_day = next(view for view in week_of_views(ada) if any(s.is_run for s in view.sessions))
    assert (run_day.status, render_by_id(run_day.headline, ())) == ("run", "You can run today")
    assert run_day.urgency is Urgency.SELF_CARE_OK
    assert all(session.reasons for session in run_day.sessions if session.is_run)
    assert all(s.date == run_day.today for s in run_day.sessions)
    assert all(s.date == run_day.today + timedelta(days=1) for s in run_day.tomorrow)
    assert max(s.distance_km for s in run_day.sessions if s.is_run) <= run_day.ceiling_km
    assert run_day.week_target_km == run_day.plan.plan.weeks[0].target_km


def test_an_urgent_outcome_replaces_the_training(ada, outcome, day):
    outcome(URGENT)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    view = view_today(ada, THURSDAY)
    assert (view.status, render_by_id(view.headline, ())) == ("blocked", "See a doctor today")
    assert view.sessions == view.tomorrow == ()
    (block,) = view.blocked_by
    assert (render_sentence(block.reason), block.since) == ("You have a fever.", THURSDAY)
    assert render_sentence(block.lifts)


def test_walking_only_is_said(ada, outcome, day):
    """On the day of the test walk the headline names it, in between it is walking."""
    outcome(replace(CLEAR, running=Running.WALK_ONLY))
    check_in.save_check(ada, ANSWERS, MONDAY)
    views = week_of_views(ada)
    assert {view.status for view in views} <= {"walk", "strength"}
    assert "Test walk today" in {render_by_id(view.headline, ()) for view in views}
    assert not any(session.is_run for view in views for session in view.sessions)


def test_no_green_light_is_shown_on_a_day_without_runs_because_of_a_flare(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    diary.log_session(ada, SessionLog(MONDAY, SessionKind.RUN, distance_km=4, duration_min=30, pain_during=0))
    assert view_today(ada, THURSDAY).light is Light.GREEN
    diary.log_pain(ada, 7, PainMoment.MORNING, datetime(2026, 5, 14, 6, tzinfo=UTC))
    view = view_today(ada, THURSDAY)
    assert not any(session.is_run for session in view.sessions)
    assert view.light is Light.RED
    assert [block.reason.rule for block in view.blocked_by] == ["light_red"]


def test_the_week_counts_what_was_run_since_monday(ada, outcome, day):
    add_run(ada, MONDAY - timedelta(days=1), 9.0)
    add_run(ada, MONDAY, 4.0)
    add_run(ada, THURSDAY, 3.5)
    assert view_today(ada, THURSDAY).week_done_km == 7.5


def test_what_was_run_before_the_plan_began_is_on_both_sides_of_the_week(ada, outcome, day):
    add_run(ada, MONDAY, 10.0)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    view = view_today(ada, THURSDAY)
    planned = view.plan.plan.weeks[0].target_km
    assert (view.week_done_km, view.week_target_km) == (10.0, pytest.approx(10.0 + planned))
    add_run(ada, THURSDAY, 2.0)
    after = view_today(ada, THURSDAY)
    assert after.week_target_km - after.plan.plan.weeks[0].target_km == pytest.approx(10.0)


def test_the_trend_is_the_worst_pain_of_each_day(ada, outcome, day):
    for hour, score in ((6, 4), (20, 2)):
        diary.log_pain(ada, score, PainMoment.NOW, datetime(2026, 5, 13, hour, 0, tzinfo=UTC))
    diary.log_pain(ada, 1, PainMoment.MORNING, datetime(2026, 5, 14, 6, 0, tzinfo=UTC))
    assert view_today(ada, THURSDAY).pain_trend == (PainPoint(date(2026, 5, 13), 4), PainPoint(THURSDAY, 1))


def test_the_light_is_of_the_last_run_and_the_morning_after(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    assert view_today(ada, THURSDAY).light is None
    run = SessionLog(date(2026, 5, 13), SessionKind.RUN, distance_km=4, duration_min=26, pain_during=1)
    saved = diary.log_session(ada, run)
    diary.log_pain(ada, 1, PainMoment.MORNING, datetime(2026, 5, 14, 6, 0, tzinfo=UTC))
    assert view_today(ada, THURSDAY).light is Light.GREEN
    diary.log_session(ada, replace(run, sharp=True, id=saved.id))
    assert view_today(ada, THURSDAY).light is Light.RED


def test_an_old_check_is_asked_for_again(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    assert not view_today(ada, MONDAY + CHECK_LASTS).needs_check
    assert view_today(ada, MONDAY + CHECK_LASTS + timedelta(days=1)).needs_check


def test_today_asks_the_database_no_oftener_for_1500_runs_than_for_100(ada, outcome, day):
    def count_queries() -> int:
        view_today(ada, THURSDAY)
        with CaptureQueriesContext(connection) as captured:
            view_today(ada, THURSDAY)
        return len(captured)

    add_many_runs(ada, MONDAY, 100)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    few = count_queries()
    add_many_runs(ada, MONDAY - timedelta(days=201), 1400)
    assert count_queries() == few


def test_today_load_and_plan_name_one_ceiling(ada, outcome, day):
    for days in (20, 17, 13, 10, 6):
        add_run(ada, MONDAY - timedelta(days=days), 5.0)
    check_in.save_check(ada, ANSWERS, MONDAY)
    view = view_today(ada, MONDAY)
    assert view.ceiling_km == view.plan.plan.ceiling_km == measure_load(ada, MONDAY).single_run_ceiling_km
    assert f"{view.ceiling_km:.1f} km" in render_sentence(view.ceiling)


def test_a_day_is_done_by_a_log_and_by_a_run_of_the_watch(ada, outcome, day):
    for days in (1, 3, 5, 8, 10, 12):
        add_run(ada, MONDAY - timedelta(days=days), 6.0)
    check_in.save_check(ada, ANSWERS, MONDAY)
    run_day = next(view for view in week_of_views(ada) if view.status == "run")
    assert not run_day.is_done
    add_run(ada, run_day.today, 4.0)
    view = view_today(ada, run_day.today)
    assert (view.is_done, view.status, render_by_id(view.headline, ())) == (True, "run", "Done for today")
    assert [session.date for session in view.sessions if session.is_run] == [run_day.today]


def test_opening_today_again_says_nothing_of_changes(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    assert [view_today(ada, MONDAY).changes for _ in range(3)] == [(), (), ()]


def test_a_runner_who_moves_to_another_country_gets_its_emergency_number(ada, day):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ces_saddle"]}, THURSDAY)
    assert "Call 112" in view_today(ada, THURSDAY).assessment.advice[0].text
    moved = change_profile(ada, country="US")
    assert "Call 911" in view_today(moved, THURSDAY).assessment.advice[0].text
