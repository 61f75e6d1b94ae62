"""What follows an amber and a red (4.5, 4.6): days without a run, shorter runs, no quality."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile

from runback.domain.plan import Plan, Session, SessionKind
from runback.plan.verify.broken import Broken
from runback.plan.verify.done import planned_before
from runback.plan.verify.lights import RunLight
from runback.plan.verify.reading import Reading, runs_ahead
from runback.plan.verify.sessions import is_quality, is_table_session

KM = 0.3
"""Runs are rounded to 100 m, and halves are rounded again."""

SHARE = 1.05
"""The same length once more may be 5 % longer: minutes and kilometres are rounded apart."""


def reds(reading: Reading) -> tuple[RunLight, ...]:
    """The red and purple runs, ascending."""
    return tuple(light for light in reading.lights if light.is_red)


def closed_days(reading: Reading) -> dict[date, str]:
    """The days without a run after reds, and the rule that closes each."""
    closed: dict[date, str] = {}
    found, days = reds(reading), reading.rules.light_red.no_run_hours // 24
    for number, red in enumerate(found):
        last = max(red.day + timedelta(days=days - 1), red.known_on)
        _close(closed, red.day, last, "red_48h")
        earlier = [one for one in found[:number] if (red.day - one.day).days < reading.rules.two_reds.days]
        if earlier:
            last = red.day + timedelta(days=reading.rules.two_reds.hold_days - 1)
            _close(closed, red.day, last, "two_reds")
        if _is_third(found[: number + 1], reading) and not _is_seen(red, reading):
            last = red.day + timedelta(days=reading.rules.three_reds.hold_days - 1)
            _close(closed, red.day, last, "three_reds")
    return closed


def _close(closed: dict[date, str], after: date, last: date, rule: str) -> None:
    for n in range(1, (last - after).days + 1):
        closed[after + timedelta(days=n)] = rule


def _is_third(found: Sequence[RunLight], reading: Reading) -> bool:
    rule = reading.rules.three_reds
    return len(found) >= rule.count and (found[-1].day - found[-rule.count].day).days < rule.days


def _is_seen(red: RunLight, reading: Reading) -> bool:
    """Whether a clinician cleared the three reds."""
    return any("three_reds" in one.flags and one.given_on >= red.day for one in reading.request.clearances)


def check_closed(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run within 48 hours of a red, in the seven days after the second, in the hold after the third."""
    closed = closed_days(reading)
    for session in runs_ahead(plan, reading.request):
        if session.date in closed and session.date >= reading.as_of:
            yield Broken(closed[session.date], session.date, f"a {session.kind} on a day that reds keep closed")


def check_after_red(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The next run after a red is half as long as planned, walk-run one stage down.

    "That run" may be the red run or the run that was to come, so half of the longer of both is allowed, and the
    shortest run where half is less. A run after the week that a second red closes is a new return's, of its own size.
    """
    last = reading.lights[-1] if reading.lights else None
    if last is None or not last.is_red or (reading.as_of - last.day).days >= reading.rules.two_reds.hold_days:
        return
    before = planned_before(reading.request)
    red = next((session for session in before.get(last.day, ()) if session.is_run), None)
    following = runs_ahead(plan, reading.request)
    if red is None or not following or following[0].date <= last.day or following[0].kind is SessionKind.RACE:
        return
    if closed_days(reading).get(following[0].date - timedelta(days=1)) == "two_reds":
        return
    first, recent = following[0], [s for day, all_ in before.items() if day > last.day - timedelta(7) for s in all_]
    if is_table_session(red):
        if first.stage is not None and red.stage is not None and first.stage >= max(red.stage, 2):
            yield Broken("after_red", first.date, f"stage {first.stage} after a red on stage {red.stage}")
        return
    longest = max(session.distance_km or 0.0 for session in recent if session.is_run)
    limit = max(reading.rules.light_red.first_share * longest, _shortest_km(reading))
    if (first.distance_km or 0.0) > limit + KM:
        yield Broken("after_red", first.date, f"{first.distance_km:.1f} km after a red, at most {limit:.1f} km")


def _shortest_km(reading: Reading) -> float:
    rule = reading.rules.shortest_run
    return max(rule.km, rule.minutes / reading.pace.low)


def check_after_amber(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """After an amber the next run is not longer than that one and has no quality; walk-run keeps its stage (2.5)."""
    last = reading.lights[-1] if reading.lights else None
    chain = list(takewhile(lambda light: light.is_amber, reversed(reading.lights)))
    if chain and (chain[0].day - chain[-1].day).days >= reading.rules.expiry.amber_days:
        # one amber after the other for a week: what that pain leaves of the usual week is kept
        return
    if last is None or not last.is_amber or (reading.as_of - last.day).days >= reading.rules.expiry.amber_days:
        return
    following = [s for s in runs_ahead(plan, reading.request) if s.date > last.day and s.kind is not SessionKind.RACE]
    amber = next((s for s in planned_before(reading.request).get(last.day, ()) if s.is_run), None)
    if not following:
        return
    first = following[0]
    if is_quality(first):
        yield Broken("after_amber", first.date, "quality in the run after an amber")
    if amber is not None:
        yield from _not_more(first, amber, reading)


def _not_more(first: Session, amber: Session, reading: Reading) -> Iterator[Broken]:
    if first.stage is not None and amber.stage is not None and first.stage > amber.stage:
        yield Broken("after_amber", first.date, f"stage {first.stage} after an amber on stage {amber.stage}")
    done = next((one.longest_km for one in reading.done if one.day == amber.date), 0.0)
    limit = max(SHARE * max(amber.distance_km or 0.0, done), _shortest_km(reading))
    if amber.stage is None and (first.distance_km or 0.0) > limit + KM:
        yield Broken("after_amber", first.date, f"{first.distance_km:.1f} km after an amber run of {limit:.1f} km")


CHECKS = (check_closed, check_after_red, check_after_amber)
