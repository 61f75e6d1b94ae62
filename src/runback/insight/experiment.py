"""Experiments with one change: random blocks, the power before the start, and the answer at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from runback.domain.experiment import Experiment
from runback.domain.reason import Reason
from runback.insight.effect import Effects, find_effects
from runback.knowledge.experiments import ChangeToTry, ExperimentRules, UsualNoise

Floats = NDArray[np.float64]
_SCHEDULES, _DIARIES = 12, 40
"""Simulated diaries for a power: random block orders, and diaries for each."""
LEAST_SPREAD = 0.3
"""The smallest assumed spread of scores in whole points, even if all were equal so far."""
MOST_ALIKE = 0.9
INTERVAL = (0.05, 0.95)
"""The quantiles of the 90 % interval."""


class Answer(StrEnum):
    """The result of an experiment: morning scores are lower with the change, higher, or about the same; or unclear."""

    NOT_YET = "not_yet"
    HELPS = "helps"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer with its reason.

    ``effect`` is how many points higher the morning score is with the change (below 0: lower), from ``low`` to
    ``high`` with 90 % probability; None while it runs and with too few scores. ``n_with`` and ``n_without`` count
    the mornings behind it.
    """

    answer: Answer
    because: Reason
    n_with: int
    n_without: int
    effect: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """The chance (0 to 1) that an experiment of so many days finds a change that lowers scores by ``points``."""

    length_days: int
    points: float
    chance: float


# --- before the start


