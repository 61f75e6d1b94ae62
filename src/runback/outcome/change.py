"""``judge_change``: what the difference between two scores means, given measurement error."""

from dataclasses import dataclass
from enum import StrEnum

from runback.domain.reason import Fact
from runback.knowledge.instruments import Important, Instrument
from runback.knowledge.sentences import render_by_id
from runback.outcome.scoring import DIGITS


class Verdict(StrEnum):
    """What a change means; ``CANNOT_TELL`` if it may be only measurement error."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A change in points, positive is better; ``low`` to ``high`` is its 90 % interval from measurement error.

    ``important`` is the smallest important change for a runner who started at the first score.
    """

    points: float
    low: float
    high: float
    important: float
    verdict: Verdict


def judge_change(instrument: Instrument, first: float, last: float) -> ScoreChange | None:
    """The change from the first score to the last; None if the instrument does not measure change.

    It is better or worse from the smallest important change on, unless that is below the measurement error. The
    smallest important change is that of the instrument or its share of the first score, whichever is less: a score of
    6 cannot fall by 8.
    """
    if instrument.important is None or instrument.error is None:
        return None
    points = first - last if instrument.better == "lower" else last - first
    important = instrument.important.points
    if instrument.important.share is not None and first > 0:
        important = min(important, max(instrument.important.share * first, _least(instrument.important)))
    verdict = Verdict.CANNOT_TELL
    if abs(points) >= max(important, instrument.error):
        verdict = Verdict.BETTER if points > 0 else Verdict.WORSE
    return ScoreChange(
        points=round(points, DIGITS),
        low=round(points - instrument.error, DIGITS),
        high=round(points + instrument.error, DIGITS),
        important=round(important, DIGITS),
        verdict=verdict,
    )


def _least(important: Important) -> float:
    """The smallest change that studies consider important."""
    return important.points if important.range is None else important.range[0]


def describe_score_change(instrument: Instrument, change: ScoreChange) -> str:
    """The change in words, with its interval from measurement error."""
    points, sign = abs(change.points), 1 if change.points >= 0 else -1
    low, high = sorted((sign * change.low, sign * change.high))
    facts: dict[str, Fact] = {
        "points": points,
        "low": low,
        "high": high,
        "important": change.important,
        "error": instrument.error or 0.0,
        "direction": "better" if sign > 0 else "worse",
    }
    return render_by_id("outcome.same" if points == 0 else f"outcome.{change.verdict}", facts.items())
