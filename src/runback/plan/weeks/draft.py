"""The draft of a week: how much, how many runs, on which days, each how long.

It is made from where the runner stands on the week's first day, so that opening the plan on a later day of the
week gives the same week; what happened since then only changes the days that are left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.aim import most_split, runs_last_week
from runback.plan.course.ceiling import longest_on, published_ceiling
from runback.plan.course.races import RaceBounds, bounds_on
from runback.plan.course.standing import Standing, restart
from runback.plan.course.table import Track, row_at
from runback.plan.strength import sessions_a_week
from runback.plan.weeks.context import ONE, PlanContext
from runback.plan.weeks.placement import STRENGTH_MIN, Placed, WeekQuestion, place_week
from runback.plan.weeks.race_week import leave_long_run_to, race_for_long_run, without_long_run
from runback.plan.weeks.sessions import MOBILITY_MIN, minutes_around, minutes_needed
from runback.plan.weeks.sizes import (
    Aim,
    aim_week,
    ceiling_of_week,
    give_days,
    is_first_back,
    split_km,
)

LONG_AGO = -9
NEVER = -99
LOGS_STRENGTH_DAYS = 14
"""Who logged strength in so many days logs it: a planned session without a log was not done."""

LONG_OVER = 1.05
"""The longest run is more than an easy one where it is longer than every other by a twentieth (a tenth, once days and
ceilings have shaped the others)."""

CUT_SHARE = 0.1
"""A week that is cut by more than this share for want of minutes tries one more offered day."""

STRENGTH_GIVES = 1.3
"""Strength beside runs gets shorter where the week holds so much more running for it."""

SAME_SIZE = 1.02
"""Runs that differ by less are equally long."""

SPLIT_MIN = 20
"""Each run of a week with one run more has so many minutes of running."""

LONG_GROWS = 1.3
"""The day of the long run has room for it to grow by three raises; days are chosen again every week."""

CUT_GAIN_MIN = 5
"""One more run has to win so many minutes."""


Days = tuple[tuple[int, ...], tuple[int, ...]]
"""Days of runs and days of strength, 0 for Monday."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to draft a week: ``more`` runs than the course asks for, a short strength session on the days of runs,
    ``kept`` days already planned."""

    more: int = 0
    is_strength_short: bool = False
    kept: Days | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One week before its sessions: running km by day, strength days, the long run's day.

    ``wanted_km`` is the running the course asks for; ``cut_min`` the minutes that the offered days had no room for.
    ``asked_km`` is what the days that are left were to hold, ``attempt`` how it was drafted, ``runs`` how many runs the
    whole draft has.
    ``gave_way`` names wishes the week could not hold: runs, strength, long_run_day.
    ``held_km`` is what a whole week of such days holds, as drafted. ``since`` is its first day.
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
    that are left stay on their days and hold their share of the week, whatever day it is.

    Holds are left aside but for those that the course starts with; ``settle`` brings in the rest. Where the minutes of
    the days cut the running by more than a tenth, one more offered day is tried before it is cut (rule wishes); a week
    that was shared over more runs so is followed by one with as many. Strength on the days of runs is short where the
    week holds a third more running for it: or somebody with three days of 40 minutes would run 15 minutes for ever.
    """
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    open_days = [day for day in days if _is_open(context, here, day)]
    # a return that begins within the week, and a week with days off, hold the share of the days that are left
    left = 7 - (first - monday).days if here.is_break_on(first) else 7
    left -= sum(monday + n * ONE in context.request.off_days for n in range(7 - left, 7))
    kept = None if missed is None else _days_left(missed, open_days)
    if missed is not None and kept is not None:
        share = len(kept[0]) / len(missed.sizes)
        return _draft_with(context, here, monday, first, open_days, 7 * share, Attempt(kept=kept))

    def draft_with(attempt: Attempt) -> tuple[Draft, Standing]:
        return _draft_with(context, here, monday, first, open_days, left, attempt)

    best = _spread(draft_with, draft_with(Attempt()), len(open_days))
    if best[0].is_cut_short and not _is_on_short_bouts(best[1]):
        tried = _spread(draft_with, draft_with(Attempt(is_strength_short=True)), len(open_days))
        shortest = min(tried[0].sizes.values(), default=0.0) * tried[1].usual.pace
        if tried[0].km >= STRENGTH_GIVES * best[0].km and shortest >= load_plan_rules().shortest_run.minutes - 1e-9:
            return tried
    return best


