"""Faster running and hills: after three green weeks near U, one a week (5.8)."""

from collections.abc import Iterator
from datetime import date, timedelta

from runback.domain.plan import Plan, Session
from runback.load.measure import monday_of
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Outing, Reading, outings, runs_ahead
from runback.plan.verify.returns import week_km
from runback.plan.verify.sessions import is_quality

KM_SHARE = 0.9
"""Weeks near U may lie a tenth lower: a run may have been cut short."""


def check_quality(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No quality before three weeks at 80 % of U on three runs without a red; then one a week."""
    whole = outings(plan, reading)
    seen: set[date] = set()
    for session in runs_ahead(plan, reading.request):
        if not is_quality(session):
            continue
        monday = monday_of(session.date)
        if monday in seen:
            yield Broken("quality_a_week", session.date, "a second quality session in the week")
        seen.add(monday)
        yield from _earned(session, monday, whole, reading)


def _earned(session: Session, monday: date, whole: tuple[Outing, ...], reading: Reading) -> Iterator[Broken]:
    rule, usual = reading.rules.quality, reading.usual
    weeks = [monday - timedelta(weeks=n) for n in range(1, rule.green_weeks + 1)]
    need = KM_SHARE * rule.usual_share * usual.low if usual else 0.0
    short = [week for week in weeks if week_km(whole, week) < need]
    few = [week for week in weeks if sum(monday_of(one.day) == week for one in whole) < rule.runs]
    red = [light for light in reading.lights if light.is_red and weeks[-1] <= light.day]
    if short or red:
        how = f"the week of {short[0]} was too small" if short else f"{red[0].day} was red"
        yield Broken("quality_early", session.date, f"quality, though {how}")
    elif few:
        yield Broken("quality_early", session.date, f"quality, though the week of {few[0]} had fewer than three runs")


CHECKS = (check_quality,)
