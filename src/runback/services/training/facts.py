"""What history, self-tests and clearances say of a runner on a day; read once, used by every answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from runback.domain.diary import Clearance, SelfTestLog
from runback.domain.intake import Intake
from runback.domain.load import LoadReport, Run
from runback.domain.runner import Runner
from runback.services.activities import list_runs
from runback.services.form.findings import tell_clips
from runback.services.home.runners import country_of
from runback.services.training.diary import list_clearances, list_self_tests

_LOOK_BACK = timedelta(days=30)
_TESTS_COUNT = timedelta(days=84)
_CLIPS_COUNT = timedelta(days=84)
_LAST_RUN_IS_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """Runs up to ``as_of`` (ascending), the load they make, recorded clearances, self-tests of twelve weeks.

    ``country`` (ISO 3166 code) is the runner's, None where it is not known.
    ``form`` is what clips of the last twelve weeks say to the causes, ``cue`` the form cue they ask for, if any.
    """

    as_of: date
    runs: tuple[Run, ...]
    load: LoadReport
    clearances: tuple[Clearance, ...]
    self_tests: tuple[SelfTestLog, ...] = ()
    country: str | None = None
    form: Mapping[str, float] = field(default_factory=dict)
    cue: str = ""


def gather_facts(runner: Runner, as_of: date) -> Facts:
    """The facts of that local day."""
    from runback import load

    runs = list_runs(runner, until=as_of)
    tests = list_self_tests(runner, since=as_of - _TESTS_COUNT, until=as_of)
    measured = load.measure_load(runs, as_of)
    form, cue = tell_clips(runner, since=as_of - _CLIPS_COUNT, until=as_of)
    return Facts(as_of, runs, measured, list_clearances(runner), tests, country_of(runner), form, cue)


def complete_intake(intake: Intake, facts: Facts, answered_on: date | None = None) -> Intake:
    """The intake with ``longest_run_30d_km`` from the history and the self-tests where they were not answered.

    A self-test done on or after ``answered_on`` counts for more than the answer. The longest
    run does not include the last one when ``last_run_km`` is answered (interface.md) and the
    history's last run is a recent one.
    """
    intake = _with_self_tests(intake, facts.self_tests, answered_on)
    if intake.longest_run_30d_km is not None or not facts.runs:
        return intake
    until, runs = facts.as_of, facts.runs
    last = runs[-1]
    if intake.last_run_km is not None and last.day >= facts.as_of - _LAST_RUN_IS_RECENT:
        until, runs = last.day, runs[:-1]
    recent = [run.distance_km for run in runs if until - _LOOK_BACK <= run.day <= until]
    return replace(intake, longest_run_30d_km=round(max(recent), 3)) if recent else intake


def _with_self_tests(intake: Intake, logs: tuple[SelfTestLog, ...], answered_on: date | None) -> Intake:
    results = dict(intake.self_tests)
    for log in logs:
        is_newer = answered_on is not None and log.day >= answered_on
        results |= {key: value for key, value in log.results.items() if is_newer or key not in intake.self_tests}
    return replace(intake, self_tests=results) if logs else intake
