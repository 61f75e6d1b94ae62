"""What is left of a week that has begun."""

from dataclasses import replace
from datetime import date

from runback.domain.plan import SessionKind
from runback.plan.course.ceiling import shortest_km
from runback.plan.course.standing import Standing
from runback.plan.strength import TRUNK_ROLE
from runback.plan.weeks.context import ACTIVE, ONE, PlanContext, kept_sessions
from runback.plan.weeks.draft import Draft, race_bounds
from runback.plan.weeks.placement import place_week
from runback.plan.weeks.question import ask_week, strength_days_before
from runback.plan.weeks.sizes import Aim


def settle(context: PlanContext, draft: Draft, now: Standing, first: date) -> Draft:
    """The draft with its remaining days placed again where a hold, a run or a day off is in the way.

    Missed runs are not made up; an unplanned run takes its distance from the runs that are left.
    """
    draft = _as_begun(context, draft, first)
    left = _not_run_yet(context, draft, first)
    open_days = [
        day
        for day in (first + n * ONE for n in range((draft.monday + 6 * ONE - first).days + 1))
        if context.is_run_day(day)
        and not context.is_held(day)
        and context.race_on(day) is None
        and not race_bounds(context, now, day).is_rest
    ]
    strong = [day for day in draft.strength if day >= first]
    long_left = draft.long_day if draft.long_day in left else None
    ordered = ([long_left] if long_left else []) + [day for day in left if day != long_left]
    sizes = tuple(draft.sizes[day] for day in ordered)
    aim = Aim(sum(sizes), sizes, draft.wanted_km)
    kept = (
        tuple((day - draft.monday).days for day in left),
        tuple((day - draft.monday).days for day in strong),
    )
    asked = ask_week(context, now, draft.monday, first, open_days, aim, kept)
    question = replace(
        asked,
        # a row gained within the week does not take the strength off the long run's day
        long_last=asked.long_last or long_left in strong,
        strength_wanted=_strength_left(context, draft, first),
        active_before=_active_before(context, draft.monday, first),
        has_long=long_left is not None,
        # a strength session that was missed never moves the long run
        long_day=(long_left - draft.monday).days if long_left in open_days else None,
        is_long_kept=long_left is not None and long_left in open_days,
    )
    placed = place_week(question)
    days = [draft.monday + n * ONE for n in placed.runs]
    long_day = None if placed.long_day is None else draft.monday + placed.long_day * ONE
    new = _spread_over_days(sizes, days, long_day, is_long_left=long_left is not None)
    new = _less_what_was_extra(context, draft, now, new, first)
    return replace(
        draft,
        sizes=new,
        long_day=long_day if long_left is not None else None,
        strength=tuple(draft.monday + n * ONE for n in placed.strength),
    )


def _as_begun(context: PlanContext, draft: Draft, first: date) -> Draft:
    """The draft, or what was planned before of a week in whose middle other days were offered.

    The draft of the new days would have a second long run, or its runs on days that are over.
    """
    week = next((week for week in context.request.past_weeks if week.start == draft.monday), None)
    planned = [s for s in week.sessions if s.is_run and s.kind is not SessionKind.RACE] if week else []
    long_day = next((s.date for s in planned if s.role == "long_run"), None)
    is_elsewhere = any(not context.is_offered(s.date) for s in planned if s.date < first)
    is_second = long_day in context.happened.runs and long_day != draft.long_day and (draft.long_day or first) >= first
    if week is None or not (is_elsewhere or is_second):
        return draft
    strength = tuple(s.date for s in week.sessions if s.kind is SessionKind.STRENGTH and s.role != TRUNK_ROLE)
    return replace(draft, sizes={s.date: s.running_km for s in planned}, long_day=long_day, strength=strength)


def _not_run_yet(context: PlanContext, draft: Draft, first: date) -> list[date]:
    """The drafted days from ``first`` on, less one for each run that an earlier day of this week had in its place.

    A run that the draft now has on an earlier day, and that was never planned there, is still to come.
    """
    left = [day for day in sorted(draft.sizes) if day >= first]
    planned = [day for day in context.happened.planned if max(draft.monday, draft.since) <= day < first]
    drafted = [day for day in sorted(draft.sizes) if day < first]
    moved = len(planned) - len(drafted)
    if moved < 0 and not left and not planned:
        return drafted[moved:]
    while moved > 0 and any(day != draft.long_day for day in left):
        left.remove(next(day for day in reversed(left) if day != draft.long_day))
        moved -= 1
    return left


def _strength_left(context: PlanContext, draft: Draft, first: date) -> int:
    """The strength sessions of the week that are not done yet: one that was missed goes to a later day."""
    done = [day for day in strength_days_before(context, first) if day >= max(draft.monday, draft.since)]
    return max(0, len(draft.strength) - len(done))


def _spread_over_days(
    sizes: tuple[float, ...], days: list[date], long_day: date | None, *, is_long_left: bool
) -> dict[date, float]:
    """The sizes on their days: the long run on its day, the others in turn; runs that found no day are left out."""
    if not days:
        return {}
    if not is_long_left or long_day is None:
        return dict(zip(days, sizes, strict=False))
    others = [day for day in days if day != long_day]
    found = {long_day: sizes[0]} | dict(zip(others, sizes[1:], strict=False))
    return {day: found[day] for day in days}


def _less_what_was_extra(
    context: PlanContext, draft: Draft, now: Standing, sizes: dict[date, float], first: date
) -> dict[date, float]:
    planned = {d: s for d, s in context.happened.planned.items() if draft.monday <= d < first}
    runs = context.happened.between(draft.monday, first, context.as_of)
    extra = sum(run.km for run in runs if run.day not in planned)
    if extra <= 0 or not sizes:
        return sizes
    least = shortest_km(now)
    for day in sorted(sizes, key=lambda one: (one == draft.long_day, sizes[one])):
        taken = min(extra, max(0.0, sizes[day] - least))
        sizes[day] -= taken
        extra -= taken
    return sizes


def _active_before(context: PlanContext, monday: date, first: date) -> int:
    """Days of this week that are over and were no rest days; the ones that the week still needs are kept free."""
    ran = {day for day in context.happened.runs if monday <= day < first}
    kept = {
        s.date
        for s in kept_sessions(context.request, monday)
        if s.kind in ACTIVE and s.date not in context.happened.missed
    }
    return min(len(ran | kept), 6)
