"""How often runners were injured, how long until they ran again, and how many were injured again."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from runback.cohort import outcome_sql
from runback.cohort.engine import Engine

Document = dict[str, Any]


def offer_outcomes(engine: Engine) -> None:
    """Create the views ``run_days``, ``injuries`` and ``outcomes`` over runs, pain and runners."""
    engine.view("run_days", outcome_sql.run_days())
    engine.view("injuries", outcome_sql.injuries())
    engine.view("outcomes", outcome_sql.outcomes())


def summarise(engine: Engine) -> Document:
    """Incidence by sex and age group, days to the first run and to the usual week, recurrences; counts are unhidden."""
    groups = engine.rows(outcome_sql.incidence())
    (recurred,) = engine.rows(outcome_sql.recurrences())
    (behind,) = engine.rows(outcome_sql.runners_with_event())

    def times_to(column: str) -> Document:
        return {**days_until(engine.rows(outcome_sql.times_to(column))), "runners_seen": int(behind[column])}

    return {
        "incidence": [_rates(group) for group in groups],
        "days_to_first_run": times_to("ran_again_on"),
        "days_to_usual_week": times_to("usual_again_on"),
        "recurrence": {
            "injuries": int(recurred["n"]),
            "recurred": int(recurred["recurred"]),
            "runners_again": int(behind["recurred_on"]),
        },
    }


def _rates(group: Mapping[str, Any]) -> Document:
    counts = {name: int(group[name]) for name in ("runners", "runners_hurt", "run_days", "days", "injuries")}
    low, high = poisson_limits(counts["injuries"])
    rates = {
        "per_1000_run_days": 1000 * counts["injuries"] / counts["run_days"],
        "low": 1000 * low / counts["run_days"],
        "high": 1000 * high / counts["run_days"],
    }
    return {"sex": group["sex"], "age_group": group["age_group"], **counts, **rates}


def poisson_limits(count: int) -> tuple[float, float]:
    """The exact 95 % limits of a Poisson mean after ``count`` events (Garwood 1936, doi:10.1093/biomet/28.3-4.437)."""
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return float(low), float(stats.chi2.ppf(0.975, 2 * count + 2) / 2)


def days_until(waits: Sequence[Mapping[str, Any]]) -> Document:
    """Kaplan-Meier quartiles in days: when a quarter, half and three quarters had the event; None if not reached.

    ``waits`` have days, is_seen (False: censored at the end of the record) and n.
    """
    n = sum(int(row["n"]) for row in waits)
    seen = sum(int(row["n"]) for row in waits if row["is_seen"])
    if not seen:
        return {"injuries": n, "seen": 0, "quartiles": [None, None, None]}
    times = {
        is_seen: np.repeat(
            [row["days"] for row in waits if row["is_seen"] == is_seen],
            [int(row["n"]) for row in waits if row["is_seen"] == is_seen],
        ).astype(float)
        for is_seen in (True, False)
    }
    curve = stats.ecdf(stats.CensoredData(uncensored=times[True], right=times[False])).cdf
    reached = [curve.quantiles[curve.probabilities >= share - 1e-12] for share in (0.25, 0.5, 0.75)]
    return {"injuries": n, "seen": seen, "quartiles": [float(one[0]) if len(one) else None for one in reached]}
