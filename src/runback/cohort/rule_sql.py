"""The rules of ``load/`` as SQL for both DuckDB and Spark; every number comes from the rule book.

The views ``runs``, ``pain`` and ``runners`` hold usable rows only (``quality``). Both engines have ``unix_date`` and
``date_from_unix_date``. Sums are over integer millimetres and milliminutes, so that they do not depend on the order.
"""

from runback.knowledge.plan_rules import load_plan_rules

WEEK = 7
MONDAY_OFFSET = 3
"""1 January 1970, day 0, was a Thursday: three days after a Monday."""


def real(number: float) -> str:
    """A number as a double literal in either dialect: plain 1.1 would be a decimal."""
    return f"{float(number)!r}e0"


def _exact_sum(column: str) -> str:
    return f"sum(CAST(floor({column} * 1e6 + 0.5e0) AS BIGINT))"


def longest_before(km: str = "distance_km") -> str:
    """The longest run of the days before the row's day, NULL without one; runs of the same day are excluded."""
    days = load_plan_rules().single_run_ceiling.days
    return (
        f"max(CASE WHEN {km} > 0 THEN {km} END) OVER (PARTITION BY runner_id ORDER BY unix_date(day)"
        f" RANGE BETWEEN {days} PRECEDING AND 1 PRECEDING)"
    )


def spike_size(ratio: str) -> str:
    """small, moderate or large for a ratio beyond the rule's, else NULL."""
    rule = load_plan_rules().single_run_ceiling
    return (
        f"CASE WHEN {ratio} > {real(rule.large_over)} THEN 'large'"
        f" WHEN {ratio} > {real(rule.moderate_over)} THEN 'moderate'"
        f" WHEN {ratio} > {real(rule.factor)} THEN 'small' END"
    )


def spikes() -> str:
    """Runs beyond the rule's limit: runner_id, day, run_km, longest_prior_30d_km, ratio, size."""
    return f"""
SELECT * FROM (
  SELECT runner_id, day, run_km, longest_prior_30d_km, ratio, {spike_size("ratio")} AS size FROM (
    SELECT *, run_km / longest_prior_30d_km AS ratio FROM (
      SELECT runner_id, day, distance_km AS run_km, {longest_before()} AS longest_prior_30d_km FROM runs) AS measured
  ) AS compared
) AS sized WHERE size IS NOT NULL"""


def run_days() -> str:
    """The input for the ceilings: one row per run."""
    return "SELECT runner_id, day, distance_km FROM runs"


def load_days() -> str:
    """A row for each day with a run: runner_id, day, distance_km, duration_min, longest_run_km."""
    return f"""
SELECT runner_id, day, {_exact_sum("distance_km")} / 1e6 AS distance_km,
  {_exact_sum("duration_min")} / 1e6 AS duration_min, max(distance_km) AS longest_run_km
FROM runs GROUP BY runner_id, day"""


def load_weeks(each_week: str) -> str:
    """A row for each week from Monday, empty ones between included: runner_id, week_start, distance_km, change_pct.

    ``each_week`` is the dialect's SQL for one row per week, from ``first`` to ``last`` in steps of seven.
    """
    monday = f"unix_date(day) - (unix_date(day) + {MONDAY_OFFSET}) % {WEEK}"
    return f"""
SELECT runner_id, date_from_unix_date(CAST(week AS INT)) AS week_start, distance_km,
  CASE WHEN before_km > 0 THEN (distance_km / before_km - 1e0) * 100e0 END AS change_pct
FROM (
  SELECT *, lag(distance_km) OVER (PARTITION BY runner_id ORDER BY week) AS before_km FROM (
    SELECT grid.runner_id, grid.week, coalesce(km, 0e0) AS distance_km
    FROM (SELECT runner_id, week FROM (
        SELECT runner_id, min({monday}) AS first, max({monday}) AS last FROM runs GROUP BY runner_id) AS span
      {each_week}) AS grid
    LEFT JOIN (
      SELECT runner_id, {monday} AS week, {_exact_sum("distance_km")} / 1e6 AS km FROM runs GROUP BY runner_id, {monday}
    ) AS summed ON summed.runner_id = grid.runner_id AND summed.week = grid.week
  ) AS filled
) AS compared"""
