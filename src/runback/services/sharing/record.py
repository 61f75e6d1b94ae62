"""The record as a FHIR bundle for a clinic's software, and the import of such a bundle."""

import time
from datetime import date, timedelta
from math import fsum
from pathlib import Path

from django.db import transaction

import runback
from runback import load
from runback.domain.activity import Sport
from runback.domain.distances import showing
from runback.domain.imports import FileVerdict, ImportReport, Verdict, count_verdicts
from runback.domain.plan import Plan
from runback.domain.runner import Runner, Units
from runback.export.fhir.reading import read_bundle
from runback.export.fhir.record import CheckAnswers, HealthRecord, OutcomeAnswers
from runback.export.fhir.writing import write_bundle
from runback.knowledge.instruments import load_instruments
from runback.load.measure import monday_of
from runback.outcome.scoring import score_answers
from runback.services import clock
from runback.services.activities import list_activities, list_runs
from runback.services.home.runners import change_profile
from runback.services.sharing import record_state
from runback.services.training.adjustments import list_races
from runback.services.training.check_in import recent_checks, save_check
from runback.services.training.diary import (
    list_clearances,
    list_pain,
    list_self_tests,
    list_sessions,
    log_self_test,
    log_session,
    record_clearance,
)
from runback.services.training.plans import NeedsCheck, current_plan
from runback.services.training.profile import confirm_week, confirmed_week
from runback.store import mapping_diary
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow, CheckRow, ClearanceRow, OutcomeRow, PainRow, RaceRow, SessionRow
from runback.store.owned import owner_id, rows_of

WEEKS = 12


def export_record(runner: Runner, as_of: date) -> bytes:
    """The record up to that day as a FHIR R4 bundle, in kilometres whatever the runner's unit."""
    with showing(Units.KM):
        return write_bundle(read_record(runner, as_of))


def read_record(runner: Runner, as_of: date) -> HealthRecord:
    """What a bundle carries of this runner."""
    runs = list_runs(runner, until=as_of)
    first = monday_of(as_of) - timedelta(weeks=WEEKS - 1)
    minutes: dict[date, list[float]] = {}
    longest: dict[date, float] = {}
    for run in (one for one in runs if one.day >= first):
        monday = monday_of(run.day)
        minutes.setdefault(monday, []).append(run.duration_min)
        longest[monday] = max(longest.get(monday, 0.0), run.distance_km)
    checks = recent_checks(runner, date.min, as_of)[::-1]
    return HealthRecord(
        name=runner.name,
        zone=runner.zone,
        as_of=as_of,
        made_at=clock.now(),
        version=runback.__version__,
        checks=tuple(CheckAnswers(check.made_on, check.answers) for check in checks),
        pain=list_pain(runner, until=as_of),
        runs=list_activities(runner, until=as_of, sport=Sport.RUN),
        sessions=list_sessions(runner, until=as_of),
        self_tests=list_self_tests(runner, until=as_of),
        outcomes=_outcomes(runner, as_of),
        races=list_races(runner),
        clearances=tuple(clearance for clearance in list_clearances(runner) if clearance.given_on <= as_of),
        confirmed_km=confirmed_week(runner),
        weeks=tuple(week for week in load.measure_load(runs, as_of).weeks if week.start >= first),
        minutes={monday: fsum(of_runs) for monday, of_runs in minutes.items()},
        longest_km=longest,
        plan=_plan(runner, as_of),
        state=record_state.read_state(runner, as_of),
    )


def _outcomes(runner: Runner, as_of: date) -> tuple[OutcomeAnswers, ...]:
    book = load_instruments().by_id
    rows = rows_of(OutcomeRow, runner).filter(day__lte=as_of, skipped=False, instrument__in=book).order_by("day", "pk")
    return tuple(
        OutcomeAnswers(row.instrument, row.day, row.answers, score_answers(book[row.instrument], row.answers))
        for row in rows
    )


def _plan(runner: Runner, as_of: date) -> Plan | None:
    try:
        return current_plan(runner, as_of).plan
    except NeedsCheck:
        return None


