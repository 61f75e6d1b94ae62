"""How likely tomorrow morning is worse, from the runner's own entries."""

from datetime import date, timedelta

from runback.domain.diary import SessionLog
from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.insight.forecast import Forecast, forecast_tomorrow
from runback.knowledge.forecast import load_forecast_model, load_forecast_rules
from runback.services.insight.mornings import read_mornings
from runback.services.training.diary import list_sessions
from runback.store.models import ActivityRow
from runback.store.owned import rows_of


def forecast(runner: Runner, day: date) -> Forecast:
    """The forecast for the morning after that local day; it may abstain."""
    rules, model = load_forecast_rules(), load_forecast_model()
    since = day - timedelta(days=rules.look_back_days)
    mornings = read_mornings(runner, day, since)
    return forecast_tomorrow(mornings, read_loads(runner, since, day, model.usual_effort), day, rules, model)


def find_word_of_caution(runner: Runner, day: date) -> Reason | None:
    """The line "go easier" for a day with training, None where there is nothing to say.

    It never says that more is possible, and no plan reads it.
    """
    found = forecast(runner, day)
    if found.probability is None or not found.asks_to_ease:
        return None
    rules = load_forecast_rules()
    return Reason.of(
        "forecast",
        rules.evidence,
        "forecast.easier",
        tenths=round(10 * found.probability),
        usual=max(round(10 * found.base_rate), 1),
    )


def read_loads(runner: Runner, since: date, until: date, usual_effort: float) -> dict[date, float]:
    """Effort (0 to 10) times minutes of what was done on each day; ``usual_effort`` where none was entered."""
    loads: dict[date, float] = {}
    logs = [log for log in list_sessions(runner, since, until) if log.done]
    efforts = {log.activity_id: _effort(log, usual_effort) for log in logs if log.activity_id is not None}
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, day__gte=since, day__lte=until)
    for pk, day, moving_s, elapsed_s in rows.values_list("pk", "day", "moving_s", "elapsed_s"):
        minutes = (moving_s or elapsed_s or 0) / 60
        loads[day] = loads.get(day, 0) + efforts.get(str(pk), usual_effort) * minutes
    for log in logs:
        if log.activity_id is None:
            loads[log.day] = loads.get(log.day, 0) + _effort(log, usual_effort) * (log.duration_min or 0)
    return loads


def _effort(log: SessionLog, usual: float) -> float:
    return usual if log.effort_rpe is None else log.effort_rpe
