"""Where a runner starts: on mileage, or at which walk-run stage (plan_rules 3, 4, 5 and 12)."""

from dataclasses import dataclass
from datetime import date

from runback.domain.assessment import Running
from runback.domain.intake import Intake
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.gate import Gate
from runback.plan.ledger import Ledger
from runback.plan.reasons import because
from runback.plan.request import PlanRequest
from runback.plan.stages import stage_of

SUDDEN = ("sudden_during_run", "sudden_lifting", "sudden_trauma", "after_run")


@dataclass(frozen=True, slots=True)
class Entry:
    """``stage`` 1 to 12 of the walk-run table, or None for mileage. ``is_fast``: less than 14 days off."""

    stage: int | None
    is_fast: bool
    days_off: int
    reasons: tuple[Reason, ...]


def choose_entry(request: PlanRequest, gate: Gate, ledger: Ledger) -> Entry:
    """The start of the program; a walk-run program that has begun keeps its first stage."""
    start = max(request.as_of, gate.first_run_day)
    off = days_off(request, ledger, start) or (start - request.as_of).days
    is_fast = _is_fast(request.intake, off)
    begun = [s for week in request.past_weeks for s in week.sessions if s.date < request.as_of and stage_of(s)]
    if begun:
        stage = stage_of(min(begun, key=lambda s: s.date))
        return Entry(stage, is_fast, off, (because("walk_run", "You are on the walk-run steps."),))
    if not gate.is_bone_stress and (reason := _mileage_reason(request, ledger, off)):
        return Entry(None, is_fast, off, (reason,))
    stage, reasons = _entry_stage(request, gate, off)
    return Entry(stage, is_fast, off, reasons)


def days_off(request: PlanRequest, ledger: Ledger, day: date, *, is_strict: bool = True) -> int:
    """Days without a run up to ``day``: by the history, or by the answer where that is longer.

    ``is_strict`` False takes the history alone where there is one: a return replaces the
    weekly cap, so there an answer that the history contradicts must not count.
    """
    last = ledger.last_run_before(day)
    by_history = (day - last).days - 1 if last else 0
    if last is None or (is_strict and last < request.check_day):
        answered = round((request.intake.weeks_off or 0) * 7)
        if answered:
            answered += max(0, (day - request.check_day).days)
        return max(by_history, answered)
    return by_history


def _is_fast(intake: Intake, off: int) -> bool:
    """Whether the faster progress is open: a runner with less than 14 days off, no long-standing pain."""
    limit = load_plan_rules().number("walk_run_progress_fast", "days_off_below")
    return off < limit and intake.runner_status not in (None, "new") and not _is_chronic(intake)


def _is_chronic(intake: Intake) -> bool:
    weeks = load_plan_rules().number("entry_chronic", "pain_weeks_over")
    return (intake.pain_days or 0) > weeks * 7 or "fear" in intake.contexts


def _has_usual(request: PlanRequest, ledger: Ledger) -> bool:
    return bool(request.intake.weekly_km) or ledger.last_run_before(request.as_of) is not None


def is_painless(intake: Intake) -> bool:
    """Whether running is known not to hurt: 0 in the run, 0 now."""
    return intake.pain_running == 0 and (intake.pain_now or 0) == 0


def _mileage_reason(request: PlanRequest, ledger: Ledger, off: int) -> Reason | None:
    """Why this runner goes on with mileage; None where walk-run comes first."""
    number, intake = load_plan_rules().number, request.intake
    if intake.runner_status not in ("regular", "competitive") or not _has_usual(request, ledger):
        return None
    if request.assessment.running.rank > Running.MODIFY.rank or "fear" in intake.contexts:
        return None
    if intake.pain_now is None or not _is_mild(intake) or misses_strength_check(intake):
        return None
    if off > number("gap_0_5", "days_high") and not (is_painless(intake) and off <= number("gap_14_28", "days_high")):
        return None
    pain = max(intake.pain_running or 0, intake.pain_now)
    return because("mileage_goes_on", f"You run regularly and your pain is {pain:g} of 10 at most.")


def _is_mild(intake: Intake) -> bool:
    number = load_plan_rules().number
    limit = number("mileage_goes_on", "pain_max")
    if (intake.pain_now or 0) > limit or (intake.pain_running or 0) > limit:
        return False
    if intake.pain_running is None and (intake.pain_worst or 0) > number("mileage_goes_on", "worst_max"):
        return False
    fresh = intake.onset in SUDDEN and (intake.pain_days or 0) < number("entry_acute", "days_off_below")
    is_sore = (intake.pain_now or 0) > 0 or (intake.pain_worst or 0) > limit
    return not (fresh and is_sore) and (intake.trend != "worsening" or (intake.pain_now or 0) == 0)


