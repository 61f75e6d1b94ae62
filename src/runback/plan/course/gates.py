"""What closes running from the start: warning signs, age, pregnancy, bone stress, what a clinician must look at first.

A block closes the whole plan; a stop closes running and leaves walks and strength. Each says since when and
what lifts it. A sign that needs a clinician stays until a clearance is recorded, whatever a later check says.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from runback.domain.assessment import Assessment, Flag, FlagSource, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.intake import Intake
from runback.domain.plan import Block
from runback.domain.reason import AS_SAID, Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.happened import Happened
from runback.plan.course.limits import notes_of
from runback.plan.reasons import because, block
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.traits import has_leg_symptoms, has_pelvic_floor_signs, is_pregnant, weeks_postpartum

BONE_PATTERNS = ("sacral_stress_fracture", "pars_stress", "vertebral_compression_fracture")
BONE_FLAGS = ("bsi_", "c_bsi")
NIGHT = timedelta(hours=12)
"""What was urgent so shortly before counts as of today, even across midnight."""

LEG_FLAGS = ("radic_", "neuro_", "gate_leg", "ces_bilateral")


@dataclass(frozen=True, slots=True)
class Gates:
    """``blocked_by`` closes every plan, ``stops`` all running. ``until`` ends running with a clearance (None: no end).

    ``is_bone_stress``: a cleared bone stress injury, which starts from one-minute runs.
    """

    blocked_by: tuple[Block, ...] = ()
    stops: tuple[Block, ...] = ()
    until: date | None = None
    is_bone_stress: bool = False


def pass_gates(request: PlanRequest, happened: Happened) -> Gates:
    """Everything that blocks or stops running on ``as_of``."""
    is_bone = has_bone_flags(request)
    blocked = (*_flag_blocks(request), *_body_blocks(request), *_purple_blocks(request, happened))
    if blocked:
        return Gates(blocked_by=_each_once(blocked), is_bone_stress=is_bone)
    stops = (*_stops(request), *_bone_stops(request, happened, is_bone=is_bone))
    return Gates(stops=_each_once(stops), until=_clearance_end(request), is_bone_stress=is_bone)


def _each_once(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple({one.reason.rule: one for one in reversed(blocks)}.values())[::-1]


def has_bone_flags(request: PlanRequest) -> bool:
    """Whether any check raised a bone stress flag."""
    ids = {flag.id for check in request.checks for flag in check.assessment.flags}
    ids |= {flag.id for flag in request.assessment.flags} | set(request.intake.red_flags)
    return any(one.startswith(BONE_FLAGS) for one in ids)


# --- flags of the check


@dataclass(frozen=True, slots=True)
class _Raised:
    """A flag as one check raised it; ``is_today`` for the last check, whose assessment is as of today."""

    flag: Flag
    check: DatedCheck
    is_today: bool = False


def _flag_blocks(request: PlanRequest) -> tuple[Block, ...]:
    """The flags that need someone and are not cleared: those of today, and those of earlier checks that stay."""
    found: dict[str, Block] = {}
    for flag, since in _find_open(request):
        reason = Reason.of(flag.id, load_plan_rules().gate_triage.evidence, AS_SAID, text=flag.why or flag.id)
        lifts = "lifts.emergency" if flag.urgency is Urgency.EMERGENCY_NOW else "lifts.clearance"
        found[flag.id] = block(reason, since, lifts)
    if not found and not request.assessment.is_clear and not _deciding(request.assessment):
        found["gate_triage"] = block(because(load_plan_rules().gate_triage), request.check_day, "lifts.clearance")
    return tuple(found.values())


def _deciding(assessment: Assessment) -> tuple[Flag, ...]:
    return tuple(flag for flag in assessment.flags if flag.urgency is not Urgency.SELF_CARE_OK)


def _find_open(request: PlanRequest) -> tuple[tuple[Flag, date], ...]:
    """The flags that no clearance opens, as they are today, each with the day it was first raised since."""
    found: dict[str, tuple[Flag, date]] = {}
    for one in _list_raised(request):
        if not _is_open(request, one):
            _, since = found.get(one.flag.id, (one.flag, one.check.day))
            if one.is_today or one.flag.id not in found:
                found[one.flag.id] = (one.flag, since)
    return tuple(found.values())


def _list_raised(request: PlanRequest) -> tuple[_Raised, ...]:
    """Each time a check raised a flag that stays, oldest first; the last check with its assessment as of today."""
    last = request.checks[-1]
    earlier = [one for one in _raised_before(request.checks[:-1], last.day) if not _is_taken_back(one, last)]
    known = {one.flag.id for one in earlier}
    today = (flag for flag in _deciding(request.assessment) if _is_fresh(flag) or flag.id not in known)
    return (*earlier, *(_Raised(flag, last, is_today=True) for flag in today))


def find_uncleared(
    checks: Iterable[DatedCheck],
    *,
    before: date,
    clearances: Iterable[Clearance],
    as_of: date,
    now: datetime | None = None,
) -> tuple[tuple[Flag, date], ...]:
    """The flags of checks that no clearance covers ``as_of``, each with the day it was first raised.

    All that stay of the checks before a day, and what is urgent of those on the day itself: an urgent flag is
    listed once for the day itself, and once for the days before if it was raised then. ``now``, where it is known, is
    the instant of the answers of that day: what was urgent in the twelve hours before it counts as of the day too.
    """
    given = tuple(clearances)
    first: dict[tuple[str, bool], tuple[Flag, date]] = {}
    for one in _raised_before(tuple(checks), before):
        is_today = one.check.day == before or (_is_urgent(one.flag) and _is_of_the_night(one.check, before, now))
        if not _is_covered(one, given, as_of):
            first.setdefault((one.flag.id, is_today), (one.flag, before if is_today else one.check.day))
    return tuple(first.values())


def _raised_before(checks: Sequence[DatedCheck], day: date) -> tuple[_Raised, ...]:
    """The flags that stay, each time they were raised: on the days before, and what is urgent of the day itself.

    The last check of a day counts for that day, but for what is urgent: that stays until a later check of the day, or
    of the same night, takes it back. What a check only carried on from earlier ones counts where these are not known.
    """
    found: list[_Raised] = []
    last = {check.day: check for check in checks}
    for place, check in enumerate(checks):
        is_ordinary = check.day < day and last[check.day] is check
        known = {one.flag.id for one in found}
        for flag in _deciding(check.assessment):
            raised = _Raised(flag, check)
            if _is_urgent(flag) and _is_fresh(flag):
                is_raised = not any(_is_taken_back(raised, later) for later in checks[place + 1 :])
            else:
                is_raised = is_ordinary and (_is_fresh(flag) or flag.id not in known)
            if is_raised and _stays(flag):
                found.append(raised)
    return tuple(found)


def _is_taken_back(raised: _Raised, later: DatedCheck) -> bool:
    """Whether a later check of the same day or night calls the flag a mistake."""
    if later.intake.mistake(raised.flag.id) != "yes":
        return False
    at = later.answered_at if later.is_live else None
    return raised.check.day == later.day or (_is_urgent(raised.flag) and _is_of_the_night(raised.check, later.day, at))


def _is_of_the_night(check: DatedCheck, day: date, now: datetime | None) -> bool:
    """Whether the check was answered on the eve of that day, shortly before ``now``."""
    is_eve = day - check.day == timedelta(days=1) and check.is_live
    return is_eve and now is not None and check.answered_at is not None and now - check.answered_at <= NIGHT


def _is_urgent(flag: Flag) -> bool:
    return flag.urgency.rank >= Urgency.SAME_DAY_URGENT.rank


def _is_fresh(flag: Flag) -> bool:
    """Whether the check's own answers raised it."""
    return flag.source is not FlagSource.EARLIER


