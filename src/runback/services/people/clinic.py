"""What a clinician sees: the list of runners, those who need a look first, and one runner's record.

The list reads a handful of rows for all runners together and makes no plan again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from runback.domain.assessment import Urgency
from runback.domain.diary import Clearance, PainEntry, SelfTestLog, SessionLog
from runback.domain.load import LoadReport
from runback.domain.plan import Week
from runback.domain.runner import Runner
from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext
from runback.load.measure import monday_of
from runback.services import clock
from runback.services.form.clips import Clip, list_clips
from runback.services.people.sharing import ClinicianNote, granted_runner_ids, list_notes
from runback.services.training.check_in import SavedCheck, latest_check, translate_check
from runback.services.training.diary import list_clearances, list_pain, list_self_tests, list_sessions
from runback.services.training.load import measure_load
from runback.services.training.plans import PlanView, current_plan
from runback.services.training.today import CHECK_LASTS
from runback.store.models import CheckRow, PainRow, PlanRevisionRow, RunnerRow, SessionRow, StrengthRow
from runback.store.wall import open_for

QUIET_DAYS = 14
"""A runner who has entered nothing for this long is shown as not logging (our own choice)."""

_RECENT = timedelta(days=7)
_RECORD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class ListedRunner:
    """One line of the list; ``because`` says why the runner needs a look, empty where nothing does."""

    id: int
    name: str
    because: tuple[str, ...]
    checked_on: date | None
    pain: int | None
    pain_on: date | None
    entered_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One runner's record of the last four weeks, newest first; ``plan`` and ``check`` are None before the first check.

    ``done`` and ``planned`` count the sessions of this week up to today.
    """

    runner: Runner
    today: date
    check: SavedCheck | None
    plan: PlanView | None
    week: Week | None
    done: int
    planned: int
    pain: tuple[PainEntry, ...]
    sessions: tuple[SessionLog, ...]
    load: LoadReport
    self_tests: tuple[SelfTestLog, ...]
    clearances: tuple[Clearance, ...]
    clips: tuple[Clip, ...]
    notes: tuple[ClinicianNote, ...]


def list_runners(user_id: int) -> tuple[ListedRunner, ...]:
    """The runners who let this clinician see their record: those who need a look first, then by name."""
    granted = granted_runner_ids(user_id)
    open_for(granted)
    rows = _with_latest(RunnerRow.objects.filter(pk__in=granted))
    checks = _by_id(CheckRow, (row["check_id"] for row in rows), "made_on", "assessment__urgency")
    pains = _by_id(PainRow, (row["pain_id"] for row in rows), "day", "score")
    plans = _by_id(PlanRevisionRow, (row["plan_id"] for row in rows), "plan__status")
    listed = [
        _line(row, checks.get(row["check_id"]), pains.get(row["pain_id"]), plans.get(row["plan_id"])) for row in rows
    ]
    return tuple(sorted(listed, key=lambda one: (-len(one.because), one.name.casefold(), one.id)))


def _with_latest(runners: QuerySet[RunnerRow]) -> list[dict[str, Any]]:
    """Each runner with the ids of the latest check, pain score and plan, and the last day of any entry."""
    newest = {
        "check_id": _latest(CheckRow, "-made_on"),
        "pain_id": _latest(PainRow, "-at_utc"),
        "plan_id": _latest(PlanRevisionRow, "-made_on"),
    }
    days = {f"last_{kind._meta.db_table}": _last_day(kind) for kind in (PainRow, SessionRow, StrengthRow)}
    return [dict(row) for row in runners.values("pk", "name", "zone").annotate(**newest, **days)]


def _latest(kind: type[Any], order: str) -> Subquery:
    return Subquery(kind.objects.filter(runner=OuterRef("pk")).order_by(order, "-pk").values("pk")[:1])


def _last_day(kind: type[Any]) -> Subquery:
    rows = kind.objects.filter(runner=OuterRef("pk")).values("runner")
    return Subquery(rows.annotate(last=Max("day")).values("last"))


def _by_id(kind: type[Any], ids: Iterable[int | None], *columns: str) -> dict[int | None, dict[str, Any]]:
    wanted = [one for one in ids if one is not None]
    return {values["pk"]: values for values in kind.objects.filter(pk__in=wanted).values("pk", *columns)}


def _line(
    row: dict[str, Any], check: dict[str, Any] | None, pain: dict[str, Any] | None, plan: dict[str, Any] | None
) -> ListedRunner:
    today = clock.today(Runner(row["name"], row["zone"]))
    days = [day for name, day in row.items() if name.startswith("last_") and day is not None]
    entered_on = max(days, default=None)
    return ListedRunner(
        id=row["pk"],
        name=row["name"],
        because=tuple(_reasons(today, check, pain, plan, entered_on)),
        checked_on=check["made_on"] if check else None,
        pain=pain["score"] if pain else None,
        pain_on=pain["day"] if pain else None,
        entered_on=entered_on,
    )


def _reasons(
    today: date,
    check: dict[str, Any] | None,
    pain: dict[str, Any] | None,
    plan: dict[str, Any] | None,
    entered_on: date | None,
) -> Iterable[str]:
    """What a clinician should look at first, the most urgent first."""
    if check is None:
        yield gettext("no check yet")
    elif check["assessment__urgency"] != Urgency.SELF_CARE_OK:
        yield gettext("warning sign in the check of {day}").format(day=check["made_on"])
    if plan is not None and plan["plan__status"] == "blocked":
        yield gettext("running is stopped")
    if pain is not None and pain["score"] >= load_plan_rules().light_red.pain_min and today - pain["day"] <= _RECENT:
        yield gettext("pain {score} on {day}").format(score=pain["score"], day=pain["day"])
    if check is not None and today - check["made_on"] > CHECK_LASTS:
        yield gettext("last check {days} days ago").format(days=(today - check["made_on"]).days)
    if check is not None and (entered_on is None or (today - entered_on).days >= QUIET_DAYS):
        yield (
            gettext("nothing logged")
            if entered_on is None
            else gettext("nothing logged for {days} days").format(days=(today - entered_on).days)
        )


def read_record(runner: Runner) -> Record:
    """The record of a runner that ``sharing.open_record`` has opened."""
    today = clock.today(runner)
    since = today - _RECORD
    check = latest_check(runner, until=today)
    check = None if check is None else translate_check(runner, check)
    plan = None if check is None else current_plan(runner, today)
    week = None if plan is None else next((one for one in plan.plan.weeks if one.start == monday_of(today)), None)
    sessions = list_sessions(runner, since=since, until=today)
    due = (
        ()
        if week is None
        else tuple(session for session in week.sessions if session.date <= today and str(session.kind) != "rest")
    )
    done = {(log.day, str(log.kind)) for log in sessions if log.done}
    return Record(
        runner=runner,
        today=today,
        check=check,
        plan=plan,
        week=week,
        done=sum((one.date, str(one.kind)) in done for one in due),
        planned=len(due),
        pain=tuple(reversed(list_pain(runner, since=since, until=today))),
        sessions=tuple(reversed(sessions)),
        load=measure_load(runner, today),
        self_tests=tuple(reversed(list_self_tests(runner, until=today))),
        clearances=tuple(reversed(list_clearances(runner))),
        clips=list_clips(runner),
        notes=list_notes(runner),
    )
