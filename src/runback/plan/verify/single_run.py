"""One run: its ceiling, how often it may be raised, the first run back, the shortest and the longest run."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from runback.domain.plan import Plan, Session, SessionKind
from runback.load.measure import monday_of
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Outing, Reading, outings
from runback.plan.verify.reds import reds
from runback.plan.verify.returns import Spell, first_ceiling_km, spells, table_floor_km, week_km
from runback.plan.verify.sessions import counted_km, is_short_walk_run, is_table_session, running_km

KM = 0.15
"""Runs are rounded to 100 m."""

SHARE = 1.02
"""A ceiling is compared with 2 % to spare: paces turn minutes into kilometres."""

MINUTES = 1.0
"""Runs are rounded to whole minutes."""


def check_ceiling(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run over the ceiling of 3.8, nor over the published rule (110 % of the longest run of 30 days).

    Planned runs before it count as done. Walk-runs of up to 45 minutes count their running alone, against the
    published rule: the ceiling of 3.8 does not hold a stage of the table back (2.7).
    """
    whole = outings(plan, reading)
    for spell in spells(whole, reading):
        for one in spell.outings:
            published = _published_km(whole, spell, one.day, reading)
            for session in one.sessions:
                is_bound = not is_short_walk_run(session)
                ceiling = max(ceiling_km(spell, one.day, reading), _table_km(session, spell, reading))
                limit = min(ceiling, published) if is_bound else published
                if session.kind is not SessionKind.RACE and counted_km(session) > SHARE * limit + KM:
                    how = f"{session.kind} of {counted_km(session):.1f} km, ceiling {limit:.1f} km"
                    yield Broken("single_run", one.day, how)


def ceiling_km(spell: Spell, day: date, reading: Reading) -> float:
    """The larger of the first ceiling and 110 % of the longest run of 30 days since the return (3.8)."""
    return max(first_ceiling_km(spell, reading), _raised(_longest(spell.outings, day, reading), reading))


def _table_km(session: Session, spell: Spell, reading: Reading) -> float:
    """What the table gives a session of it, which the ceiling of 3.8 does not hold back (2.7, 3.4).

    A small usual week has it off the table too: a third of that week.
    """
    is_small = reading.usual is not None and reading.usual.high < reading.rules.weekly_rise.small_below_km
    if session.stage is None and not (is_small and spell.is_return):
        return 0.0
    number = 1 if monday_of(session.date) == monday_of(spell.first) else 2
    return table_floor_km(spell, number, reading) / reading.rules.return_floor.sessions


def _published_km(whole: Sequence[Outing], spell: Spell, day: date, reading: Reading) -> float:
    """110 % of the longest run of 30 days; the first ceiling, 3 km at least, where there was none."""
    longest = _longest(whole, day, reading)
    if not any(one.day < reading.request.started_on for one in whole):
        longest = max(longest, _answered_longest(day, reading))
    if longest:
        return _raised(longest, reading)
    return max(first_ceiling_km(spell, reading), reading.rules.single_run_ceiling.none_km)


def _answered_longest(day: date, reading: Reading) -> float:
    """The longest run of 30 days by the answers, without a history: L was run on the last day with a run."""
    check = reading.request.checks[0]
    age = (day - check.day).days
    answers = (check.intake.longest_run_30d_km or 0.0, check.intake.last_run_km or 0.0)
    window = reading.rules.single_run_ceiling.days
    usual = reading.long.high if reading.long and age + reading.days_off().low <= window else 0.0
    return max(*answers, usual) if age <= window else 0.0


def _longest(runs: Sequence[Outing], day: date, reading: Reading) -> float:
    first = day - timedelta(days=reading.rules.single_run_ceiling.days)
    return max((one.longest_km for one in runs if first <= one.day < day), default=0.0)


def _raised(longest: float, reading: Reading) -> float:
    rule = reading.rules.single_run_ceiling
    if longest and longest < rule.small_below_km:
        return max(rule.factor * longest, longest + rule.small_rise_km)
    return rule.factor * longest