def _stays(flag: Flag) -> bool:
    """A sign stays until it was looked at; a guess goes with the check that asked, slow healing when it heals."""
    return not flag.is_guess and flag.id not in load_plan_rules().gate_triage.ends_with_the_answers


def _is_open(request: PlanRequest, raised: _Raised) -> bool:
    """Whether a clearance opens this flag: never an emergency of the latest answers."""
    if raised.is_today and raised.flag.urgency is Urgency.EMERGENCY_NOW and _is_fresh(raised.flag):
        return False
    return _is_covered(raised, request.clearances, request.as_of)


def _is_covered(raised: _Raised, clearances: Iterable[Clearance], as_of: date) -> bool:
    """Whether a clearance that names the flag is in force; an urgent answer must be older than the clearance.

    What may wait some days can be cleared until a day, however often it is answered until then.
    """
    flag, check = raised.flag, raised.check
    held = (one for one in clearances if one.covers(flag.id, as_of))
    return any(not _is_urgent(flag) or one.follows(check.day, check.answered_at) for one in held)


def is_cleared(request: PlanRequest, flag_id: str) -> bool:
    """Whether a clinician's clearance names the flag and is in force on ``as_of``."""
    return any(one.covers(flag_id, request.as_of) for one in request.clearances)


# --- the body


