"""The gate: what blocks every plan, what leaves running out of it, and the first and last day of running."""

from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.adjust import DaysOff, DaysOffWhy
from runback.domain.assessment import Flag, Running, Urgency
from runback.domain.diary import PainMoment
from runback.domain.plan import Light, Note, SessionKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.lights import BASELINE_MAX, STOPPING_LEGS, JudgedRun, baseline_of, judge_runs
from runback.plan.reasons import because, say_day
from runback.plan.request import PlanRequest
from runback.plan.traits import has_leg_symptoms, has_pelvic_floor_signs, is_pregnant, weeks_postpartum

CLEARABLE = ("three_reds", "gate_leg_symptoms", "gate_young_extension")
"""Blocks of the diary and of the gate, not of triage, that a clinician's clearance opens by their own id."""
BONE_PATTERNS = ("sacral_stress_fracture", "pars_stress", "vertebral_compression_fracture")


@dataclass(frozen=True, slots=True)
class Gate:
    """What running this plan may hold.

    ``blocked_by`` not empty: no plan. ``no_run`` not empty: a plan without running.
    Otherwise running is open from ``first_run_day`` to ``last_run_day`` (None: no end);
    ``rest_days`` hold nothing but walking and mobility, ``closed_days`` no run.
    """

    blocked_by: tuple[Reason, ...] = ()
    no_run: tuple[Reason, ...] = ()
    first_run_day: date = date.min
    last_run_day: date | None = None
    waits: tuple[Reason, ...] = ()
    rest_days: frozenset[date] = frozenset()
    closed_days: frozenset[date] = frozenset()
    notes: tuple[Note, ...] = ()
    is_bone_stress: bool = False
    judged: tuple[JudgedRun, ...] = ()

    def allows(self, day: date) -> bool:
        """Whether running may stand on that day."""
        if self.blocked_by or self.no_run or day < self.first_run_day or day in self.rest_days | self.closed_days:
            return False
        return self.last_run_day is None or day <= self.last_run_day


def pass_gate(request: PlanRequest) -> Gate:
    """Everything plan_rules 1 and 2 say of this runner on ``as_of``."""
    is_bone_stress = _is_cleared_bone_stress(request)
    judged = judge_runs(request, bone_stress=is_bone_stress)
    reds = _red_days(request, judged)
    blocked = _triage_blocks(request) + _body_blocks(request) + _log_blocks(request, reds)
    if blocked:
        return Gate(blocked_by=blocked, judged=judged)
    no_run = _no_run_reasons(request, is_bone_stress) + _recheck_after_reds(request, reds)
    first, waits = _first_run_day(request, judged, reds)
    return Gate(
        no_run=no_run,
        first_run_day=first,
        last_run_day=_clearance_end(request),
        waits=waits,
        rest_days=frozenset(day + timedelta(days=1) for day in reds),
        closed_days=request.off_days,
        notes=_gate_notes(request),
        is_bone_stress=is_bone_stress,
        judged=judged,
    )


def _deciding_flags(request: PlanRequest) -> tuple[Flag, ...]:
    return tuple(flag for flag in request.assessment.flags if flag.urgency is not Urgency.SELF_CARE_OK)


def is_cleared(request: PlanRequest, flag_id: str) -> bool:
    """Whether a clinician's clearance names the flag and holds on ``as_of``."""
    return any(one.covers(flag_id, request.as_of) for one in request.clearances)


def _opens(request: PlanRequest, flag: Flag) -> bool:
    """Whether a clearance opens this flag: never an emergency, and what needs someone today only from that day on."""
    if flag.urgency is Urgency.EMERGENCY_NOW:
        return False
    since = request.check_day if flag.urgency is Urgency.SAME_DAY_URGENT else date.min
    return any(one.covers(flag.id, request.as_of) and one.given_on >= since for one in request.clearances)


