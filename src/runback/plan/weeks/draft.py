"""The draft of a week: how much, how many runs, on which days, each how long.

It is made from where the runner is on the week's first day, so that opening the plan on a later day of the
week gives the same week; what happened since then only changes the days that are left.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.aim import most_split, runs_last_week
from runback.plan.course.ceiling import longest_on, published_ceiling, shortest_km
from runback.plan.course.races import RaceBounds, bounds_on
from runback.plan.course.standing import Standing, restart
from runback.plan.course.table import Track, row_at
from runback.plan.weeks.context import ONE, PlanContext
from runback.plan.weeks.placement import STRENGTH_MIN, Placed, WeekQuestion, place_week
from runback.plan.weeks.question import Days, ask_week, shared_min, weekday
from runback.plan.weeks.race_week import leave_long_run_to, race_for_long_run, without_long_run
from runback.plan.weeks.sessions import MOBILITY_MIN, minutes_around
from runback.plan.weeks.sizes import (
    Aim,
    aim_week,
    ceiling_of_week,
    give_days,
    split_km,
)

CUT_SHARE = 0.1
"""A week that is cut by more than this share for want of minutes tries one more offered day."""

STRENGTH_GIVES = 1.3
"""Strength beside runs gets shorter where the week then has this much more running."""

STRENGTH_GIVES_RUNNING = 1.1
"""The same for somebody who never stopped: strength that is new takes no more than a tenth of their running."""

SAME_SIZE = 1.02
"""Runs that differ by less are equally long."""

SPLIT_MIN = 20
"""Each run of a week with one run more has so many minutes of running."""


CUT_GAIN = 0.05
"""A week that would sink gives up whole strength for so much more running."""

CUT_GAIN_MIN = 5
"""One more run has to win so many minutes."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to draft a week: ``more`` runs than the course asks for, a short strength session on the days of runs,
    ``is_level`` runs none of which is the long one, ``kept`` days already planned."""

    more: int = 0
    is_strength_short: bool = False
    is_level: bool = False
    kept: Days | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One week before its sessions: running km by day, strength days, the long run's day.

    ``wanted_km`` is the running the course asks for; ``cut_min`` the minutes that the offered days had no room for.
    ``asked_km`` is what the days that are left were to hold, ``attempt`` how it was drafted, ``runs`` how many runs the
    whole draft has.
    ``gave_way`` names wishes the week could not hold: runs, strength, long_run_day.
    ``held_km`` is what a full week of these days has room for, as drafted. ``since`` is its first day.
    """

    monday: date
    sizes: Mapping[date, float]
    strength: tuple[date, ...]
    long_day: date | None
    wanted_km: float
    cut_min: float = 0.0
    asked_km: float = 0.0
    attempt: Attempt = Attempt()
    runs: int = 0
    gave_way: tuple[str, ...] = ()
    held_km: float = 0.0
    since: date = date.min

    @property
    def km(self) -> float:
        """The running of its days."""
        return sum(self.sizes.values())

    @property
    def is_cut_short(self) -> bool:
        """Whether the minutes of the days cut the running by more than a tenth."""
        return self.km < (1 - CUT_SHARE) * self.asked_km and self.cut_min > 0

    def is_long(self, day: date) -> bool:
        """Whether that day's run is the long one of the week."""
        return day == self.long_day and self.runs > 1


