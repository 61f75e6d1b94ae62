"""The plan: made from the latest check, the history and the diary; every revision is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, QuerySet

import runback
from runback import plan as planning
from runback.domain.assessment import Assessment
from runback.domain.errors import BadAnswer, RunbackError, UnusableInput
from runback.domain.intake import Intake, read_intake
from runback.domain.plan import Change, Plan, PlanStatus, Week
from runback.domain.runner import Runner
from runback.plan.request import PlanRequest
from runback.services.check_in import SavedCheck, assess_intake, latest_check
from runback.services.diary import list_pain, list_sessions, list_strength
from runback.services.facts import Facts, complete_intake, gather_facts
from runback.store import mapping_plan
from runback.store.models import (
    ActivityRow,
    ClearanceRow,
    FormClipRow,
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


class NeedsCheck(UnusableInput):
    """There is no check to plan from yet."""

    code = "needs_check"


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands: what changed last and on which day, and the assessment behind it."""

    plan: Plan
    changes: tuple[Change, ...]
    made_on: date
    started_on: date
    assessment: Assessment
    reason: str


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
        cue=facts.cue,
    )


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
    )


def list_revisions(runner: Runner) -> tuple[PlanView, ...]:
    """Every kept revision, newest first."""
    return tuple(_view(row) for row in rows_of(PlanRevisionRow, runner).order_by("-made_on", "-pk"))


def _latest_revision(runner: Runner, as_of: date) -> PlanRevisionRow | None:
    return rows_of(PlanRevisionRow, runner).filter(made_on__lte=as_of).order_by("-made_on", "-pk").first()


def _fingerprint(runner: Runner, check: SavedCheck, as_of: date, weeks: int) -> str:
    """Changes whenever something the plan rests on changes; cheap, because every page asks."""
    told: list[object] = [runback.__version__, check.id, as_of, weeks]
    for kind in (SessionRow, PainRow, StrengthRow, SelfTestRow, ClearanceRow, FormClipRow):
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
    facts = gather_facts(runner, as_of)
    assessment = assess_intake(check.intake, facts, check.made_on)
    started_on = _started_on(runner, last, as_of)
    request = replace(
        _request(runner, complete_intake(check.intake, facts, check.made_on), assessment, facts),
        started_on=started_on,
        answered_on=check.made_on,
        weeks=weeks,
        past_weeks=_begun_weeks(runner, started_on, as_of),
    )
    plan = planning.make_plan(request)
    kept = mapping_plan.plan_json(plan)
    if last is not None and (last.plan, last.check_row_id, last.made_on) == (kept, check.id, as_of):
        last.inputs = inputs
        last.assessment = mapping_plan.assessment_json(assessment)
        last.save()
        return last
    changes = () if last is None else planning.compare_plans(mapping_plan.plan_record(last.plan), plan)
    return PlanRevisionRow.objects.create(
        runner_id=owner_id(runner),
        check_row_id=check.id,
        made_on=as_of,
        started_on=started_on,
        weeks_wanted=weeks,
        plan=kept,
        assessment=mapping_plan.assessment_json(assessment),
        changes=mapping_plan.changes_json(changes),
        reason=_reason(last, check),
        inputs=inputs,
    )


def _reason(last: PlanRevisionRow | None, check: SavedCheck) -> str:
    if last is None:
        return "This is your first plan."
    if last.check_row_id != check.id:
        return "You did a new check."
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