def _triage_blocks(request: PlanRequest) -> tuple[Reason, ...]:
    if request.assessment.is_clear:
        return ()
    flags = _deciding_flags(request)
    evidence = load_plan_rules().rule("gate_triage").evidence
    open_flags = [flag for flag in flags if not _opens(request, flag)]
    if flags and not open_flags and request.assessment.urgency is not Urgency.EMERGENCY_NOW:
        return ()
    if not open_flags:
        return (because("gate_triage", "The check asks you to see someone before training."),)
    return tuple(Reason(flag.id, evidence, flag.why or "The check raised this.") for flag in open_flags)


def _body_blocks(request: PlanRequest) -> tuple[Reason, ...]:
    number = load_plan_rules().number
    intake = request.intake
    reasons = []
    if intake.age_years is not None and intake.age_years < number("gate_age", "age_min"):
        text = f"You are {intake.age_years:g}. Plans are for people of 16 and over; tell a parent and see a clinician."
        reasons.append(because("gate_age", text))
    young = intake.age_years is not None and intake.age_years < number("gate_young_extension", "age_below")
    long_pain = intake.pain_days is None or intake.pain_days > number("gate_young_extension", "pain_days_over")
    seen = is_cleared(request, "bsi_adolescent") or is_cleared(request, "gate_young_extension")
    if young and long_pain and "extension" in intake.aggravated_by and not seen:
        text = "Under 20, pain on arching back that lasts more than three weeks is looked at before any running."
        reasons.append(because("gate_young_extension", text))
    if has_leg_symptoms(intake) and not _leg_is_cleared(request):
        text = "Leg pain below the knee, numbness or weakness: someone looks at that before you train."
        reasons.append(because("gate_leg_symptoms", text))
    return tuple(reasons)


def _leg_is_cleared(request: PlanRequest) -> bool:
    ids = {flag.id for flag in request.assessment.flags} | {"gate_leg_symptoms"}
    return any(
        one.startswith(("radic_", "neuro_", "gate_leg", "ces_bilateral")) and is_cleared(request, one) for one in ids
    )


def _log_blocks(request: PlanRequest, reds: tuple[date, ...]) -> tuple[Reason, ...]:
    reasons = []
    since, until = request.check_day, request.as_of
    logs = [log.day for log in request.session_logs if log.leg in STOPPING_LEGS and since <= log.day <= until]
    pains = [e.day for e in request.pain_entries if e.leg in STOPPING_LEGS and since <= e.day <= until]
    if logs or pains:
        text = f"You logged leg symptoms on {say_day(max(logs + pains))}. Answer the check again before any training."
        reasons.append(because("light_purple", text))
    third = _last_cluster(
        reds, load_plan_rules().whole("three_reds", "reds"), load_plan_rules().whole("three_reds", "days")
    )
    if third and not any("three_reds" in one.flags and one.given_on >= third for one in request.clearances):
        text = "Three red days within 14 days. See a clinician within days; a clearance opens the plan again."
        reasons.append(because("three_reds", text))
    return tuple(reasons)


def _red_days(request: PlanRequest, judged: tuple[JudgedRun, ...]) -> tuple[date, ...]:
    """Days that count as red: red and purple runs, and days of 5 or more outside runs."""
    pain_min = load_plan_rules().number("light_red", "pain_min")
    runs = {one.log.day for one in judged if one.light.rank >= Light.RED.rank}
    after_run = {day + timedelta(days=1) for day in runs}
    flares = {
        e.day
        for e in request.pain_entries
        if e.score >= pain_min and request.check_day < e.day <= request.as_of and e.day not in after_run
    }
    return tuple(sorted(runs | flares))


def _last_cluster(days: tuple[date, ...], count: int, within_days: int) -> date | None:
    """The last day of the latest run of ``count`` days that lie within ``within_days`` of each other."""
    ends = [days[n] for n in range(count - 1, len(days)) if (days[n] - days[n - count + 1]).days <= within_days]
    return max(ends, default=None)


def _recheck_after_reds(request: PlanRequest, reds: tuple[date, ...]) -> tuple[Reason, ...]:
    rules = load_plan_rules()
    second = _last_cluster(reds, rules.whole("two_reds", "reds"), rules.whole("two_reds", "days"))
    if second is None or request.check_day > second:
        return ()
    return (
        because(
            "two_reds", f"Two red days within 14 days, the last on {second}. Answer the check again before you run."
        ),
    )


