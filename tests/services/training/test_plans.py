"""The plan: made from the check and the diary, made again when they change, every revision saved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from runback.domain.activity import Activity, Sport, ZoneSource
from runback.domain.diary import Clearance, LegSymptom, PainMoment, SessionLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import PlanStatus, SessionKind
from runback.services.activities import list_planned
from runback.services.home.runners import change_profile
from runback.services.training import check_in, diary, plans
from runback.services.undo import record_changes, undo_changes
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow, CheckRow, PlannedWeekRow, PlanRevisionRow
from tests.services.made_up import ANSWERS, MONDAY, THURSDAY, URGENT


def _sessions(view, since: date) -> list:
    return [s for week in view.plan.weeks for s in week.sessions if s.date >= since and s.is_run]


def test_a_plan_needs_a_check_first(ada, outcome):
    with pytest.raises(plans.NeedsCheck, match="Do the check first"):
        plans.current_plan(ada, THURSDAY)


def test_answers_that_are_not_allowed_keep_nothing(ada, outcome):
    with pytest.raises(BadAnswer, match="no such answer key"):
        check_in.save_check(ada, ANSWERS | {"favourite_colour": "blue"}, THURSDAY)
    assert not CheckRow.objects.exists()


def test_a_check_comes_back_as_it_was_saved(ada, outcome):
    saved = check_in.save_check(ada, ANSWERS, THURSDAY)
    assert check_in.latest_check(ada) == saved
    assert saved.answers == ANSWERS
    assert check_in.latest_check(ada, until=THURSDAY - timedelta(days=1)) is None


def test_asking_twice_makes_one_revision(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    first = plans.current_plan(ada, THURSDAY)
    assert first == plans.current_plan(ada, THURSDAY)
    assert PlanRevisionRow.objects.count() == 1
    assert first.plan.status is PlanStatus.PLAN
    assert len(first.plan.weeks) == 4
    assert first.reason == "revision.first"


def test_a_plan_follows_when_the_older_of_two_changes_is_undone(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    one, other = diary.log_pain(ada, 1), diary.log_pain(ada, 1)
    with record_changes(ada) as older:
        diary.set_pain_leg(ada, one.id, LegSymptom.BELOW_KNEE)
    diary.set_pain_places(ada, other.id, ["left_low_back"])
    assert plans.current_plan(ada, THURSDAY).plan.status is PlanStatus.BLOCKED
    undo_changes(ada, older.changes)
    assert plans.current_plan(ada, THURSDAY).plan.status is PlanStatus.PLAN


def test_a_plan_follows_when_its_check_was_dated_back_on_a_way_across_the_date_line(ada, outcome, day):
    there = change_profile(ada, zone="Pacific/Kiritimati")
    friday = THURSDAY + timedelta(days=1)
    check_in.save_check(there, ANSWERS, friday)
    assert plans.current_plan(there, friday).started_on == friday
    change_profile(there, zone="Europe/Berlin")
    there = change_profile(there, zone="Pacific/Kiritimati")
    assert plans.current_plan(there, friday).started_on == THURSDAY


@pytest.mark.parametrize("saved", [{}, {"weeks": [{"start": "yesterday"}]}, {"weeks": None, "status": "plan"}])
def test_a_revision_or_week_without_a_plan_is_left_aside(ada, outcome, day, saved):
    """An export that somebody edited may contain one; the pages continue with a new plan."""
    check_in.save_check(ada, ANSWERS, THURSDAY)
    plan = plans.current_plan(ada, THURSDAY).plan
    PlanRevisionRow.objects.update(plan=saved, updated_at=datetime.now(UTC))
    PlannedWeekRow.objects.update(week=saved)

    assert plans.list_revisions(ada) == ()
    assert plans.current_plan(ada, THURSDAY).plan == plan
    assert len(plans.list_revisions(ada)) == 1
    day(THURSDAY + timedelta(days=21))
    PlannedWeekRow.objects.update(week=saved)
    assert plans.current_plan(ada, THURSDAY + timedelta(days=21)).plan.weeks
    assert list_planned(ada, THURSDAY) == ()


def test_a_log_makes_a_new_revision_and_the_old_one_stays(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    before = plans.current_plan(ada, THURSDAY)
    day(THURSDAY + timedelta(days=2))
    run = _sessions(before, THURSDAY)[0]
    diary.log_session(
        ada, SessionLog(run.date, run.kind, distance_km=run.distance_km, pain_during=7, pain_rising=True, sharp=True)
    )
    after = plans.current_plan(ada, THURSDAY + timedelta(days=2))
    assert after.changes
    assert {view.made_on for view in plans.list_revisions(ada)} == {THURSDAY, THURSDAY + timedelta(days=2)}
    assert plans.list_revisions(ada)[-1].plan == before.plan


def test_days_that_are_over_stay_as_they_were_planned(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    before = plans.current_plan(ada, MONDAY)
    diary.log_pain(ada, 6, PainMoment.MORNING, datetime(2026, 5, 14, 6, tzinfo=UTC))
    after = plans.current_plan(ada, THURSDAY)
    old = [s for s in before.plan.weeks[0].sessions if s.date < THURSDAY]
    new = [s for s in after.plan.weeks[0].sessions if s.date < THURSDAY]
    assert old
    assert new == old


def test_a_block_has_no_week_and_says_why(ada, outcome, day):
    outcome(URGENT)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    view = plans.current_plan(ada, THURSDAY)
    assert view.plan.status is PlanStatus.BLOCKED
    assert [(block.reason.rule, block.since) for block in view.plan.blocked_by] == [("fever", THURSDAY)]
    assert view.plan.weeks == ()


@pytest.fixture
def third_red(ada, outcome, day) -> date:
    """The day of the third red run, each four days after the last."""
    check_in.save_check(ada, ANSWERS, MONDAY)
    plans.current_plan(ada, MONDAY)
    for days in (1, 5, 9):
        red = day(MONDAY + timedelta(days=days))
        diary.log_session(ada, SessionLog(red, SessionKind.RUN, distance_km=3, duration_min=20, pain_during=8))
        plans.current_plan(ada, red)
    return red


def holding(ada, on: date) -> dict[str, date]:
    return {block.reason.rule: block.since for block in plans.current_plan(ada, on).plan.held_by}


def test_three_red_days_close_running_for_two_weeks_and_not_for_ever(ada, third_red, day):
    assert holding(ada, third_red)["three_reds"] == third_red
    last = day(third_red + timedelta(days=13))
    assert holding(ada, last)["three_reds"] == third_red
    assert holding(ada, day(third_red + timedelta(days=14))) == {}


def test_a_clearance_opens_running_after_three_red_days(ada, third_red, day):
    later = day(third_red + timedelta(days=4))
    diary.record_clearance(ada, Clearance("Dr. Roe", later, later + timedelta(days=30), ("three_reds",)))
    assert "three_reds" not in holding(ada, later)


def test_a_course_continues_over_checks_and_begins_again_after_half_a_year_of_silence(ada, outcome, day):
    check_in.save_check(ada, ANSWERS, MONDAY)
    later = MONDAY + timedelta(days=100)
    check_in.save_check(ada, ANSWERS, later)
    assert plans.current_plan(ada, later).started_on == MONDAY
    much_later = later + timedelta(days=181)
    check_in.save_check(ada, ANSWERS, much_later)
    assert plans.current_plan(ada, much_later).started_on == much_later


def test_answers_given_for_a_question_keep_nothing(ada, outcome, day):
    plan = plans.plan_answers(ada, ANSWERS, THURSDAY, weeks=2)
    assert len(plan.weeks) == 2
    assert not PlanRevisionRow.objects.exists()
    assert not CheckRow.objects.exists()


def test_weeks_may_be_wished_for(ada, outcome):
    assert len(plans.plan_answers(ada, ANSWERS | {"wishes": {"weeks": 6}}, THURSDAY).weeks) == 6


def test_a_list_has_an_error_in_the_place_of_the_entry_that_cannot_be_used(ada, outcome):
    first, second, third = plans.plan_many(ada, [ANSWERS, {"pain_now": 11}, ANSWERS], THURSDAY)
    assert isinstance(second, BadAnswer)
    assert first == third
    assert isinstance(check_in.assess_many(ada, [{"pain_now": 11}], THURSDAY)[0], BadAnswer)


def test_nobody_plans_from_anothers_check(cast, outcome, day):
    check_in.save_check(cast.ada, ANSWERS, THURSDAY)
    plans.current_plan(cast.ada, THURSDAY)
    assert check_in.latest_check(cast.ben) is None
    assert plans.list_revisions(cast.ben) == ()
    with pytest.raises(plans.NeedsCheck):
        plans.current_plan(cast.ben, THURSDAY)


def test_a_walk_of_the_watch_opens_running_without_a_log(ada, outcome, day):
    monday = day(MONDAY)
    check_in.save_check(ada, ANSWERS | {"weeks_off": 6, "longest_run_30d_km": None}, monday)
    assert {one.reason.rule for one in plans.current_plan(ada, monday).plan.held_by} == {"walk_gate"}
    start = datetime(monday.year, monday.month, monday.day, 8, tzinfo=UTC)
    walk = Activity(Sport.WALK, start, 0, ZoneSource.FILE, elapsed_s=2100, moving_s=2040, distance_m=3000)
    ActivityRow.objects.create(runner_id=ada.id, **activity_values(walk))
    wednesday = day(monday + timedelta(days=2))
    assert plans.current_plan(ada, wednesday).plan.held_by == ()
