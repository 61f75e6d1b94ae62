"""The plan: made from the latest check, the history and the diary; every revision is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Max, QuerySet

import runback
from runback import plan as planning
from runback.domain.adjust import DaysOff
from runback.domain.assessment import Assessment
from runback.domain.diary import LegSymptom, PainEntry, SessionLog
from runback.domain.errors import BadAnswer, RunbackError, UnusableInput
from runback.domain.intake import Intake, read_intake
from runback.domain.plan import Change, Plan, PlanStatus, SessionKind, Week
from runback.domain.runner import Runner
from runback.plan.move import explain_days_off, explain_move
from runback.plan.notice import RunNotice, explain_notices, notice_runs
from runback.plan.request import PlanRequest
from runback.services.training.check_in import SavedCheck, assess_intake, free_of_pain_since, latest_check
from runback.services.training.diary import list_pain, list_sessions, list_strength
from runback.services.training.facts import Facts, complete_intake, gather_facts
from runback.store import mapping_plan
from runback.store.models import (
    ActivityRow,
    ClearanceRow,
    DaysOffRow,
    FormClipRow,
    MoveRow,
    PainRow,
    PlanRevisionRow,
    SelfTestRow,
    SessionRow,
    StrengthRow,
)
from runback.store.owned import owner_id, rows_of

WEEKS = 4
_PROGRAM_GOES_ON = timedelta(days=21)
_REMEMBERED = timedelta(days=180)
_NOTICED = timedelta(days=31)
_RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
_KINDS = (SessionRow, PainRow, StrengthRow, SelfTestRow, ClearanceRow, MoveRow, DaysOffRow, FormClipRow)


_Entry = TypeVar("_Entry", PainEntry, SessionLog)


class NeedsCheck(UnusableInput):
    """There is no check to plan from yet."""

    code = "needs_check"


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands: what changed last and on which day, and the assessment behind it.

    ``notices`` tell of imported runs that were not as planned and led to this revision.
    """

    plan: Plan
    changes: tuple[Change, ...]
    made_on: date
    started_on: date
    assessment: Assessment
    reason: str
    notices: tuple[RunNotice, ...] = ()

    def kind_on(self, day: date) -> SessionKind:
        """The kind of run the plan holds on that day; a run where it holds none."""
        sessions = (session for week in self.plan.weeks for session in week.sessions)
        return next((one.kind for one in sessions if one.is_run and one.date == day), SessionKind.RUN)


def plan_answers(runner: Runner, raw: object | None, as_of: date, weeks: int | None = None) -> Plan:
    """The plan from these answers, the history and the diary, keeping nothing; without answers the current plan.

    ``weeks`` falls back to the answers' wishes, then to four. Raises ``BadAnswer`` and ``NeedsCheck``.
    """
    if raw is None:
        return current_plan(runner, as_of, weeks or WEEKS).plan
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
    wanted = weeks or intake.wishes.weeks or WEEKS
    request = _request(runner, intake, assess_intake(intake, facts), facts)
    return planning.make_plan(replace(request, weeks=wanted))


def _request(runner: Runner, intake: Intake, assessment: Assessment, facts: Facts) -> PlanRequest:
    """A request for a program that starts on the facts' day."""
    return PlanRequest(
        intake=complete_intake(intake, facts),
        assessment=assessment,
        runs=facts.runs,
        session_logs=list_sessions(runner, until=facts.as_of),
        pain_entries=list_pain(runner, until=facts.as_of),
        strength_logs=list_strength(runner, until=facts.as_of),
        clearances=facts.clearances,
        started_on=facts.as_of,
        as_of=facts.as_of,
        layouts=mapping_plan.layout_records(rows_of(MoveRow, runner).order_by("pk")),
        days_off=list_days_off(runner),
        cue=facts.cue,
    )


def list_days_off(runner: Runner) -> tuple[DaysOff, ...]:
    """The runner's days off, in their order."""
    return tuple(mapping_plan.days_off_record(row) for row in rows_of(DaysOffRow, runner).order_by("first", "pk"))