def _since(request: PlanRequest, holds: Callable[[Intake], bool]) -> date:
    """The first of the latest checks in a row for which ``holds`` is true."""
    first = request.check_day
    for check in reversed(request.checks):
        if not holds(check.intake):
            break
        first = check.day
    return first


def _body_blocks(request: PlanRequest) -> tuple[Block, ...]:
    rules, intake = load_plan_rules(), request.intake
    found = []
    if intake.age_years is not None and intake.age_years < rules.gate_age.age_min:
        reason = because(rules.gate_age, age=intake.age_years, least=rules.gate_age.age_min)
        found.append(block(reason, request.checks[0].day, "lifts.age", least=rules.gate_age.age_min))
    young = next((check for check in request.checks if _is_young_extension(check.intake)), None)
    cleared = any(is_cleared(request, one) for one in ("bsi_adolescent", rules.gate_young_extension.id, "pars_stress"))
    if young is not None and not cleared:
        found.append(block(because(rules.gate_young_extension), young.day, "lifts.clearance"))
    if has_leg_symptoms(intake) and not _leg_is_cleared(request):
        found.append(block(because(rules.gate_leg_symptoms), _since(request, has_leg_symptoms), "lifts.leg"))
    return tuple(found)


def _is_young_extension(intake: Intake) -> bool:
    rule = load_plan_rules().gate_young_extension
    is_young = intake.age_years is not None and intake.age_years < rule.age_below
    is_long = intake.pain_days is None or intake.pain_days > rule.pain_days_over
    return is_young and is_long and "extension" in intake.aggravated_by


def _leg_is_cleared(request: PlanRequest) -> bool:
    ids = {flag.id for flag in request.assessment.flags} | {load_plan_rules().gate_leg_symptoms.id}
    return any(one.startswith(LEG_FLAGS) and is_cleared(request, one) for one in ids)


def _purple_blocks(request: PlanRequest, happened: Happened) -> tuple[Block, ...]:
    """A leg sign in the diary: the check is answered again before any training."""
    after = [day for day in happened.purple_days if day >= request.check_day]
    if not after:
        return ()
    reason = because(load_plan_rules().light_purple, "light_purple.logged", day=max(after))
    return (block(reason, min(after), "lifts.check_again"),)


# --- stops of running alone


def _stops(request: PlanRequest) -> tuple[Block, ...]:
    rules, intake = load_plan_rules(), request.intake
    found = []
    if intake.age_years is None:
        found.append(block(because(rules.gate_age, "gate_age.unknown"), request.check_day, "lifts.age_told"))
    if is_pregnant(intake):
        found.append(block(because(rules.gate_pregnancy), _since(request, is_pregnant), "lifts.pregnancy"))
    weeks = weeks_postpartum(intake)
    if weeks is not None and has_pelvic_floor_signs(intake) and not is_cleared(request, rules.gate_postpartum.id):
        reason = because(rules.gate_postpartum, "gate_postpartum.signs")
        found.append(block(reason, _since(request, has_pelvic_floor_signs), "lifts.pelvic"))
    elif weeks is not None and _is_too_soon(request, weeks):
        reason = because(rules.gate_postpartum, weeks=weeks, least=rules.gate_postpartum.weeks_min)
        found.append(block(reason, request.checks[0].day, "lifts.postpartum"))
    if has_leg_symptoms(intake):
        found.append(
            block(because(rules.gate_leg_symptoms, "gate_leg_symptoms.cleared"), request.check_day, "lifts.leg")
        )
    return (*found, *_clinicians_stops(request), *_check_stops(request))


