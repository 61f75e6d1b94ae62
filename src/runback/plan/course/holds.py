"""What keeps running closed for now, and until when: the test walk, pain on walking, reds, illness.

Each hold has a first open day. Holds end on their own, or with an entry that they name.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.adjust import DaysOffWhy
from runback.domain.assessment import Running
from runback.domain.intake import Intake
from runback.domain.plan import Block, Light
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.happened import FLARE_GAP_DAYS, Happened, Red
from runback.plan.reasons import because, block
from runback.plan.request import DatedCheck, PlanRequest

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Running is closed before ``first_open``. ``is_walk_gate``: a test walk opens it, planned on ``test_days``."""

    block: Block
    first_open: date
    test_days: tuple[date, ...] = ()

    @property
    def is_walk_gate(self) -> bool:
        """Whether a test walk is asked for."""
        return bool(self.test_days)


def find_holds(request: PlanRequest, happened: Happened, days_off: int) -> tuple[tuple[Hold, ...], date]:
    """The holds in force on ``as_of``, and the day on which running opened at the start of the course.

    ``days_off`` are those before the course.
    """
    walk = _walk_hold(request, happened, days_off)
    found = [_pain_hold(request, happened), walk]
    found += [_red_hold(request, happened), _cluster_hold(request, happened), _ill_hold(request)]
    in_force = tuple(hold for hold in found if hold is not None and hold.first_open > request.as_of)
    starts = [hold.first_open for hold in in_force if hold.block.since <= request.started_on]
    return in_force, max([*starts, walk.first_open if walk else request.started_on])


# --- the test walk


def _walk_hold(request: PlanRequest, happened: Happened, days_off: int) -> Hold | None:
    rules = load_plan_rules()
    rule, start = rules.walk_gate, request.started_on
    check = request.checks[0]
    is_running = days_off < rule.ran_days and not happened.earlier and bool(check.intake.weekly_km)
    if is_running or _ran_lately(happened, start) or stops_running(check):
        return None
    first_day = start + (rule.first_run_day - 1) * ONE
    opened = _opened_on(request, happened, start, first_day)
    open_day = max(first_day, request.as_of + 2 * ONE) if opened is None else max(opened, first_day)
    tests = (max(start, request.as_of),)
    limit = _walk_limit(request)
    silent = max(start + (rule.silent_day - 1) * ONE, first_day)
    is_silent = _is_silent(request, happened, limit)
    if is_silent:
        # calm mornings open nothing later than no answer at all
        open_day = min(open_day, silent)
    if opened is not None:
        # once the morning after the walk is known, only the day is left to wait for
        is_known = request.as_of in happened.mornings and opened <= request.as_of
        has_walked = any(log.day >= start for log in happened.walks) or bool(request.walks)
        say = "walk_gate.calm" if not has_walked else "walk_gate.open" if is_known else "walk_gate.passed"
        return Hold(block(because(rule, say), start, "lifts.opens", day=open_day), open_day)
    reason = because(rule, "walk_gate", minutes=rule.walk_min, pain=limit)
    if not is_silent:
        return Hold(block(reason, start, "lifts.walk_gate", minutes=rule.walk_min, pain=limit), open_day, tests)
    lifts = block(reason, start, "lifts.walk_gate_or_day", minutes=rule.walk_min, pain=limit, day=silent)
    return Hold(lifts, open_day, tests)


def _walk_limit(request: PlanRequest) -> float:
    rules = load_plan_rules()
    is_long = (request.checks[0].intake.pain_days or 0) > rules.trained.chronic_weeks * 7
    return rules.walk_gate.pain_max_chronic if is_long else rules.walk_gate.pain_max


def _ran_lately(happened: Happened, start: date) -> bool:
    """Whether the runs of the week before the course, without much pain, are as long as a test run together."""
    rule = load_plan_rules().walk_gate
    felt = {day: run.felt.pain or 0 for day, run in happened.runs.items()}
    week = [run for run in happened.earlier if (start - run.day).days <= rule.ran_days]
    return sum(run.duration_min for run in week if felt.get(run.day, 0) <= rule.ran_pain_max) >= rule.ran_min