def check_raises(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The longest run is raised twice a week below L, once above it or from 65 on, never on neighbouring days (3.8).

    Raises up to the first ceiling are none. Weeks run from Monday; runs of walking and running count from ten-minute
    bouts on. What was really run in the week counts with it.
    """
    for spell in spells(outings(plan, reading), reading):
        raised = list(_raises(spell, reading))
        for day in raised:
            if _is_planned(spell, day):
                yield from _too_often(spell, day, [one for one in raised if one <= day], reading)


def _raises(spell: Spell, reading: Reading) -> Iterator[date]:
    is_known = any(one.day < reading.request.started_on for one in spell.outings)
    first = 0.0 if is_known else first_ceiling_km(spell, reading)
    raise_over = reading.rules.first_ceiling.raise_over
    for one in spell.outings:
        before = max(first, _longest(spell.outings, one.day, reading))
        is_table = any(is_table_session(session) for session in one.sessions)
        if before and one.longest_km > raise_over * before + KM and not is_table and not _is_race(one):
            yield one.day


def _too_often(spell: Spell, day: date, raised: list[date], reading: Reading) -> Iterator[Broken]:
    monday = day - timedelta(days=day.weekday())
    count = sum(one >= monday for one in raised)
    km = next(one.longest_km for one in spell.outings if one.day == day)
    rule = reading.rules.first_ceiling
    is_above = reading.long is not None and km > SHARE * reading.long.high + KM
    most = rule.raises_above_long if is_above or reading.is_older else rule.raises_a_week
    if count > most:
        yield Broken("raises", day, f"raise {count} of the week, at most {most}")
    if day - timedelta(days=1) in raised:
        yield Broken("raises", day, "the longest run is raised on two neighbouring days")


def _is_planned(spell: Spell, day: date) -> bool:
    return any(one.day == day and one.sessions for one in spell.outings)


def _is_race(outing: Outing) -> bool:
    return any(session.kind is SessionKind.RACE for session in outing.sessions)


def check_first_run(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The first run back is at most the mean of its week, and 40 minutes from two weeks off on (0.5)."""
    rule = reading.rules.first_ceiling
    for spell in spells(outings(plan, reading), reading):
        first = spell.outings[0]
        if not spell.is_return or not first.sessions or spell.days_off is None or _is_race(first):
            continue
        monday = first.day - timedelta(days=first.day.weekday())
        runs = [one for one in spell.outings if one.day < monday + timedelta(days=7) and not _is_race(one)]
        mean = week_km(runs, monday) / len(runs)
        if first.running_km > SHARE * mean + 2 * KM:
            yield Broken("first_run", first.day, f"{first.running_km:.1f} km, the mean of the week is {mean:.1f} km")
        minutes = sum(session.running_min for session in first.sessions)
        if spell.days_off.low >= rule.first_run_from_days and minutes > rule.first_run_min_max + MINUTES:
            yield Broken("first_run", first.day, f"{minutes:.0f} min of running after {spell.days_off.low:.0f} days")


def check_shortest(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run under 15 minutes or 2 km, either is enough (0.6, 5.3); halves after a red may be shorter.

    The table gives a small usual week less: at most 0.45 of it over three sessions in the first week (3.4), with pain
    a share of that; and no run is over its ceiling.
    """
    rule, floor = reading.rules.shortest_run, reading.rules.return_floor
    least_km = min(rule.km, floor.share_max * reading.usual.low / floor.sessions) if reading.usual else rule.km
    least_km *= min(1.0, reading.share_by_pain())
    recent = any((reading.as_of - red.day).days < reading.rules.expiry.red_days for red in reds(reading))
    ceilings = _ceilings(plan, reading)
    for session in _planned_runs(plan, reading):
        least = min(least_km, ceilings.get(session.date, least_km))
        long_enough = session.running_min >= rule.minutes - MINUTES or running_km(session) >= least - KM
        if not long_enough and not recent:
            how = f"a run of {session.running_min:.0f} min and {session.distance_km:.1f} km"
            yield Broken("shortest_run", session.date, how)


def _ceilings(plan: Plan, reading: Reading) -> dict[date, float]:
    """The ceiling of one run on each planned day, in km: it comes before the shortest run."""
    whole = outings(plan, reading)
    return {one.day: ceiling_km(spell, one.day, reading) for spell in spells(whole, reading) for one in spell.outings}


def check_longest_minutes(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run over 150 minutes, or nine tenths of the usual long run where that is more (5.2, 14.1)."""
    rule = reading.rules.long_run_share
    own = rule.own_share_kept * reading.long.high * reading.pace.high if reading.long else 0.0
    for session in _planned_runs(plan, reading):
        if session.running_min > max(rule.minutes_max, own) + MINUTES:
            yield Broken("longest_minutes", session.date, f"a run of {session.running_min:.0f} min")


def check_older(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """From 65 on the day after the longest run of the week has no run (1.9; the text asks for two days).

    What was really run in the week may be the longest too.
    """
    if not reading.is_older:
        return
    runs = outings(plan, reading)
    days = {one.day for one in runs}
    for week in plan.weeks:
        whole = [one for one in runs if week.start <= one.day < week.start + timedelta(days=7)]
        if len(whole) < 2 or any(is_table_session(s) for one in whole for s in one.sessions):
            continue
        longest = max(whole, key=lambda one: one.longest_km)
        others = max(one.longest_km for one in whole if one is not longest)
        if (
            longest.sessions
            and longest.longest_km > reading.rules.first_ceiling.raise_over * others
            and longest.day + timedelta(days=1) in days
        ):
            yield Broken("older", longest.day, "a run on the day after the longest one")


def _planned_runs(plan: Plan, reading: Reading) -> Iterator[Session]:
    for week in plan.weeks:
        for session in week.sessions:
            if session.kind is SessionKind.RUN and session.date >= reading.as_of:
                yield session


CHECKS = (check_ceiling, check_raises, check_first_run, check_shortest, check_longest_minutes, check_older)
