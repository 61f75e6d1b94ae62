"""Why a strength session is as it is: its number and phase, what moved since the last time, what suits the back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from runback.domain.reason import Reason
from runback.knowledge.exercises import PhaseName
from runback.knowledge.plan_rule_records.base import Rule
from runback.knowledge.plan_rules import PlanRules, load_plan_rules
from runback.plan.reasons import because
from runback.plan.strength.ladders import is_weighted
from runback.plan.strength.overload import Dose, Standing
from runback.plan.strength.plan import StrengthPlan
from runback.plan.strength.progress import Progress, phase_end

Move = tuple[Standing | None, Dose]
"""Where a ladder was, and what it asks for now."""


def explain_session(day: date, plan: StrengthPlan, progress: Progress, moves: Sequence[Move]) -> tuple[Reason, ...]:
    """The reasons of a full session, the phase first."""
    rules = load_plan_rules()
    return (
        _phase_reason(day, plan, progress, rules),
        *_time_away(day, plan, progress, rules),
        *_moved(moves, rules),
        because(rules.legs_lead),
        *(because(rules.strength_by_pattern, trait=trait) for trait in sorted(plan.suits_on(day).traits)),
    )


def explain_trunk(day: date, plan: StrengthPlan, progress: Progress, moves: Sequence[Move]) -> tuple[Reason, ...]:
    """The reasons of a session without leg work."""
    rules = load_plan_rules()
    return (
        because(rules.strength_with_runs, "strength_trunk"),
        *_time_away(day, plan, progress, rules),
        *_moved(moves, rules),
        *(because(rules.strength_by_pattern, trait=trait) for trait in sorted(plan.suits_on(day).traits)),
    )


def explain_routine() -> tuple[Reason, ...]:
    """The reasons of the seven-minute routine."""
    rules = load_plan_rules()
    return because(rules.seven_minute), because(rules.strength_days)


def _phase_reason(day: date, plan: StrengthPlan, progress: Progress, rules: PlanRules) -> Reason:
    """The number of the session and its phase, and what the phase waits for where it lasts longer."""
    number = int(progress.sessions_done) + 1
    if plan.held_on(day):
        return because(rules.strength_phase_control, "strength_held", session=number)
    phase = progress.phase_on(day)
    if phase == "maintain":
        return because(rules.strength_maintain, session=number)
    rule, until = _rule_of(phase, rules), int(phase_end(phase))
    if number > until and progress.phase == "maintain":
        return because(rule, "strength_last_week", session=number)
    if number > until:
        waits = rules.strength_steps.tops - progress.tops
        return because(rule, "strength_waits", session=number, phase=phase, sessions=waits)
    return because(rule, session=number, until=until)


def _rule_of(phase: PhaseName, rules: PlanRules) -> Rule:
    known: dict[PhaseName, Rule] = {
        "control": rules.strength_phase_control,
        "build": rules.strength_phase_build,
        "strong": rules.strength_phase_strong,
    }
    return known[phase]


def _time_away(day: date, plan: StrengthPlan, progress: Progress, rules: PlanRules) -> Iterator[Reason]:
    away = progress.days_away(day)
    if away >= rules.strength_missed.phase_days:
        yield because(rules.strength_missed, "strength_missed_long", days=away)
    elif away >= rules.strength_missed.rung_days:
        yield because(rules.strength_missed, days=away)


def _moved(moves: Iterable[Move], rules: PlanRules) -> Iterator[Reason]:
    """One reason for each exercise that became heavier, harder or easier, and one for all that only grew."""
    grown: list[tuple[Dose, Dose]] = []
    unknown = 0
    for standing, now in moves:
        unknown += is_weighted(now.exercise) and not now.load_kg
        if standing is None or standing.easier == "missed":
            continue
        before, name = standing.done, now.exercise_id
        if standing.easier:
            say, limit = f"strength_easier_{standing.easier}", rules.legs_lead.pain_max
            yield because(rules.legs_lead, say, exercise=name, pain_max=limit)
        elif name != before.exercise_id:
            yield because(rules.strength_steps, "strength_new_rung", exercise=name, before=before.exercise_id)
        elif now.load_kg and before.load_kg and now.load_kg != before.load_kg:
            kg = {"before": before.load_kg, "after": now.load_kg}
            yield because(rules.strength_steps, "strength_new_weight", exercise=name, **kg)
        elif now.count > before.count:
            grown.append((before, now))
    yield from _grown_reasons(grown, rules)
    if unknown:
        yield because(rules.strength_steps, "strength_weigh", exercises=unknown)


def _grown_reasons(grown: Sequence[tuple[Dose, Dose]], rules: PlanRules) -> Iterator[Reason]:
    if not grown:
        return
    before, now = grown[0]
    say = "strength_more_seconds" if now.exercise.unit == "hold_s" else "strength_more"
    yield because(rules.strength_steps, say, exercise=now.exercise_id, before=before.count, after=now.count)
    if len(grown) > 1:
        yield because(rules.strength_steps, "strength_more_others", others=len(grown) - 1)
