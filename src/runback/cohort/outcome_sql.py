"""The course of each injury, as SQL for both engines."""

from runback.cohort.hazard_sql import age_group
from runback.cohort.study import definitions


def injuries() -> str:
    """The first day of pain of each injury: runner_id, day. View ``injuries``."""
    injury = definitions()["injury"]
    return f"""
SELECT runner_id, day FROM (
  SELECT runner_id, day, lag(day) OVER (PARTITION BY runner_id ORDER BY unix_date(day)) AS before
  FROM (SELECT DISTINCT runner_id, day FROM pain WHERE score >= {injury["score_min"]}) AS hurting
) AS followed
WHERE before IS NULL OR unix_date(day) > unix_date(before) + {injury["quiet_days"]}"""


def run_days() -> str:
    """A row for each runner and day with a run, its metres, and those of the seven days that end with it."""
    return """
SELECT runner_id, day, metres, sum(metres) OVER (PARTITION BY runner_id ORDER BY unix_date(day)
  RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_metres
FROM (SELECT runner_id, day, sum(CAST(floor(distance_km * 1e3 + 0.5e0) AS BIGINT)) AS metres FROM runs
  GROUP BY runner_id, day) AS summed"""


def outcomes() -> str:
    """A row for each injury; dates are null if they are not in the data. View ``outcomes``.

    runner_id, injured_on, followed_until, worst_score (of the first 14 days), usual_week_km (of the 28 days before),
    ran_again_on, usual_again_on (the end of the first seven days after the injury that reach the usual week),
    recurred_on (the next injury, within 90 days of running again). Each is followed for 180 days at most.
    """
    defined = definitions()
    recurs = f"unix_date(next_day) <= unix_date(ran_again_on) + {defined['recurrence_days']}"
    return f"""
SELECT hurt.runner_id, hurt.day AS injured_on, followed_until, worst_score,
  usual_metres * 7e0 / {defined["usual_days"]}e0 / 1e3 AS usual_week_km, ran_again_on, usual_again_on,
  CASE WHEN {recurs} THEN next_day END AS recurred_on
FROM ({_usual_before()}) AS hurt
JOIN ({_worst_scores()}) AS scored ON scored.runner_id = hurt.runner_id AND scored.day = hurt.day
JOIN ({_last_rows()}) AS logged ON logged.runner_id = hurt.runner_id
LEFT JOIN ({_returns()}) AS returned ON returned.runner_id = hurt.runner_id AND returned.day = hurt.day"""


def _usual_before() -> str:
    """Each injury with the metres of the days before it and the day of the next one. View ``usual_before``."""
    days = definitions()["usual_days"]
    return f"""
  SELECT injuries.runner_id, injuries.day, sum(run_days.metres) AS usual_metres,
    lead(injuries.day) OVER (PARTITION BY injuries.runner_id ORDER BY unix_date(injuries.day)) AS next_day
  FROM injuries LEFT JOIN run_days ON run_days.runner_id = injuries.runner_id
    AND unix_date(run_days.day) BETWEEN unix_date(injuries.day) - {days} AND unix_date(injuries.day) - 1
  GROUP BY injuries.runner_id, injuries.day"""


def _worst_scores() -> str:
    days = definitions()["injury"]["quiet_days"]
    return f"""
  SELECT injuries.runner_id, injuries.day, max(score) AS worst_score
  FROM injuries JOIN pain ON pain.runner_id = injuries.runner_id
    AND unix_date(pain.day) BETWEEN unix_date(injuries.day) AND unix_date(injuries.day) + {days}
  GROUP BY injuries.runner_id, injuries.day"""


def _last_rows() -> str:
    return """
  SELECT runner_id, max(day) AS followed_until
  FROM (SELECT runner_id, day FROM runs UNION ALL SELECT runner_id, day FROM pain) AS logged_days GROUP BY runner_id"""


def _returns() -> str:
    defined = definitions()
    usual = f"usual_metres * {float(defined['usual_share'])!r}e0 * 7e0 / {defined['usual_days']}e0"
    return f"""
  SELECT before.runner_id, before.day, min(again.day) AS ran_again_on,
    min(CASE WHEN week_metres >= {usual} AND unix_date(again.day) >= unix_date(before.day) + 7 THEN again.day END)
      AS usual_again_on
  FROM ({_usual_before()}) AS before JOIN run_days AS again ON again.runner_id = before.runner_id
    AND unix_date(again.day) BETWEEN unix_date(before.day) + 1 AND unix_date(before.day) + {defined["follow_days"]}
  GROUP BY before.runner_id, before.day"""


def incidence() -> str:
    """By sex and age group: sex, age_group, runners, runners_hurt, run_days, days (first to last run), injuries."""
    return f"""
SELECT coalesce(sex, 'unknown') AS sex, {age_group()} AS age_group, count(*) AS runners,
  sum(CASE WHEN hits > 0 THEN 1 ELSE 0 END) AS runners_hurt, sum(n) AS run_days,
  sum(last - first + 1) AS days, sum(coalesce(hits, 0)) AS injuries
FROM (SELECT runner_id, count(*) AS n, min(unix_date(day)) AS first, max(unix_date(day)) AS last FROM run_days
  GROUP BY runner_id) AS lived
LEFT JOIN (SELECT runner_id, count(*) AS hits FROM injuries GROUP BY runner_id) AS hurt
  ON hurt.runner_id = lived.runner_id
LEFT JOIN runners ON runners.runner_id = lived.runner_id
GROUP BY coalesce(sex, 'unknown'), {age_group()} ORDER BY sex, age_group"""


def times_to(column: str) -> str:
    """Days from the injury to the date in ``column``, or to the end of the record: days, is_seen, n."""
    end = f"unix_date(followed_until), unix_date(injured_on) + {definitions()['follow_days']}"
    return f"""
SELECT days, is_seen, count(*) AS n FROM (
  SELECT coalesce(unix_date({column}), least({end})) - unix_date(injured_on) AS days, {column} IS NOT NULL AS is_seen
  FROM outcomes) AS waited
GROUP BY days, is_seen ORDER BY days, is_seen"""


def runners_with_event() -> str:
    """How many runners ran again, reached their usual week, and were injured again."""
    columns = ("ran_again_on", "usual_again_on", "recurred_on")
    counts = (f"count(DISTINCT CASE WHEN {one} IS NOT NULL THEN runner_id END) AS {one}" for one in columns)
    return f"SELECT {', '.join(counts)} FROM outcomes"


def recurrences() -> str:
    """Injuries after which the runner ran again and was followed for 90 days or hurt again: n, recurred."""
    recurrence_days = definitions()["recurrence_days"]
    return f"""
SELECT count(*) AS n, coalesce(sum(CASE WHEN recurred_on IS NOT NULL THEN 1 ELSE 0 END), 0) AS recurred FROM outcomes
WHERE ran_again_on IS NOT NULL
  AND (recurred_on IS NOT NULL OR unix_date(followed_until) >= unix_date(ran_again_on) + {recurrence_days})"""