def current_plan(runner: Runner, as_of: date, weeks: int = WEEKS) -> PlanView:
    """The runner's plan on that day; made anew, and kept as a revision, when what it rests on changed.

    Weeks that have begun stay as they were planned. Raises ``NeedsCheck`` without a check.
    """
    check = latest_check(runner, until=as_of)
    if check is None:
        raise NeedsCheck("There is no check yet. Do the check first: runback assess --answers FILE --save.")
    inputs = _fingerprint(runner, check, as_of, weeks)
    last = _latest_revision(runner, as_of)
    if last is None or last.inputs != inputs:
        last = _replan(runner, check, as_of, weeks)
    return _view(last)


def _view(row: PlanRevisionRow) -> PlanView:
    return PlanView(
        plan=mapping_plan.plan_record(row.plan),
        changes=mapping_plan.changes_record(row.changes),
        made_on=row.made_on,
        started_on=row.started_on,
        assessment=mapping_plan.assessment_record(row.assessment),
        reason=row.reason,
        notices=mapping_plan.notices_record(row.notices),
    )


def list_revisions(runner: Runner) -> tuple[PlanView, ...]:
    """Every kept revision, newest first."""
    return tuple(_view(row) for row in rows_of(PlanRevisionRow, runner).order_by("-made_on", "-pk"))


def recent_notices(runner: Runner, today: date) -> tuple[PlanView, ...]:
    """The revisions of today and yesterday with notices of runs not logged yet, newest first."""
    rows = rows_of(PlanRevisionRow, runner).filter(made_on__gte=today - timedelta(days=1), made_on__lte=today)
    views = (_view(row) for row in rows.exclude(notices=[]).order_by("-made_on", "-pk"))
    logged = {log.day for log in list_sessions(runner, since=today - _NOTICED) if log.kind in _RUNS and log.done}
    kept = (replace(view, notices=tuple(n for n in view.notices if n.day not in logged)) for view in views)
    return tuple(view for view in kept if view.notices)


def _latest_revision(runner: Runner, as_of: date) -> PlanRevisionRow | None:
    return rows_of(PlanRevisionRow, runner).filter(made_on__lte=as_of).order_by("-made_on", "-pk").first()


def _fingerprint(runner: Runner, check: SavedCheck, as_of: date, weeks: int) -> str:
    """Changes whenever something the plan rests on changes; cheap, because every page asks."""
    told: list[object] = [runback.__version__, check.id, as_of, weeks]
    for kind in _KINDS:
        told.append(rows_of(kind, runner).aggregate(n=Count("pk"), at=Max("updated_at")))
    activities = rows_of(ActivityRow, runner).filter(is_deleted=False)
    told.append(activities.aggregate(n=Count("pk"), at=Max("updated_at")))
    return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def _replan(runner: Runner, check: SavedCheck, as_of: date, weeks: int) -> PlanRevisionRow:
    inputs = _fingerprint(runner, check, as_of, weeks)
    last = _latest_revision(runner, as_of)
    if last is not None and last.inputs == inputs:
        return last
    request = _request_of_program(runner, check, last, as_of, weeks)
    plan = planning.make_plan(request)
    kept = mapping_plan.plan_json(plan)
    if last is not None and (last.plan, last.check_row_id, last.made_on) == (kept, check.id, as_of):
        last.inputs = inputs
        last.assessment = mapping_plan.assessment_json(request.assessment)
        last.save()
        return last
    changes, notices = ((), ()) if last is None else _what_changed(runner, last, plan, request)
    return PlanRevisionRow.objects.create(
        runner_id=owner_id(runner),
        check_row_id=check.id,
        made_on=as_of,
        started_on=request.started_on,
        weeks_wanted=weeks,
        plan=kept,
        assessment=mapping_plan.assessment_json(request.assessment),
        changes=mapping_plan.changes_json(changes),
        reason=_reason(runner, last, check, notices),
        inputs=inputs,
        notices=mapping_plan.notices_json(notices),
    )


def plan_request(runner: Runner, as_of: date, weeks: int = WEEKS) -> PlanRequest:
    """What the plan of that day is made from; raises ``NeedsCheck``."""
    check = latest_check(runner, until=as_of)
    if check is None:
        raise NeedsCheck("There is no check yet.")
    return _request_of_program(runner, check, _latest_revision(runner, as_of), as_of, weeks)


