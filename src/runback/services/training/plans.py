"""The plan: made from the checks, the history and the diary; every revision is saved."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import runback
from runback.domain.assessment import Assessment
from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.errors import BadAnswer, RunbackError, UnusableInput
from runback.domain.intake import Intake, read_intake
from runback.domain.plan import Change, Plan, SessionKind
from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.languages import current
from runback.languages.catalogue import gettext
from runback.services.activities import list_walks
from runback.services.answers import LastAnswers
from runback.services.training.adjustments import list_days_off, list_layouts, list_limits, list_races
from runback.services.training.begun_weeks import begun_weeks, save_begun_weeks, save_week
from runback.services.training.check_in import SavedCheck, assess_intake, course_checks, date_check, find_uncleared
from runback.services.training.diary import MORNING_UNTIL_HOUR, list_pain, list_sessions, list_strength
from runback.services.training.facts import Facts, complete_intake, gather_facts
from runback.services.training.profile import confirmed_week
from runback.store import mapping_plan, queries
from runback.store.mapping_plan import OutdatedRecord
from runback.store.models import (
    ActivityRow,
    DaysOffRow,
    LimitRow,
    MoveRow,
    OutcomeRow,
    PainRow,
    PlanRevisionRow,
    RaceRow,
    SessionRow,
    ShoeRow,
)
from runback.store.owned import one_at_a_time, owner_id, rows_of
from runback.store.records import KeptRecords
from runback.store.standing import KINDS, Stamps, standing

if TYPE_CHECKING:  # loaded where a plan is made: mostly it is there already
    from runback.plan.notice import RunNotice
    from runback.plan.request import DatedCheck, PlanRequest

WEEKS = 4
_ASSESSED = LastAnswers(assess_intake)
_PLANS = LastAnswers(mapping_plan.plan_record)
RULES_VERSION = 3
"""Counts up when the rules of the plan change so much that a runner is informed."""

_log = logging.getLogger(__name__)
_NOTICED = timedelta(days=31)
_RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
_KINDS = tuple(kind for kind in KINDS if kind not in (ShoeRow, OutcomeRow))
"""The kinds of rows that the plan rests on."""

_Entry = TypeVar("_Entry", PainEntry, SessionLog)


class NeedsCheck(UnusableInput):
    """There is no check to plan from yet."""

    code = "needs_check"


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it is: what changed last and on which day, and the assessment behind it.

    ``changes`` are against the plan as it was before ``made_on``. ``reason`` is the id of a sentence, or text in
    revisions of older versions. ``notices`` are about imported runs that were not as planned.
    """

    plan: Plan
    changes: tuple[Change, ...]
    made_on: date
    started_on: date
    assessment: Assessment
    reason: str
    notices: "tuple[RunNotice, ...]" = ()

    def coming_changes(self, today: date) -> tuple[Change, ...]:
        """What the plan made today changed on days to come; none while answers and runs come in on its first day."""
        is_set_up = self.started_on == today and self.reason in ("revision.check", "revision.import")
        return () if is_set_up else tuple(change for change in self.changes if self.made_on == today <= change.date)

    def kind_on(self, day: date) -> SessionKind:
        """The kind of run the plan has on that day; a run where it has none."""
        sessions = (session for week in self.plan.weeks for session in week.sessions)
        return next((one.kind for one in sessions if one.is_run and one.date == day), SessionKind.RUN)


# --- plans from answers alone


def plan_answers(runner: Runner, raw: object | None, as_of: date, weeks: int | None = None) -> Plan:
    """The plan from these answers, the history and the diary, keeping nothing; without answers the current plan.

    ``weeks`` falls back to the answers' wishes, then to four. Raises ``BadAnswer`` and ``NeedsCheck``.
    """
    if raw is None:
        return current_plan(runner, as_of, weeks).plan
    return _plan_intake(runner, read_intake(raw), gather_facts(runner, as_of), weeks)


def plan_many(
    runner: Runner, raws: Sequence[object], as_of: date, weeks: int | None = None
) -> tuple[Plan | RunbackError, ...]:
    """One plan an entry, and in place of an unusable entry its error."""
    facts = gather_facts(runner, as_of)
    return tuple(_plan_or_error(runner, raw, facts, weeks) for raw in raws)