def draft_week(
    context: PlanContext, here: Standing, monday: date, first: date, missed: Draft | None = None
) -> tuple[Draft, Standing]:
    """The draft of the week's days from ``first`` on, and the standing with a return begun where one begins.

    ``missed`` is the draft of the whole week where its first run was to begin the return and was not run: the runs
    that are left stay on their days and hold their share of the week, whatever day it is; none gets longer.

    Holds are left aside but for those that the course starts with; ``settle`` brings in the rest. Where the minutes of
    the days cut the running by more than a tenth, one more offered day is tried before it is cut (rule wishes); a week
    that was shared over more runs so is followed by one with as many. Strength on the days of runs is short where the
    week holds a third more running for it: or a runner with three days of 40 minutes would run 15 minutes for ever.
    """
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    open_days = [day for day in days if _is_open(context, here, day)]
    # a return that begins within the week, and a week with days off, hold the share of the days that are left
    left = 7 - (first - monday).days if here.is_break_on(first) else 7
    left -= sum(monday + n * ONE in context.request.off_days for n in range(7 - left, 7))
    kept = None if missed is None else _days_left(missed, open_days)
    if missed is not None and kept is not None:
        share = len(kept[0]) / len(missed.sizes)
        later, began = _draft_with(context, here, monday, first, open_days, 7 * share, Attempt(kept=kept))
        most = max((km for day, km in missed.sizes.items() if day >= first), default=0.0)
        return replace(
            later, sizes={day: min(km, missed.sizes.get(day, most)) for day, km in later.sizes.items()}
        ), began

    def draft_with(attempt: Attempt) -> tuple[Draft, Standing]:
        return _draft_with(context, here, monday, first, open_days, left, attempt)

    best = _spread(draft_with, draft_with(Attempt()), len(open_days))
    is_free = not best[1].is_on_short_bouts and best[0].attempt.kept is None
    if is_free and (best[0].is_cut_short or _sinks(best)):
        # days that hold the long run badly hold level runs better
        tried = _spread(draft_with, draft_with(Attempt(is_level=True)), len(open_days))
        best = tried if tried[0].km * (1 - CUT_SHARE) > best[0].km else best
    if best[0].is_cut_short and not best[1].is_on_short_bouts:
        tried = _spread(draft_with, draft_with(Attempt(is_strength_short=True)), len(open_days))
        shortest = min(tried[0].sizes.values(), default=0.0) * tried[1].usual.pace
        back = tried[1].back
        gives = STRENGTH_GIVES if back is None or back.is_break else STRENGTH_GIVES_RUNNING
        if _sinks(best):
            gives = 1 + CUT_GAIN  # the week before held that running beside a short session
        if tried[0].km >= gives * best[0].km and shortest >= load_plan_rules().shortest_run.minutes - 1e-9:
            return tried
    return best


def _sinks(drafted: tuple[Draft, Standing]) -> bool:
    """Whether days that hold the long run badly leave a week a tenth and more below the one that counted last."""
    draft, here = drafted
    return bool(here.counted) and draft.cut_min > 0 and draft.km < (1 - CUT_SHARE) * here.counted[-1]


def _spread(
    draft_with: Callable[[Attempt], tuple[Draft, Standing]], best: tuple[Draft, Standing], open_days: int
) -> tuple[Draft, Standing]:
    """The draft, over more runs as long as that wins minutes, or as many as the week before had."""
    most = min(most_split(best[1]), open_days)
    if best[1].is_on_short_bouts or best[1].usual.runs == 1:
        return best
    lately = runs_last_week(best[1])
    while len(best[0].sizes) < most and (best[0].is_cut_short or 0 < len(best[0].sizes) < lately):
        tried = draft_with(replace(best[0].attempt, more=best[0].attempt.more + 1))
        if len(tried[0].sizes) <= len(best[0].sizes) or not _is_better(tried, best[0], lately):
            break
        best = tried
    return best


def _is_better(with_more: tuple[Draft, Standing], best: Draft, lately: int) -> bool:
    """Whether the draft with more runs wins enough minutes, or holds more running in no more runs than last week.

    All of its runs are worth going out for; and the longest stays, or it would never grow again, unless the week would
    sink without the added run.
    """
    tried, here = with_more
    # days so small that strength got shorter for them have shorter runs too
    least = load_plan_rules().shortest_run.minutes if tried.attempt.is_strength_short else SPLIT_MIN
    if min(tried.sizes.values()) * here.usual.pace < least - 1e-9:
        return False
    km, best_km = tried.km, best.km
    sinks = bool(here.counted) and best_km < (1 - CUT_SHARE) * here.counted[-1]
    if max(tried.sizes.values()) < max(best.sizes.values()) - 1e-9 and not sinks:
        return False
    has_won = tried.cut_min <= best.cut_min - CUT_GAIN_MIN
    return has_won or (len(tried.sizes) <= lately and km > best_km)


def _days_left(draft: Draft, open_days: list[date]) -> Days | None:
    """The days of its runs and of its strength that are still open, counted from Monday; None without a run."""
    runs = tuple((day - draft.monday).days for day in sorted(draft.sizes) if day in open_days)
    strength = tuple((day - draft.monday).days for day in draft.strength if open_days and day >= open_days[0])
    return (runs, strength) if runs else None


