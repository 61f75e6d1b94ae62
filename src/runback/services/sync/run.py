"""One sync with intervals.icu from start to end, and the result."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from runback.domain.errors import RunbackError, UnusableInput
from runback.domain.imports import Verdict
from runback.domain.runner import Runner
from runback.languages.saved import translate_later
from runback.services import clock
from runback.services.people.one_person import require_single_person
from runback.services.sync import account
from runback.services.sync.account import SyncState, read_state, write_state
from runback.services.sync.background import latest_revision
from runback.services.sync.client import Client
from runback.services.sync.errors import AskedToWait, SyncProblem, SyncRuns
from runback.services.sync.files_in import FilesIn, fetch_files
from runback.services.sync.plan_out import PlanOut, send_plan, take_back
from runback.store.locks import HomeIsBusy, hold_lock

_LOCK_PATIENCE_S = 2.0
_PUSHES = "_upload_workouts"
_NO_WATCH = translate_later(
    "No watch takes workouts from intervals.icu. Tick “Upload planned workouts” for your watch there."
)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, or for a dry run would do; ``plan`` is None where the plan stays here."""

    files: FilesIn
    plan: PlanOut | None
    is_dry_run: bool
    notices: tuple[str, ...] = field(default=())


def sync(runner: Runner, home: Path, *, dry_run: bool = False) -> SyncReport:
    """Fetch new runs, then make the coming workouts there what the plan says.

    Raises ``NotSwitchedOn``, ``NotForMany``, ``SyncRuns``, ``SyncProblem`` and as an import; what was
    done before stays.
    """
    require_single_person(runner)
    key = account.read_key(home)
    with _alone(home):
        today = clock.today(runner)
        state = read_state(home) or SyncState(since=today)
        _require_waited(state)
        with _open(key) as client, _remembering(home, state, keep=not dry_run):
            report = _sync(runner, home, client, state, today, dry_run=dry_run)
            if not dry_run:
                state.last = describe(report) | {"at": clock.now().isoformat()}
            return report


def _sync(runner: Runner, home: Path, client: Client, state: SyncState, today: date, *, dry_run: bool) -> SyncReport:
    files = fetch_files(runner, home, client, state, today, keep=not dry_run)
    if not state.sends_plan:
        return SyncReport(files, None, dry_run)
    plan = send_plan(runner, client, state, today, files.paired, keep=not dry_run)
    state.revision = latest_revision(runner)
    notices = tuple(plan.notices)
    if plan.new + plan.changed and not _takes_workouts(client.read_athlete()):
        notices = (*notices, _NO_WATCH)
    return SyncReport(files, plan, dry_run, notices)


def _takes_workouts(athlete: dict[str, Any]) -> bool:
    """Whether some watch is set to take planned workouts; true where the site does not say."""
    flags = [value for name, value in athlete.items() if name.endswith(_PUSHES)]
    return not flags or any(flags)


def _require_waited(state: SyncState) -> None:
    wait_s = state.wait_until - time.time()
    if wait_s > 0:
        raise AskedToWait(wait_s)


@contextmanager
def _remembering(home: Path, state: SyncState, *, keep: bool) -> Iterator[None]:
    """Keeps what was done, also of a sync that ends early, and why it ended."""
    try:
        yield
    except RunbackError as problem:
        if isinstance(problem, AskedToWait):
            state.wait_until = time.time() + problem.wait_s
        state.last = {"at": clock.now().isoformat(), "problem": problem.message}
        raise
    finally:
        if keep:
            write_state(home, state)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    held = hold_lock(home / account.LOCK_NAME, _LOCK_PATIENCE_S)
    try:
        held.__enter__()
    except HomeIsBusy:
        raise SyncRuns(translate_later("Another sync is under way. Wait until it is done.")) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def _open(key: str) -> Client:
    return Client(settings.INTERVALS_URL, key, settings.INTERVALS_PAUSE_S)


def connect(runner: Runner, home: Path, key: str, since: date, *, sends_plan: bool = True) -> str:
    """Check the key with intervals.icu, then save it; returns the name there, "" without one.

    Raises ``BadAnswer``, ``NotForMany``, ``UnusableInput`` in a demo, and ``SyncProblem``; nothing is saved then.
    """
    require_single_person(runner)
    if settings.IS_DEMO:
        raise UnusableInput(translate_later("This runner is made up. Connect the home of a real one."))
    checked = account.check_key(key)
    first = account.check_since(since, clock.today(runner))
    with _open(checked) as client:
        athlete = client.read_athlete()
    account.switch_on(home, checked, first, sends_plan=sends_plan)
    return str(athlete.get("name") or "")


def disconnect(runner: Runner, home: Path) -> int | None:
    """Remove the coming workouts there, then delete the key; returns how many, None if the site is unreachable."""
    key, state = account.read_key(home), read_state(home)
    with _alone(home):
        taken = None
        if state is not None:
            try:
                with _open(key) as client:
                    taken = take_back(client, state, clock.today(runner))
            except SyncProblem:
                taken = None
            write_state(home, state)
        account.switch_off(home)
    return taken


def describe(report: SyncReport) -> dict[str, Any]:
    """The report as JSON (docs/commands.md, ``runback sync intervals --json``)."""
    files, plan = report.files, report.plan
    return {
        "is_dry_run": report.is_dry_run,
        "activities": {
            "listed": files.listed,
            "new": files.new,
            **{verdict.value: files.counts[verdict.value] for verdict in Verdict},
            "strava": files.strava,
            "without_file": files.without_file,
            "waiting": files.waiting,
        },
        "workouts": None
        if plan is None
        else {
            "new": plan.new,
            "changed": plan.changed,
            "put_back": plan.put_back,
            "deleted": plan.deleted,
            "as_it_was": plan.as_it_was,
            "declined": plan.declined,
        },
        "failed": [{"activity": Path(one.path).stem, "reason": one.reason} for one in files.failed],
        "notices": list(report.notices),
    }
