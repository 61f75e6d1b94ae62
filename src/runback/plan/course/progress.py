"""Where the runner stands on the road, the one answer to "why am I not progressing?", and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from runback.domain.plan import Light, Progress, Session, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.course.aim import weekly_aim
from runback.plan.course.gates import Gates
from runback.plan.course.happened import Happened
from runback.plan.course.holds import Hold
from runback.plan.course.limits import run_limit_km, week_limit_km
from runback.plan.course.record import greens_needed
from runback.plan.course.standing import REACHED, Standing, restart
from runback.plan.course.table import Track, bout_text, row_at, rows_of
from runback.plan.reasons import because
from runback.plan.request import PlanRequest

ONE = timedelta(days=1)
FREE_MIN = 29.5
"""Minutes of one run from which it counts as half an hour without a walk."""

REMINDED_DAYS = 14
STRENGTH_REMINDED_DAYS = 10
UNLOGGED_DAYS = 7
UNLOGGED_RUNS = 2
"""So many planned runs of a week without a word are asked about: without logs a plan does not know who runs."""

RANGE_SHARE = 0.25
"""The later end of a date range: a quarter longer than all green would take, a week at least."""


@dataclass(frozen=True, slots=True)
class Road:
    """What the weeks ahead, all green, lead to: the days of the first half hour and of the usual week."""

    continuous_on: date | None
    usual_on: date | None


class WeekOfRuns(Protocol):
    """What the road needs of a week ahead."""

    @property
    def monday(self) -> date:
        """Its first day."""

    @property
    def all_runs(self) -> Sequence[Session]:
        """Its runs."""

    @property
    def usual_share(self) -> float | None:
        """Its running over the usual week."""


def look_ahead(weeks: Sequence[WeekOfRuns], usual_km: float, as_of: date) -> Road:
    """The first day with half an hour without a walk, and the first week at the usual running, in these weeks."""
    runs = sorted((run for week in weeks for run in week.all_runs if run.date >= as_of), key=lambda run: run.date)
    half_hour = next((run.date for run in runs if _longest_bout(run) >= FREE_MIN), None)
    usual = next((week.monday for week in weeks if usual_km > 0 and (week.usual_share or 0) >= 0.97), None)
    return Road(half_hour, usual)


def _longest_bout(session: Session) -> float:
    bouts = [step.duration_s for step in session.steps if step.kind == "run"]
    timed = [bout / 60 for bout in bouts if bout is not None]
    return max(timed) if timed and None not in bouts else float(session.running_min)


def find_progress(
    request: PlanRequest,
    happened: Happened,
    gates: Gates,
    holds: tuple[Hold, ...],
    here: Standing,
    this_week: Week,
    short: tuple[float, float] | None,
    short_ahead: tuple[float, float] | None,
    road: Road,
) -> Progress:
    """The progress of today; ``here`` is the standing on ``as_of``.

    ``short`` are the km a week that the offered days hold and the km they should, where they are too short this week;
    ``short_ahead`` those of a week to come.
    """
    if here.back is None:
        # before the first run the road begins where a run of today would
        here = restart(here, request.as_of, here.days_off_on(request.as_of))
    waiting = waiting_for(request, happened, holds, here)
    now = _why_not(request, happened, gates, holds, here, this_week, short, waiting)
    rows = len(rows_of(here.track))
    stage = None if here.position is None else row_at(here.track, here.position).stage
    until = None
    if road.usual_on is not None and road.usual_on > request.as_of:
        until = road.usual_on + max(timedelta(days=7), RANGE_SHARE * (road.usual_on - request.as_of))
    return Progress(
        now=now,
        next_step=_next_step(here, road, short or short_ahead),
        stage=stage,
        stages=None if stage is None else rows,
        weekly_target_km=this_week.target_km,
        usual_km=here.usual.km if here.usual.is_known else None,
        waiting_for=waiting,
        continuous_from=road.continuous_on,
        usual_from=None if here.is_at_usual else road.usual_on,
        usual_until=None if here.is_at_usual else until,
    )


def waiting_for(
    request: PlanRequest, happened: Happened, holds: tuple[Hold, ...], here: Standing
) -> tuple[Reason, ...]:
    """The entries that are missing, the most useful first."""
    rules = load_plan_rules()
    found: list[Reason] = []
    for hold in holds:
        if hold.is_walk_gate:
            found.append(because(rules.walk_gate, "waiting.walk", minutes=rules.walk_gate.walk_min))
    since = request.as_of - REMINDED_DAYS * ONE
    recent = [run for day, run in happened.runs.items() if day >= since and run.fixed_on <= request.as_of]
    silent = [run for run in recent if run.felt.pain is None]
    no_morning = [run for run in recent if run.felt.morning is None]
    unlogged = _runs_without_log(request, happened)
    if len(unlogged) >= UNLOGGED_RUNS:
        found.append(because(rules.unknown_light, "waiting.run", count=len(unlogged)))
    if silent:
        found.append(because(rules.unknown_light, "waiting.felt", count=len(silent)))
    if no_morning:
        found.append(because(rules.unknown_light, "waiting.morning", count=len(no_morning)))
    if _misses_strength(request, happened):
        found.append(because(rules.strength_days, "waiting.strength"))
    return tuple(found)


def _runs_without_log(request: PlanRequest, happened: Happened) -> list[date]:
    """The days of the last week with a planned run of which nobody said whether it was run."""
    since = request.as_of - UNLOGGED_DAYS * ONE
    planned = [day for day in happened.planned if since <= day < request.as_of and day not in request.off_days]
    return [day for day in planned if day not in happened.runs and day not in happened.missed]


def _misses_strength(request: PlanRequest, happened: Happened) -> bool:
    """Whether two strength sessions or more were planned lately and none was logged."""
    since = request.as_of - STRENGTH_REMINDED_DAYS * ONE
    planned = {
        s.date
        for week in request.past_weeks
        for s in week.sessions
        if s.kind == "strength" and since <= s.date < request.as_of
    }
    logged = {log.day for log in request.session_logs if log.kind == "strength"} | {
        log.day for log in request.strength_logs
    }
    return len(planned) >= 2 and not any(day >= since for day in logged)


def _why_not(
    request: PlanRequest,
    happened: Happened,
    gates: Gates,
    holds: tuple[Hold, ...],
    here: Standing,
    week: Week,
    short: tuple[float, float] | None,
    waiting: tuple[Reason, ...],
) -> Reason:
    """Exactly one answer (rule 12.3)."""
    rules = load_plan_rules()
    if gates.stops:
        return gates.stops[0].reason
    if holds:
        return max(holds, key=lambda hold: hold.first_open).block.reason
    share = here.red_share_on(request.as_of)
    if share is not None and share < 1 and here.position is None:
        return because(rules.light_red, "now.after_red" if here.red_km else "now.after_flare", share=share)
    if here.cut_until is not None and here.cut_until >= request.as_of:
        return because(rules.light_amber, "now.cut", until=here.cut_until, cut=rules.light_amber.cut)
    last = here.runs[-1] if here.runs else None
    if last is not None and last.light is Light.AMBER and (request.as_of - last.day).days <= rules.expiry.amber_days:
        return because(rules.light_amber, "now.amber", day=last.day)
    if (limited := _limited(request, here, week)) is not None:
        return limited
    if short is not None:
        return because(rules.wishes, "now.days", km=short[0], wanted=short[1])
    if here.has_reached_usual and here.track is Track.TRAINED and not here.is_break_on(request.as_of):
        is_lighter = (week.usual_share or 1.0) < REACHED
        return because(rules.usual_week, "now.lighter" if is_lighter else "now.usual", usual=here.usual.km)
    unknown = [
        run for run in here.runs[-3:] if run.weight < 1 and not run.is_assumed and run.light in (None, Light.GREEN)
    ]
    if len(unknown) >= 2 and waiting:
        return because(rules.unknown_light, "now.unknown", count=len(unknown))
    if here.back is not None and not here.is_first_week and here.last_gain <= 0 and not _was_off(request):
        return because(rules.done_week, "now.not_counted")
    if here.position is not None:
        # short bouts are never on neighbouring days: two days side by side hold one run a week
        is_once_a_week = here.is_walk_running and here.start.places_apart < min(here.start.places, here.usual.runs, 2)
        say = "now.neighbours" if is_once_a_week else "now.green"
        return because(rules.walk_run, say, done=int(here.greens), needed=greens_needed(here))
    return because(rules.return_curve, "now.on_the_way")


def _was_off(request: PlanRequest) -> bool:
    """Whether days off took too many days of the week before to count it (rule part_week)."""
    monday = monday_of(request.as_of)
    off = sum(monday - n * ONE in request.off_days for n in range(1, 8))
    return 7 - off < load_plan_rules().part_week.days_min


def _limited(request: PlanRequest, here: Standing, week: Week) -> Reason | None:
    """The clinician's limit that keeps the week below what the course would plan; None without one."""
    aim = weekly_aim(here)
    for one in request.limits:
        runs = sum(session.is_run for session in week.sessions)
        each = run_limit_km([one], request.as_of, here.usual.pace)
        most = min(week_limit_km([one], request.as_of), each * max(1, runs))
        if most < 0.98 * aim:
            return because(load_plan_rules().clinician_limit, "now.limit", by=one.by, km=most, wanted=aim)
    return None


def _next_step(here: Standing, road: Road, short: tuple[float, float] | None) -> Reason:
    rules = load_plan_rules()
    if here.position is not None:
        rows = rows_of(here.track)
        place = min(int(here.position) + 1, len(rows) - 1)
        row = rows[place]
        if int(here.position) >= len(rows) - 1 or not row.walk_s:
            return because(rules.walk_run, "next.half_hour")
        return because(rules.walk_run, "next.bouts", stage=row.stage, bout=bout_text(row, row.reps))
    if here.has_reached_usual:
        return because(rules.usual_week, "next.hold", usual=max(here.usual.km, here.base_km))
    if road.usual_on is not None and here.usual.is_known:
        return because(rules.return_curve, "next.usual", usual=here.usual.km, week=road.usual_on)
    if short is not None:
        return because(rules.wishes, "next.days", km=short[0], wanted=short[1])
    return because(rules.return_curve, "next.more")
