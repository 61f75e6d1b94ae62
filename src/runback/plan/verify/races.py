"""Races: on their day, after a taper, with easy days behind them, not soon after a red (7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from runback.domain.adjust import Priority
from runback.domain.plan import GoalStatus, Plan, Session, SessionKind
from runback.plan.verify.broken import Broken
from runback.plan.verify.reading import Outing, Reading, outings, runs_ahead
from runback.plan.verify.reds import reds
from runback.plan.verify.returns import week_km
from runback.plan.verify.sessions import is_quality

HALF_KM = 20.0
"""From here on a race is tapered for and recovered from as a half marathon."""

MARATHON_KM = 40.0
"""From here on as a marathon."""

TEN_KM = 8.0
"""From here on as a 10 km race."""

OLDER_AGE, OLDEST_AGE = 46, 56
"""The ages from which recovery takes longer (7.4)."""

SHARE = 1.12
"""The weeks around a race may lie 12 % over their share: what they are a share of can be read in several ways."""

KM = 0.5

ALONE_DAYS = 28
"""Races nearer to one another share their weeks in ways that the text leaves open."""


@dataclass(frozen=True, slots=True)
class RaceDay:
    """A race of the runner."""

    day: date
    km: float
    is_main: bool


def race_days(reading: Reading) -> tuple[RaceDay, ...]:
    """Every race known today, ascending; the goal of the last check is a main one."""
    found = [
        RaceDay(race.date, race.race_km, race.priority is Priority.A)
        for race in reading.request.races
        if race.entered_on is None or race.entered_on <= reading.as_of
    ]
    goal = reading.request.intake.wishes.goal
    if goal and all(goal.date != one.day for one in found):
        found.append(RaceDay(goal.date, goal.race_km, True))
    return tuple(sorted(found, key=lambda race: race.day))


def check_race_day(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Race sessions are the runner's races; a main race that is on the way is on its day."""
    known = {race.day: race for race in race_days(reading)}
    planned = {s.date: s for week in plan.weeks for s in week.sessions if s.kind is SessionKind.RACE}
    for day, session in planned.items():
        if day not in known:
            yield Broken("race_day", day, "a race that the runner has not entered")
        elif abs((session.distance_km or 0.0) - known[day].km) > KM:
            yield Broken("race_day", day, f"a race of {session.distance_km} km, entered are {known[day].km:g} km")
    goal = plan.goal
    if goal and goal.status is GoalStatus.ON_THE_WAY and goal.date not in planned and _is_in(plan, goal.date, reading):
        yield Broken("race_missing", goal.date, "the race is on the way and not in the plan")


def _is_in(plan: Plan, day: date, reading: Reading) -> bool:
    """Whether a day is in the weeks of a plan with running, and is no day off."""
    is_ahead = any(week.start <= day < week.start + timedelta(days=7) for week in plan.weeks) and day >= reading.as_of
    return is_ahead and not plan.held_by and day not in reading.request.off_days


