"""Spells of running between breaks, and what rule 3 allows in the weeks of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from runback.domain.plan import Session, Week
from runback.knowledge.plan_rule_records.base import value_at
from runback.load.measure import monday_of
from runback.plan.verify.done import planned_before
from runback.plan.verify.reading import Outing, Reading, is_too_sore
from runback.plan.verify.sessions import running_km
from runback.plan.verify.span import Span

FULL_WEEK = 7


@dataclass(frozen=True, slots=True)
class Spell:
    """Running without a break between.

    ``days_off`` is D at its first run (None: no break is known before it), ``base`` the week that the shares of
    rule 3 are taken of, ``outings`` its days with running, ascending. ``is_inside``: the break is inside the course.
    """

    outings: tuple[Outing, ...]
    days_off: Span | None
    base: Span | None
    is_inside: bool = False

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
        base = reading.usual if is_first_return else _last_counted(before, reading)
        return Spell(group, days_off, base, is_inside=not is_first_return)
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


def _last_counted(before: Sequence[Spell], reading: Reading) -> Span | None:
    """The best seven days of the three weeks before a break inside the course, U at most (3.3).

    A week of those three counts as it was planned where something of it was run.
    """
    outings = [one for spell in before for one in spell.outings]
    last = outings[-1].day
    ends = [last - timedelta(days=n) for n in range(FULL_WEEK * (reading.rules.return_curve.counted_weeks - 1) + 1)]
    best = max(_sum(outings, end - timedelta(days=FULL_WEEK - 1), end) for end in ends)
    lived = {monday_of(one.day) for one in outings if one.day >= ends[-1]}
    planned = [sum(map(running_km, runs_of(week))) for week in reading.request.past_weeks if week.start in lived]
    began = max(begin_of(before[-1], reading), before[-1].first)
    if began >= ends[-1]:
        # a first week that began late counts as a whole one would (5.7), at most as the curve has it
        whole = week_km(outings, monday_of(began)) * _part(began)
        best = max(best, min(whole, curve_km(before[-1], 1, reading) or whole))
    best = max([best, *planned])
    usual = reading.usual
    return Span.at(best) if usual is None else Span(min(best, usual.low), min(best, usual.high))


def runs_of(week: Week) -> list[Session]:
    """The running sessions of a week."""
    return [session for session in week.sessions if session.is_run]


def _sum(outings: Sequence[Outing], first: date, last: date) -> float:
    return sum(one.running_km for one in outings if first <= one.day <= last)


def week_km(outings: Sequence[Outing], monday: date) -> float:
    """Kilometres of running in a calendar week."""
    return _sum(outings, monday, monday + timedelta(days=FULL_WEEK - 1))


def best_before(spell: Spell, monday: date, reading: Reading) -> float | None:
    """The best of the three weeks before ``monday`` within the spell; None where it began in this week.

    A first week that began late counts as a whole one would, and not at all with fewer than four days (5.7). Without
    a break and without a history the weeks before the course were usual ones.
    """
    begun, count = begin_of(spell, reading), reading.rules.return_curve.counted_weeks
    mondays = [monday - timedelta(weeks=n) for n in range(1, count + 1)]
    goes_on = not spell.is_return and not is_too_sore(reading.request, reading.rules)
    first = monday_of(spell.first) if goes_on else first_week(spell, reading)
    weeks = [_whole_week_km(spell, one, begun, reading) for one in mondays if one >= first and is_counted(one, reading)]
    known = [km for km in weeks if km > 0]
    if not spell.is_return and spell.first >= reading.request.started_on and len(known) < count and reading.usual:
        known.append(reading.usual.high)
    if spell.is_inside and spell.base is not None and _is_made_good(spell, monday, reading):
        known.append(spell.base.high)
    return max(known, default=None)


def _is_made_good(spell: Spell, monday: date, reading: Reading) -> bool:
    """Whether so many weeks went by since a break inside the course as lead back to the week before it."""
    days_off = spell.days_off.low if spell.days_off else 0.0
    return value_at(reading.rules.return_curve.weeks, days_off) <= (monday - monday_of(spell.first)).days // FULL_WEEK


def is_counted(monday: date, reading: Reading) -> bool:
    """Whether two thirds of a week's planned running were done (4.8); a week ahead, or without a plan, counts.

    One with fewer than four days left, or not off, does not (5.7).
    """
    days = [monday + timedelta(days=n) for n in range(FULL_WEEK)]
    planned = planned_before(reading.request)
    asked = sum(running_km(s) for day in days for s in planned.get(day, ()) if s.is_run)
    done = sum(one.running_km for one in reading.done if monday <= one.day <= days[-1])
    is_over = days[-1] < reading.as_of
    left = days if is_over or done else [day for day in days if day >= reading.as_of]
    open_days = [day for day in left if day not in reading.request.off_days]
    is_whole = len(open_days) >= reading.rules.part_week.days_min
    return is_whole and (not is_over or done >= reading.rules.done_week.share * asked)


def _whole_week_km(spell: Spell, monday: date, begun: date, reading: Reading) -> float:
    """The running of a week; of one that began late, by plan or behind a gate, what a whole one would hold."""
    km = week_km(spell.outings, monday)
    if monday != monday_of(begun):
        return km
    behind_gate = km * _part(max(begun, spell.first))
    first_km = min(curve_km(spell, 1, reading) or km, first_week_cap_km(spell, reading))
    return max(km * _part(begun), min(behind_gate, first_km))


def begin_of(spell: Spell, reading: Reading) -> date:
    """The first day of a return: of the course, or of the running after a break inside it.

    Without a break it is the first run of the course: a walking gate or a stop for pain may come before it.
    """
    start = reading.request.started_on
    if not spell.is_return:
        return next((one.day for one in spell.outings if one.day >= start), start)
    return start if monday_of(start) == monday_of(spell.first) else spell.first


def first_week(spell: Spell, reading: Reading) -> date:
    """The Monday of the first week that counts: the one after a first week of fewer than four days (5.7)."""
    monday = monday_of(begin_of(spell, reading))
    left = FULL_WEEK - max(begin_of(spell, reading), spell.first).weekday()
    is_late = monday_of(spell.first) > monday or left < reading.rules.part_week.days_min
    return monday + timedelta(weeks=1) if is_late and spell.first >= monday else monday


def _part(begun: date) -> float:
    """What a week that began on that day is multiplied with to be a whole one."""
    return FULL_WEEK / (FULL_WEEK - begun.weekday())


def curve_km(spell: Spell, week: int, reading: Reading) -> float | None:
    """The most that the curve of 3.2 gives in week ``week`` of the spell (1 is the first); None where U is unknown."""
    if spell.base is None:
        return None
    days_off = spell.days_off.low if spell.days_off else 0.0
    share = reading.share_by_days(days_off)
    weeks = value_at(reading.rules.return_curve.weeks, days_off)
    part = 1.0 if weeks <= week - 1 else share ** (1 - (week - 1) / weeks)
    pain = min(1.0, reading.share_by_pain() + reading.rules.pain_share.back_a_week * (week - 1))
    top = spell.base.high if week == 1 else max(spell.base.high, reading.usual.high if reading.usual else 0.0)
    return top * part * pain * _irritability(spell, week, reading)


def _irritability(spell: Spell, week: int, reading: Reading) -> float:
    """What an irritable back by the check makes of the first week of the course (1.6)."""
    mornings = {check.intake.pain_next_morning for check in reading.request.checks}
    is_slow = mornings == {"up_gone_24h"} and week == 1 and not spell.is_inside
    return reading.rules.pain_share.gone_in_a_day if is_slow else 1.0


def first_week_cap_km(spell: Spell, reading: Reading) -> float:
    """The ten miles of 3.5, fading in between 14 and 56 days off, whole by the articles' start; infinite below."""
    cap = reading.rules.first_week_cap
    if spell.days_off is None or spell.base is None or spell.days_off.low < cap.from_days:
        return float("inf")
    if reading.request.intake.wishes.start == "articles":
        return cap.km
    width = cap.full_from_days - cap.from_days
    fade = min(1.0, (spell.days_off.low - cap.from_days) / width)
    return cap.km + (max(cap.km, cap.share * spell.base.high) - cap.km) * (1 - fade)


