"""The effect of a change in a diary, against numbers calculated in another way."""

import numpy as np
import pytest
from scipy import stats

from runback.insight import effect
from runback.insight.effect import find_effects


def diary(n=40, seed=3):
    random = np.random.default_rng(seed)
    days = np.arange(n, dtype=float)
    is_with = (days // 5) % 2 == 1
    return days, is_with, 5 - 1.2 * is_with + random.normal(size=n)


def test_without_likeness_of_days_it_is_the_interval_of_ordinary_least_squares(monkeypatch):
    monkeypatch.setattr(effect, "PHIS", np.array([0.0]))
    monkeypatch.setattr(effect, "PRIOR", np.array([1.0]))
    monkeypatch.setattr(effect, "LEAST_VARIANCE", 0.0)
    days, is_with, scores = diary()
    design = np.column_stack((np.ones(40), is_with, days))
    solution, (rest,), *_ = np.linalg.lstsq(design, scores, rcond=None)
    error = np.sqrt(rest / 37 * np.linalg.inv(design.T @ design)[1, 1])
    found = find_effects(days, is_with, scores[:, None])
    assert found.best[0] == pytest.approx(solution[1])
    assert found.quantile(0.95)[0] == pytest.approx(solution[1] + error * stats.t(37).ppf(0.95), abs=1e-6)
    assert found.chance_below(0.0)[0] == pytest.approx(stats.t(37).cdf(-solution[1] / error))


def test_with_one_likeness_it_is_generalised_least_squares_over_missing_mornings(monkeypatch):
    monkeypatch.setattr(effect, "PHIS", np.array([0.6]))
    monkeypatch.setattr(effect, "PRIOR", np.array([1.0]))
    monkeypatch.setattr(effect, "LEAST_VARIANCE", 0.0)
    days, is_with, scores = (part[np.r_[0:7, 9:20, 24:40]] for part in diary())
    design = np.column_stack((np.ones(len(days)), is_with, days))
    inverse = np.linalg.inv(0.6 ** np.abs(days[:, None] - days[None, :]))
    spread = np.linalg.inv(design.T @ inverse @ design)
    solution = spread @ design.T @ inverse @ scores
    left = scores - design @ solution
    error = np.sqrt(left @ inverse @ left / (len(days) - 3) * spread[1, 1])
    found = find_effects(days, is_with, scores[:, None])
    assert found.mean[0, 0] == pytest.approx(solution[1])
    assert found.scale[0, 0] == pytest.approx(error)


def test_days_that_are_alike_count_for_less(monkeypatch):
    days = np.arange(60, dtype=float)
    is_with = (days // 15) % 2 == 1
    random = np.random.default_rng(1)
    scores = random.normal(size=(60, 200))
    for day in range(1, 60):
        scores[day] = 0.8 * scores[day - 1] + 0.6 * scores[day]

    def width():
        found = find_effects(days, is_with, scores)
        return (found.quantile(0.95) - found.quantile(0.05)).mean()

    wide = width()
    monkeypatch.setattr(effect, "PHIS", np.array([0.0]))
    monkeypatch.setattr(effect, "PRIOR", np.array([1.0]))
    assert wide > 1.3 * width()


def test_a_trend_is_not_taken_for_an_effect():
    days = np.arange(60, dtype=float)
    is_with = days >= 30
    found = find_effects(days, is_with, (8 - days / 10 + 0.2 * np.sin(days))[:, None])
    assert found.quantile(0.05)[0] < 0 < found.quantile(0.95)[0]


def test_equal_scores_have_no_effect_and_no_error():
    days, is_with, _ = diary()
    found = find_effects(days, is_with, np.full((40, 1), 3.0))
    assert found.best[0] == pytest.approx(0)
    assert found.chance_below(0.0)[0] == pytest.approx(0.5)


@pytest.mark.parametrize("is_with", [np.zeros(20, dtype=bool), np.ones(20, dtype=bool)])
def test_one_kind_of_days_alone_has_no_effect(is_with):
    with pytest.raises(ValueError, match="with and without"):
        find_effects(np.arange(20.0), is_with, np.zeros((20, 1)))
