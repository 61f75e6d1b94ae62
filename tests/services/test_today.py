"""Today says whether to run, what to do, how far at most, and asks for a check when there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import Light, SessionKind
from runback.services.training import check_in, diary
from runback.services.training.today import CHECK_LASTS, PainPoint, view_today
from tests.runs import add_many_runs, add_run
from tests.services.made_up import ANSWERS, CLEAR, MONDAY, THURSDAY, URGENT


def test_without_a_check_today_asks_for_one_and_still_tells_the_ceiling(ada, outcome, day):
    add_run(ada, MONDAY, 6.0)
    view = view_today(ada, THURSDAY)
    assert view.needs_check
    assert (view.urgency, view.plan, view.sessions) == (None, None, ())
    assert view.headline == "Do the check first"
    assert view.ceiling_km == pytest.approx(6.6)
    assert view.longest_30d_km == 6.0


def test_today_shows_the_days_session_with_its_reasons(ada, outcome, day):
    for days in (1, 3, 5, 8, 10, 12):
        add_run(ada, MONDAY - timedelta(days=days), 6.0)
    check_in.save_check(ada, ANSWERS, MONDAY)
    days = [view_today(ada, MONDAY + timedelta(days=n)) for n in range(7)]
    run_day = next(view for view in days if any(s.is_run for s in view.sessions))
    assert run_day.headline == "You can run today"
    assert run_day.urgency is Urgency.SELF_CARE_OK
    assert run_day.reasons
    assert all(s.date == run_day.today for s in run_day.sessions)
    assert all(s.date == run_day.today + timedelta(days=1) for s in run_day.tomorrow)
    assert max(s.distance_km for s in run_day.sessions if s.is_run) <= run_day.ceiling_km
    assert run_day.week_target_km == run_day.plan.plan.weeks[0].target_km


def test_an_urgent_outcome_stands_where_the_training_would(ada, outcome, day):
    outcome(URGENT)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    view = view_today(ada, THURSDAY)
    assert view.headline == "See a doctor today"
    assert view.sessions == view.tomorrow == ()
    assert [reason.because for reason in view.reasons] == ["You have a fever."]


def test_walking_only_is_said(ada, outcome, day):
    outcome(replace(CLEAR, running=Running.WALK_ONLY))
    check_in.save_check(ada, ANSWERS, THURSDAY)
    assert view_today(ada, THURSDAY).headline == "Walk today, do not run"


def test_no_green_light_stands_on_a_day_that_a_flare_of_pain_keeps_free_of_runs(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    diary.log_session(ada, SessionLog(MONDAY, SessionKind.WALK_RUN, duration_min=30, pain_during=0))
    assert view_today(ada, THURSDAY).light is Light.GREEN
    diary.log_pain(ada, 7, PainMoment.MORNING, datetime(2026, 5, 14, 6, tzinfo=UTC))
    view = view_today(ada, THURSDAY)
    assert not any(session.is_run for session in view.sessions)
    assert view.light is Light.RED


def test_the_week_counts_what_was_run_since_monday(ada, outcome, day):
    add_run(ada, MONDAY - timedelta(days=1), 9.0)
    add_run(ada, MONDAY, 4.0)
    add_run(ada, THURSDAY, 3.5)
    assert view_today(ada, THURSDAY).week_done_km == 7.5


def test_the_trend_is_the_worst_pain_of_each_day(ada, outcome, day):
    for hour, score in ((6, 4), (20, 2)):
        diary.log_pain(ada, score, PainMoment.NOW, datetime(2026, 5, 13, hour, 0, tzinfo=UTC))
    diary.log_pain(ada, 1, PainMoment.MORNING, datetime(2026, 5, 14, 6, 0, tzinfo=UTC))
    assert view_today(ada, THURSDAY).pain_trend == (PainPoint(date(2026, 5, 13), 4), PainPoint(THURSDAY, 1))


def test_the_light_is_of_the_last_run_and_the_morning_after(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    assert view_today(ada, THURSDAY).light is None
    run = SessionLog(date(2026, 5, 13), SessionKind.RUN, distance_km=4, duration_min=26, pain_during=1)
    diary.log_session(ada, run)
    diary.log_pain(ada, 1, PainMoment.MORNING, datetime(2026, 5, 14, 6, 0, tzinfo=UTC))
    assert view_today(ada, THURSDAY).light is Light.GREEN
    diary.log_session(ada, replace(run, sharp=True))
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


def test_after_a_run_that_hurt_the_ceiling_is_no_invitation_but_load_tells_the_rule(ada, outcome, day):
    for days in (20, 17, 13, 10, 6):
        add_run(ada, MONDAY - timedelta(days=days), 5.0)
    add_run(ada, MONDAY - timedelta(days=2), 13.0)
    check_in.save_check(ada, ANSWERS | {"onset": "after_run", "pain_days": 2}, MONDAY)
    view = view_today(ada, MONDAY)
    assert view.rule_ceiling_km == pytest.approx(14.3)
    assert view.ceiling_km <= 5.5
    assert view.ceiling_why
