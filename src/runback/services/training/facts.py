"""What history, self-tests and clearances say of a runner on a day; read once, used by every answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from runback.domain.diary import Clearance, SelfTestLog
from runback.domain.intake import Intake, read_intake
from runback.domain.load import LoadReport, Run
from runback.domain.runner import Runner
from runback.load.unmeasured import hold_to_measured
from runback.services.activities import list_runs
from runback.services.form.findings import find_form
from runback.services.home.runners import country_of
from runback.services.training.diary import list_clearances, list_self_tests
from runback.services.training.profile import read_profile
from runback.store.models import ActivityRow, ShoeRow
from runback.store.standing import read_once

_LOOK_BACK = timedelta(days=30)
_TESTS_COUNT = timedelta(days=84)
_CLIPS_COUNT = timedelta(days=84)
_LAST_RUN_IS_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """Runs up to ``as_of`` (ascending), the load they make, recorded clearances, self-tests of twelve weeks.

    ``country`` (ISO 3166 code) is the runner's, None where it is not known.
    ``form`` is what clips of the last twelve weeks say to the causes, ``cue`` the form cue they ask for, if any.
    ``profile`` has answers by key that count where a check does not give them.
    """

    as_of: date
    runs: tuple[Run, ...]
    load: LoadReport
    clearances: tuple[Clearance, ...]
    self_tests: tuple[SelfTestLog, ...] = ()
    country: str | None = None
    form: Mapping[str, float] = field(default_factory=dict)
    cue: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)


def gather_facts(runner: Runner, as_of: date) -> Facts:
    """The facts of that local day."""
    runs = hold_to_measured(list_runs(runner, until=as_of))
    tests = list_self_tests(runner, since=as_of - _TESTS_COUNT, until=as_of)
    form, cue = find_form(runner, since=as_of - _CLIPS_COUNT, until=as_of)
    profile = read_profile(runner, as_of)
    return Facts(
        as_of, runs, measure_runs(runner, as_of), list_clearances(runner), tests, country_of(runner), form, cue, profile
    )


@read_once(ActivityRow, ShoeRow)
def measure_runs(runner: Runner, as_of: date) -> LoadReport:
    """The load that every run up to that day makes."""
    from runback import load

    return load.measure_load(list_runs(runner, until=as_of), as_of)


def complete_intake(intake: Intake, facts: Facts, answered_on: date | None = None) -> Intake:
    """The intake with what was not answered: from the profile, the self-tests, and the longest run of the history.

    A self-test done on or after ``answered_on`` counts for more than the answer. The longest
    run does not include the last one when ``last_run_km`` is answered (interface.md) and the
    history's last run is a recent one.
    """
    intake = _with_self_tests(_with_profile(intake, facts), facts.self_tests, answered_on)
    if intake.longest_run_30d_km is not None or not facts.runs:
        return intake
    until, runs = facts.as_of, facts.runs
    last = runs[-1]
    if intake.last_run_km is not None and last.day >= facts.as_of - _LAST_RUN_IS_RECENT:
        until, runs = last.day, runs[:-1]
    recent = [run.distance_km for run in runs if until - _LOOK_BACK <= run.day <= until]
    return replace(intake, longest_run_30d_km=round(max(recent), 3)) if recent else intake


def _with_profile(intake: Intake, facts: Facts) -> Intake:
    """The longest run of the profile counts only where there is no history."""
    blank = Intake()
    missing = {
        key: value
        for key, value in facts.profile.items()
        if key not in intake.answered and getattr(intake, key) == getattr(blank, key)
    }
    if facts.runs:
        missing.pop("longest_run_30d_km", None)
    if not missing:
        return intake
    filled = read_intake(missing)
    keys = filled.answered | ({"bmi"} if intake.bmi is None and filled.bmi is not None else set())
    return replace(intake, **{key: getattr(filled, key) for key in keys}, answered=intake.answered | filled.answered)


def _with_self_tests(intake: Intake, logs: tuple[SelfTestLog, ...], answered_on: date | None) -> Intake:
    results = dict(intake.self_tests)
    for log in logs:
        is_newer = answered_on is not None and log.day >= answered_on
        results |= {key: value for key, value in log.results.items() if is_newer or key not in intake.self_tests}
    return replace(intake, self_tests=results) if logs else intake
