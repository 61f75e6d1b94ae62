"""When a forecast of tomorrow's pain is shown, and the weights it is made with."""

from functools import cache

from pydantic import Field

from runback.knowledge.reading import Entry, parse_yaml, read_text

FILE = "forecast.yaml"
MODEL_FILE = "forecast_model.yaml"


class ForecastRules(Entry):
    """A worse morning is ``worse_by`` points above this one. The rest says when a forecast is shown.

    ``pairs_min`` counts mornings followed by another morning's score within ``look_back_days``, ``worse_mornings_min``
    the worse ones among them. ``bayes_factor_min`` is how much better than the runner's own rate past forecasts must
    have been. A forecast of ``easier_from`` that is ``easier_times`` the runner's own rate asks to go easier.
    """

    worse_by: float = Field(gt=0)
    look_back_days: int = Field(ge=60)
    pairs_min: int = Field(ge=10)
    worse_mornings_min: int = Field(ge=1)
    bayes_factor_min: float = Field(ge=1)
    easier_from: float = Field(gt=0, lt=1)
    easier_times: float = Field(ge=1)
    evidence: tuple[str, ...] = Field(min_length=1)


class ForecastModel(Entry):
    """The trained numbers.

    A runner's own share of mornings is weighted by a half-life in days and pulled towards ``usual_rate`` by
    ``usual_weight`` mornings. ``intercept``, ``own_share`` (of its log odds) and ``load`` (of ``log(1 + load/100)``,
    load being effort times minutes) are the weights of a logistic regression. Where nothing was logged for
    ``load_days`` the load is unknown, not nothing: ``plain_intercept`` and ``plain_own_share`` do without it.
    ``usual_effort`` (0 to 10) is used if none was entered.
    """

    half_life_days: float = Field(gt=0)
    usual_weight: float = Field(gt=0)
    usual_rate: float = Field(gt=0, lt=1)
    intercept: float
    own_share: float
    load: float
    load_days: int = Field(ge=7)
    plain_intercept: float
    plain_own_share: float
    usual_effort: float = Field(ge=0, le=10)


@cache
def load_forecast_rules() -> ForecastRules:
    """When a forecast is shown; raises ``BrokenRuleBook``."""
    return parse_forecast_rules(read_text(FILE))


def parse_forecast_rules(text: str) -> ForecastRules:
    """The rules of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, ForecastRules)


@cache
def load_forecast_model() -> ForecastModel:
    """The trained numbers; raises ``BrokenRuleBook``."""
    return parse_forecast_model(read_text(MODEL_FILE))


def parse_forecast_model(text: str) -> ForecastModel:
    """The numbers of a YAML text, checked like the product's own."""
    return parse_yaml(text, MODEL_FILE, ForecastModel)
