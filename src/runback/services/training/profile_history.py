"""What the history says of a runner's usual running, to be shown and corrected in the check and the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from runback.domain.intake import read_intake
from runback.domain.load import Run
from runback.domain.runner import Experience, Runner
from runback.load.measure import monday_of
from runback.plan.course.usual import find_usual
from runback.plan.request import DatedCheck, PlanRequest
from runback.services.training.check_in import assess_intake
from runback.services.training.facts import Facts, gather_facts
from runback.services.training.profile import LONGEST, STATUS

_EPISODE = ("onset", "pain_days")
_KNOWN_RUNNER = timedelta(days=90)
_BREAK_D = 28
_BACK_RUNNING = timedelta(days=42)
_WHOLE_FROM_KM = 10
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RunningHistory:
    """What the history says, by key of the answers file; empty without runs. ``weeks`` is how many weeks it covers."""

    answers: Mapping[str, Any]
    weeks: int


def read_running(runner: Runner, today: date, answers: Mapping[str, Any]) -> RunningHistory:
    """The usual week before the break or the pain, and the last weeks, from the runs up to ``today``.

    ``answers`` may contain when and how the pain began. A history of less than three months does not say what kind of
    runner this is: ``runner_status`` is left out.
    """
    facts = gather_facts(runner, today)
    if not facts.runs:
        return RunningHistory({}, 0)
    first, last = facts.runs[0], facts.runs[-1]
    found: dict[str, Any] = {
        **_usual(facts, answers),
        **_recent(facts.runs, today),
        "weeks_off": (today - last.day).days // 7,
        "last_run_km": round(last.distance_km, 1),
    }
    if today - first.day >= _KNOWN_RUNNER:
        found["runner_status"] = str(_status(facts, today))
    return RunningHistory(found, (monday_of(today) - monday_of(first.day)).days // 7 + 1)


def known_running(
    history: RunningHistory, profile: Mapping[str, Any], answers: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """What is known of the runner's running: answers first, then the profile, then the history.

    The longest run and a return after a break come from the history before the profile, which may be out of date.
    """
    newer = {key: history.answers[key] for key in (LONGEST,) if key in history.answers}
    if history.answers.get(STATUS) == Experience.RETURNING:
        newer[STATUS] = history.answers[STATUS]
    return {**history.answers, **profile, **newer, **answers}


def _usual(facts: Facts, answers: Mapping[str, Any]) -> dict[str, float]:
    """The usual week as the plan reads it, with nothing of it answered."""
    facts = replace(facts, profile={})
    intake = read_intake({key: answers[key] for key in _EPISODE if answers.get(key) is not None})
    check = DatedCheck(facts.as_of, intake, assess_intake(intake, facts))
    request = PlanRequest((check,), check.assessment, facts.as_of, facts.as_of, runs=facts.runs)
    usual = find_usual(request)
    if not usual.is_known:
        return {}
    return {
        "weekly_km": round(usual.km) if usual.km >= _WHOLE_FROM_KM else round(usual.km, 1),
        "runs_per_week": usual.runs,
        "usual_long_run_km": round(usual.long_km, 1),
        "easy_pace_s_per_km": round(usual.pace * 60),
    }


def _recent(runs: tuple[Run, ...], today: date) -> dict[str, float]:
    """The longest run of 30 days without the last one, as the answers file counts it."""
    recent = [run.distance_km for run in runs[:-1] if run.day >= today - _LONGEST]
    return {"longest_run_30d_km": round(max(recent), 1)} if recent else {}


def _status(facts: Facts, today: date) -> Experience:
    """Returning during a break of four weeks and for six weeks after it, else regular."""
    is_back = any(gap.days >= _BREAK_D and gap.end >= today - _BACK_RUNNING for gap in facts.load.gaps)
    return Experience.RETURNING if is_back else Experience.REGULAR
