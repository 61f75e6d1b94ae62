"""Races: what a goal asks for, the taper before, the easy days after, whether it is ready (plan_rules_2, 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, log
from typing import Literal

from runback.domain.adjust import Priority, Race
from runback.domain.plan import Light
from runback.knowledge.plan_rules import load_plan_rules, value_at
from runback.load.measure import monday_of
from runback.plan.course.happened import Happened, RunDay
from runback.plan.course.usual import Usual
from runback.plan.request import PlanRequest
from runback.plan.traits import find_traits

FIVE_KM, TEN_KM, HALF_KM, MARATHON_KM = 6.0, 12.0, 25.0, 40.0
"""A race up to so many km is tapered like that distance; from MARATHON_KM on like a marathon."""

EVE_SHARE = 0.35
"""The run on the eve of a short race, as a share of the longest; before longer races there is none."""

COMMON_KM = (3.0, 5.0, 10.0, 15.0, 21.1, 30.0, 42.2, 50.0)
"""Distances that races are run over; there is no race of 40.4 km."""

CLEARLY_SHORTER = 0.8
"""A shorter race than planned is offered from a fifth less on."""

READY_KM = 0.05
"""A long run may be so much shorter than what makes a race ready: distances are rounded."""


class RaceSeen(StrEnum):
    """What the planned weeks show of a race: run, run with walk breaks, left out; or it is too far to be seen."""

    RUN = "run"
    WITH_WALKS = "with_walks"
    LEFT_OUT = "left_out"
    TOO_FAR = "too_far"


def all_races(request: PlanRequest) -> tuple[Race, ...]:
    """Every race by day, the goal of the check among them."""
    goal = request.intake.wishes.goal
    races = {race.date: race for race in request.races}
    if goal is not None and goal.date not in races:
        races[goal.date] = Race(goal.date, goal.race_km)
    return tuple(races[day] for day in sorted(races))


def next_goal(request: PlanRequest) -> Race | None:
    """The next A race from today on, else the last one that is over; None without a race."""
    races = [race for race in all_races(request) if race.priority is Priority.A]
    ahead = [race for race in races if race.date >= request.as_of]
    return ahead[0] if ahead else (races[-1] if races else None)


def goal_targets(request: PlanRequest, usual: Usual) -> tuple[float | None, float | None]:
    """The week and the long run in km that the A races ahead ask for; None where the usual ones do."""
    rules = load_plan_rules()
    ahead = [race for race in all_races(request) if race.date >= request.as_of and race.priority is Priority.A]
    if not ahead:
        return None, None
    race = max(ahead, key=lambda one: one.race_km)
    long_km = _long_run_goal(race, usual)
    per_race = 1.0 if race.race_km >= MARATHON_KM else 1.5
    week = min(per_race * race.race_km, rules.race_steps.long_run_goal_max_km * 2)
    if race.race_km <= FIVE_KM:
        # the whole distance once before the race: a new runner's goal
        long_km = race.race_km
    # the long run is a share of the week, so the week has to grow with it
    week_of_long_run = long_km / _long_share_max(usual)
    if race.race_km <= TEN_KM:
        week = week_of_long_run
    elif is_in_reach(race, usual):
        week = max(week, week_of_long_run)
    return week, long_km


def _long_share_max(usual: Usual) -> float:
    """The largest share of a week that its long run may hold (rule long_run_share)."""
    rule = load_plan_rules().long_run_share
    return max(rule.own_max, value_at(rule.by_runs, usual.runs))


def _long_run_goal(race: Race, usual: Usual) -> float:
    """The long run in km that the race asks for, within the minutes of a long run (rule long_run_share)."""
    return min(ready_km(race.race_km), load_plan_rules().race_steps.long_run_goal_max_km, _longest_planned(usual))


def _longest_planned(usual: Usual) -> float:
    """The longest run in km that a plan may hold: its minutes, or what the runner is used to."""
    share = load_plan_rules().long_run_share
    return max(share.minutes_max / usual.pace, share.own_share_kept * usual.long_km)


def is_in_reach(race: Race, usual: Usual) -> bool:
    """Whether the longest run that a plan may hold makes the race ready, with walk breaks at least."""
    return _long_run_goal(race, usual) >= run_walk_ready_km(race.race_km) - READY_KM


def ready_km(race_km: float) -> float:
    """The long run that makes a race ready, in km (rule race_ready)."""
    rule = load_plan_rules().race_ready
    return rule.marathon_km if race_km >= MARATHON_KM else rule.share * race_km


def run_walk_ready_km(race_km: float) -> float:
    """The long run with which it can be finished with walk breaks, in km."""
    rule = load_plan_rules().race_ready
    return rule.run_walk_marathon_km if MARATHON_KM <= race_km < 45 else rule.run_walk_share * race_km


def cuts_before(race: Race, *, is_returning: bool) -> tuple[float, ...]:
    """The cut of each week before the race, the last week last."""
    rule = load_plan_rules().race_taper
    if race.priority is Priority.B:
        return ()
    if is_returning:
        return (rule.return_cut,)
    if race.race_km <= FIVE_KM:
        return rule.five_km
    if race.race_km <= TEN_KM:
        return rule.ten_km
    return rule.half if race.race_km <= HALF_KM else rule.marathon


@dataclass(frozen=True, slots=True)
class RaceBounds:
    """What the races near a day leave of its run: a share of the planned size, a highest km, or no run at all."""

    share: float = 1.0
    km_max: float = float("inf")
    is_rest: bool = False
    is_taper: bool = False
    race: Race | None = None


def space_out(races: Sequence[Race], usual: Usual) -> tuple[Race, ...]:
    """The races by day, no two A races within eight weeks, or sixteen of a marathon (rule race_spacing).

    The longer one stays an A race, of equal ones the earlier; the other becomes a B race. One that is out of reach
    takes no other's place.
    """
    mains: list[Race] = []
    found: list[Race] = []
    for race in sorted(races, key=lambda one: (not is_in_reach(one, usual), -one.race_km, one.date)):
        if race.priority is Priority.A and main_near(race, mains) is not None:
            found.append(replace(race, priority=Priority.B))
            continue
        found.append(race)
        mains += [race] if race.priority is Priority.A else []
    return tuple(sorted(found, key=lambda race: race.date))


def main_near(race: Race, races: Iterable[Race]) -> Race | None:
    """Another A race within the weeks that lie between two of them at least; None without one."""
    rule = load_plan_rules().race_spacing

    def is_near(other: Race) -> bool:
        has_marathon = max(race.race_km, other.race_km) >= MARATHON_KM
        weeks = rule.weeks_marathon if has_marathon else rule.weeks
        return abs(other.date - race.date) < timedelta(weeks=weeks)

    mains = (one for one in races if one.priority is Priority.A and one.date != race.date)
    return next(filter(is_near, mains), None)


def as_prepared(race: Race, limit_km: float, races: Iterable[Race] = ()) -> Race:
    """The race as it is prepared: a B race beyond the limit of a single run like an A race (rule 7.2).

    Not so where another A race is near: then it stays a B race, and is too long to be run.
    """
    if race.race_km <= limit_km or main_near(race, races) is not None:
        return race
    return replace(race, priority=Priority.A)


def is_too_long(race: Race, limit_km: float, races: Iterable[Race]) -> bool:
    """Whether it is a B race beyond the limit of a single run which no taper may prepare (rules 7.1 and 7.2)."""
    return as_prepared(race, limit_km, races).priority is Priority.B and race.race_km > limit_km


def bounds_on(
    day: date,
    races: tuple[Race, ...],
    *,
    is_returning: bool,
    longest_km: float,
    age: float | None,
    limit_km: float = float("inf"),
) -> RaceBounds:
    """The bounds that races put on the run of ``day``; ``limit_km`` is the longest single run allowed by then."""
    found = RaceBounds()
    for race in (as_prepared(one, limit_km, races) for one in races):
        before, after = (race.date - day).days, (day - race.date).days
        one = RaceBounds()
        if before > 0:
            one = _before(before, race, is_returning=is_returning, longest_km=longest_km)
        elif after > 0:
            one = _after(after, race, age)
        found = RaceBounds(
            min(found.share, one.share),
            min(found.km_max, one.km_max),
            found.is_rest or one.is_rest,
            found.is_taper or one.is_taper,
            one.race or found.race,
        )
    return found


def _before(days: int, race: Race, *, is_returning: bool, longest_km: float) -> RaceBounds:
    rule = load_plan_rules().race_taper
    if race.priority is Priority.B:
        if days > rule.b_easy_days:
            return RaceBounds()
        share = EVE_SHARE if days == 1 else rule.long_share_max
        return RaceBounds(km_max=share * longest_km if longest_km else float("inf"), race=race)
    if race.race_km <= FIVE_KM and days > rule.five_km_days and not is_returning:
        return RaceBounds()
    cuts = cuts_before(race, is_returning=is_returning)
    week = (days - 1) // 7
    if week >= len(cuts):
        eve = days <= 8 and race.race_km > TEN_KM
        return RaceBounds(km_max=rule.long_share_max * race.race_km if eve else float("inf"))
    km_max = float("inf")
    if days <= 8:
        # short races: four fifths of the longest run stay below what the race itself is
        least = rule.long_share_max * race.race_km
        km_max = max(least, 0.75 * longest_km) if race.race_km <= TEN_KM else least
    if days == 1 and race.race_km <= TEN_KM and longest_km:
        km_max = min(km_max, EVE_SHARE * longest_km)
    is_rest = days == 1 and race.race_km > TEN_KM
    return RaceBounds(1 - cuts[-1 - week], km_max, is_rest, is_taper=True, race=race)


def _after(days: int, race: Race, age: float | None) -> RaceBounds:
    rule = load_plan_rules().race_after
    slow = rule.age_56 if (age or 0) >= 56 else rule.age_46 if (age or 0) >= 46 else 1.0
    if race.race_km > HALF_KM:
        rest, shares = rule.rest_days_marathon, rule.shares_marathon
    elif race.race_km > TEN_KM:
        rest, shares = rule.rest_days_half, rule.shares_half
    else:
        rest, shares = max(1, round(race.race_km / rule.km_per_day / 2)), rule.shares_short
    if days <= round(rest * slow):
        return RaceBounds(is_rest=True, race=race)
    week = int((days - 1) / (7 * slow))
    easy = race.race_km / rule.km_per_day * slow
    if days > easy and race.priority is Priority.B and race.race_km <= TEN_KM:
        return RaceBounds()  # a short race in place of a long run: its easy days, then the usual week
    if week < len(shares):
        return RaceBounds(share=shares[week], km_max=0.5 * race.race_km if days <= easy else float("inf"), race=race)
    return RaceBounds()


def race_days(races: tuple[Race, ...], age: float | None) -> frozenset[date]:
    """The days of races and those after them that hold no run."""
    found = set()
    for race in races:
        day, after = race.date, 0
        while after == 0 or _after(after, race, age).is_rest:
            found.add(day)
            day, after = day + timedelta(days=1), after + 1
    return frozenset(found)


def is_ready(race: Race, happened: Happened, longest_km: float, strains: tuple[date, ...] = ()) -> bool:
    """Whether the race may be run: advised after what hurt before it, and a long run of 60 % of it or more."""
    is_advised = advised_from(race, happened, strains) is None
    return is_advised and longest_km >= run_walk_ready_km(race.race_km) - READY_KM


@dataclass(frozen=True, slots=True, order=True)
class PainBefore:
    """What takes a race out: it may be run from ``until`` on, because of a red, ambers or a strain of ``day``."""

    until: date
    day: date
    what: Literal["red", "ambers", "strain"]


def pain_before(race: Race, happened: Happened, strains: tuple[date, ...] = ()) -> PainBefore | None:
    """The pain that takes the race out on its own day; None where nothing does (rules 7.3 and 7.6).

    Pain is a red in the two weeks before, a second amber in the week before, or one of ``strains`` in the week before.
    """
    rules = load_plan_rules()
    ready, strain_days_off = rules.race_ready, timedelta(days=rules.race_not_advised.days + 1)
    ambers = sorted(day for day, run in happened.runs.items() if run.light is Light.AMBER and day < race.date)
    reds = [red.day for red in happened.reds if red.day <= race.date]
    taken = [PainBefore(day + timedelta(days=ready.days_without_red + 1), day, "red") for day in reds]
    taken += [PainBefore(day + strain_days_off, day, "strain") for day in strains if day <= race.date]
    if len(ambers) > ready.ambers_max:
        day = ambers[-1 - ready.ambers_max]
        taken.append(PainBefore(day + timedelta(days=ready.amber_days + 1), day, "ambers"))
    return max((one for one in taken if one.until > race.date), default=None)


def advised_from(race: Race, happened: Happened, strains: tuple[date, ...] = ()) -> date | None:
    """The first day on which it may be run, where pain takes it out on its own day; else None."""
    pain = pain_before(race, happened, strains)
    return None if pain is None else pain.until


def strain_days(request: PlanRequest) -> tuple[date, ...]:
    """The days of checks with a fresh strain and so much pain that no race is advised (rule race_not_advised)."""
    least = load_plan_rules().race_not_advised.pain_min
    return tuple(
        check.day
        for check in request.checks
        if (check.intake.pain_now or 0) >= least and "acute" in find_traits(check.intake, check.assessment)
    )


def weeks_needed(race: Race, usual: Usual, weeks_to_usual: float, longest_km: float) -> int:
    """Weeks until the race is ready: back to the usual week, then the long run by steps of a tenth, then the taper."""
    rules = load_plan_rules()
    goal = min(ready_km(race.race_km), max(rules.race_steps.long_run_goal_max_km, run_walk_ready_km(race.race_km)))
    begun = max(usual.long_km, longest_km)
    steps = 0.0
    if goal > begun > 0:
        steps = ceil(log(goal / begun) / log(rules.race_steps.factor) - 1e-9) * rules.race_steps.easy_share
    weeks = _weeks_to_usual_long(usual, weeks_to_usual, longest_km)
    return ceil(weeks + steps - 1e-6) + len(cuts_before(race, is_returning=False))


def _weeks_to_usual_long(usual: Usual, weeks_to_usual: float, longest_km: float) -> float:
    """Weeks until the usual week and the usual long run are both reached; the long run grows by a tenth a week.

    A week may be the usual one before its long run is; counted from the week alone the date would slip on that day.
    """
    if not 0 < longest_km < usual.long_km:
        return weeks_to_usual
    return max(weeks_to_usual, log(usual.long_km / longest_km) / log(load_plan_rules().race_steps.factor))


def reach_by(race: Race, as_of: date, usual: Usual, weeks_to_usual: float, longest_km: float = 0.0) -> float:
    """The distance in km that could be raced on the day of the race: the long run reached by then over 70 %."""
    rules = load_plan_rules()
    weeks = (race.date - monday_of(as_of)).days / 7 - 1
    left = weeks - _weeks_to_usual_long(usual, weeks_to_usual, longest_km)
    if left < 0 and weeks_to_usual > 0:
        return 0.0
    if left < 0:
        long_km = longest_km * rules.race_steps.factor ** int(weeks)
    else:
        long_km = usual.long_km * rules.race_steps.factor ** int(left / rules.race_steps.easy_share)
    long_km = min(long_km, max(usual.long_km, rules.race_steps.long_run_goal_max_km), _longest_planned(usual))
    return min(race.race_km, long_km / rules.race_ready.share)


def shorter_race_km(race: Race, reach_km: float) -> float | None:
    """The longest common distance that is within reach and clearly shorter than the race, in km; None without one."""
    most = min(reach_km, CLEARLY_SHORTER * race.race_km) + 1e-6
    return max((km for km in COMMON_KM if km <= most), default=None)


def was_run(race: Race, runs: dict[date, RunDay]) -> bool:
    """Whether a run of about the race's distance is planned on its day."""
    run = runs.get(race.date)
    return run is not None and run.longest_km >= 0.8 * race.race_km