def draw_blocks(length_days: int, block_days: int, random: Generator) -> tuple[bool, ...]:
    """Draw blocks for at most ``length_days``: in each pair one with the change and one without, in random order."""
    firsts = random.integers(2, size=length_days // (2 * block_days)).astype(bool)
    return tuple(bool(one) for first in firsts for one in (first, not first))


def measure_noise(mornings: Mapping[date, float], day: date, rules: ExperimentRules) -> tuple[UsualNoise, float]:
    """The natural variation of this runner's scores before ``day``, and the share of mornings with a score (0 to 1).

    If the diary is too short, the typical values in ``rules`` are used.
    """
    first = day - timedelta(days=rules.noise_window_days)
    known = {one: score for one, score in sorted(mornings.items()) if first <= one < day}
    if len(known) < rules.noise_mornings_min:
        return rules.usual_noise, rules.usual_share_logged
    scores = np.array(list(known.values()), dtype=float)
    number = np.array([morning.toordinal() for morning in known], dtype=float)
    left = scores - np.polyval(np.polyfit(number - number.mean(), scores, 1), number - number.mean())
    spread = max(float(left.std(ddof=2)), LEAST_SPREAD)
    noise = UsualNoise(level=float(scores.mean()), spread=min(spread, 5.0), likeness=_find_likeness(number, left))
    return noise, len(known) / ((day - min(known)).days)


def _find_likeness(number: Floats, left: Floats) -> float:
    """The correlation of neighbouring days, with a small-sample correction (Kendall 1954)."""
    is_next = np.diff(number) == 1
    if not is_next.any() or not left.any():
        return 0.0
    found = float((left[:-1] * left[1:])[is_next].mean() / (left**2).mean())
    return float(np.clip(found + (1 + 4 * found) / len(left), 0, MOST_ALIKE))


def find_power(
    change: ChangeToTry,
    length_days: int,
    points: float,
    noise: UsualNoise,
    share_logged: float,
    rules: ExperimentRules,
) -> Power:
    """The probability of the answer "helps" if the change lowers scores by ``points``; deterministic.

    Simulated diaries with this noise, in whole points from 0 to 10, are analysed like the runner's own.
    """
    random = np.random.default_rng(0)
    found = 0.0
    for _ in range(_SCHEDULES):
        blocks = draw_blocks(length_days, change.block_days, random)
        is_with = np.repeat(blocks, change.block_days)
        days = np.arange(len(is_with))
        scores = make_up_scores(is_with, -points, noise, _DIARIES, random)
        counts = (days % change.block_days >= change.settle_days) & (random.random(len(days)) < share_logged)
        if min(is_with[counts].sum(), (~is_with[counts]).sum()) >= rules.mornings_min:
            effects = find_effects(days[counts].astype(float), is_with[counts], scores[counts])
            found += float((effects.chance_below(0.0) >= rules.sure).mean())
    return Power(length_days, points, found / _SCHEDULES)


def make_up_scores(
    is_with: NDArray[np.bool_], effect: float, noise: UsualNoise, count: int, random: Generator
) -> Floats:
    """Morning scores of ``count`` simulated diaries, shape (days, count): whole points, 0 to 10."""
    fresh = random.normal(size=(len(is_with), count))
    fresh[1:] *= np.sqrt(1 - noise.likeness**2)
    for day in range(1, len(fresh)):
        fresh[day] += noise.likeness * fresh[day - 1]
    return np.clip(np.round(noise.level + effect * is_with[:, None] + noise.spread * fresh), 0, 10)


# --- the answer


def judge_experiment(
    experiment: Experiment, mornings: Mapping[date, float], day: date, rules: ExperimentRules
) -> Outcome:
    """The answer on that day from the morning scores (0 to 10) up to it.

    There is none before the end: checking every day until something shows would find effects that do not exist. For
    the same reason, an experiment that was stopped early has no clear answer.
    """
    counted = sorted(one for one in mornings if one <= day and experiment.counts(one))
    is_with = np.array([experiment.is_with(one) for one in counted], dtype=bool)
    n_with, n_without = int(is_with.sum()), int((~is_with).sum())
    if not experiment.is_over(day):
        because = Reason.of(
            "experiment", rules.evidence, "experiment.not_yet", ends_on=experiment.ends_on.isoformat(), n=len(counted)
        )
        return Outcome(Answer.NOT_YET, because, n_with, n_without)
    if min(n_with, n_without) < rules.mornings_min:
        because = Reason.of(
            "experiment",
            rules.evidence,
            "experiment.few_mornings",
            n_with=n_with,
            n_without=n_without,
            needed=rules.mornings_min,
        )
        return Outcome(Answer.CANNOT_TELL, because, n_with, n_without)
    number = np.array([one.toordinal() for one in counted], dtype=float)
    scores = np.array([mornings[one] for one in counted], dtype=float)
    return _answer(find_effects(number, is_with, scores[:, None]), experiment, (n_with, n_without), rules)


def _answer(effects: Effects, experiment: Experiment, counts: tuple[int, int], rules: ExperimentRules) -> Outcome:
    effect, low, high = (float(value[0]) for value in (effects.best, *map(effects.quantile, INTERVAL)))
    lower = float(effects.chance_below(0.0)[0])
    within = float((effects.chance_below(experiment.points) - effects.chance_below(-experiment.points))[0])
    numbers = {"effect": effect, "low": low, "high": high}
    evidence = rules.evidence
    if experiment.stopped_on is not None:
        answer, because = Answer.CANNOT_TELL, Reason.of("experiment", evidence, "experiment.stopped", **numbers)
    elif lower >= rules.sure:
        size = {"by": -effect, "least": -high, "most": -low}
        answer, because = Answer.HELPS, Reason.of("experiment", evidence, "experiment.helps", **size)
    elif 1 - lower >= rules.sure:
        size = {"by": effect, "least": low, "most": high}
        answer, because = Answer.WORSE, Reason.of("experiment", evidence, "experiment.worse", **size)
    elif within >= rules.no_difference:
        points = {"points": experiment.points}
        because = Reason.of("experiment", evidence, "experiment.no_difference", **numbers, **points)
        answer = Answer.NO_DIFFERENCE
    else:
        answer, because = Answer.CANNOT_TELL, Reason.of("experiment", evidence, "experiment.cannot_tell", **numbers)
    return Outcome(answer, because, *counts, effect, low, high)
