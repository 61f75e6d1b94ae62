"""Forecast and experiments as JSON documents (interface 2)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from runback.domain.experiment import Experiment
from runback.insight.experiment import Outcome, Power
from runback.insight.forecast import Forecast
from runback.knowledge.experiments import ChangeToTry
from runback.knowledge.sentences import render_sentence


def forecast_document(found: Forecast) -> dict[str, Any]:
    """The document of ``runback forecast``."""
    return {
        "as_of": found.day.isoformat(),
        "abstains": found.abstains,
        "because": render_sentence(found.because),
        "probability": None if found.probability is None else round(found.probability, 4),
        "base_rate": round(found.base_rate, 4),
        "n_days": found.n_days,
        "go_easier": found.asks_to_ease,
        "evidence": list(found.because.evidence),
    }


def experiment_document(one: Experiment, change: ChangeToTry, outcome: Outcome, day: date) -> dict[str, Any]:
    """An experiment with its blocks and its answer on that day."""
    is_with = None if one.is_over(day) else one.is_with(day)
    return {
        "id": one.id,
        "change": one.change,
        "name": change.name,
        "started_on": one.started_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "stopped_on": None if one.stopped_on is None else one.stopped_on.isoformat(),
        "points": one.points,
        "settle_days": one.settle_days,
        "blocks": list(_describe_blocks(one)),
        "with_change_today": is_with,
        "do_today": None if is_with is None else change.with_it if is_with else change.without_it,
        "answer": str(outcome.answer),
        "because": render_sentence(outcome.because),
        "effect": outcome.effect,
        "low": outcome.low,
        "high": outcome.high,
        "n_with": outcome.n_with,
        "n_without": outcome.n_without,
        "evidence": [*outcome.because.evidence, *change.evidence],
    }


def _describe_blocks(one: Experiment) -> Iterable[dict[str, Any]]:
    for place, is_with in enumerate(one.blocks):
        first = one.started_on + timedelta(days=place * one.block_days)
        last = first + timedelta(days=one.block_days - 1)
        yield {"first": first.isoformat(), "last": last.isoformat(), "with_change": is_with}


def prospect_document(
    change: ChangeToTry, powers: Iterable[Power], chosen: Power, *, is_likely: bool
) -> dict[str, Any]:
    """What an experiment can be expected to find, before it is started."""
    return {
        "change": change.id,
        "name": change.name,
        "powers": [_power_document(power) for power in powers],
        "suggested": _power_document(chosen) | {"is_likely_to_tell": is_likely},
        "evidence": list(change.evidence),
    }


def _power_document(one: Power) -> dict[str, Any]:
    return {"days": one.length_days, "points": one.points, "chance": round(one.chance, 3)}
