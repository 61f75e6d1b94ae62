"""The main race: on the way, done, or too soon with four dated ways on (plan_rules_2, 7.5)."""

from datetime import timedelta

from runback.domain.plan import GoalOffers, GoalStatus, GoalView, Note, Week
from runback.knowledge.plan_rules import load_plan_rules, value_at
from runback.load.measure import monday_of
from runback.plan.course.ceiling import longest_on
from runback.plan.course.happened import Happened
from runback.plan.course.races import (
    RaceSeen,
    advised_from,
    is_in_reach,
    next_goal,
    reach_by,
    ready_km,
    run_walk_ready_km,
    shorter_race_km,
    strain_days,
    was_run,
    weeks_needed,
)
from runback.plan.course.standing import Standing
from runback.plan.course.table import Track, rows_of
from runback.plan.reasons import as_facts
from runback.plan.request import PlanRequest


def view_goal(
    request: PlanRequest,
    happened: Happened,
    here: Standing,
    seen: RaceSeen = RaceSeen.TOO_FAR,
    planned_km: float = 0.0,
) -> GoalView | None:
    """The state of the main race; None without one. Where the planned weeks have ``seen`` it, they decide.

    ``planned_km`` is the longest run of the first planned week: a return grows from there, not from before the break.
    """
    race = next_goal(request)
    if race is None:
        return None
    if race.date < request.as_of or was_run(race, dict(happened.runs)):
        return GoalView(race.race_km, race.date, GoalStatus.DONE)
    advised = advised_from(race, happened, strain_days(request))
    to_usual = weeks_to_usual(here)
    longest = max((run.distance_km for run in request.runs if (request.as_of - run.day).days <= 30), default=0.0)
    is_back = here.back is not None and here.back.is_break
    begun = max(longest_on(here, request.as_of) if is_back else longest, planned_km)
    needed = weeks_needed(race, here.usual, to_usual, begun)
    left = (race.date - request.as_of).days
    is_reachable = is_in_reach(race, here.usual)
    # a long run that was run lately counts for a race within its 30 days, whatever the plan could hold
    counts = is_reachable or left <= load_plan_rules().single_run_ceiling.days
    is_ready = longest >= ready_km(race.race_km) and counts
    is_on_the_way = advised is None and (is_ready or (is_reachable and needed <= left // 7))
    if seen is RaceSeen.RUN or (seen is not RaceSeen.LEFT_OUT and is_on_the_way):
        return GoalView(race.race_km, race.date, GoalStatus.ON_THE_WAY)
    can_be = is_reachable or is_ready
    reach = (
        reach_by(race, request.as_of, here.usual, to_usual, begun) if here.usual.long_km and advised is None else 0.0
    )
    share = load_plan_rules().race_ready.share
    is_walk_seen = seen is RaceSeen.WITH_WALKS
    later = advised or race.date + timedelta(weeks=1)
    offers = GoalOffers(
        run_walk=is_walk_seen or (seen is RaceSeen.TOO_FAR and reach * share >= run_walk_ready_km(race.race_km)),
        shorter_km=shorter_race_km(race, reach),
        reachable_on=max(monday_of(request.as_of) + timedelta(weeks=needed), later) if can_be else None,
    )
    return GoalView(race.race_km, race.date, GoalStatus.NOT_IN_TIME, offers)


def weeks_to_usual(here: Standing) -> float:
    """How many weeks of green running lead to the usual week from here."""
    rules = load_plan_rules()
    if here.is_at_usual:
        return 0.0
    if here.track is Track.NEW:
        rows = len(rows_of(Track.NEW))
        start = here.position if here.position is not None else (here.start.entry or 0.0)
        a_week = rules.advance_new.a_week_sore if here.start.is_slow else rules.advance_new.per_fortnight / 2
        return (rows - start) / a_week if here.position is not None or here.back is None else 2.0
    if here.back is None:
        return value_at(rules.return_curve.weeks, here.days_off_on(here.day))
    return max(0.0, here.back.weeks - (here.step - 1))


def goal_notes(goal: GoalView | None, weeks: tuple[Week, ...], request: PlanRequest) -> tuple[Note, ...]:
    """What has to be said about the race."""
    if goal is None:
        return ()
    facts = as_facts({"km": goal.race_km, "day": goal.date})
    if goal.status is GoalStatus.DONE:
        said = request.intake.wishes.goal
        is_past = said is not None and said.date == goal.date and goal.date < request.as_of
        return (Note.of("goal_in_past", "goal.past", **facts),) if is_past else ()
    if goal.status is GoalStatus.ON_THE_WAY or goal.offers is None:
        return ()
    offers = goal.offers
    facts |= as_facts({"shorter": offers.shorter_km or 0.0})
    if offers.reachable_on is None:
        say = "goal.out_of_reach" if offers.shorter_km else "goal.out_of_reach_only"
        return (Note.of("goal_date_not_met", say, **facts),)
    facts |= as_facts({"reachable": offers.reachable_on})
    say = "goal.not_in_time" if offers.shorter_km else "goal.not_in_time_later"
    if offers.run_walk:
        say = "goal.not_in_time_run_walk" if offers.shorter_km else "goal.not_in_time_run_walk_only"
    return (Note.of("goal_date_not_met", say, **facts),)