def _opened_on(request: PlanRequest, happened: Happened, start: date, first_day: date) -> date | None:
    """The day on which the walking gate opened: by a test walk, a run, calm mornings or a calmer check."""
    rule = load_plan_rules().walk_gate
    limit = _walk_limit(request)
    found = [*_walk_days(happened, start, limit, request.as_of), *_recorded_walk_days(request, happened, limit)]
    found += [
        day + ONE
        for day, run in happened.runs.items()
        if run.minutes >= rule.ran_min and run.light not in (Light.RED, Light.PURPLE)
    ]
    waited = start + rule.wait_days * ONE
    woke = [day for day in sorted(happened.mornings) if day >= start]
    in_a_row = (woke[n : n + rule.mornings] for n in range(len(woke) - rule.mornings + 1))
    calm = [days[-1] for days in in_a_row if all(happened.mornings[day] <= limit for day in days)]
    if calm and (happened.latest_morning(request.as_of) or 0) <= limit:
        found.append(max(waited, calm[0]))
    found += [max(waited, check.day) for check in request.checks[1:] if not _hurts_walking(check.intake, limit)]
    opened = [day for day in found if day <= request.as_of + 2 * ONE]
    return min(opened, default=None)


def _is_silent(request: PlanRequest, happened: Happened, limit: float) -> bool:
    """Whether no answer speaks against running: a runner who logs nothing is not kept from it for ever."""
    is_sore = (happened.latest_morning(request.as_of) or 0) > limit
    has_failed = _failed_walks(happened, request.started_on, limit) > 0 or any(log.limp for log in happened.walks)
    return not (is_sore or has_failed or _hurts_walking(request.checks[-1].intake, limit))


def _walk_days(happened: Happened, start: date, limit: float, as_of: date) -> list[date]:
    """The first open day after each passed test walk: the next day where its morning was calm, else one later.

    A later walk that hurt, or whose morning was worse, takes back what an earlier one had opened before it did.
    """
    rule = load_plan_rules().walk_gate
    found: list[date] = []
    for log in sorted(happened.walks, key=lambda walk: walk.day):
        morning = happened.mornings.get(log.day + ONE)
        usual = max(limit, happened.mornings.get(log.day, 0), happened.scale_start.baseline)
        if log.day < start or (log.pain_during is None and not log.limp):
            continue
        if log.limp or (log.pain_during or 0) > limit or (morning is not None and morning > usual):
            found = [day for day in found if day <= log.day]
        elif (log.duration_min or 0) >= rule.walk_min:
            found.append(log.day + (2 if morning is None else 1) * ONE)
    return found


def _recorded_walk_days(request: PlanRequest, happened: Happened, limit: float) -> list[date]:
    """The first open day after each long enough walk of the watch; no score of that day may be above the limit.

    A watch does not know how a walk felt: a runner whose check says that walking hurts has to add a score.
    """
    rule = load_plan_rules().walk_gate
    scored = {entry.day for entry in request.pain_entries} | {day - ONE for day in happened.mornings}
    needs_score = _hurts_walking(request.checks[-1].intake, limit)
    found = []
    for walk in request.walks:
        if needs_score and walk.day not in scored:
            continue
        is_test = request.started_on <= walk.day <= request.as_of and walk.duration_min >= rule.walk_min
        if not is_test or _hurt_on(walk.day, request, happened, limit):
            continue
        morning = happened.mornings.get(walk.day + ONE)
        if morning is None or morning <= limit:
            found.append(walk.day + (2 if morning is None else 1) * ONE)
    return found


