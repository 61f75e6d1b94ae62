"""How likely tomorrow morning is worse, from the runner's own entries."""

from datetime import date, timedelta

from runback.domain.reason import Reason
from runback.domain.runner import Runner
from runback.insight.forecast import Forecast, forecast_tomorrow
from runback.knowledge.forecast import load_forecast_model, load_forecast_rules
from runback.services.insight.mornings import read_mornings
from runback.store.models import ActivityRow, PainRow, SessionRow
from runback.store.owned import rows_of
from runback.store.standing import read_once


def forecast(runner: Runner, day: date) -> Forecast:
    """The forecast for the morning after that local day; it may abstain."""
    rules, model = load_forecast_rules(), load_forecast_model()
    since = day - timedelta(days=rules.look_back_days)
    mornings = read_mornings(runner, day, since)
    return forecast_tomorrow(mornings, read_loads(runner, since, day, model.usual_effort), day, rules, model)


@read_once(PainRow, SessionRow, ActivityRow)
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


@read_once(SessionRow, ActivityRow)
def read_loads(runner: Runner, since: date, until: date, usual_effort: float) -> dict[date, float]:
    """Effort (0 to 10) times minutes of what was done on each day; ``usual_effort`` where none was entered."""
    loads: dict[date, float] = {}
    efforts: dict[int, float] = {}
    logs = rows_of(SessionRow, runner).filter(done=True, day__gte=since, day__lte=until).order_by("day", "pk")
    for day, activity_id, rpe, minutes in logs.values_list("day", "activity_id", "effort_rpe", "duration_min"):
        effort = usual_effort if rpe is None else rpe
        if activity_id is None:
            loads[day] = loads.get(day, 0) + effort * (minutes or 0)
        else:
            efforts[activity_id] = effort
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, day__gte=since, day__lte=until)
    for pk, day, moving_s, elapsed_s in rows.values_list("pk", "day", "moving_s", "elapsed_s"):
        minutes = (moving_s or elapsed_s or 0) / 60
        loads[day] = loads.get(day, 0) + efforts.get(pk, usual_effort) * minutes
    return loads
