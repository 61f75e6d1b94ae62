"""The JSON documents of `runback outcomes`."""

from collections.abc import Mapping
from typing import Any

from runback.knowledge.instruments import Instrument
from runback.outcome.change import ScoreChange
from runback.outcome.scoring import Score

Document = dict[str, Any]


def score_document(score: Score) -> Document:
    """The document of `runback outcomes score`; ``low`` and ``high`` are what unanswered items leave open."""
    return {
        "instrument": score.instrument,
        "score": score.score,
        "max": score.max,
        "answered": score.answered,
        "valid": score.valid,
        "low": score.low,
        "high": score.high,
    }


def change_document(change: ScoreChange | None) -> Document | None:
    """A change; positive points are better."""
    if change is None:
        return None
    return {
        "points": change.points,
        "low": change.low,
        "high": change.high,
        "important": change.important,
        "verdict": str(change.verdict),
    }


def instrument_document(instrument: Instrument) -> Document:
    """The answers behind a score."""
    important = instrument.important
    shown = None if important is None else important.model_dump(mode="json")
    return {
        "id": instrument.id,
        "name": instrument.name,
        "better": instrument.better,
        "max": instrument.max,
        "important": shown,
        "error": instrument.error,
        "source": instrument.source,
        "licence": instrument.licence,
        "usual": [{"text": one.text, "evidence": one.evidence} for one in instrument.usual],
    }


def answered_document(week: int | None, day: str, answers: Mapping[str, Any], score: Score) -> Document:
    """The answers to one questionnaire on a day."""
    return {"day": day, "week": week, "answers": dict(answers)} | score_document(score)
