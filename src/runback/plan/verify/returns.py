"""Spells of running between breaks, and what rule 3 allows in the weeks of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from runback.knowledge.plan_rule_records.base import value_at
from runback.load.measure import monday_of
from runback.plan.verify.reading import Outing, Reading
from runback.plan.verify.span import Span

FULL_WEEK = 7


@dataclass(frozen=True, slots=True)
class Spell:
    """Running without a break between.

    ``days_off`` is D at its first run (None: no break is known before it), ``base`` the week that the shares of
    rule 3 are taken of, ``outings`` its days with running, ascending.
    """

    outings: tuple[Outing, ...]
    days_off: Span | None
    base: Span | None

    @property
    def first(self) -> date:
        """The day of its first run."""
        return self.outings[0].day

    @property
    def is_return(self) -> bool:
        """Whether a break came before it."""
        return self.days_off is not None


def longest_rest(reading: Reading) -> int:
    """Days between two runs that are no break yet: six, and more for whoever runs once a week (8.3, 8.4)."""
    offered = [day for day in range(FULL_WEEK) if reading.may_run_on(date(2001, 1, 1) + timedelta(days=day))]
    runs = max(1.0, min(reading.habit.low, len(offered) or 1))
    return max(reading.rules.break_in_return.days_off, ceil(FULL_WEEK / runs) + 3 if runs < 2 else 0)


def spells(outings: Sequence[Outing], reading: Reading) -> tuple[Spell, ...]:
    """The outings in spells, ascending. A break that spans the start of the course has the D of the check."""
    rest, groups = longest_rest(reading), list[list[Outing]]()
    for one in outings:
        if not groups or (one.day - groups[-1][-1].day).days > rest:
            groups.append([])
        groups[-1].append(one)
    found: list[Spell] = []
    for group in groups:
        found.append(_spell(tuple(group), found, reading))
    return tuple(found)


def _spell(group: tuple[Outing, ...], before: Sequence[Spell], reading: Reading) -> Spell:
    first, start = group[0].day, reading.request.started_on
    if before:
        last = before[-1].outings[-1].day
        days_off = _days_off(last, group[0], reading)
        is_first_return = last < start
        base = reading.usual if is_first_return else _last_counted(before[-1], reading)
        return Spell(group, days_off, base)
    answered = reading.days_off()
    if first >= start and answered.high > reading.rules.break_in_return.days_off:
        return Spell(group, Span(answered.low, answered.high + (first - start).days), reading.usual)
    return Spell(group, None, reading.usual)


def _days_off(last: date, back: Outing, reading: Reading) -> Span:
    """D of a break: up to the run that ends it, or up to today (the first day of the course) for one that lasts."""
    gap = float((back.day - last).days)
    today = max(reading.as_of if back.sessions else last, reading.request.started_on)
    so_far = (today - last).days
    lasts = reading.rules.break_in_return.days_off <= so_far < gap
    return Span(min(gap - 1, so_far) if lasts else gap - 1, gap)


def _last_counted(spell: Spell, reading: Reading) -> Span | None:
    """The best seven days of the three weeks before a break inside the course, U at most (3.3)."""
    last = spell.outings[-1].day
    ends = [last - timedelta(days=n) for n in range(FULL_WEEK * (reading.rules.return_curve.counted_weeks - 1) + 1)]
    best = max(_sum(spell.outings, end - timedelta(days=FULL_WEEK - 1), end) for end in ends)
    usual = reading.usual
    return Span.at(best) if usual is None else Span(min(best, usual.low), min(best, usual.high))


def _sum(outings: Sequence[Outing], first: date, last: date) -> float:
    return sum(one.running_km for one in outings if first <= one.day <= last)


def week_km(outings: Sequence[Outing], monday: date) -> float:
    """Kilometres of running in a calendar week."""
    return _sum(outings, monday, monday + timedelta(days=FULL_WEEK - 1))


def best_before(spell: Spell, monday: date, reading: Reading) -> float | None:
    """The best of the three weeks before ``monday`` within the spell; None where it began in this week."""
    count = reading.rules.return_curve.counted_weeks
    mondays = [monday - timedelta(weeks=n) for n in range(1, count + 1)]
    known = [week_km(spell.outings, one) for one in mondays if one >= monday_of(spell.first)]
    return max(known, default=None)


def curve_km(spell: Spell, week: int, reading: Reading) -> float | None:
    """The most that the curve of 3.2 gives in week ``week`` of the spell (1 is the first); None where U is unknown."""
    if spell.base is None:
        return None
    days_off = spell.days_off.low if spell.days_off else 0.0
    share = reading.share_by_days(days_off)
    weeks = value_at(reading.rules.return_curve.weeks, days_off)
    part = 1.0 if weeks <= week - 1 else share ** (1 - (week - 1) / weeks)
    pain = min(1.0, reading.share_by_pain(reading.pain.low) + reading.rules.pain_share.back_a_week * (week - 1))
    top = spell.base.high if week == 1 else max(spell.base.high, reading.usual.high if reading.usual else 0.0)
    return top * part * pain * _irritability(reading, week)


def _irritability(reading: Reading, week: int) -> float:
    mornings = {check.intake.pain_next_morning for check in reading.request.checks}
    is_slow = mornings == {"up_gone_24h"} and week == 1
    return reading.rules.pain_share.gone_in_a_day if is_slow else 1.0


def first_week_cap_km(spell: Spell, reading: Reading) -> float:
    """The ten miles of 3.5, fading in between 14 and 56 days off; infinite below."""
    cap = reading.rules.first_week_cap
    if spell.days_off is None or spell.base is None or spell.days_off.low < cap.from_days:
        return float("inf")
    width = cap.full_from_days - cap.from_days
    fade = min(1.0, (spell.days_off.low - cap.from_days) / width)
    return cap.km + (max(cap.km, cap.share * spell.base.high) - cap.km) * (1 - fade)


def first_ceiling_km(spell: Spell, reading: Reading) -> float:
    """c of 3.8: the first ceiling for one run after a break, by the most favourable reading."""
    known = reading.rules.first_ceiling
    days_off = spell.days_off.low if spell.days_off else 0.0
    if reading.long is None or not reading.long.high:
        return reading.rules.single_run_ceiling.none_km
    pain = reading.share_by_pain(reading.pain.low)
    by_long = reading.long.high * reading.share_by_days(days_off) * pain
    if days_off < known.minutes[0][0]:
        return by_long
    return min(by_long, value_at(known.minutes, days_off) / reading.pace.low)
