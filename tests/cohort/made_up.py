"""Small cohorts for the tests, and what `runback load` says of them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from runback.cohort.tables import PAIN, RUNNERS, RUNS
from runback.domain.load import Run
from runback.load import measure_load

MONDAY = date(2026, 3, 2)
AS_OF = date(2026, 11, 30)

Runners = dict[Any, list[Run]]

_EDGES = [0.0, 0.3, 2.7, 4.99, 5.0, 5.49, 5.5, 10.0, 11.0, 11.01, 13.0, 13.01, 20.0, 20.01, 42.2]
_kilometres = st.sampled_from(_EDGES) | st.integers(1, 60_000).map(lambda metres: metres / 1000)
_days = st.integers(0, 95) | st.sampled_from([0, 1, 29, 30, 31, 32, 60, 61, 62])
_run = st.builds(lambda day, km: Run(MONDAY + timedelta(days=day), km, 30.0), _days, _kilometres)
random_runners = st.dictionaries(
    st.integers(1, 2**40), st.lists(_run, min_size=1, max_size=14), min_size=5, max_size=30
)
"""Runners with runs on and around the edges of the rule: 30 and 31 days, 110, 130 and 200 %, 5 km, two runs a day."""


def run(day: int, distance_km: float, minutes: float = 30.0) -> Run:
    """A run ``day`` days after the Monday all tests count from."""
    return Run(MONDAY + timedelta(days=day), distance_km, minutes)


def on(day: int) -> date:
    return MONDAY + timedelta(days=day)


def write_runs(path: Path, runners: Runners) -> Path:
    """The runs as Parquet, in an order that says nothing."""
    rows = [(who, one.day, one.distance_km, one.duration_min, "test") for who, runs in runners.items() for one in runs]
    return write_rows(path, RUNS, reversed(rows))


def write_pain(path: Path, rows: Iterable[tuple[int, date, int]]) -> Path:
    return write_rows(path, PAIN, rows)


def write_runners(path: Path, rows: Iterable[tuple[int, int, str, str]]) -> Path:
    return write_rows(path, RUNNERS, rows)


def write_rows(path: Path, schema: pa.Schema, rows: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(zip(*rows, strict=True)) or [[] for _ in schema]
    pq.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema), path)
    return path


def read_rows(folder: Path) -> list[tuple[object, ...]]:
    """The rows of a result, sorted."""
    table = pq.ParquetDataset(folder, partitioning=None).read()
    return in_order(zip(*(column.to_pylist() for column in table.columns), strict=True))


def in_order(rows: Iterable[Sequence[object]]) -> list[tuple[object, ...]]:
    """Rows by runner, day and what follows."""
    return sorted(map(tuple, rows), key=lambda row: [str(cell).rjust(40) for cell in row])


def ceilings_by_load(runners: Runners) -> list[tuple[object, ...]]:
    """runner_id, day, longest_30d_km, ceiling_km, as ``measure_load`` gives them one day at a time."""
    rows = []
    for who, runs in runners.items():
        first, last = min(one.day for one in runs), max(one.day for one in runs)
        for number in range((last - first).days + 1):
            report = measure_load(runs, first + timedelta(days=number))
            rows.append((who, report.as_of, report.longest_run_30d_km, report.single_run_ceiling_km))
    return in_order(rows)


def spikes_by_load(runners: Runners) -> list[tuple[object, ...]]:
    """runner_id, day, run_km, longest_prior_30d_km, ratio, size, as ``measure_load`` finds them."""
    rows = [
        (who, one.date, one.run_km, one.longest_prior_30d_km, one.ratio, str(one.size))
        for who, runs in runners.items()
        for one in measure_load(runs, AS_OF).spikes
    ]
    return in_order(rows)