def _no_run_reasons(request: PlanRequest, is_bone_stress: bool) -> tuple[Reason, ...]:
    intake = request.intake
    reasons = []
    if intake.age_years is None:
        reasons.append(because("gate_age", "Your age is not known yet. Running plans start at 16."))
    if is_pregnant(intake):
        reasons.append(because("gate_pregnancy", "In pregnancy the plan is walking and strength."))
    weeks = weeks_postpartum(intake)
    if weeks is not None and weeks < load_plan_rules().number("gate_postpartum", "weeks_min"):
        text = f"It is {weeks} weeks since the birth. Until 12 weeks the plan is walking and strength."
        reasons.append(because("gate_postpartum", text))
    elif weeks is not None and has_pelvic_floor_signs(intake):
        reasons.append(
            because("gate_postpartum", "Leakage, heaviness or pelvic pain: a pelvic health check comes before running.")
        )
    if has_leg_symptoms(intake):
        reasons.append(because("gate_leg_symptoms", "While leg symptoms are there the plan is walking and strength."))
    return tuple(reasons) + _bone_reasons(request, is_bone_stress) + _check_reasons(request)


def _check_reasons(request: PlanRequest) -> tuple[Reason, ...]:
    assessment = request.assessment
    stops = [f for f in assessment.flags if f.running.rank >= Running.WALK_ONLY.rank and not is_cleared(request, f.id)]
    if stops:
        return (because("gate_check", stops[0].why or "The check says not to run for now."),)
    if assessment.is_clear and assessment.running is Running.STOP:
        return (because("gate_check", "The check says not to run for now. Walking and strength go on."),)
    if any(flag.urgency is Urgency.SAME_DAY_URGENT for flag in _deciding_flags(request)):
        return (because("gate_triage", "A clearance for this finding opens walking and strength, not yet running."),)
    return ()


def _is_cleared_bone_stress(request: PlanRequest) -> bool:
    ids = {flag.id for flag in request.assessment.flags} | set(request.intake.red_flags)
    return any(one.startswith(("bsi_", "c_bsi")) for one in ids)


def _bone_reasons(request: PlanRequest, is_bone_stress: bool) -> tuple[Reason, ...]:
    patterns = request.assessment.patterns
    if not is_bone_stress:
        if patterns and patterns[0].id in BONE_PATTERNS:
            return (
                because(
                    "gate_bone_stress", "What you describe can come from the bone. No running until that is looked at."
                ),
            )
        return ()
    number = load_plan_rules().number
    since = request.as_of - timedelta(days=int(number("gate_bone_stress", "pain_free_days")))
    free_since = request.pain_free_since or request.check_day
    pain_free = (
        request.intake.pain_now == 0
        and free_since <= since
        and not any(e.score > 0 for e in request.pain_entries if since <= e.day <= request.as_of)
    )
    walks = {
        log.day
        for log in request.session_logs
        if log.done
        and log.kind is SessionKind.WALK
        and log.pain_during == 0
        and free_since <= log.day <= request.as_of
        and (log.duration_min or 0) >= number("gate_bone_stress", "walk_min")
    }
    if pain_free and len(walks) >= number("gate_bone_stress", "walks"):
        return ()
    text = "After a bone stress injury two weeks without pain in daily life and five pain-free brisk walks come first."
    return (because("gate_bone_stress", text),)