def check_no_race_after_red(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No race within seven days of a red (7.6)."""
    days = [red.day for red in reds(reading)]
    for session in runs_ahead(plan, reading.request):
        near = [day for day in days if 0 <= (session.date - day).days < reading.rules.race_not_advised.days]
        if session.kind is SessionKind.RACE and near:
            yield Broken("race_after_red", session.date, f"a race after the red of {near[-1]}")


def check_taper(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The seven days before a main race hold less than their share of the best recent week (7.1).

    Only races in the plan whose whole week before is still ahead. The share is that of the last week of the
    taper by length of the race; during a return the week is a fifth smaller.
    """
    whole = outings(plan, reading)
    for race in _held_races(plan, reading):
        first = race.day - timedelta(days=7)
        if first < reading.as_of or not race.is_main or _is_second(race, reading):
            continue
        before = [week_km(whole, first - timedelta(days=first.weekday(), weeks=n)) for n in range(5)]
        usual = reading.usual.high if reading.usual else 0.0
        limit = (1 - _cut(race.km, reading)) * max(*before, usual)
        km = _between(whole, first, race.day - timedelta(days=1))
        if km > SHARE * limit + KM:
            yield Broken("taper", race.day, f"{km:.1f} km in the week before the race, at most {limit:.1f} km")


def _is_second(race: RaceDay, reading: Reading) -> bool:
    """Whether another main race is within the weeks that 7.1 keeps between two of them, so that one is no main race."""
    rule = reading.rules.race_spacing
    for other in race_days(reading):
        weeks = rule.weeks_marathon if max(race.km, other.km) >= MARATHON_KM else rule.weeks
        if other.is_main and other.day != race.day and abs(other.day - race.day) < timedelta(weeks=weeks):
            return other.km >= race.km
    return False


def _cut(km: float, reading: Reading) -> float:
    """The smallest cut that 7.1 allows in the last week before a race of this length."""
    rule = reading.rules.race_taper
    cuts = (
        rule.marathon
        if km >= MARATHON_KM
        else rule.half
        if km >= HALF_KM
        else rule.ten_km
        if km >= TEN_KM
        else rule.five_km
    )
    return min(cuts[-1], rule.return_cut)


def check_easy_before_b(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The three days before a race on the way hold easy running alone, not the longest run of two weeks (7.2)."""
    whole, days = outings(plan, reading), reading.rules.race_taper.b_easy_days
    for race in _held_races(plan, reading):
        for session in () if race.is_main else runs_ahead(plan, reading.request):
            if 0 < (race.day - session.date).days <= days and _is_hard(session, whole):
                how = f"{session.distance_km:.1f} km before the race of {race.day}"
                yield Broken("race_b_easy", session.date, how)


def _is_hard(session: Session, whole: Sequence[Outing]) -> bool:
    """Whether the session is fast, or longer than the other runs of the two weeks before it."""
    others = [one.longest_km for one in whole if 0 < (session.date - one.day).days <= 14]
    return is_quality(session) or (bool(others) and (session.distance_km or 0.0) > max(others) + KM)


def check_after(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """After a race: days without a run from the half marathon on, a smaller week, no long run, no quality (7.4).

    A short B race has easy days alone: the text gives a share of the week after a half and a marathon.
    """
    whole = outings(plan, reading)
    for race in (*_held_races(plan, reading), *_run_races(reading)):
        yield from _rest_after(race, plan, reading)
        first, last = race.day + timedelta(days=1), race.day + timedelta(days=7)
        if first < reading.as_of or (not race.is_main and race.km < HALF_KM):
            continue
        limit = _share_after(race.km, reading) * max(_best_week(whole, race.day), _usual(reading))
        km = _between(whole, first, last)
        if km > SHARE * limit + KM:
            yield Broken("race_after_week", first, f"{km:.1f} km in the week after the race, at most {limit:.1f} km")


def _rest_after(race: RaceDay, plan: Plan, reading: Reading) -> Iterator[Broken]:
    rule = reading.rules.race_after
    age = reading.age or 0
    slower = rule.age_56 if age >= OLDEST_AGE else rule.age_46 if age >= OLDER_AGE else 1.0
    rest = 0 if race.km < HALF_KM else floor(slower * min(rule.rest_days_half, rule.rest_days_marathon))
    easy = ceil(race.km / rule.km_per_day)
    longest = race.km * reading.rules.race_taper.long_share_max
    for session in runs_ahead(plan, reading.request):
        gap = (session.date - race.day).days
        if 0 < gap <= rest:
            yield Broken("race_after_rest", session.date, f"a run {gap} days after a race of {race.km:g} km")
        elif 0 < gap <= easy and is_quality(session):
            yield Broken("race_after_easy", session.date, f"quality {gap} days after a race of {race.km:g} km")
        elif 0 < gap <= min(easy, 7) and (session.distance_km or 0.0) > max(longest, _usual(reading) / 3) + KM:
            yield Broken("race_after_easy", session.date, f"{session.distance_km:.1f} km {gap} days after a race")


def _held_races(plan: Plan, reading: Reading) -> list[RaceDay]:
    """The races that stand in the plan and have no other race within four weeks."""
    days = {session.date for session in runs_ahead(plan, reading.request) if session.kind is SessionKind.RACE}
    races = race_days(reading)
    near = timedelta(days=ALONE_DAYS)
    return [
        race
        for race in races
        if race.day in days and not any(other is not race and abs(other.day - race.day) <= near for other in races)
    ]


def _run_races(reading: Reading) -> list[RaceDay]:
    """The races that were run in the last weeks: a run of nine tenths of the race on its day."""
    done = {one.day: one.longest_km for one in reading.done}
    return [
        race for race in race_days(reading) if race.day < reading.as_of and done.get(race.day, 0.0) >= 0.9 * race.km
    ]


def _share_after(km: float, reading: Reading) -> float:
    """The share of the first week after a race."""
    rule = reading.rules.race_after
    shares = rule.shares_marathon if km >= MARATHON_KM else rule.shares_half if km >= HALF_KM else rule.shares_short
    return shares[0]


def _best_week(whole: Sequence[Outing], day: date) -> float:
    return max(_between(whole, day - timedelta(days=7 * n + 7), day - timedelta(days=7 * n + 1)) for n in range(6))


def _usual(reading: Reading) -> float:
    return reading.usual.high if reading.usual else 0.0


def _between(whole: Sequence[Outing], first: date, last: date) -> float:
    return sum(one.running_km for one in whole if first <= one.day <= last)


CHECKS = (check_race_day, check_no_race_after_red, check_taper, check_easy_before_b, check_after)
