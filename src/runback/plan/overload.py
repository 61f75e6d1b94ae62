"""The next dose of an exercise from its logs: more when it was easy, less when it hurt (plan_rules 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from runback.domain.diary import StrengthLog
from runback.knowledge.plan_rules import load_plan_rules

LOAD_RISE = 1.05
"""The lower end of the 5 to 10 % a load may rise; never more than 10 % after rounding."""

LOAD_STEP_KG = 0.5


@dataclass(frozen=True, slots=True)
class NextDose:
    """``count`` repetitions or seconds, the weight, and whether a set is left out because it hurt."""

    count: int
    load_kg: float | None = None
    is_eased: bool = False


def next_dose(logs: Sequence[StrengthLog], bounds: tuple[int, int], start: int) -> NextDose:
    """What follows the logs (ascending) of one exercise whose phase asks for ``bounds`` repetitions or seconds.

    Pain over 3: the low count, a set less, no more weight. Easier than the phase's effort: one
    repetition more. The top count twice without pain: 5 % more weight and the low count again.
    """
    low, high = bounds
    if not logs:
        return NextDose(start)
    last = logs[-1]
    if (last.pain or 0) > load_plan_rules().number("legs_lead", "pain_max"):
        return NextDose(low, last.load_kg, is_eased=True)
    if not _was_easy(last):
        return NextDose(min(max(last.reps, low), high), last.load_kg)
    twice = [log for log in logs[-2:] if log.reps >= high and _was_easy(log) and log.load_kg == last.load_kg]
    if len(twice) == 2 and last.load_kg:
        risen = risen_load(last.load_kg)
        return NextDose(low if risen > last.load_kg else high, risen)
    return NextDose(min(max(last.reps + 1, low), high), last.load_kg)


def risen_load(load_kg: float) -> float:
    """5 % more, on the half kilogram above where that stays within 10 %; else as it was."""
    steps = -(-load_kg * LOAD_RISE // LOAD_STEP_KG)
    risen = steps * LOAD_STEP_KG
    return risen if risen <= load_kg * 1.1 + 1e-9 else load_kg


def _was_easy(log: StrengthLog) -> bool:
    """Within the effort of strength work (8 of 10) and with pain of 3 or less."""
    number = load_plan_rules().number
    is_calm = (log.pain or 0) <= number("legs_lead", "pain_max")
    return is_calm and (log.effort_rpe is None or log.effort_rpe <= number("legs_lead", "rpe_high"))
