"""Weeks, days, sums, reasons, blocks and the past: what a plan must look like."""

from dataclasses import replace
from datetime import timedelta

import pytest

from runback.domain.plan import Plan, PlanStatus, SessionKind, Week
from runback.domain.reason import Reason
from runback.plan.verify import broken_rules
from tests.plan.verify.made_up import (
    MONDAY,
    SAT,
    THU,
    TUE,
    add,
    day,
    hold,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    strength,
    usual_plan,
    usual_week,
    walk_run,
)


def test_the_usual_week_again_and_again_keeps_every_rule():
    assert broken_rules(usual_plan(), request()) == []


def test_the_new_runners_table_keeps_every_rule():
    assert broken_rules(new_plan(), new_runner()) == []


def test_a_plan_begins_with_the_week_of_today():
    assert names(plan(*(usual_week(n) for n in range(1, 5))), request()) >= {"form_weeks"}


def test_a_plan_has_as_many_weeks_as_were_asked_for():
    assert "form_weeks" in names(usual_plan(3), request(weeks=4))
    assert "form_weeks" not in names(usual_plan(4), request(weeks=4))


def test_a_session_stands_in_its_own_week():
    first = usual_week(0)
    stray = replace(first, sessions=(*first.sessions, strength(day(9))))
    assert "form_days" in names(plan(stray, *usual_plan().weeks[1:]), request())


def test_the_sessions_of_a_week_are_in_order():
    first = usual_week(0)
    turned = replace(first, sessions=tuple(reversed(first.sessions)))
    assert "form_days" in names(plan(turned, *usual_plan().weeks[1:]), request())


def test_the_steps_of_a_run_add_up_to_its_minutes():
    session = replace(run(day(TUE), 8), duration_min=70)
    assert "form_steps" in names(add(usual_plan(), 0, session), request())


def test_the_running_named_is_the_running_of_the_steps():
    session = replace(run(day(TUE), 8), running_min=30)
    assert "form_steps" in names(add(usual_plan(), 0, session), request())


def test_the_kilometres_of_running_are_those_of_the_steps():
    session = replace(run(day(TUE), 8), running_km=6)
    assert "form_running_km" in names(add(usual_plan(), 0, session), request())


def test_a_run_has_kilometres():
    session = replace(run(day(TUE), 8), distance_km=0)
    assert "form_numbers" in names(add(usual_plan(), 0, session), request())


def test_the_target_is_the_sum_of_the_runs_with_their_walks():
    made = usual_plan()
    off = replace(made.weeks[0], target_km=made.weeks[0].target_km + 1, cap_km=60)
    assert "form_target" in names(plan(off, *made.weeks[1:]), request())


def test_the_target_stays_below_the_cap():
    made = usual_plan()
    assert "form_cap" in names(plan(replace(made.weeks[0], cap_km=39), *made.weeks[1:]), request())


@pytest.mark.parametrize("reasons", [(), (Reason.of("no_such_rule", (), "because.made_up"),)])
def test_a_run_says_why_by_a_rule_of_the_book(reasons):
    session = replace(run(day(TUE), 8), reasons=reasons)
    assert "form_reasons" in names(add(usual_plan(), 0, session), request())


def test_a_block_began_before_today():
    blocked = Plan(PlanStatus.BLOCKED, blocked_by=(hold("gate_age", MONDAY + timedelta(days=3)),))
    assert names(blocked, request(age_years=14)) == {"block_since"}


def test_a_block_says_what_lifts_it():
    said = hold("gate_age")
    blocked = Plan(PlanStatus.BLOCKED, blocked_by=(replace(said, lifts=replace(said.lifts, say="")),))
    assert names(blocked, request(age_years=14)) == {"block_lifts"}


def test_a_block_with_its_day_and_its_end_keeps_every_rule():
    assert names(Plan(PlanStatus.BLOCKED, blocked_by=(hold("gate_age"),)), request(age_years=14)) == set()


def test_days_that_are_over_stay_as_they_were_shown():
    made = usual_plan()
    later = {"as_of": day(THU), "weeks": 4, "more": {"past_weeks": made.weeks[:1]}}
    assert "past" not in names(made, request(**later))
    other = Week(
        MONDAY,
        39.0,
        40.0,
        tuple(replace(s, distance_km=7.0) if s.date == day(TUE) and s.is_run else s for s in made.weeks[0].sessions),
    )
    assert "past" in names(plan(other, *made.weeks[1:]), request(**later))


def test_todays_run_is_not_over_the_ceiling_that_the_plan_names():
    first = add(usual_plan(), 0)
    today = {"as_of": day(TUE), "more": {"past_weeks": first.weeks[:1]}}
    assert "ceiling_named" in names(replace(first, ceiling_km=7.5), request(**today))
    assert "ceiling_named" not in names(replace(first, ceiling_km=15.4), request(**today))


def test_a_walk_run_session_counts_its_walking_in_the_target():
    session = walk_run(day(SAT), 600, 60, 3, 7)
    assert session.kind is SessionKind.WALK_RUN
    assert "form_target" not in names(plan(usual_week(0), add(usual_plan(), 0, session).weeks[0]), request())
