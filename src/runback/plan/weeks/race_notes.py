"""What must be said of races that are not run as they were entered, each with its cause (plan_rules_2, 7)."""

from collections.abc import Iterator

from runback.domain.adjust import Priority, Race
from runback.domain.plan import GoalView, Note
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.limits import run_limit_km, who_limits
from runback.plan.course.races import all_races, main_near, pain_before, run_walk_ready_km, strain_days
from runback.plan.reasons import as_facts
from runback.plan.weeks.outlook import Outlook


def race_notes(outlook: Outlook, goal: GoalView | None) -> tuple[Note, ...]:
    """Each race ahead that is left out of the plan, and each A race that is run as a B race, with the reason."""
    left_out = (_why_left_out(race, outlook, goal) for race in outlook.left_out)
    return (*(note for note in left_out if note is not None), *_second_races(outlook))


def _why_left_out(race: Race, outlook: Outlook, goal: GoalView | None) -> Note | None:
    """Why that race is not in the plan; None where the goal's own note says it."""
    context, rules = outlook.context, load_plan_rules()
    facts = as_facts({"km": race.race_km, "day": race.date})
    if race.date in context.request.off_days:
        return Note.of("race_left_out", "race.day_off", **facts)
    pain = pain_before(race, context.happened, strain_days(context.request))
    if pain is not None:
        return Note.of(
            "race_left_out", f"race.{pain.what}", **facts, **as_facts({"pain": pain.day, "from": pain.until})
        )
    pace = context.runner.run_pace
    limit = who_limits(context.request.limits, race.date, race.race_km, pace)
    if limit is not None and race.race_km > run_limit_km([limit], race.date, pace):
        return Note.of("race_left_out", "race.limit", **facts, **as_facts({"by": limit.by}))
    main = main_near(race, context.races)
    if race.priority is Priority.B and main is not None:
        share = rules.single_run_ceiling.factor - 1
        return Note.of("race_left_out", "race.too_long", **facts, **as_facts({"share": share, "main": main.race_km}))
    if goal is not None and goal.date == race.date:
        return None
    return Note.of("race_left_out", "race.not_ready", **facts, **as_facts({"long": run_walk_ready_km(race.race_km)}))


def _second_races(outlook: Outlook) -> Iterator[Note]:
    """The A races ahead that stand near a longer one, and so are B races."""
    entered = {race.date: race.priority for race in all_races(outlook.context.request)}
    for race in outlook.context.races:
        main = main_near(race, outlook.context.races)
        is_changed = race.priority is Priority.B and entered[race.date] is Priority.A
        if race.date < outlook.context.as_of or not is_changed or main is None:
            continue
        facts = as_facts({"km": race.race_km, "day": race.date, "main": main.race_km, "main_day": main.date})
        yield Note.of("race_second", "race.second", **facts)