def _hurt_on(day: date, request: PlanRequest, happened: Happened, limit: float) -> bool:
    """Whether a pain score of that day, or a log of a walk on it, says more than the limit, or a limp."""
    scores = [entry.score for entry in request.pain_entries if entry.day == day]
    scores += [log.pain_during or 0 for log in happened.walks if log.day == day]
    return max(scores, default=0) > limit or any(log.limp for log in happened.walks if log.day == day)


def _hurts_walking(intake: Intake, limit: float) -> bool:
    if intake.pain_walking is not None:
        return intake.pain_walking > limit
    return "walking" in intake.aggravated_by or (intake.pain_now or 0) > limit


# --- pain of 5 or more in runs, or on walking


def stops_running(check: DatedCheck) -> bool:
    """Whether the answers close running until a test walk is passed (rule no_run_pain)."""
    rule, intake = load_plan_rules().no_run_pain, check.intake
    if (intake.pain_running or 0) >= rule.pain_min or "limp" in intake.contexts:
        return True
    if intake.pain_next_morning == "up_longer":
        return True
    if intake.pain_walking is not None:
        return intake.pain_walking >= rule.walking_pain_min
    if check.assessment.running is Running.WALK_ONLY and check.assessment.is_clear:
        return True
    return (intake.pain_now or 0) >= rule.walking_pain_min and (
        "walking" in intake.aggravated_by or (intake.pain_now or 0) >= rule.pain_min
    )


