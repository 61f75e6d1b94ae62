"""Who may run at all: flags and clearances, age, pregnancy, birth, leg signs, the walking gate (1.5, 1.7, 1.11)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from runback.assess.findings import read_contexts
from runback.domain.assessment import Flag, Urgency
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.load import Run
from runback.domain.plan import Plan, SessionKind
from runback.plan.request import DatedCheck
from runback.plan.verify.broken import Broken
from runback.plan.verify.lights import is_chronic, morning_base, purple_days
from runback.plan.verify.reading import Reading, is_too_sore, runs_ahead
from runback.plan.verify.sessions import longest_bout_min

PARS_FLAGS = ("gate_young_extension", "bsi_adolescent", "pars_stress")
"""A clearance for one of these opens running for the young runner of the gate."""

BOUT_MIN = 0.05
"""Bouts are whole seconds."""


def open_flags(reading: Reading) -> tuple[Flag, ...]:
    """The flags that no clearance covers: those that are up today, and those of any earlier check.

    One that is up today needs a clearance in force today, and can be cleared only where a clinician within days
    is enough; one of an earlier check is settled by a clearance given on that day or later, or holding on it.
    """
    today = [flag for flag in reading.request.assessment.flags if not _is_cleared(flag, reading.as_of, reading)]
    earlier = [
        flag
        for check in _last_of_each_day(reading.request.checks)
        for flag in check.assessment.flags
        if _stands(flag, reading)
        and not _is_cleared(flag, check.day, reading)
        and not _was_cleared(flag, check, reading)
    ]
    return tuple(flag for flag in (*today, *earlier) if flag.urgency is not Urgency.SELF_CARE_OK)


def _stands(flag: Flag, reading: Reading) -> bool:
    """A guess ends with the check that asked about it, and some flags end with the answers."""
    return not flag.is_guess and flag.id not in reading.rules.gate_triage.ends_with_the_answers


def _is_cleared(flag: Flag, day: date, reading: Reading) -> bool:
    if flag.urgency is not Urgency.CLINICIAN_WITHIN_DAYS:
        return False
    return any(clearance.covers(flag.id, day) for clearance in reading.request.clearances)


def _was_cleared(flag: Flag, check: DatedCheck, reading: Reading) -> bool:
    given = [one for one in reading.request.clearances if flag.id in one.flags and one.given_on <= reading.as_of]
    moment = None if flag.urgency is Urgency.CLINICIAN_WITHIN_DAYS else check.answered_at
    return any(one.follows(check.day, moment) for one in given)


def _last_of_each_day(checks: Iterable[DatedCheck]) -> tuple[DatedCheck, ...]:
    """An answer that was corrected on its own day is not held against anyone."""
    return tuple({check.day: check for check in checks}.values())


def check_flags(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run while a flag is up that no clearance covers."""
    for flag in open_flags(reading)[:1]:
        yield from _no_run(plan, reading, "flag", f"while {flag.id} ({flag.urgency}) is not cleared")