def _spread(
    draft_with: Callable[[Attempt], tuple[Draft, Standing]], best: tuple[Draft, Standing], open_days: int
) -> tuple[Draft, Standing]:
    """The draft, over more runs as long as that wins minutes, or as many as the week before had."""
    most = min(most_split(best[1]), open_days)
    if _is_on_short_bouts(best[1]) or best[1].usual.runs == 1:
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
    race = None if _is_on_short_bouts(began) else race_for_long_run(context, began, monday, first)
    if race is not None:
        aim = leave_long_run_to(race, began, whole)
    question = ask_week(context, began, monday, first, open_days, aim, attempt.kept)
    shared_min = _shared_min(began, attempt)
    question = replace(question, strength_minutes=int(shared_min))
    placed = place_week(question if race is None else without_long_run(question, (race.date - monday).days))
    run_days = tuple(monday + n * ONE for n in placed.runs)
    if run_days and here.is_break_on(run_days[0]) and run_days[0] != open_days[0]:
        # the break is counted up to the day that the first run really stands on
        began = _restarted(context, here, run_days[0])
        again = aim_week(began, run_days[0], left, places, more)
        aim = _with_more(began, again, run_days[0], whole.runs - again.runs)
        if race is not None:
            aim = leave_long_run_to(race, began, aim)
    run_days = run_days[: aim.runs]  # a longer break may have fewer runs than were placed
    strength = tuple(monday + n * ONE for n in placed.strength)
    gave_way = _gave_way(context, placed if race is None else replace(placed, long_day=None), aim, monday)
    if not run_days or placed.long_day is None:
        return Draft(monday, {}, strength, None, aim.whole_km, gave_way=gave_way, since=first), began
    # before a race the longest of the other runs comes first
    long_day = monday + placed.long_day * ONE if race is None else run_days[0]
    if long_day not in run_days:
        long_day = run_days[-1]
    rooms = {day: _room_km(context, began, day, shared_min if day in strength else 0.0) for day in run_days}
    sizes = dict(give_days(began, aim, run_days, long_day, rooms, _rooms_beside_strength(context, began, strength)))
    is_full = any(km >= rooms[day] - 0.01 for day, km in sizes.items())
    cut = max(0.0, aim.km - sum(sizes.values())) * began.usual.pace if is_full else 0.0
    if not _is_on_short_bouts(began):
        strong = {*strength, monday + question.strength_before * ONE}
        for day in sizes:
            if {day, day - ONE} & strong:  # no strength on the day of the longest run, nor on the day before
                sizes[day] = min(sizes[day], sizes[long_day])
    if sizes[long_day] < max(sizes.values()) / SAME_SIZE:
        long_day = max(sizes, key=lambda day: sizes[day])  # the wished day has less room than another
    named = long_day if race is None else None
    return Draft(
        monday,
        sizes,
        strength,
        named,
        aim.whole_km,
        cut,
        aim.km,
        attempt,
        len(sizes),
        gave_way,
        sum(sizes.values()) / aim.share,
        first,
    ), began


def _with_more(here: Standing, aim: Aim, day: date, more: int) -> Aim:
    """The same running over ``more`` runs more (fewer where negative)."""
    if not more or _is_on_short_bouts(here):
        return aim
    return replace(aim, sizes=split_km(here, aim.km, max(1, aim.runs + more), ceiling_of_week(here, day)))


def _is_on_short_bouts(here: Standing) -> bool:
    """Whether the table leads: its sessions keep their number and their days apart."""
    return here.is_walk_running or (here.track is Track.NEW and here.position is not None)


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
    return len(week) > 1 and max(week, key=lambda run: run.longest_km).day == sunday


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


def ask_week(
    context: PlanContext,
    here: Standing,
    monday: date,
    first: date,
    open_days: list[date],
    aim: Aim,
    kept: Days | None = None,
) -> WeekQuestion:
    """The placement question of a week with these runs."""
    rules, request = load_plan_rules(), context.request
    layout = request.layout_of(monday)
    wished = request.intake.wishes.long_run_day
    walk_running = here.is_walk_running or (here.track is Track.NEW and here.position is not None and _is_short(here))
    days = [monday + n * ONE for n in range((first - monday).days, 7)]
    strong_days = [day for day in days if context.is_strength_day(day) and _may_strengthen(context, here, day)]
    row = None if here.position is None else row_at(here.track, here.position)
    is_exact = here.track is Track.NEW and here.position is not None
    needs = sorted((minutes_needed(km, row, here.usual.pace, is_exact=is_exact) for km in aim.sizes), reverse=True)
    apart = 2 if walk_running else 1
    rest = rules.rest_days.walk_run_days if walk_running else rules.rest_days.days
    # a race is no rest day, and no run of the week either
    rest += sum(context.race_on(day) is not None for day in days)
    return WeekQuestion(
        minutes=tuple(int(context.run_room(monday + n * ONE)) for n in range(7)),
        run_minutes=tuple(5 * ceil(need / 5 - 0.2) for need in needs),
        run_days=tuple((day - monday).days for day in open_days),
        strength_days=tuple((day - monday).days for day in strong_days),
        strength_wanted=_strength_wanted(context, monday, first, here),
        strength_minutes=int(_shared_min(here, Attempt())),
        is_long_hard=len(aim.sizes) > 1 and aim.sizes[0] > LONG_OVER * aim.sizes[1],
        shared_days=tuple(n for n in range(7) if context.holds_both(monday + n * ONE)),
        rest_wanted=rest,
        long_day=_weekday(wished),
        long_last=walk_running,
        runs_apart=apart,
        neighbours_free=_neighbours_free(len(aim.sizes)),
        rest_after_long=here.start.is_older,
        first_day=(first - monday).days,
        run_before=NEVER if here.last_run is None else (here.last_run - monday).days,
        strength_before=_strength_before(context, monday, first),
        strength_apart=rules.strength_with_runs.apart_days,
        break_days=here.break_days,
        is_first_short=is_first_back(here, open_days),
        long_goal_min=0 if wished or walk_running else _long_goal_min(here, needs),
        next_days=tuple(n for n in range(7) if context.is_run_day(monday + (7 + n) * ONE)),
        next_runs=min(len(aim.sizes) + 1, here.usual.runs),
        chosen=(layout.runs, layout.strength) if layout else None,
        kept=kept,
    )