def _plan_or_error(runner: Runner, raw: object, facts: Facts, weeks: int | None) -> Plan | RunbackError:
    try:
        return _plan_intake(runner, read_intake(raw), facts, weeks)
    except BadAnswer as problem:
        return problem


def _plan_intake(runner: Runner, intake: Intake, facts: Facts, weeks: int | None) -> Plan:
    from runback.plan import make_plan
    from runback.plan.request import DatedCheck

    wanted = weeks or intake.wishes.weeks or WEEKS
    assessment = assess_intake(intake, facts, uncleared=find_uncleared(runner, facts, facts.as_of))
    check = DatedCheck(facts.as_of, complete_intake(intake, facts), assessment)
    request = _request(runner, (check,), assessment, facts, facts.as_of)
    return make_plan(replace(request, weeks=wanted))


def _request(
    runner: Runner, checks: "tuple[DatedCheck, ...]", assessment: Assessment, facts: Facts, started_on: date
) -> "PlanRequest":
    from runback.plan.request import PlanRequest

    return PlanRequest(
        checks=checks,
        assessment=assessment,
        runs=facts.runs,
        session_logs=list_sessions(runner, since=started_on, until=facts.as_of),
        pain_entries=take_as_mornings(runner, list_pain(runner, since=started_on, until=facts.as_of)),
        strength_logs=list_strength(runner, until=facts.as_of),
        clearances=facts.clearances,
        races=list_races(runner),
        started_on=started_on,
        as_of=facts.as_of,
        layouts=list_layouts(runner),
        days_off=list_days_off(runner),
        cue=facts.cue,
        confirmed_km=confirmed_week(runner),
        limits=list_limits(runner),
        walks=list_walks(runner, started_on, facts.as_of),
    )


def take_as_mornings(runner: Runner, entries: tuple[PainEntry, ...]) -> tuple[PainEntry, ...]:
    """The entries with each "now" of a morning taken as the morning's answer."""
    zone = ZoneInfo(runner.zone)

    def is_morning(entry: PainEntry) -> bool:
        return entry.moment is PainMoment.NOW and entry.at_utc.astimezone(zone).hour < MORNING_UNTIL_HOUR

    return tuple(replace(one, moment=PainMoment.MORNING) if is_morning(one) else one for one in entries)


# --- the current plan


def current_plan(runner: Runner, as_of: date, weeks: int | None = None) -> PlanView:
    """The runner's plan on that day; remade, and saved as a revision, when its input has changed.

    ``weeks`` falls back to the runner's wish, then to four.
    Weeks that have begun stay as they were planned. Raises ``NeedsCheck`` without a check.
    """
    with standing(runner) as stamps:
        checks = course_checks(runner, as_of)
        if not checks:
            hint = gettext("There is no check yet. Do the check first: runback assess --answers FILE --save.")
            raise NeedsCheck(hint)
        wanted = weeks or checks[-1].intake.wishes.weeks or WEEKS
        inputs = _fingerprint(runner, checks[-1], as_of, wanted, stamps)
    last = queries.last_revision_key.first(owner_id(runner), as_of)
    kept = None if last is None or last[2] != inputs else next(_VIEWS.of_keys([last[:2]]), None)
    if kept is None:
        row = _replan(runner, checks, as_of, wanted)
        return _VIEWS.of_row(row) or _view(row)
    return kept


def _view(row: PlanRevisionRow) -> PlanView:
    return PlanView(
        plan=_PLANS.of(row.pk, row.plan),  # a revision is saved again after each entry, mostly with the same plan
        changes=mapping_plan.changes_record(row.changes),
        made_on=row.made_on,
        started_on=row.started_on,
        assessment=mapping_plan.assessment_record(row.assessment),
        reason=row.reason,
        notices=mapping_plan.notices_record(row.notices),
    )


def _readable(row: PlanRevisionRow) -> PlanView | None:
    """The revision, or None for one without a plan, as an import may bring it from elsewhere."""
    try:
        return _view(row)
    except OutdatedRecord as problem:
        _log.warning("Revision %s of a plan is left aside. %s", row.pk, problem)
        return None