def _request_of_program(
    runner: Runner, check: SavedCheck, last: PlanRevisionRow | None, as_of: date, weeks: int
) -> PlanRequest:
    facts = gather_facts(runner, as_of)
    started_on = _started_on(runner, last, as_of)
    assessment = assess_intake(check.intake, facts, check.made_on)
    return replace(
        _request(runner, complete_intake(check.intake, facts, check.made_on), assessment, facts),
        started_on=started_on,
        answered_on=check.made_on,
        pain_free_since=free_of_pain_since(runner, as_of),
        pain_entries=_without_answered(runner, PainRow, list_pain(runner, until=as_of), check),
        session_logs=_without_answered(runner, SessionRow, list_sessions(runner, until=as_of), check),
        weeks=weeks,
        past_weeks=_begun_weeks(runner, started_on, as_of),
    )


def _without_answered(
    runner: Runner, kind: type[PainRow | SessionRow], entries: tuple[_Entry, ...], check: SavedCheck
) -> tuple[_Entry, ...]:
    """The entries, without the leg symptoms of the check's day that were logged before it: it asked about them."""
    rows = rows_of(kind, runner).filter(day=check.made_on, updated_at__lte=check.kept_at)
    asked = set(rows.values_list("pk", flat=True))
    return tuple(replace(entry, leg=LegSymptom.NONE) if entry.id in asked else entry for entry in entries)


def _what_changed(
    runner: Runner, last: PlanRevisionRow, plan: Plan, request: PlanRequest
) -> tuple[tuple[Change, ...], tuple[RunNotice, ...]]:
    """The difference to the revision before, and the runs imported since that were not as planned."""
    before = mapping_plan.plan_record(last.plan)
    changes = explain_days_off(planning.compare_plans(before, plan), request.days_off)
    for move in rows_of(MoveRow, runner).filter(created_at__gt=last.updated_at).order_by("pk"):
        changes = explain_move(changes, move.day, move.to_day)
    fresh = rows_of(ActivityRow, runner).filter(created_at__gt=last.updated_at, batch__isnull=False)
    new = {str(row_id) for row_id in fresh.values_list("pk", flat=True)}
    known = [run for run in request.runs if run.activity_id not in new]
    notices = notice_runs(known, request.runs, before.weeks, since=request.started_on)
    return explain_notices(changes, notices), notices


def _reason(runner: Runner, last: PlanRevisionRow | None, check: SavedCheck, notices: Sequence[RunNotice]) -> str:
    if last is None:
        return "This is your first plan."
    if last.check_row_id != check.id:
        return "You did a new check."
    if notices:
        return "Your import brought a run that was not as planned."
    if rows_of(MoveRow, runner).filter(created_at__gt=last.updated_at).exists():
        return "You moved a session."
    if rows_of(DaysOffRow, runner).filter(created_at__gt=last.updated_at).exists():
        return "You told days off."
    return "Your diary, your runs or the day changed."


def _started_on(runner: Runner, last: PlanRevisionRow | None, as_of: date) -> date:
    """The first day of the program: a program goes on until it has been left alone for three weeks.

    One that never got past a block has not begun. A blocked one is not left behind by
    waiting: the days that blocked it stay in sight.
    """
    if last is None:
        return as_of
    if not _planned_revisions(runner, last.started_on, as_of).exists():
        return as_of
    is_left_alone = as_of - last.made_on > _PROGRAM_GOES_ON and not list_sessions(runner, last.made_on, as_of)
    if is_left_alone and last.plan["status"] == PlanStatus.PLAN.value:
        return as_of
    return last.started_on


def _planned_revisions(runner: Runner, started_on: date, as_of: date) -> QuerySet[PlanRevisionRow]:
    """The program's revisions that held a plan, and were not blocked."""
    return rows_of(PlanRevisionRow, runner).filter(
        started_on=started_on, made_on__lte=as_of, plan__status=PlanStatus.PLAN.value
    )


def _begun_weeks(runner: Runner, started_on: date, as_of: date) -> tuple[Week, ...]:
    """Each week that has begun as it was last planned, ascending."""
    rows = _planned_revisions(runner, started_on, as_of).filter(made_on__gte=as_of - _REMEMBERED)
    last_of_week = {row.made_on - timedelta(days=row.made_on.weekday()): row for row in rows.order_by("made_on", "pk")}
    weeks: dict[date, Week] = {}
    for monday, row in sorted(last_of_week.items()):
        for week in mapping_plan.plan_record(row.plan).weeks:
            if monday <= week.start <= as_of:
                weeks[week.start] = week
    return tuple(weeks[start] for start in sorted(weeks))
