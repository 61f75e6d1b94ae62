"""The demo home: a made-up runner whose FIT files go through the ordinary import."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import Session
from runback.domain.runner import Runner
from runback.export.fit_activity import write_fit
from runback.languages.saved import translate_later
from runback.services.home.demo_runner import (
    PROGRAM_DAYS,
    MadeUpRun,
    make_activity,
    make_up_answers,
    make_up_pain,
    make_up_places,
    make_up_runs,
)
from runback.services.imports import batches
from runback.services.insight.experiments import start_experiment
from runback.services.training import check_in, diary, plans

TRIED, TRIED_DAYS, TRIED_POINTS = "heat", 42, 2
"""What the made-up runner tries: warmth in the evening for six weeks, in search of 2 points less pain."""


def make_demo(runner: Runner, today: date, *, say: Callable[[str], None] = lambda line: None) -> None:
    """Fill an empty home: runs until the check-in, the check-in, the plan, and the result since.

    The story is the same for the same ``today``. Everything goes through the
    services a real runner's data go through.
    """
    say(translate_later("Writing a made-up runner's watch files ..."))
    _import_runs(runner, make_up_runs(today))
    say(translate_later("Adding the diary, the check-in and the plan ..."))
    for day, score in make_up_pain(today):
        entry = diary.log_pain(runner, score, PainMoment.MORNING, at=_morning(day))
        diary.set_pain_places(runner, entry.id or 0, make_up_places(score))
    checked_on = today - timedelta(days=PROGRAM_DAYS)
    answers = make_up_answers()
    check_in.save_check(runner, answers, checked_on)
    # the watch shows a comeback; this runner has confirmed that the weeks before the break are the usual ones
    check_in.correct_answers(runner, {"weekly_km": answers["weekly_km"]}, checked_on)
    view = plans.current_plan(runner, checked_on)
    start_experiment(runner, TRIED, TRIED_DAYS, TRIED_POINTS, checked_on, np.random.default_rng(checked_on.toordinal()))
    planned = [session for week in view.plan.weeks for session in week.sessions if session.date < today]
    done = tuple(session for session in planned if session.date >= checked_on)
    _import_runs(runner, [_as_planned(session) for session in done if session.is_run])
    for session in done:
        _log_as_done(runner, session)
    plans.current_plan(runner, today)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(6, 30), UTC)


def _import_runs(runner: Runner, runs: Iterable[MadeUpRun]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for run in runs:
            (Path(folder) / f"{run.day}-made-up.fit").write_bytes(write_fit(make_activity(run)))
        batches.import_paths(runner, [Path(folder)])


def _as_planned(session: Session) -> MadeUpRun:
    km = session.distance_km or 1.0
    minutes = session.duration_min or 30.0
    return MadeUpRun(session.date, 7.0, km, minutes * 60 / km)


def _log_as_done(runner: Runner, session: Session) -> None:
    diary.log_session(
        runner,
        SessionLog(
            day=session.date,
            kind=session.kind,
            distance_km=session.distance_km,
            duration_min=session.duration_min,
            pain_during=2 if session.is_run else 1,
        ),
    )