@transaction.atomic
def import_record(runner: Runner, path: Path) -> ImportReport:
    """Take a bundle of Runback's back: all of it or nothing; what is here already is left as it is.

    Runs come without samples. Checks are assessed again with the history of their day, and the plan is made again from
    what it was made from, so that it is the same.
    The name and the time zone are taken over where nothing was entered here before. Raises ``NotABundle``, and
    ``BadAnswer`` for an invalid entry.
    """
    began = time.monotonic()
    record = read_bundle(path)
    state = record.state or {}
    is_new = not rows_of(CheckRow, runner).exists() and not rows_of(PainRow, runner).exists()
    if is_new:
        runner = change_profile(runner, name=record.name, zone=record.zone)
    ids = _import_runs(runner, record)
    count = len(ids) + _import_diary(runner, record, state) + _import_answers(runner, record, state)
    count += record_state.import_rows(runner, state)
    if is_new:
        record_state.import_profile(runner, state, clock.today(runner))
    verdict = Verdict.IMPORTED if count else Verdict.DUPLICATE
    file_verdict = FileVerdict(str(path.absolute()), verdict, None if count else "All of it is here already.", ids)
    return count_verdicts((file_verdict,), round(time.monotonic() - began, 3))


def _import_runs(runner: Runner, record: HealthRecord) -> tuple[str, ...]:
    known = set(rows_of(ActivityRow, runner).values_list("start_utc", flat=True))
    fresh = [run for run in record.runs if run.start_utc not in known]
    rows = [ActivityRow.objects.create(runner_id=owner_id(runner), **activity_values(run)) for run in fresh]
    return tuple(str(row.pk) for row in rows)


def _import_diary(runner: Runner, record: HealthRecord, state: record_state.State) -> int:
    """Pain, sessions, self-tests, races and clearances; returns how many are new."""
    known = {(entry.at_utc, entry.moment, entry.score) for entry in list_pain(runner)}
    pain = [
        (place, entry)
        for place, entry in enumerate(record.pain)
        if (entry.at_utc, entry.moment, entry.score) not in known
    ]
    for place, entry in pain:
        row = PainRow.objects.create(runner_id=owner_id(runner), **mapping_diary.pain_values(entry))
        record_state.stamp(PainRow, row.pk, record_state.entered_at(state, "pain", place))
    days = {(log.day, log.kind) for log in list_sessions(runner)}
    sessions = [(place, log) for place, log in enumerate(record.sessions) if (log.day, log.kind) not in days]
    for place, log in sessions:
        kept = log_session(runner, log, log.entered_on)
        record_state.stamp(SessionRow, kept.id, record_state.entered_at(state, "sessions", place))
    tests = {(log.day, log.test_id) for log in list_self_tests(runner)}
    self_tests = [log for log in record.self_tests if (log.day, log.test_id) not in tests]
    for test in self_tests:
        log_self_test(runner, test)
    raced = {race.date for race in list_races(runner)}
    races = [(place, race) for place, race in enumerate(record.races) if race.date not in raced]
    for place, race in races:
        RaceRow.objects.create(
            runner_id=owner_id(runner),
            date=race.date,
            race_km=race.race_km,
            priority=str(race.priority),
            entered_on=record_state.race_entered_on(state, place),
        )
    given = {(one.by, one.given_on, one.until, one.flags) for one in list_clearances(runner)}
    clearances = [
        one
        for one in enumerate(record.clearances)
        if (one[1].by, one[1].given_on, one[1].until, one[1].flags) not in given
    ]
    for place, clearance in clearances:
        kept_clearance = record_clearance(runner, clearance)
        record_state.stamp(ClearanceRow, kept_clearance.id, record_state.entered_at(state, "clearances", place))
    return len(clearances) + len(pain) + len(sessions) + len(self_tests) + len(races)


def _import_answers(runner: Runner, record: HealthRecord, state: record_state.State) -> int:
    """Questionnaires and checks; returns how many are new."""
    done = set(rows_of(OutcomeRow, runner).values_list("instrument", "day"))
    outcomes = [one for one in record.outcomes if (one.instrument, one.day) not in done]
    for outcome in outcomes:
        OutcomeRow.objects.create(
            runner_id=owner_id(runner), day=outcome.day, instrument=outcome.instrument, answers=dict(outcome.answers)
        )
    known = [(row.made_on, row.answers) for row in rows_of(CheckRow, runner)]
    if record.confirmed_km is not None and not known:
        confirm_week(runner, record.confirmed_km)
    checks = [one for one in enumerate(record.checks) if (one[1].made_on, dict(one[1].answers)) not in known]
    for place, check in checks:
        saved = save_check(runner, dict(check.answers), check.made_on)
        record_state.stamp(CheckRow, saved.id, record_state.entered_at(state, "checks", place))
    return len(outcomes) + len(checks)
