"""Days at risk as SQL for both engines: each day with a run, its exposure, and whether an injury followed."""

from runback.cohort.rule_sql import longest_before, real, spike_size
from runback.cohort.study import definitions
from runback.knowledge.plan_rules import load_plan_rules

METRES = "CAST(floor({column} * 1e3 + 0.5e0) AS BIGINT)"
SPIKE_NAMES = ("small", "moderate", "large")


def recorded_days(which: str = "TRUE") -> str:
    """A row for each runner and day with a run or with pain that counts: km of the longest run, metres in all, hurt.

    ``which`` selects the runners.
    """
    least = definitions()["injury"]["score_min"]
    metres = METRES.format(column="distance_km")
    return f"""
SELECT runner_id, day, max(km) AS km, sum(metres) AS metres, max(hurt) AS hurt FROM (
  SELECT runner_id, day, distance_km AS km, {metres} AS metres, 0 AS hurt FROM runs WHERE {which}
  UNION ALL SELECT runner_id, day, CAST(NULL AS DOUBLE) AS km, CAST(NULL AS BIGINT) AS metres, 1 AS hurt
  FROM pain WHERE score >= {least} AND {which}
) AS rows_of_days GROUP BY runner_id, day"""


def _over(frame: str) -> str:
    return f"OVER (PARTITION BY runner_id ORDER BY unix_date(day) RANGE BETWEEN {frame})"


def _exposure(measure: str) -> str:
    """The additional columns that a measure needs."""
    if measure == "single_run":
        return f"{longest_before('km')} AS longest_km"
    other = "27 PRECEDING AND CURRENT ROW" if measure == "acwr" else "13 PRECEDING AND 7 PRECEDING"
    return f"sum(metres) {_over('6 PRECEDING AND CURRENT ROW')} AS last_7, sum(metres) {_over(other)} AS other"


def _class(measure: str) -> str:
    """SQL: the name of the class a day with a run falls into."""
    defined = definitions()["measures"][measure]
    if measure == "single_run":
        size = f"coalesce({spike_size('km / longest_km')}, '{defined['reference']}')"
        return f"CASE WHEN longest_km IS NULL THEN '{defined['unknown']}' ELSE {size} END"
    ratio = "last_7 * 4e0 / other" if measure == "acwr" else "last_7 * 1e0 / other"
    bands = " ".join(
        f"WHEN {ratio} <= {real(limit)} THEN '{name}'" if limit is not None else f"ELSE '{name}'"
        for limit, name in defined["bands"]
    )
    return f"CASE WHEN other IS NULL OR other = 0 THEN '{defined['unknown']}' {bands} END"


def days_at_risk(measure: str) -> str:
    """Each day with a run that counts: runner_id, day, class, injured (0 or 1).

    A day does not count in a runner's first 30 days, nor with pain in the 14 days before: an injury is the first day
    of its pain. It is attributed to the run of its day, or to that of the day before if there was none.
    """
    defined = definitions()
    return f"""
SELECT runner_id, day, {_class(measure)} AS class,
  CASE WHEN hurt = 1 OR (next_hurt = 1 AND next_km IS NULL AND unix_date(next_day) = unix_date(day) + 1)
    THEN 1 ELSE 0 END AS injured
FROM (
  SELECT runner_id, day, km, hurt, {_exposure(measure)},
    max(hurt) {_over(f"{defined['injury']['quiet_days']} PRECEDING AND 1 PRECEDING")} AS hurt_before,
    lead(hurt) OVER (PARTITION BY runner_id ORDER BY unix_date(day)) AS next_hurt,
    lead(km) OVER (PARTITION BY runner_id ORDER BY unix_date(day)) AS next_km,
    lead(day) OVER (PARTITION BY runner_id ORDER BY unix_date(day)) AS next_day,
    min(unix_date(day)) OVER (PARTITION BY runner_id) AS first
  FROM recorded_days
) AS followed
WHERE km IS NOT NULL AND coalesce(hurt_before, 0) = 0 AND unix_date(day) >= first + {defined["warm_up_days"]}"""


def age_group(column: str = "age") -> str:
    """SQL: the age group as text."""
    groups = " ".join(
        f"WHEN {column} BETWEEN {low} AND {high} THEN '{low}-{high}'" for low, high in definitions()["age_groups"]
    )
    return f"CASE {groups} ELSE 'other' END"


def count_cells(measure: str) -> str:
    """Counts of days at risk and injuries: class, sex, age_group, cluster (00 to ff), runners, runners_hurt, days,
    injuries.
    """
    return f"""
SELECT class, coalesce(sex, 'unknown') AS sex, {age_group()} AS age_group, cluster, count(*) AS runners,
  sum(CASE WHEN hit > 0 THEN 1 ELSE 0 END) AS runners_hurt, sum(n) AS days, sum(hit) AS injuries
FROM (
  SELECT counted.*, runners.sex, runners.age, substr(md5(CAST(counted.runner_id AS STRING)), 1, 2) AS cluster
  FROM (SELECT runner_id, class, count(*) AS n, sum(injured) AS hit FROM ({days_at_risk(measure)}) AS at_risk
    GROUP BY runner_id, class) AS counted
  LEFT JOIN runners ON runners.runner_id = counted.runner_id
) AS grouped GROUP BY class, coalesce(sex, 'unknown'), {age_group()}, cluster
ORDER BY class, sex, age_group, cluster"""


def spike_limits() -> dict[str, str]:
    """The names of the spike sizes with their limits in words."""
    rule = load_plan_rules().single_run_ceiling
    factor, moderate, large = (round(100 * one) for one in (rule.factor, rule.moderate_over, rule.large_over))
    return {
        "small": f"{factor} to {moderate} %",
        "moderate": f"{moderate} to {large} %",
        "large": f"above {large} %",
    }
