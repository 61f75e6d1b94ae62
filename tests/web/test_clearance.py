"""A clinician's clearance: the only way past a block, for what it names, until its day, never past an emergency."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from runback.domain.diary import Clearance, PainMoment
from runback.domain.plan import PlanStatus
from runback.services.training import check_in, diary
from runback.services.training.adjustments import list_limits
from runback.services.training.plans import current_plan
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db
GROWN = CLEAR | {"red_flags": ["not_improving"], "pain_days": 50}
CLEARANCE = {"by": "Dr Field, GP", "given_on": "2026-05-14", "until": "2026-05-20"}


def move_clock_to(monkeypatch, day: date) -> None:
    instant = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    monkeypatch.setattr("runback.services.clock.now", lambda: instant)


def rules_holding(ada) -> set[str]:
    return {block.reason.rule for block in current_plan(ada, TODAY).plan.held_by}


def choices(client) -> list[str]:
    return [value for value, _ in client.get("/check/clearance/").context["form"].fields["flags"].choices]


def test_a_clearance_opens_the_plan_until_its_day_and_not_a_day_longer(client, ada, runs, noon, monkeypatch):
    check_in.save_check(ada, GROWN, TODAY)
    assert "See a clinician" in client.get("/").content.decode()
    client.post("/check/clearance/", CLEARANCE | {"flags": choices(client)})
    assert current_plan(ada, TODAY).plan.status is PlanStatus.PLAN
    move_clock_to(monkeypatch, date(2026, 5, 20))
    assert current_plan(ada, date(2026, 5, 20)).plan.status is PlanStatus.PLAN
    move_clock_to(monkeypatch, date(2026, 5, 21))
    assert current_plan(ada, date(2026, 5, 21)).plan.status is PlanStatus.BLOCKED
    text = client.get("/").content.decode()
    assert "See a clinician" in text
    assert "I have been seen" in text
    assert "ended" in client.get("/check/clearance/").content.decode()


def test_a_clearance_for_one_flag_leaves_another_closed(client, ada, runs, noon):
    check_in.save_check(ada, GROWN | {"red_flags": ["not_improving", "ca_history"]}, TODAY)
    client.post("/check/clearance/", CLEARANCE | {"flags": ["not_improving"]})
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED


def test_no_clearance_opens_an_emergency_answered_yes_today(client, ada, runs, noon):
    diary.record_clearance(ada, Clearance("Dr Field, GP", TODAY, TODAY + timedelta(days=40), ("ces_saddle",)))
    check_in.save_check(ada, CLEAR | {"red_flags": ["ces_saddle"]}, TODAY)
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED
    assert 'class="emergency"' in client.get("/").content.decode()
    assert choices(client) == []


def test_a_clearance_from_before_does_not_open_what_now_needs_someone_today(ada, runs, noon):
    """It was given for less: the bone pain now keeps the runner from standing on that leg."""
    seen = TODAY - timedelta(days=10)
    diary.record_clearance(ada, Clearance("Dr Field, GP", seen, TODAY + timedelta(days=40), ("inf_fever",)))
    check_in.save_check(ada, CLEAR | {"red_flags": ["inf_fever"]}, TODAY)
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED


def test_an_emergency_that_was_seen_to_opens_once_a_new_check_and_a_clearance_say_so(client, ada, runs, noon):
    """Without the clearance the sign stays closed, whatever a later check answers."""
    check_in.save_check(ada, CLEAR | {"red_flags": ["ces_saddle"]}, TODAY - timedelta(days=3))
    check_in.save_check(ada, CLEAR, TODAY)
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED
    assert "I have been seen" in client.get("/").content.decode()
    assert "ces_saddle" in choices(client)
    client.post("/check/clearance/", CLEARANCE | {"flags": choices(client)})
    assert current_plan(ada, TODAY).plan.status is PlanStatus.PLAN


def test_under_16_there_is_no_plan_a_parent_is_addressed_and_nothing_can_be_cleared(client, ada, runs, noon):
    check = check_in.save_check(ada, CLEAR | {"age_years": 15}, TODAY)
    text = client.get(f"/check/result/{check.id}/").content.decode()
    assert "tell a parent or guardian" in text
    assert "I have been seen" not in text
    assert choices(client) == []
    diary.record_clearance(ada, Clearance("Dr Field", TODAY, TODAY + timedelta(days=40), ("age_under_16", "gate_age")))
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED


def test_three_red_days_can_be_cleared_on_the_page(client, ada, runs, noon):
    """Three flares three days apart: running stays closed for two weeks, or until a clinician says so."""
    check_in.save_check(ada, CLEAR, TODAY - timedelta(days=12))
    for days in (9, 6, 3):
        at = datetime(2026, 5, 14, 8, tzinfo=UTC) - timedelta(days=days)
        diary.log_pain(ada, 6, PainMoment.MORNING, at=at)
    assert "three_reds" in rules_holding(ada)
    assert "I have been seen" in client.get("/plan/").content.decode()
    client.post("/check/clearance/", CLEARANCE | {"flags": ["three_reds"]})
    assert "three_reds" not in rules_holding(ada)


@pytest.mark.parametrize(
    ("context", "runs_allowed"), [("pregnant_20w", False), ("postpartum_8w", False), ("postpartum_16w", True)]
)
def test_pregnancy_and_the_weeks_after_a_birth_hold_no_running(ada, runs, noon, context, runs_allowed):
    answers = CLEAR | {"contexts": [context]}
    check = check_in.save_check(ada, answers, TODAY)
    ids = tuple(flag.id for flag in check.assessment.flags)
    if ids:
        diary.record_clearance(ada, Clearance("Midwife", TODAY, TODAY + timedelta(days=60), ids))
    plan = current_plan(ada, TODAY).plan
    assert plan.status is PlanStatus.PLAN
    assert any(session.is_run for week in plan.weeks for session in week.sessions) is runs_allowed


def test_a_clinician_who_says_not_yet_stops_the_running_until_it_is_removed(client, ada, checked):
    assert client.post("/check/clearance/", {"stop": "1", "stop_by": "Ana Ruiz, physio"}).status_code == 302
    plan = current_plan(ada, TODAY).plan
    assert [block.lifts.say for block in plan.held_by] == ["lifts.limit"]
    assert [session for week in plan.weeks for session in week.sessions if session.is_run] == []
    page = client.get("/plan/").content.decode()
    assert re.search(r"Ana Ruiz, physio, since [^:]*14 May: no running yet\.", page)
    (limit,) = list_limits(ada)
    client.post(f"/limits/{limit.id}/remove/")
    assert not current_plan(ada, TODAY).plan.held_by


def test_a_stop_with_a_last_day_ends_after_it_and_one_without_a_name_is_refused(client, ada, checked, move_clock_to):
    refused = client.post("/check/clearance/", {"stop": "1", "stop_by": ""})
    assert refused.status_code == 400
    over = client.post("/check/clearance/", {"stop": "1", "stop_by": "Ana Ruiz", "stop_until": "2026-05-13"})
    assert "The last day is before the first." in over.content.decode()
    client.post("/check/clearance/", {"stop": "1", "stop_by": "Ana Ruiz", "stop_until": "2026-05-20"})
    assert [block.lifts.say for block in current_plan(ada, TODAY).plan.held_by] == ["lifts.limit_until"]
    move_clock_to(TODAY + timedelta(days=7))
    assert not current_plan(ada, TODAY + timedelta(days=7)).plan.held_by