def _draft_with(
    context: PlanContext,
    here: Standing,
    monday: date,
    first: date,
    open_days: list[date],
    left: float,
    attempt: Attempt,
) -> tuple[Draft, Standing]:
    """The draft made in that way; ``left`` of the seven days of its week are left."""
    began, more = here, attempt.more
    if open_days and here.is_break_on(open_days[0]):
        began = _restarted(context, here, open_days[0])
    day = open_days[0] if open_days else first
    places = _places(context, monday)
    whole = aim = _with_more(began, aim_week(began, day, left, places, more), day, more)
    race = None if began.is_on_short_bouts else race_for_long_run(context, began, monday, first)
    if race is not None:
        aim = leave_long_run_to(race, began, whole)
    is_level = attempt.is_level and race is None
    if is_level:
        aim = replace(aim, sizes=(aim.km / aim.runs,) * aim.runs)
    question = ask_week(context, began, monday, first, open_days, aim, attempt.kept)
    kept_min = shared_min(began, is_short=attempt.is_strength_short)
    is_whole = attempt.kept is None
    question = replace(question, strength_minutes=int(kept_min), is_whole_week=is_whole, has_long=not is_level)
    placed = place_week(question if race is None else without_long_run(question, (race.date - monday).days))
    run_days = tuple(monday + n * ONE for n in placed.runs)
    if run_days and here.is_break_on(run_days[0]) and run_days[0] != open_days[0]:
        # the break is counted up to the day that the first run is really planned on
        began = _restarted(context, here, run_days[0])
        again = aim_week(began, run_days[0], left, places, more)
        aim = _with_more(began, again, run_days[0], whole.runs - again.runs)
        if race is not None:
            aim = leave_long_run_to(race, began, aim)
    run_days = run_days[: aim.runs]  # a longer break may have fewer runs than were placed
    if 0 < len(run_days) < aim.runs and race is None:
        aim = _over_fewer(began, aim, run_days)
    strength = tuple(monday + n * ONE for n in placed.strength)
    gave_way = _gave_way(context, placed if race is None else replace(placed, long_day=None), aim, question)
    if not run_days or placed.long_day is None:
        return Draft(monday, {}, strength, None, aim.whole_km, gave_way=gave_way, since=first), began
    # before a race the longest of the other runs comes first
    long_day = monday + placed.long_day * ONE if race is None else run_days[0]
    if long_day not in run_days:
        long_day = run_days[-1]
    rooms = {day: _room_km(context, began, day, kept_min if day in strength else 0.0) for day in run_days}
    if is_level:
        long_day = max(run_days, key=lambda day: rooms[day])
    sizes = dict(give_days(began, aim, run_days, long_day, rooms, _rooms_beside_strength(context, began, strength)))
    is_full = any(km >= rooms[day] - 0.01 for day, km in sizes.items())
    if not began.is_on_short_bouts and not is_level:
        _keep_longest_apart(began, sizes, long_day, {*strength, monday + question.strength_before * ONE})
    cut = max(0.0, aim.km - sum(sizes.values())) * began.usual.pace if is_full else 0.0
    if sizes[long_day] < max(sizes.values()) / SAME_SIZE:
        long_day = max(sizes, key=lambda day: sizes[day])  # the wished day has less room than another
    named = long_day if race is None and not is_level else None
    held_km = sum(sizes.values()) / aim.share
    return Draft(
        monday, sizes, strength, named, aim.whole_km, cut, aim.km, attempt, len(sizes), gave_way, held_km, first
    ), began


def _over_fewer(here: Standing, aim: Aim, run_days: Sequence[date]) -> Aim:
    """What the runs share, over those that found a day; table sessions and a lone run stay, unless too short."""
    is_table = here.is_on_short_bouts or len(run_days) == 1
    if is_table and min(aim.sizes) >= shortest_km(here):
        return aim
    shared = split_km(here, aim.km, len(run_days), ceiling_of_week(here, run_days[0]))
    return replace(aim, km=sum(shared), sizes=shared)


def _keep_longest_apart(here: Standing, sizes: dict[date, float], long_day: date, strength: set[date]) -> None:
    """No run beside strength, or on the day after it, is longer than the long run: it would be the long one.

    From 65 on neither is a run that another follows on the next day.
    """
    for day in sizes:
        if {day, day - ONE} & strength or (here.start.is_older and day + ONE in sizes):
            sizes[day] = min(sizes[day], sizes[long_day])


