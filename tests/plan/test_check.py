"""The independent checker sees the slips it is there for: lawful plans, broken by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from runback.plan.check import broken_rules

from runback.domain.assessment import Urgency
from runback.domain.plan import Plan, Session, SessionKind, Step, StepKind, Week
from runback.plan import make_plan
from tests.plan.made_up import day, flagged_assessment, reds, request, with_week


def rules(plan: Plan, asked: object = None) -> set[str]:
    return {broken.rule for broken in broken_rules(plan, asked or request())}  # type: ignore[arg-type]


LAWFUL = make_plan(request())


def test_a_lawful_plan_breaks_nothing() -> None:
    assert rules(LAWFUL) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({SessionKind.RUN: {"distance_km": 30.0}}, "single_run"),
        ({SessionKind.RUN: {"distance_km": 11.9}}, "weekly_cap"),
        ({SessionKind.RUN: {"steps": (Step(StepKind.RUN, distance_m=1000),)}}, "warm_up"),
        ({SessionKind.RUN: {"steps": (Step(StepKind.RUN, distance_m=1000, effort="hard"),)}}, "intensity"),
        ({SessionKind.RUN: {"reasons": ()}}, "reasons"),
        ({SessionKind.MOBILITY: {"kind": SessionKind.WALK}}, "mobility"),
        ({SessionKind.STRENGTH: {"kind": SessionKind.WALK}}, "strength_twice"),
        ({SessionKind.REST: {"kind": SessionKind.CROSS}}, "rest_days"),
    ],
)
def test_a_broken_session_is_seen(change: dict[SessionKind, dict[str, object]], rule: str) -> None:
    assert rule in rules(with_week(LAWFUL, change))


def test_runs_moved_to_neighbouring_days_are_seen() -> None:
    week = LAWFUL.weeks[1]
    first = next(s for s in week.sessions if s.is_run)
    moved = Session(first.date + timedelta(days=1), SessionKind.RUN, "again", 1.0, 20, reasons=first.reasons)
    more = Week(week.start, week.target_km + 1, week.cap_km + 1, (*week.sessions, moved))

    assert "neighbours" in rules(replace(LAWFUL, weeks=(LAWFUL.weeks[0], more, *LAWFUL.weeks[2:])))


def test_a_plan_where_triage_blocks_is_seen() -> None:
    assert rules(LAWFUL, request(flagged_assessment(Urgency.EMERGENCY_NOW, "ces_saddle"))) == {"triage"}


def test_running_under_pain_of_three_and_in_pregnancy_is_seen() -> None:
    assert "walk_gate" in rules(LAWFUL, request(pain_now=3, pain_worst=3))
    assert "no_run" in rules(LAWFUL, request(contexts=["pregnant_9w"]))


def test_running_after_reds_is_seen() -> None:
    assert "red_48h" in rules(LAWFUL, replace(request(), as_of=day(1), session_logs=reds(1)))
    assert "two_reds" in rules(LAWFUL, replace(request(), as_of=day(1), session_logs=reds(0, 1)))


def test_minutes_beyond_the_offer_are_seen() -> None:
    assert "minutes" in rules(LAWFUL, request(wishes={"days": {"mon": 30, "wed": 30, "sun": 40}}))


def test_a_rewritten_past_is_seen() -> None:
    later = replace(request(), as_of=day(7), past_weeks=(LAWFUL.weeks[0],))
    other = with_week(LAWFUL, {SessionKind.STRENGTH: {"title": "other"}}, n=0)

    assert "past" in rules(other, later)
