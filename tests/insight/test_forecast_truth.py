"""How good the forecast is on people it has not seen; docs/decisions/0336 has the whole figures."""

import numpy as np
import pytest

from benchmarks import train_forecast
from tests.shared_data import shared_path


@pytest.mark.corpus
def test_on_people_left_out_it_beats_their_own_rate_and_is_calibrated_where_it_is_shown():
    people = train_forecast.read_people(shared_path("risk", "pmdata"))
    others = ([each for each in people if each is not one] for one in people)
    models = [train_forecast.fit(some, 120.0, 10.0, True) for some in others]
    judged = [train_forecast.judge(one, model) for one, model in zip(people, models, strict=True)]
    shown = np.concatenate([one.shown for one in judged])
    forecast, own_rate, came = (
        np.concatenate([getattr(one, name) for one in judged])[shown] for name in ("forecast", "own_rate", "came")
    )
    assert train_forecast.find_auc(forecast, came) >= 0.80
    assert 0.8 <= train_forecast.find_slope(forecast, came) <= 1.2
    assert train_forecast.find_loss(forecast, came) < train_forecast.find_loss(own_rate, came)
    assert 0.2 <= shown.mean() <= 0.8


@pytest.mark.parametrize(
    ("values", "came", "auc"), [([1, 2, 3, 4], [0, 0, 1, 1], 1), ([4, 3, 2, 1], [0, 0, 1, 1], 0), ([1, 1], [0, 1], 0.5)]
)
def test_the_figure_itself(values, came, auc):
    assert train_forecast.find_auc(np.array(values, dtype=float), np.array(came, dtype=float)) == auc


def test_a_forecast_that_is_twice_as_bold_as_it_should_be_has_slope_one_half():
    odds = np.repeat([-1.0, 1.0], 10_000)
    share = 1 / (1 + np.exp(-odds))
    came = (np.tile(np.arange(10_000), 2) < share * 10_000).astype(float)
    bold = 1 / (1 + np.exp(-2 * odds))
    assert train_forecast.find_slope(bold, came) == pytest.approx(0.5, abs=0.01)