def _pain_hold(request: PlanRequest, happened: Happened) -> Hold | None:
    rule = load_plan_rules().no_run_pain
    last = request.checks[-1]
    if not stops_running(last):
        return None
    since = last.day
    for check in reversed(request.checks):
        if not stops_running(check):
            break
        since = check.day
    limit = _walk_limit(request)
    if _is_past(request, happened, last.day) or _runs_well(last, happened, limit):
        return None
    # a walk of the first two days is no test: the pain that stopped running has had no time to settle
    first_test = since + (rule.first_test_day - 1) * ONE
    opened = min(_walk_days(happened, first_test, limit, request.as_of), default=None)
    if opened is not None and opened <= request.as_of:
        return None
    every = rule.every_days
    wait = max(0, -(-(request.as_of - first_test).days // every)) * every
    test = first_test + wait * ONE
    pain = last.intake.pain_running or last.intake.pain_now or 0
    if opened is not None:
        return Hold(block(because(rule, "no_run_pain.walked", pain=pain), since, "lifts.opens", day=opened), opened)
    reason = because(rule, pain=pain)
    is_long = (request.as_of - since).days >= rule.days_max or _failed_walks(
        happened, since, limit
    ) >= rule.failed_walks
    lifts = "lifts.no_run_pain_long" if is_long else "lifts.no_run_pain"
    return Hold(
        block(reason, since, lifts, minutes=load_plan_rules().walk_gate.walk_min, pain=limit),
        test + 2 * ONE,
        (test,),
    )


def _runs_well(check: DatedCheck, happened: Happened, limit: float) -> bool:
    """Whether a run of the week before the check went well, and only the pain now speaks against the next one.

    A runner who ran has passed the walking gate, unless the check says that running or walking hurts.
    """
    rules, intake = load_plan_rules(), check.intake
    speaks = (intake.pain_running or 0) >= rules.no_run_pain.pain_min or "limp" in intake.contexts
    speaks = speaks or intake.pain_next_morning == "up_longer" or "walking" in intake.aggravated_by
    if speaks or (intake.pain_now or 0) > limit or (intake.pain_walking or 0) > limit:
        return False
    week = [run for day, run in happened.runs.items() if 0 < (check.day - day).days <= rules.walk_gate.ran_days]
    return any(run.felt.pain is not None and run.light is Light.GREEN for run in week)


def _failed_walks(happened: Happened, since: date, limit: float) -> int:
    return sum(log.day >= since and (log.pain_during or 0) > limit for log in happened.walks)


def _is_past(request: PlanRequest, happened: Happened, since: date) -> bool:
    """The check's pain in runs is void after 14 days or three logged runs: then the diary decides (rule expiry)."""
    rule = load_plan_rules().expiry
    logged = [run for day, run in happened.runs.items() if day > since and run.felt.pain is not None]
    calm_days = [day for day, score in happened.mornings.items() if day > since and score <= _walk_limit(request)]
    waited = (request.as_of - since).days >= rule.check_days
    return len(logged) >= rule.check_runs or (waited and len(calm_days) >= rule.check_runs)


# --- reds


def red_episodes(reds: tuple[Red, ...]) -> list[Red]:
    """The reds that count: one for days within two days of each other, but each red run counts for itself."""
    found: list[Red] = []
    last: date | None = None
    has_run = False  # whether the flare has a red run already
    for red in reds:
        if last is None or (red.day - last).days > FLARE_GAP_DAYS or (red.from_run and has_run):
            found.append(red)
            has_run = False
        has_run = has_run or red.from_run
        last = red.day
    return found


def _red_hold(request: PlanRequest, happened: Happened) -> Hold | None:
    """No run for 48 hours after the last red; longer while the mornings of a flare stay high."""
    rules = load_plan_rules()
    if not happened.reds:
        return None
    last = happened.reds[-1]
    closed = timedelta(hours=rules.light_red.no_run_hours)
    open_day = last.day + closed
    since = last.day
    for red in reversed(happened.reds):
        # a red while running is closed makes the hold longer, it begins no other one
        since = red.day if since - red.day <= closed else since
    morning = happened.latest_morning(request.as_of)
    is_up = morning is not None and morning > rules.light_amber.pain_max and (request.as_of - last.day).days < 14
    if is_up:
        open_day = max(open_day, request.as_of + 2 * ONE)
    say = "light_red.run" if last.from_run else "light_red.flare"
    reason = because(rules.light_red, say, day=last.run_day or last.day, score=last.score)
    if is_up:
        calm = rules.light_amber.pain_max
        return Hold(block(reason, since, "lifts.calm_morning", pain=calm), open_day)
    return Hold(block(reason, since, "lifts.day", day=open_day), open_day)


def _cluster_hold(request: PlanRequest, happened: Happened) -> Hold | None:
    """Two reds in 14 days: a week without running. A third in 21: a clinician, and two weeks."""
    rules = load_plan_rules()
    episodes = red_episodes(happened.reds)
    holds: list[Hold] = []
    for n, red in enumerate(episodes):
        two = n >= 1 and (red.day - episodes[n - 1].day).days <= rules.two_reds.days
        count = rules.three_reds.count
        three = n >= count - 1 and (red.day - episodes[n - count + 1].day).days <= rules.three_reds.days
        if three and not _is_cleared_after(request, red.day):
            open_day = red.day + rules.three_reds.hold_days * ONE
            reason = because(rules.three_reds, day=red.day)
            holds.append(Hold(block(reason, red.day, "lifts.three_reds", day=open_day), open_day))
        elif two:
            open_day = red.day + rules.two_reds.hold_days * ONE
            reason = because(rules.two_reds, day=red.day)
            holds.append(Hold(block(reason, red.day, "lifts.two_reds", day=open_day), open_day))
    return max(holds, key=lambda hold: hold.first_open, default=None)


def _is_cleared_after(request: PlanRequest, day: date) -> bool:
    return any("three_reds" in one.flags and one.given_on >= day for one in request.clearances)


# --- illness


def _ill_hold(request: PlanRequest) -> Hold | None:
    rule = load_plan_rules().ill
    ill = [off for off in request.days_off if off.why is DaysOffWhy.ILL and off.first <= request.as_of]
    if not ill:
        return None
    last = max(ill, key=lambda off: off.last)
    open_day = last.last + (rule.free_days + 1) * ONE
    return Hold(block(because(rule, "ill.rest", last=last.last), last.first, "lifts.day", day=open_day), open_day)