def misses_strength_check(intake: Intake) -> bool:
    """Whether a self-test result is below the check of plan_rules 1.4; an unknown one is not missed."""
    number = load_plan_rules().number
    limits = {
        "sl_sit_to_stand": number("gate_strength_check", "sit_to_stand_reps"),
        "side_plank_l_s": number("gate_strength_check", "side_plank_s"),
        "side_plank_r_s": number("gate_strength_check", "side_plank_s"),
    }
    results = ((intake.self_tests.get(name), limit) for name, limit in limits.items())
    return any(isinstance(result, int | float) and result < limit for result, limit in results)


def _entry_stage(request: PlanRequest, gate: Gate, off: int) -> tuple[int, tuple[Reason, ...]]:
    """The lowest stage that any rule asks for, and the rules that ask for it."""
    found = _asked_stages(request, gate, off)
    lowest = min(stage for stage, _ in found)
    return lowest, tuple(reason for stage, reason in found if stage == lowest)


def _asked_stages(request: PlanRequest, gate: Gate, off: int) -> list[tuple[int, Reason]]:
    intake, rules = request.intake, load_plan_rules()
    low = _low_stage(intake)
    found: list[tuple[int, Reason]] = _break_stages(request, off, low)
    if gate.is_bone_stress:
        found.append(
            (rules.whole("gate_bone_stress", "stage"), because("gate_bone_stress", "A bone stress injury was cleared."))
        )
    if _is_heavy_novice(intake):
        found.append(
            (
                rules.whole("entry_novice_bmi", "stage"),
                because("entry_novice_bmi", f"New to running, BMI {intake.bmi:g}."),
            )
        )
    if _is_chronic(intake):
        found.append((low, because("entry_chronic", "Long-standing pain, or worry about moving.")))
    if intake.runner_status in (None, "new"):
        found.append((low, because("entry_new", "You are new to running, or have not said.")))
    if misses_strength_check(intake):
        stage = min(low, rules.whole("gate_strength_check", "stage_max"))
        found.append((stage, because("gate_strength_check", "A strength check was missed.")))
    sore = max(intake.pain_running or 0, 0)
    if sore > rules.number("light_green", "pain_max"):
        stage = low if sore >= rules.number("light_red", "pain_min") else rules.whole("entry_sore_runs", "stage")
        found.append((stage, because("entry_sore_runs", f"Running hurts {sore:g} of 10.")))
    return found or [_default_stage(intake)]


def _default_stage(intake: Intake) -> tuple[int, Reason]:
    """A strain, or an ache without a break: 5 to 7 by the pain now."""
    rules = load_plan_rules()
    high = rules.whole("entry_acute", "stage_high")
    pain = min(2, round(intake.pain_now if intake.pain_now is not None else 2))
    is_fresh = intake.pain_days is not None and intake.pain_days < rules.number("entry_acute", "days_off_below")
    if is_fresh or pain == 0:
        return high - pain, because("entry_acute", f"Less than 14 days off, pain {pain} of 10.")
    return rules.whole("entry_sore_runs", "stage"), because(
        "entry_sore_runs", "Your back has been sore for two weeks or more."
    )


def _break_stages(request: PlanRequest, off: int, low: int) -> list[tuple[int, Reason]]:
    rules = load_plan_rules()
    text = f"You have not run for {off} days."
    if off > rules.number("entry_long_off", "days_over"):
        return [(rules.whole("entry_long_off", "stage"), because("entry_long_off", text))]
    painless = is_painless(request.intake)
    if off > rules.number("gap_14_28", "days_high") and painless:
        return [(rules.whole("gap_29_56", "stage_low"), because("gap_29_56", f"{text} Your last runs did not hurt."))]
    if off > rules.number("entry_chronic", "days_off_over"):
        return [(low, because("entry_lower_of_two", text))]
    if off >= rules.number("entry_weeks_off", "days_low"):
        return [(rules.whole("entry_weeks_off", "stage"), because("entry_weeks_off", text))]
    if request.intake.runner_status == "returning" and request.intake.weeks_off is None and off == 0:
        text = "You are returning and have not said for how long you were off."
        return [(rules.whole("entry_weeks_off", "stage"), because("entry_weeks_off", text))]
    return []


def _low_stage(intake: Intake) -> int:
    """1 to 3, by the pain now: 3 without pain, 1 from 2 of 10 on."""
    pain = intake.pain_now if intake.pain_now is not None else 2
    return max(1, 3 - round(pain))


def _is_heavy_novice(intake: Intake) -> bool:
    over = load_plan_rules().number("entry_novice_bmi", "bmi_over")
    return intake.runner_status in ("new", None) and (intake.bmi or 0) > over
