"""How likely tomorrow morning is worse, from the runner's own mornings; withheld if no better than a guess.

The forecast depends on how often this runner's mornings were that much worse than this one (older
mornings count less), and on how hard today was, if sessions are logged at all. Before it is shown, every earlier
morning is forecast from what was known on that day, and the forecasts are compared with the runner's own rate of worse
mornings (a prequential Bayes factor: Dawid AP 1984, J R Stat Soc A 147(2):278-292, doi 10.2307/2981683).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from runback.domain.reason import Reason
from runback.knowledge.forecast import ForecastModel, ForecastRules

Floats = NDArray[np.float64]
WORST = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast made on one day for the next morning.

    ``probability`` (0 to 1) is None if nothing is shown; ``because`` says why, or what it is based on. ``base_rate``
    is the runner's own rate of worse mornings, over ``n_days`` mornings followed by another score, or that of
    all runners if there are none. ``asks_to_ease`` is whether it suggests going easier; it suggests nothing else.
    """

    day: date
    probability: float | None
    base_rate: float
    n_days: int
    because: Reason
    asks_to_ease: bool = False

    @property
    def abstains(self) -> bool:
        """Whether nothing is shown."""
        return self.probability is None


@dataclass(frozen=True, slots=True)
class Replay:
    """Every scored day of a diary, oldest first, arrays of shape (n,).

    ``forecast`` is the probability of a worse next morning, ``own_rate`` the runner's rate up to then, shrunk towards
    the typical one, both from what was known on that day. ``is_worse`` is the outcome (0 or 1), NaN without a score.
    ``has_load`` is whether sessions were logged in the weeks before, so that a day without one counts as easy.
    """

    days: tuple[date, ...]
    scores: Floats
    forecast: Floats
    own_rate: Floats
    is_worse: Floats
    has_load: NDArray[np.bool_]


def replay(
    mornings: Mapping[date, float], loads: Mapping[date, float], worse_by: float, model: ForecastModel
) -> Replay:
    """Forecast every day of a diary from what was known on it.

    ``mornings`` are scores (0 to 10) by day; ``loads`` are effort (0 to 10) times minutes by day, 0 if missing.
    """
    days = tuple(sorted(mornings))
    scores = np.array([mornings[day] for day in days], dtype=float)
    number = np.array([day.toordinal() for day in days], dtype=float)
    weight = np.tril(0.5 ** (np.abs(number[:, None] - number[None, :]) / model.half_life_days), -1)
    is_above = scores[None, :] >= scores[:, None] + worse_by
    pull = model.usual_weight
    share = (pull * model.usual_rate + (weight * is_above).sum(axis=1)) / (pull + weight.sum(axis=1))
    has_load = _find_known_loads(days, loads, model.load_days)
    plain = model.plain_intercept + model.plain_own_share * np.log(share / (1 - share))
    full = model.intercept + model.own_share * np.log(share / (1 - share)) + model.load * _find_load_terms(days, loads)
    came = [mornings.get(day + timedelta(days=1)) for day in days]
    is_worse = np.array(
        [np.nan if to is None else float(to >= one + worse_by) for one, to in zip(scores, came, strict=True)]
    )
    known = np.concatenate(([0.0], np.cumsum(~np.isnan(is_worse))[:-1]))
    worse = np.concatenate(([0.0], np.nancumsum(is_worse)[:-1]))
    return Replay(
        days,
        scores,
        forecast=1 / (1 + np.exp(-np.where(has_load, full, plain))),
        own_rate=(pull * model.usual_rate + worse) / (pull + known),
        is_worse=is_worse,
        has_load=has_load,
    )


def _find_load_terms(days: tuple[date, ...], loads: Mapping[date, float]) -> Floats:
    return np.log1p(np.array([loads.get(day, 0.0) for day in days]) / 100)


def _find_known_loads(days: tuple[date, ...], loads: Mapping[date, float], within: int) -> NDArray[np.bool_]:
    """Whether anything was logged in the ``within`` days up to each day; if not, the load is unknown."""
    logged = np.array(sorted(day.toordinal() for day, value in loads.items() if value > 0))
    number = np.array([day.toordinal() for day in days])
    by_then, before = (np.searchsorted(logged, at, side="right") for at in (number, number - within))
    return np.asarray(by_then > before)


def forecast_tomorrow(
    mornings: Mapping[date, float],
    loads: Mapping[date, float],
    day: date,
    rules: ForecastRules,
    model: ForecastModel,
) -> Forecast:
    """The forecast for the morning after ``day``; scores and loads as for ``replay``, later days are left out."""
    first = day - timedelta(days=rules.look_back_days)
    known = {one: score for one, score in mornings.items() if first <= one <= day}
    past = replay(known, loads, rules.worse_by, model)
    came = past.is_worse[~np.isnan(past.is_worse)]
    base_rate = float(came.mean()) if len(came) else model.usual_rate
    why_not = _find_reason_to_abstain(past, day, rules)
    if why_not is not None:
        return Forecast(day, None, base_rate, len(came), why_not)
    probability = float(past.forecast[-1])
    asks = probability >= max(rules.easier_from, rules.easier_times * base_rate)
    facts = {"n_days": len(came), "worse_by": rules.worse_by, "base_rate": base_rate}
    if past.has_load[-1]:
        because = Reason.of("forecast", rules.evidence, "forecast.rests_on", **facts)
    else:
        because = Reason.of("forecast", rules.evidence, "forecast.rests_on_mornings", **facts)
    return Forecast(day, probability, base_rate, len(came), because, asks)


def _find_reason_to_abstain(past: Replay, day: date, rules: ForecastRules) -> Reason | None:
    came = past.is_worse[~np.isnan(past.is_worse)]
    worse = int(came.sum())
    if not past.days or past.days[-1] != day:
        return Reason.of("forecast", rules.evidence, "forecast.no_score_today")
    if past.scores[-1] + rules.worse_by > WORST:
        return Reason.of("forecast", rules.evidence, "forecast.near_the_top", worse_by=rules.worse_by)
    if len(came) < rules.pairs_min:
        needed = rules.pairs_min
        return Reason.of("forecast", rules.evidence, "forecast.few_mornings", n_days=len(came), needed=needed)
    if worse < rules.worse_mornings_min:
        return Reason.of("forecast", rules.evidence, "forecast.few_worse", n_days=len(came), worse=worse)
    if find_bayes_factor(past) < rules.bayes_factor_min:
        return Reason.of("forecast", rules.evidence, "forecast.no_better", n_days=len(came))
    return None


def find_bayes_factor(past: Replay) -> float:
    """How much better the forecasts predicted the outcomes than the runner's own rate, as a Bayes factor."""
    has_come = ~np.isnan(past.is_worse)
    came = past.is_worse[has_come] == 1
    forecast, own = past.forecast[has_come], past.own_rate[has_come]
    gain = np.where(came, np.log(forecast / own), np.log((1 - forecast) / (1 - own)))
    return float(np.exp(min(gain.sum(), 700.0)))