def check_age(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Running plans are for people of 16 and over; under 20, long pain on arching back is seen first."""
    gate, age = reading.rules.gate_age, reading.age
    if age is None or age < gate.age_min:
        yield from _no_run(plan, reading, "age", f"at the age of {age}")
    young = reading.rules.gate_young_extension
    is_pars = any(
        check.intake.age_years is not None
        and check.intake.age_years < young.age_below
        and (check.intake.pain_days or 0) > young.pain_days_over
        and "extension" in check.intake.aggravated_by
        for check in _last_of_each_day(reading.request.checks)
    )
    if is_pars and not any(set(PARS_FLAGS) & set(one.flags) for one in reading.request.clearances):
        yield from _no_run(plan, reading, "young_extension", "under 20 with long pain on arching back, not seen")


def check_birth(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run in pregnancy, nor in the first twelve weeks after a birth unless cleared."""
    check = reading.request.checks[-1]
    names, numbers = read_contexts(check.intake.contexts)
    if "pregnant" in names:
        yield from _no_run(plan, reading, "pregnancy", "in pregnancy")
    if "postpartum" not in names:
        return
    gate = reading.rules.gate_postpartum
    weeks = numbers.get("postpartum_w", 0.0)
    ready = check.day + timedelta(days=round(7 * (gate.weeks_min - weeks)))
    if not reading.request.clearances:
        yield from _no_run(plan, reading, "postpartum", "in the first twelve weeks after a birth", until=ready)


def check_leg_signs(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """No run with leg pain below the knee, weakness or numbness in the last check, unless a clinician cleared it.

    A leg sign of the diary (purple) closes running until a check was made after it.
    """
    check = reading.request.checks[-1]
    intake = check.intake
    signs = [name for name in (intake.weakness, intake.numbness) if name not in (None, "none")]
    signs += [intake.leg_pain] if intake.leg_pain in ("below_knee", "both") else []
    is_cleared = any(one.given_on <= reading.as_of <= one.until for one in reading.request.clearances)
    if signs and not is_cleared:
        yield from _no_run(plan, reading, "leg_signs", f"with {signs[0]} in the leg")
    later = [day for day in purple_days(reading.request) if day > check.day]
    if later:
        yield from _no_run(plan, reading, "purple", f"after the leg sign of {later[-1]} without a new check")


def check_walk_gate(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Nobody runs before the walking gate of 1.7: passed by a run of 20 minutes in the last week, or by a test walk.

    It opens on its own for a runner who answers nothing (rule book). Not passed: no run today, and none on the first
    two days of the course unless the walk was done today; later runs are planned on the walk.
    """
    yesterday = reading.as_of - timedelta(days=1)
    start = reading.request.started_on
    if _has_run_lately(reading) or _walks(reading, start, yesterday) or _woke_calm(reading, start):
        return
    if _is_silent(reading, start) or _checked_calm(reading, start):
        return
    if any(_is_recorded_test(reading, walk) for walk in reading.request.walks if start <= walk.day <= yesterday):
        return
    earliest = reading.as_of + timedelta(days=1)
    if not _walks(reading, reading.as_of):
        earliest = max(earliest, reading.request.started_on + timedelta(days=reading.rules.walk_gate.first_run_day - 1))
    yield from _no_run(plan, reading, "walk_gate", "before the test walk", until=earliest)


def _is_silent(reading: Reading, start: date) -> bool:
    """Whether the fifth day has come, and nothing was answered since the start but calm mornings."""
    gate, request = reading.rules.walk_gate, reading.request
    logged = [log.day for log in request.session_logs] + [walk.day for walk in request.walks]
    sore = [entry.day for entry in request.pain_entries if entry.score > gate.pain_max]
    is_late = reading.as_of >= start + timedelta(days=gate.silent_day - 1)
    return is_late and not any(day >= start for day in (*logged, *sore))


def _checked_calm(reading: Reading, start: date) -> bool:
    """Whether a later check, a week after the gate was closed, says that walking is well (rule book)."""
    gate = reading.rules.walk_gate
    since = start + timedelta(days=gate.wait_days)
    later = [check.intake for check in reading.request.checks[1:] if since <= reading.as_of and check.day > start]
    return any(one.pain_walking is not None and one.pain_walking <= gate.pain_max for one in later)


def check_sore_runs(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """With pain of 5 or more in runs, or 4 on walking: no run before the fourth day, and a passed test walk (1.5).

    The text has the first walk on the third day; one that was passed earlier counts too.
    """
    check, rule = reading.request.checks[-1], reading.rules.no_run_pain
    if not is_too_sore(reading.request, reading.rules):
        return
    earliest = check.day + timedelta(days=rule.first_test_day)
    walked = _walks(reading, check.day + timedelta(days=1), reading.as_of - timedelta(days=1))
    if not walked and not _woke_calm(reading, check.day):
        earliest = max(earliest, reading.as_of + timedelta(days=1))
    yield from _no_run(plan, reading, "sore_runs", "with pain of 5 before the test walk", until=earliest)


def check_first_bouts(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The first bouts after a cleared bone stress injury, after a birth and after nerve pain are short (1.11)."""
    runs, most = runs_ahead(plan, reading.request), _first_bout_min(reading)
    if not runs or any(one.day >= reading.request.started_on for one in reading.done):
        return
    if longest_bout_min(runs[0]) > most + BOUT_MIN:
        yield Broken("first_bout", runs[0].date, f"bouts of {longest_bout_min(runs[0]):.1f} min, at most {most:.1f}")


def _first_bout_min(reading: Reading) -> float:
    """The longest bout of a first run by 1.11; after birth and nerve pain not for whoever ran in the last two weeks."""
    rules, check = reading.rules, reading.request.checks[0]
    cleared = [flag for one in reading.request.clearances for flag in one.flags]
    if any(flag.startswith("bsi_") for flag in cleared):
        return rules.gate_bone_stress.bout_min
    if reading.days_off().low <= rules.trained.not_running_days:
        return float("inf")
    names, numbers = read_contexts(check.intake.contexts)
    if "postpartum" in names and numbers.get("postpartum_w", 0.0) <= rules.gate_postpartum.weeks_max:
        return rules.gate_postpartum.bout_max_min
    is_nerve = any("radicular" in fit.id for fit in check.assessment.patterns[:1])
    return rules.gate_nerve_settled.bout_max_min if is_nerve and cleared else float("inf")


def _has_run_lately(reading: Reading) -> bool:
    """Whether 20 minutes were run in the week before the course or any in it, without much pain or a limp."""
    gate, start = reading.rules.walk_gate, reading.request.started_on
    sore = {log.day for log in reading.request.session_logs if (log.pain_during or 0) > gate.ran_pain_max or log.limp}
    if any(one.day >= start for one in reading.done):
        return True
    if (reading.request.checks[0].intake.pain_running or 0) > gate.ran_pain_max:
        return False
    week = [o for o in reading.done if 0 <= (start - o.day).days <= gate.ran_days and o.day not in sore]
    usual_min = reading.usual.high * reading.pace.high if reading.usual else 0.0
    is_runner = usual_min >= gate.ran_min and reading.request.intake.runner_status != "new"
    is_running = (bool(week) or not reading.done) and is_runner and reading.days_off().low <= gate.ran_days
    return is_running or sum(one.minutes for one in week) >= gate.ran_min


def _walks(reading: Reading, since: date, until: date | None = None) -> tuple[SessionLog, ...]:
    """The passed test walks from a day to another (today where None).

    30 minutes, little pain, no limp, and a usual next morning where it is known.
    """
    ran = [one.day for one in reading.done]
    check = reading.request.checks[-1]
    gate = reading.rules.walk_gate

    def is_passed(log: SessionLog) -> bool:
        limit = gate.pain_max_chronic if is_chronic(check, reading.rules, log.day) else gate.pain_max
        long_enough = log.duration_min is None or log.duration_min >= gate.walk_min
        calm = log.pain_during is None or log.pain_during <= limit
        return long_enough and calm and not log.limp and not _woke_worse(reading, ran, log.day)

    logs = [log for log in reading.request.session_logs if log.kind is SessionKind.WALK and log.done]
    return tuple(log for log in logs if since <= log.day <= (until or reading.as_of) and is_passed(log))


def _is_recorded_test(reading: Reading, walk: Run) -> bool:
    """Whether a walk of the watch was 30 minutes long and no score of that day or the next morning is too high."""
    gate, request = reading.rules.walk_gate, reading.request
    is_long = is_chronic(request.checks[-1], reading.rules, walk.day)
    limit = gate.pain_max_chronic if is_long else gate.pain_max
    after = walk.day + timedelta(days=1)
    scores = [
        entry.score
        for entry in request.pain_entries
        if entry.day == walk.day or (entry.day == after and entry.moment is PainMoment.MORNING)
    ]
    logs = [log for log in request.session_logs if log.day == walk.day and log.kind is SessionKind.WALK]
    scores += [log.pain_during or 0 for log in logs]
    intake = request.checks[-1].intake
    hurts = intake.pain_walking is not None and intake.pain_walking > limit
    if hurts and not scores:
        return False
    return walk.duration_min >= gate.walk_min and max(scores, default=0) <= limit and not any(log.limp for log in logs)


def _woke_calm(reading: Reading, since: date) -> bool:
    """Whether the last three mornings, a week after the gate was closed, let it open without a walk (rule book)."""
    gate = reading.rules.walk_gate
    is_long = is_chronic(reading.request.checks[-1], reading.rules, reading.as_of)
    scores = [
        entry.score
        for entry in sorted(reading.request.pain_entries, key=lambda entry: entry.day)
        if entry.moment is PainMoment.MORNING and entry.day <= reading.as_of
    ][-gate.mornings :]
    is_calm = len(scores) == gate.mornings and max(scores) <= (gate.pain_max_chronic if is_long else gate.pain_max)
    return (reading.as_of - since).days >= gate.wait_days and is_calm


def _woke_worse(reading: Reading, ran: Iterable[date], walked_on: date) -> bool:
    next_day = walked_on + timedelta(days=1)
    base = morning_base(reading.request, reading.rules, ran, walked_on)
    scores = [entry.score for entry in reading.request.pain_entries if entry.day == next_day]
    return bool(scores) and min(scores) - base.high >= reading.rules.light_red.morning_rise


def _no_run(plan: Plan, reading: Reading, rule: str, how: str, until: date | None = None) -> Iterator[Broken]:
    """A break of the rule for the first run before ``until`` (None: for any run)."""
    for session in runs_ahead(plan, reading.request):
        if until is None or session.date < until:
            yield Broken(rule, session.date, f"a {session.kind} {how}")
            return


CHECKS = (check_flags, check_age, check_birth, check_leg_signs, check_walk_gate, check_sore_runs, check_first_bouts)