def _long_goal_min(here: Standing, needs: list[float]) -> int:
    """The minutes to which the long run grows in the next weeks, its goal at most."""
    goal = minutes_needed(here.long_km, None, here.usual.pace)
    return int(min(goal, LONG_GROWS * needs[0])) if needs else 0


def _is_short(here: Standing) -> bool:
    bout = here.bout_min
    return bout is not None and bout < load_plan_rules().run_bouts.walk_run_below_min


def _neighbours_free(runs: int) -> int:
    """The neighbouring pairs of run days in a week of so many runs: one of four, as needed from five on (5.5)."""
    return 7 if runs >= 5 else 1 if runs == 4 else 0


def _weekday(name: str | None) -> int | None:
    return WEEKDAYS.index(name) if name else None


def _may_strengthen(context: PlanContext, here: Standing, day: date) -> bool:
    """No strength on race days, nor in the three days before an A race."""
    return not any(0 <= (race.date - day).days <= 3 for race in context.races) and context.race_on(day) is None


def _strength_wanted(context: PlanContext, monday: date, first: date, here: Standing) -> int:
    """Two sessions a week, less those done; one to keep what there is at the usual week, one in the week of a race."""
    wanted = sessions_a_week(replace(context.strength, is_returning=here.is_returning), first)
    if any(0 <= (race.date - monday).days < 7 for race in context.races):
        wanted = min(wanted, 1)
    left = 7 - (first - monday).days
    wanted -= sum(day >= monday for day in strength_days_before(context, first))
    return max(0, min(wanted, 1) if left < 4 else wanted)


def _strength_before(context: PlanContext, monday: date, first: date) -> int:
    """The last day with strength before ``first``, on the week's count; yesterday's may have gone without a log."""
    last = max((*strength_days_before(context, first), *_unlogged_strength(context, first - ONE)), default=None)
    return LONG_AGO if last is None else max(LONG_AGO, (last - monday).days)


def strength_days_before(context: PlanContext, first: date) -> set[date]:
    """The days before ``first`` with strength: as logged, or as planned where the runner does not log strength."""
    request = context.request
    logged = _logged_strength(context, is_done=True) | {log.day for log in request.strength_logs}
    if any(first - LOGS_STRENGTH_DAYS * ONE <= day < first for day in logged):
        return {day for day in logged | {*context.strength_ahead} if day < first}
    planned = _planned_strength(context) - _logged_strength(context, is_done=False)
    return {day for day in planned | logged | {*context.strength_ahead} if day < first}


def _planned_strength(context: PlanContext) -> set[date]:
    return {s.date for w in context.request.past_weeks for s in w.sessions if s.kind is SessionKind.STRENGTH}


def _logged_strength(context: PlanContext, *, is_done: bool) -> set[date]:
    """The days whose strength session the runner logged as done, or as missed."""
    logs = context.request.session_logs
    return {log.day for log in logs if log.done is is_done and log.kind is SessionKind.STRENGTH}


def _unlogged_strength(context: PlanContext, day: date) -> set[date]:
    """That day where it held a planned session that nobody logged as missed."""
    return {day} & (_planned_strength(context) - _logged_strength(context, is_done=False))


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
    if _is_on_short_bouts(here):
        return {}
    kept = STRENGTH_MIN + MOBILITY_MIN + minutes_around(None)
    return {day: max(0.0, context.run_room(day) - kept) / here.usual.pace for day in strength}


def _shared_min(here: Standing, attempt: Attempt) -> float:
    """The minutes kept for strength on a run's day; on the table a short session, so that the steps stay whole."""
    rule = load_plan_rules().strength_with_runs
    return rule.short_min if attempt.is_strength_short or _is_on_short_bouts(here) else rule.shared_min


def _gave_way(context: PlanContext, placed: Placed, aim: Aim, monday: date) -> tuple[str, ...]:
    found = []
    if len(placed.runs) < min(aim.runs, load_plan_rules().walk_run.runs_a_week) and not context.gates.stops:
        found.append("runs")
    wished = _weekday(context.request.intake.wishes.long_run_day)
    if wished is not None and placed.long_day is not None and placed.long_day != wished and len(placed.runs) > 1:
        found.append("long_run_day")
    return tuple(found)