def _with_more(here: Standing, aim: Aim, day: date, more: int) -> Aim:
    """The same running over ``more`` runs more (fewer where negative)."""
    if not more or here.is_on_short_bouts:
        return aim
    return replace(aim, sizes=split_km(here, aim.km, max(1, aim.runs + more), ceiling_of_week(here, day)))


def _restarted(context: PlanContext, here: Standing, day: date) -> Standing:
    """The standing with the return that a run on ``day`` begins; an illness in the break makes it gentler."""
    rule = load_plan_rules().ill
    since = here.last_run or day
    ill = sum(1 for off in context.request.days_off if off.why == "ill" for one in off.days() if since < one < day)
    return restart(here, day, here.days_off_on(day), rule.share if ill >= rule.days_min else 1.0)


def _is_open(context: PlanContext, here: Standing, day: date) -> bool:
    if not context.is_run_day(day) or context.race_on(day) is not None:
        return False
    if day < context.opened_on:
        return False
    if here.start.is_older and _ran_long_before(here, day):
        return False
    return not race_bounds(context, here, day).is_rest


def _ran_long_before(here: Standing, day: date) -> bool:
    """Whether the day before held the longest of the week's runs."""
    sunday = day - ONE
    week = [run for run in here.runs if sunday - timedelta(days=sunday.weekday()) <= run.day <= sunday]
    longest = max(week, key=lambda run: run.longest_km, default=None)
    if longest is None or longest.day != sunday:
        return False
    # a week's only run is long where it is longer than the mean of the usual week
    return len(week) > 1 or longest.longest_km > SAME_SIZE * here.usual.km / max(1, here.usual.runs)


def race_bounds(context: PlanContext, here: Standing, day: date) -> RaceBounds:
    """What the races near the day leave of its run."""
    return bounds_on(
        day,
        context.races,
        is_returning=here.is_returning,
        longest_km=longest_on(here, day),
        age=context.request.intake.age_years,
        limit_km=published_ceiling(here, day),
    )


def _places(context: PlanContext, monday: date) -> int:
    """How many days of a week hold a run, days off left aside: they make a week shorter, not its runs longer."""
    return sum(context.is_offered(monday + n * ONE) for n in range(7))


def _room_km(context: PlanContext, here: Standing, day: date, shared_min: float) -> float:
    """The running in km that a day's minutes hold, walk breaks and the minutes of its strength session taken off."""
    if here.track is Track.NEW and here.position is not None:
        return float("inf")
    row = None if here.position is None else row_at(here.track, here.position)
    room = context.run_room(day)
    if shared_min:
        # strength gets shorter before the run falls below the shortest
        rules = load_plan_rules()
        shortest = min(room - rules.strength_with_runs.short_min, rules.wishes.run_minutes_min)
        room = max(room - shared_min, shortest)
    minutes = max(0.0, room - minutes_around(row))
    if row is not None and minutes > row.bout_min:
        minutes *= row.run_s / (row.run_s + row.walk_s)
    return minutes / here.usual.pace


def _rooms_beside_strength(context: PlanContext, here: Standing, strength: tuple[date, ...]) -> dict[date, float]:
    """The running in km that leaves a whole strength session, and moving after the run, on each day with strength.

    Sessions of the walk-run table are all alike, so there is none.
    """
    if here.is_on_short_bouts:
        return {}
    kept = STRENGTH_MIN + MOBILITY_MIN + minutes_around(None)
    return {day: max(0.0, context.run_room(day) - kept) / here.usual.pace for day in strength}


def _gave_way(context: PlanContext, placed: Placed, aim: Aim, question: WeekQuestion) -> tuple[str, ...]:
    found = []
    if question.strength_wanted and question.strength_days and not placed.strength:
        found.append("strength")
    if len(placed.runs) < min(aim.runs, load_plan_rules().walk_run.runs_a_week) and not context.gates.stops:
        found.append("runs")
    wished = weekday(context.request.intake.wishes.long_run_day)
    if wished is not None and placed.long_day is not None and placed.long_day != wished and len(placed.runs) > 1:
        found.append("long_run_day")
    return tuple(found)