def _first_run_day(
    request: PlanRequest, judged: tuple[JudgedRun, ...], reds: tuple[date, ...]
) -> tuple[date, tuple[Reason, ...]]:
    """The first day running is open, and what it waits for."""
    rules = load_plan_rules()
    waits: list[tuple[date, Reason]] = []
    if text := _walk_gate_text(request):
        pain = request.intake.pain_now or 0
        name = "more_pain_days" if pain >= rules.number("gate_walk_30", "more_pain_from") else "walking_week_days"
        waits.append((request.as_of + timedelta(days=rules.whole("gate_walk_30", name)), because("gate_walk_30", text)))
    for day in reds:
        waits.append((day + timedelta(days=3), because("light_red", f"{say_day(day)} was red: no run for 48 hours.")))
    if second := _last_cluster(reds, rules.whole("two_reds", "reds"), rules.whole("two_reds", "days")):
        until = second + timedelta(days=rules.whole("two_reds", "hold_days") + 1)
        waits.append((until, because("two_reds", "Two red days within 14 days: no run for 7 days.")))
    waits += _flare_waits(request)
    open_waits = [(day, reason) for day, reason in waits if day > request.as_of]
    first = max([request.as_of, *(day for day, _ in open_waits)])
    return first, tuple(dict.fromkeys(reason for _, reason in open_waits))


def _flare_waits(request: PlanRequest) -> list[tuple[date, Reason]]:
    """A day 2 above the usual level: no run on it nor the day after, whatever came before."""
    rise = load_plan_rules().number("light_red", "morning_rise")
    limit = baseline_of(request.intake) + rise
    return [
        (
            e.day + timedelta(days=2),
            because("light_red", f"Pain of {e.score} on {say_day(e.day)} is 2 or more above your usual."),
        )
        for e in request.pain_entries
        if request.check_day < e.day <= request.as_of and e.score >= limit and e.moment is not PainMoment.DURING_RUN
    ]


def _walk_gate_text(request: PlanRequest) -> str:
    """Why the walking gate is still shut; empty where it is open."""
    number = load_plan_rules().number
    intake, limit = request.intake, number("gate_walk_30", "pain_max")
    text = ""
    if intake.pain_now is None:
        text = "Your pain today is not known."
    elif intake.pain_now > limit:
        text = f"Your pain is {intake.pain_now:g} of 10."
    elif "walking" in intake.aggravated_by:
        text = "Walking brings on your pain."
    elif request.assessment.running is Running.WALK_ONLY:
        text = "The check says walking only for now."
    if not text or _has_walked(request):
        return ""
    return f"{text} First walk 30 minutes with 2 of 10 or less and no more pain next morning; log it and running opens."


def _has_walked(request: PlanRequest) -> bool:
    number = load_plan_rules().number
    limit = number("gate_walk_30", "pain_max")
    for log in request.session_logs:
        is_walk = log.done and log.kind is SessionKind.WALK and request.check_day <= log.day < request.as_of
        if not is_walk or (log.duration_min or 0) < number("gate_walk_30", "walk_min") or log.limp:
            continue
        after = [e for e in request.pain_entries if e.day == log.day + timedelta(days=1) and e.day <= request.as_of]
        calm = any(e.moment is PainMoment.MORNING for e in after) and all(e.score <= BASELINE_MAX for e in after)
        if log.pain_during is not None and log.pain_during <= limit and calm:
            return True
    return False


def _clearance_end(request: PlanRequest) -> date | None:
    ends = [
        max(one.until for one in request.clearances if one.covers(flag.id, request.as_of))
        for flag in _deciding_flags(request)
        if is_cleared(request, flag.id)
    ]
    return min(ends, default=None)


def _gate_notes(request: PlanRequest) -> tuple[Note, ...]:
    notes = [Note("days_off", _off_text(one)) for one in request.days_off if one.last >= request.as_of]
    if (end := _clearance_end(request)) is not None:
        notes.append(Note("clearance_ends", f"Running is open until {end}, the end of your clearance."))
    return tuple(notes)


def _off_text(off: DaysOff) -> str:
    first, last = say_day(off.first), say_day(off.last)
    span = f"On {first}" if off.first == off.last else f"From {first} to {last}"
    why = {
        DaysOffWhy.ILL: "you are ill: rest, and no training. Still ill after it? Add the days.",
        DaysOffWhy.TRAVEL: "you travel: no training, a walk is welcome.",
        DaysOffWhy.BUSY: "you have no time: no training, a walk is welcome.",
    }
    return f"{span} {why[off.why]} After six days or more without a run the first runs are shorter."
