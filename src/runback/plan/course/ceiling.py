"""How long a single run may be (rules single_run_ceiling and first_ceiling)."""

from datetime import date, timedelta

from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import single_run_ceiling
from runback.plan.course.curve import Return
from runback.plan.course.limits import limited_since, run_limit_km
from runback.plan.course.standing import ONE, Standing, longest_between
from runback.plan.course.table import Track, enter_trained, minutes_at, row_at

ROUNDED = 0.05
"""Runs are rounded to 100 m."""


def longest_on(here: Standing, day: date) -> float:
    """The longest running of the last 30 days since the return began, in km; 0 before the first run.

    After a clinician's limit on runs only those since the limit began count.
    """
    began = here.back.began if here.back else day
    window = timedelta(days=load_plan_rules().single_run_ceiling.days)
    limited = limited_since(here.start.limits, day) or began
    return longest_between(here, max(began, limited, day - window), day) or 0.0


def running_ceiling(here: Standing, day: date) -> float:
    """The longest running a run on ``day`` may hold, in km, a clinician's limit included."""
    return min(_own_ceiling(here, day), run_limit_km(here.start.limits, day, here.usual.pace))


def _own_ceiling(here: Standing, day: date) -> float:
    """That of the course (rules single_run_ceiling and first_ceiling)."""
    back = here.back
    if back is None:
        return 0.0
    is_new = here.track is Track.NEW and not back.is_break
    first = 0.0 if is_new else back.first_ceiling_km(here.usual.pace)
    table = open_km(here)
    longest = longest_on(here, day)
    if longest <= 0:
        # after a break the runs before it no longer count; without one they do
        is_fresh = back.days_off <= load_plan_rules().first_ceiling.fresh_days
        known = published_ceiling(here, day) if is_fresh else float("inf")
        return min(max(first, table), known)
    if limited_since(here.start.limits, day) is not None or is_raise_held(here, day):
        first = 0.0
    grown = single_run_ceiling(longest) if _may_raise(here, day, longest) else longest
    return min(max(first, table, grown), published_ceiling(here, day))


def published_ceiling(here: Standing, day: date) -> float:
    """The published rule alone: a tenth over the longest run of the last 30 days, those before the course included.

    Infinite without a run in these days. Walks of walk-run sessions count here, since a watch counts them.
    """
    since = day - timedelta(days=load_plan_rules().single_run_ceiling.days)
    known = [km for one, km in here.start.earlier if since <= one < day]
    known += [max(run.whole_km, run.longest_km) for run in here.runs if since <= run.day < day]
    return single_run_ceiling(max(known)) if known else float("inf")


def table_km(here: Standing) -> float:
    """A table session's running always fits (rule 2.7): the table is short; 0 off the table.

    Never more than the mean run of the usual week, or a third of it (rule 3.4).
    """
    back = here.back
    if back is None or here.position is None:
        return 0.0
    km = minutes_at(here.track, int(here.position)) / here.usual.pace
    return km if here.track is Track.NEW else min(km, _each_km(here)) * back.pain_factor(here.step)


def open_km(here: Standing) -> float:
    """The running that is open however little was run lately: a table session, and after a break the shortest run.

    A ceiling below the shortest run would only cut it in pieces. A table that began with short bouts ends with half an
    hour, also where the long run of its last weeks was less.
    """
    back, track = here.back, here.track
    if back is None or not back.is_break or here.is_walk_running:
        return table_km(here)
    least = min(shortest_km(here), _each_km(here))
    if here.position is None and track is Track.TRAINED and _began_on_short_bouts(here, back):
        least = max(least, min(minutes_at(track, None) / here.usual.pace, _each_km(here)) * back.pain_factor(here.step))
    return max(table_km(here), least)


def _began_on_short_bouts(here: Standing, back: Return) -> bool:
    entry = enter_trained(back.days_off, back.pain, here.start.bout_max_min)
    return entry is not None and row_at(here.track, entry).bout_min < load_plan_rules().run_bouts.walk_run_below_min


def _each_km(here: Standing) -> float:
    return here.usual.km / max(load_plan_rules().return_floor.sessions, here.usual.runs)


def shortest_km(here: Standing) -> float:
    """The shortest run worth planning: 15 minutes or 2 km, whichever is less; a step of the table may be shorter."""
    rule = load_plan_rules().shortest_run
    return min(rule.km, rule.minutes / here.usual.pace)


def is_raise_held(here: Standing, day: date) -> bool:
    """Whether an amber in the week before keeps the longest run as long as it was."""
    return here.hold_raise_until is not None and day <= here.hold_raise_until


def _may_raise(here: Standing, day: date, longest: float) -> bool:
    if is_raise_held(here, day):
        return False
    monday = day - timedelta(days=day.weekday())
    this_week = [one for one in here.raised if monday <= one < day]
    return len(this_week) < raises_a_week(here, longest) and day - ONE not in here.raised


def raises_a_week(here: Standing, longest: float) -> int:
    """How often a week the longest run may grow: twice below the usual long run; once above it, or if new or older.

    Once too after more than half a year off.
    """
    rules = load_plan_rules()
    if here.start.is_older:
        return rules.older.raises_a_week
    is_long_break = here.back is not None and here.back.longest_off > rules.advance_trained.two_greens_over_days
    if longest >= here.own_long_km - ROUNDED or here.track is Track.NEW or is_long_break:
        return rules.first_ceiling.raises_above_long
    return rules.first_ceiling.raises_a_week
