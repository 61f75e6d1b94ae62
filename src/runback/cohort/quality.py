"""Rows that cannot be used, and rows that look wrong: reported and counted by file, never dropped silently."""

from dataclasses import dataclass
from datetime import date

from runback.cohort.rule_sql import real

MOST_KM = 1_000.0
MOST_MIN = 20_000.0
"""The longest run, as in ``domain/load.Run``."""

FASTEST_MIN_PER_KM = 1.5
SLOWEST_MIN_PER_KM = 60.0
"""Beyond these, a distance or a time is probably not in the unit its column states."""

OLDEST = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a row: ``where`` is SQL over the raw row. Rows with a ``left_out`` one enter no figure."""

    name: str
    where: str
    what: str
    do: str
    left_out: bool = True


def faults_of(table: str, as_of: date) -> tuple[Fault, ...]:
    """The possible faults of a row of the table; the first match counts. Days after ``as_of`` are in the future."""
    return (*_KEYS, *_days(as_of), *_VALUES[table]) if table != "runners" else (*_KEYS, *_VALUES[table])


_KEYS = (Fault("no_runner", "runner_id IS NULL", "no runner_id, or one that is no whole number", "Fill runner_id in."),)


def _days(as_of: date) -> tuple[Fault, ...]:
    return (
        Fault(
            "no_day",
            "day IS NULL",
            "no day, or one that is no local date",
            "Write the runner's local days as YYYY-MM-DD; a moment in UTC is none.",
        ),
        Fault(
            "future_day",
            f"day > DATE '{as_of.isoformat()}'",
            f"a day after {as_of.isoformat()}",
            "Correct the date, or give the day of the data with --as-of.",
        ),
        Fault(
            "old_day",
            "day < DATE '1970-01-02'",
            "a day before 1970, or its first, which programs write for no date",
            "Correct the date.",
        ),
    )


_FAST = f"distance_km > 0 AND duration_min > 0 AND duration_min < distance_km * {real(FASTEST_MIN_PER_KM)}"
_SLOW = f"distance_km >= 1 AND duration_min > distance_km * {real(SLOWEST_MIN_PER_KM)}"
_VALUES = {
    "runs": (
        Fault("no_distance", "distance_km IS NULL", "no distance, or one that is no number", "Fill it in."),
        Fault(
            "metres",
            f"isnan(distance_km) OR NOT (distance_km BETWEEN 0 AND {real(MOST_KM)})",
            "a distance that is no run in km (it may be in metres)",
            "If the file is in metres: --columns distance_m=HEADER, in a folder of its own.",
        ),
        Fault(
            "seconds",
            f"isnan(duration_min) OR NOT (duration_min BETWEEN 0 AND {real(MOST_MIN)})",
            "a duration that is no run in minutes (it may be in seconds)",
            "If the file is in seconds: --columns duration_s=HEADER, in a folder of its own.",
        ),
        Fault("no_duration", "duration_min IS NULL", "no duration; it counts as 0", "Fill it in.", left_out=False),
        Fault(
            "fast",
            _FAST,
            "faster than 1:30 min/km, so distance or duration may be in another unit (metres, hours)",
            "Look at the units of the file.",
            left_out=False,
        ),
        Fault(
            "slow",
            _SLOW,
            "slower than 60 min/km, so distance or duration may be in another unit (seconds)",
            "Look at the units of the file.",
            left_out=False,
        ),
    ),
    "pain": (
        Fault("no_score", "score IS NULL", "no pain score, or one that is no whole number", "Fill it in."),
        Fault(
            "score", "NOT (score BETWEEN 0 AND 10)", "a pain score outside 0 to 10", "Pain is a number from 0 to 10."
        ),
    ),
    "runners": (
        Fault(
            "age",
            f"NOT (age BETWEEN 0 AND {OLDEST})",
            f"an age outside 0 to {OLDEST}; it counts as unknown",
            "Correct the age.",
            left_out=False,
        ),
        Fault(
            "sex",
            "sex IS NOT NULL AND trim(sex) <> '' AND upper(trim(sex)) NOT IN ('F', 'FEMALE', 'M', 'MALE')",
            "a sex other than F or M; it counts as unknown",
            "Write F or M, or leave it empty.",
            left_out=False,
        ),
    ),
}

SAME_ROW = {"runs": "runner_id, day, distance_km, duration_min", "pain": "runner_id, day", "runners": "runner_id"}
"""Rows with equal values in these are duplicates: the same run twice, two pain scores of one day, a runner twice."""

DUPLICATE = {
    "runs": "a row that stands there already (same runner, day, distance, duration); it is kept and counts again",
    "pain": "a second pain score of one day; the highest counts",
    "runners": "a second row of one runner; what they disagree on counts as unknown",
}
TAKE_OUT = "Take one of each out if they are one and the same."

STRANGERS = {
    ("pain", "runs"): (
        "pain of a runner without a run; it enters no hazard",
        "Look whether both tables call the runner the same.",
    ),
    ("runs", "runners"): (
        "a run of somebody who is not among the runners; age and sex count as unknown",
        "Look whether both tables call the runner the same.",
    ),
}
"""Table and the one its runners are looked up in: the consequence if they are missing there, and what to do."""


def fault_case(table: str, as_of: date, only_left_out: bool = False) -> str:
    """SQL: the name of a row's first fault, else NULL."""
    cases = [
        f"WHEN {fault.where} THEN '{fault.name}'"
        for fault in faults_of(table, as_of)
        if fault.left_out or not only_left_out
    ]
    return f"CASE {' '.join(cases)} END"