_VIEWS = KeptRecords(PlanRevisionRow, _readable, most=128)  # of 0.2 MB each


def list_revisions(runner: Runner) -> tuple[PlanView, ...]:
    """Every saved revision that can be read, newest first."""
    return tuple(filter(None, map(_readable, rows_of(PlanRevisionRow, runner).order_by("-made_on", "-pk"))))


def recent_notices(runner: Runner, today: date) -> tuple[PlanView, ...]:
    """The revisions of today and yesterday with notices of runs not logged yet, newest first."""
    saved = queries.revision_notices(owner_id(runner), today - timedelta(days=1), today)
    views = list(filter(None, _VIEWS.of_keys([(pk, saved_at) for pk, saved_at, notices in saved if notices])))
    if not views:
        return ()
    logged = {log.day for log in list_sessions(runner, since=today - _NOTICED) if log.kind in _RUNS and log.done}
    kept = (replace(view, notices=tuple(n for n in view.notices if n.day not in logged)) for view in views)
    return tuple(view for view in kept if view.notices)


def _fingerprint(runner: Runner, check: SavedCheck, as_of: date, weeks: int, stamps: Stamps) -> str:
    """Changes whenever the plan's input changes; cheap, because every page calls it."""
    parts: list[object] = [runback.__version__, RULES_VERSION, current(), check.id, as_of, weeks]
    parts += [runner.zone, runner.country, runner.experience, *(stamps[kind] for kind in _KINDS)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@one_at_a_time
def _replan(runner: Runner, checks: tuple[SavedCheck, ...], as_of: date, weeks: int) -> PlanRevisionRow:
    with standing(runner, again=True) as stamps:
        return _plan_again(runner, checks, as_of, weeks, _fingerprint(runner, checks[-1], as_of, weeks, stamps))


@cache
def _weeks_ahead() -> "LastAnswers[Any, Any]":
    """The weeks ahead of each runner as they were worked out last."""
    from runback.plan import look_ahead_from

    return LastAnswers(look_ahead_from)


def _plan_again(
    runner: Runner, checks: tuple[SavedCheck, ...], as_of: date, weeks: int, inputs: str
) -> PlanRevisionRow:
    from runback.plan import make_plan

    check = checks[-1]
    last = queries.last_revision.first(owner_id(runner), as_of)
    if last is not None and _VIEWS.of_row(last) is None:
        last = None
    if last is not None and last.inputs == inputs:
        return last
    save_begun_weeks(runner, None if last is None else last.plan, as_of)
    request = _request_of_course(runner, checks, as_of, weeks)
    plan = make_plan(request, partial(_weeks_ahead().of, check.id))
    save_week(runner, plan, request.past_weeks, as_of)
    kept = mapping_plan.plan_json(plan)
    if last is not None and (last.plan, last.check_row_id, last.made_on) == (kept, check.id, as_of):
        last.inputs, assessment = inputs, mapping_plan.assessment_json(request.assessment)
        is_same, last.assessment = last.assessment == assessment, assessment
        last.save(update_fields=("inputs", *(() if is_same else ("assessment",))))
        return last
    changes, notices = _what_changed(runner, last, plan, request)
    return PlanRevisionRow.objects.create(
        runner_id=owner_id(runner),
        check_row_id=check.id,
        made_on=as_of,
        started_on=request.started_on,
        weeks_wanted=weeks,
        plan=kept,
        assessment=mapping_plan.assessment_json(request.assessment),
        changes=mapping_plan.changes_json(changes),
        reason=_reason(runner, last, check, notices, as_of),
        inputs=inputs,
        rules=RULES_VERSION,
        notices=mapping_plan.notices_json(notices),
    )


def plan_request(runner: Runner, as_of: date, weeks: int = WEEKS) -> "PlanRequest":
    """What the plan of that day is made from; raises ``NeedsCheck``."""
    checks = course_checks(runner, as_of)
    if not checks:
        raise NeedsCheck(gettext("There is no check yet."))
    return _request_of_course(runner, checks, as_of, weeks)


def _request_of_course(runner: Runner, checks: tuple[SavedCheck, ...], as_of: date, weeks: int) -> "PlanRequest":
    facts = gather_facts(runner, as_of)
    last = checks[-1]
    started_on = checks[0].made_on
    # Made again after each pain score, of which the assessment reads nothing: mostly the answer is there.
    uncleared = find_uncleared(runner, facts, last.made_on, leave_out=last)
    assessment = _ASSESSED.of(last.id, last.intake, facts, last.made_on, uncleared)
    dated = [date_check(runner, check) for check in checks[:-1]]
    completed = complete_intake(last.intake, facts, last.made_on)
    dated.append(replace(date_check(runner, last), intake=completed, assessment=assessment))
    request = _request(runner, tuple(dated), assessment, facts, started_on)
    return replace(
        request,
        pain_entries=_without_answered(runner, PainRow, request.pain_entries, last),
        session_logs=_without_answered(runner, SessionRow, request.session_logs, last),
        weeks=weeks,
        past_weeks=begun_weeks(runner, started_on, as_of),
    )


def _without_answered(
    runner: Runner, kind: type[PainRow | SessionRow], entries: tuple[_Entry, ...], check: SavedCheck
) -> tuple[_Entry, ...]:
    """The entries, without the leg symptoms of the check's day that were logged before it: it asked about them."""
    if not any(entry.day == check.made_on and entry.leg is not LegSymptom.NONE for entry in entries):
        return entries
    rows = rows_of(kind, runner).filter(day=check.made_on, updated_at__lte=check.kept_at)
    asked = set(rows.values_list("pk", flat=True))
    return tuple(replace(entry, leg=LegSymptom.NONE) if entry.id in asked else entry for entry in entries)


# --- what changed and why


def _what_changed(
    runner: Runner, last: PlanRevisionRow | None, plan: Plan, request: "PlanRequest"
) -> "tuple[tuple[Change, ...], tuple[RunNotice, ...]]":
    """The difference to the plan as it was before today, and the runs imported since that were not as planned."""
    from runback import plan as planning
    from runback.plan.notice import explain_notices, notice_runs

    if last is None:
        return (), ()
    eve = rows_of(PlanRevisionRow, runner).filter(made_on__lt=request.as_of).order_by("-made_on", "-pk").first()
    if eve is None or (stood := _VIEWS.of_row(eve)) is None:
        eve, stood = last, _view(last)
    before = stood.plan
    changes = planning.compare_plans(before, plan, request.as_of)
    changes = planning.explain_days_off(changes, request.days_off)
    since = eve.updated_at
    for move in rows_of(MoveRow, runner).filter(created_at__gt=since).order_by("pk"):
        changes = planning.explain_move(changes, move.day, move.to_day)
    fresh = rows_of(ActivityRow, runner).filter(created_at__gt=last.updated_at, batch__isnull=False)
    new = {str(row_id) for row_id in fresh.values_list("pk", flat=True)}
    known = [run for run in request.runs if run.activity_id not in new]
    notices = notice_runs(known, request.runs, before.weeks, since=request.started_on)
    return explain_notices(changes, notices), notices


def _reason(
    runner: Runner, last: PlanRevisionRow | None, check: SavedCheck, notices: "Sequence[RunNotice]", as_of: date
) -> str:
    """The id of the sentence that says why the plan was made again."""
    if last is None:
        return "revision.first"
    if last.rules != RULES_VERSION:
        return "revision.rules"
    if last.check_row_id != check.id:
        return "revision.check"
    if notices:
        return "revision.import"
    for kind, reason in ((MoveRow, "move"), (DaysOffRow, "days_off"), (RaceRow, "race"), (LimitRow, "limit")):
        if rows_of(kind, runner).filter(created_at__gt=last.updated_at).exists():
            return f"revision.{reason}"
    changed = any(rows_of(kind, runner).filter(updated_at__gt=last.updated_at).exists() for kind in _KINDS)
    return "revision.diary" if changed or last.made_on == as_of else "revision.day"


def reasons_of(plan: Plan) -> tuple[Reason, ...]:
    """What blocks the plan or stops running, each reason once."""
    return tuple(dict.fromkeys(block.reason for block in (*plan.blocked_by, *plan.held_by)))