def table_floor_km(spell: Spell, week: int, reading: Reading) -> float:
    """The floor of 3.4 by its highest reading: three sessions of the row of b, 0.45 U at most in the first week.

    From the second week on the row is the last one: who has been given less may be anywhere on the table.
    """
    if reading.is_new or reading.usual is None:
        return 0.0
    rows, rule = reading.rules.table_trained, reading.rules.return_floor
    bout = value_at(reading.rules.run_bouts.by_days_off, spell.days_off.low if spell.days_off else 0.0)
    known = [row for row in rows if row.bout_min <= bout] or [rows[0]]
    row = known[-1] if week == 1 else rows[-1]
    pain = min(1.0, reading.share_by_pain() + reading.rules.pain_share.back_a_week * (week - 1))
    km = rule.sessions * row.run_min / reading.pace.low * pain
    return min(km, rule.share_max * reading.usual.high) if week == 1 else min(km, reading.usual.high)


def first_ceiling_km(spell: Spell, reading: Reading) -> float:
    """c of 3.8: the first ceiling for one run after a break, by the most favourable reading."""
    known = reading.rules.first_ceiling
    days_off = spell.days_off.low if spell.days_off else 0.0
    if reading.long is None or not reading.long.high:
        return reading.rules.single_run_ceiling.none_km
    pain = reading.share_by_pain()
    by_long = reading.long.high * reading.share_by_days(days_off) * pain
    if days_off < known.minutes[0][0]:
        return by_long
    return min(by_long, value_at(known.minutes, days_off) / reading.pace.low)