def count_faults(table: str, as_of: date, only_left_out: bool) -> str:
    """SQL: file, fault, n for the raw rows of a table."""
    return f"""
SELECT file, fault, count(*) AS n
FROM (SELECT file, {fault_case(table, as_of, only_left_out)} AS fault FROM raw_{table}) AS read
WHERE fault IS NOT NULL GROUP BY file, fault ORDER BY file, fault"""


def count_duplicates(table: str, as_of: date) -> str:
    """SQL: file, n of rows that duplicate another usable one; the file is that of the last of them."""
    same = SAME_ROW[table]
    return f"""
SELECT file, sum(n - 1) AS n FROM (
  SELECT {same}, max(file) AS file, count(*) AS n
  FROM (SELECT *, {fault_case(table, as_of, True)} AS fault FROM raw_{table}) AS read
  WHERE fault IS NULL GROUP BY {same} HAVING count(*) > 1
) AS repeated GROUP BY file ORDER BY file"""


def count_rows(table: str) -> str:
    """SQL: file, n of the raw rows of a table."""
    return f"SELECT file, count(*) AS n FROM raw_{table} GROUP BY file"


def count_unmatched(table: str, other: str, as_of: date) -> str:
    """SQL: file, n of the usable rows of a table whose runner has no usable row in the other."""
    return f"""
SELECT file, count(*) AS n FROM raw_{table} AS mine
WHERE ({fault_case(table, as_of, True)}) IS NULL
  AND NOT EXISTS (SELECT 1 FROM {other} WHERE {other}.runner_id = mine.runner_id)
GROUP BY file ORDER BY file"""


def usable_rows(table: str, columns: str, as_of: date) -> str:
    """SQL: the usable rows without their file names, with one row per runner in ``runners``."""
    usable = f"FROM raw_{table} WHERE ({fault_case(table, as_of, True)}) IS NULL"
    if table != "runners":
        return f"SELECT {columns} {usable}"
    agreed = ", ".join(f"CASE WHEN min({one}) = max({one}) THEN min({one}) END AS {one}" for one in _OF_A_RUNNER)
    return f"""
SELECT runner_id, {agreed}
FROM (SELECT runner_id, {", ".join(f"{sql} AS {one}" for one, sql in _OF_A_RUNNER.items())} {usable}) AS read
GROUP BY runner_id"""


_OF_A_RUNNER = {
    "age": f"CASE WHEN age BETWEEN 0 AND {OLDEST} THEN age END",
    "sex": "CASE upper(trim(sex)) WHEN 'F' THEN 'F' WHEN 'FEMALE' THEN 'F' WHEN 'M' THEN 'M' WHEN 'MALE' THEN 'M' END",
    "status": "status",
}