def _is_too_soon(request: PlanRequest, weeks: int) -> bool:
    """Whether the birth was under 12 weeks ago on ``as_of``, without a clearance."""
    rule = load_plan_rules().gate_postpartum
    now = weeks + (request.as_of - request.check_day).days / 7
    return now < rule.weeks_min and not is_cleared(request, rule.id)


def _clinicians_stops(request: PlanRequest) -> Iterator[Block]:
    """What a clinician said about not running yet, until its last day or until it is removed."""
    for limit in request.limits:
        if limit.no_running and limit.holds_on(request.as_of):
            note = next(one for one in notes_of(limit) if one.say.startswith("limit.no_running"))
            reason = because(load_plan_rules().clinician_limit, note.say, **dict(note.facts))
            if limit.until is None:
                yield block(reason, limit.first, "lifts.limit", by=limit.by)
            else:
                yield block(reason, limit.first, "lifts.limit_until", by=limit.by, until=limit.until)


def _check_stops(request: PlanRequest) -> tuple[Block, ...]:
    rules, assessment = load_plan_rules(), request.assessment
    stops = [f for f in assessment.flags if f.running.rank >= Running.WALK_ONLY.rank and not is_cleared(request, f.id)]
    if stops:
        reason = Reason.of(rules.gate_check.id, rules.gate_check.evidence, AS_SAID, text=stops[0].why or stops[0].id)
        return (block(reason, request.check_day, "lifts.clearance"),)
    if assessment.is_clear and assessment.running is Running.STOP:
        return (block(because(rules.gate_check), request.check_day, "lifts.check_again"),)
    if any(flag.urgency is Urgency.SAME_DAY_URGENT for flag in _deciding(assessment)):
        return (block(because(rules.gate_triage, "gate_triage.not_yet"), request.check_day, "lifts.check_again"),)
    return ()


def _bone_stops(request: PlanRequest, happened: Happened, *, is_bone: bool) -> tuple[Block, ...]:
    patterns = request.assessment.patterns
    rules = load_plan_rules()
    if not is_bone:
        is_first = bool(patterns) and patterns[0].id in BONE_PATTERNS and not is_cleared(request, patterns[0].id)
        if is_first:
            reason = because(rules.gate_bone_stress, "gate_bone_stress.suspected")
            return (block(reason, request.check_day, "lifts.clearance"),)
        return ()
    rule = rules.gate_bone_stress
    since = request.as_of - timedelta(days=rule.pain_free_days)
    hurt = [entry.day for entry in request.pain_entries if entry.score > 0 and since < entry.day <= request.as_of]
    free_since = _free_of_pain_since(request, happened)
    walks = {
        log.day
        for log in happened.walks
        if log.pain_during == 0 and (log.duration_min or 0) >= rule.walk_min and log.day >= (free_since or date.max)
    }
    ran = [day for day, run in happened.runs.items() if (run.felt.pain or 0) == 0]
    if ran and not hurt:
        return ()
    if free_since is not None and free_since <= since and not hurt and len(walks) >= rule.walks:
        return ()
    reason = because(rule, days=rule.pain_free_days, walks=rule.walks, done=len(walks))
    return (
        block(
            reason,
            _given_on(request.clearances) or request.check_day,
            "lifts.bone",
            left=max(0, rule.walks - len(walks)),
        ),
    )


def _free_of_pain_since(request: PlanRequest, happened: Happened) -> date | None:
    """The first day of the unbroken row of checks and mornings without pain; None when the last one had some."""
    marks = {check.day: check.intake.pain_now for check in request.checks} | dict(happened.mornings)
    first = None
    for day in sorted(marks, reverse=True):
        if marks[day] != 0:
            break
        first = day
    return first


def _given_on(clearances: tuple[Clearance, ...]) -> date | None:
    return max((one.given_on for one in clearances), default=None)


def _clearance_end(request: PlanRequest) -> date | None:
    ends = [
        max(one.until for one in request.clearances if one.covers(flag.id, request.as_of))
        for flag in {one.flag.id: one.flag for one in _list_raised(request)}.values()
        if is_cleared(request, flag.id)
    ]
    return min(ends, default=None)
