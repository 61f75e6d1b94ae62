"""Made runners are like the published ones, and the same seed makes the same ones."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from runback.cohort import make
from runback.cohort.tables import SCHEMAS


@pytest.fixture(scope="module")
def made() -> dict[str, pa.Table]:
    """1,500 runners for a year."""
    (bucket,) = make.made_buckets(1500, 365, seed=5)
    return bucket


def ask(made: dict[str, pa.Table], question: str) -> tuple[float, ...]:
    with duckdb.connect() as database:
        for name, table in made.items():
            database.register(name, table)
        return database.execute(question).fetchall()[0]


def test_tables_are_as_documented(made: dict[str, pa.Table]):
    assert {name: table.schema for name, table in made.items()} == SCHEMAS
    assert made["runners"].num_rows == 1500
    assert set(made["runners"]["status"].to_pylist()) == {"active", "stopped"}


def test_single_runs_and_weeks_are_as_long_as_published(made: dict[str, pa.Table]):
    """strava116: half of the runs between 7.4 and 13.3 km, median 10.2; 26 % of days with a run."""
    low, middle, high = ask(made, "SELECT quantile_cont(distance_km, [.25, .5, .75]) FROM runs")[0]
    assert (low, middle, high) == pytest.approx((7.4, 10.2, 13.3), rel=0.12)
    (days,) = ask(made, "SELECT median(n) FROM (SELECT count(DISTINCT day) AS n FROM runs GROUP BY runner_id)")
    assert 85 < days < 125
    (weekly,) = ask(
        made,
        "SELECT median(km) FROM (SELECT sum(distance_km) AS km FROM runs GROUP BY runner_id, date_trunc('week', day))",
    )
    assert weekly == pytest.approx(26, rel=0.25)


def test_spikes_are_as_frequent_as_published(made: dict[str, pa.Table]):
    """strava116: 92.5 % of runs no spike, 3.8 % small, 3.0 % moderate, 0.7 % large."""
    shares = ask(
        made,
        """SELECT avg((r <= 1.1)::INT), avg((r > 1.1 AND r <= 1.3)::INT), avg((r > 1.3 AND r <= 2)::INT),
          avg((r > 2)::INT)
        FROM (SELECT day, distance_km / max(distance_km) OVER (PARTITION BY runner_id ORDER BY day
              RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING) AS r FROM runs)
        WHERE r IS NOT NULL AND day >= DATE '2024-01-31'""",
    )
    assert shares == pytest.approx((0.925, 0.038, 0.030, 0.0072), abs=0.008)


def test_injuries_are_as_frequent_as_published(made: dict[str, pa.Table]):
    """0.00223 a run without a spike (generator_params); spikes and their ratios bring it to a little more."""
    (runs,) = ask(made, "SELECT count(*) FROM runs")
    (injuries,) = ask(
        made,
        """SELECT count(*) FROM (SELECT day, lag(day) OVER (PARTITION BY runner_id ORDER BY day) AS before FROM pain
        WHERE score >= 3) WHERE before IS NULL OR day > before + 1""",
    )
    assert injuries / runs == pytest.approx(0.0024, rel=0.2)


def test_nobody_runs_while_hurt_nor_after_stopping(made: dict[str, pa.Table]):
    (both,) = ask(
        made,
        """SELECT count(*) FROM runs JOIN pain USING (runner_id, day)
        JOIN pain AS before ON before.runner_id = pain.runner_id AND before.day = pain.day - 1
        WHERE pain.score >= 3 AND before.score >= 3""",
    )
    assert both == 0


def test_the_same_seed_makes_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(make, "BUCKET_RUNNERS", 8)
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        rows = make.make_cohort(tmp_path / name, 20, 40, seed, date(2025, 1, 1))
        assert rows["runners"] == 20
    one, two, three = (
        [path.read_bytes() for path in sorted((tmp_path / name).rglob("*.parquet"))] for name in ("one", "two", "three")
    )
    assert len(one) == 9
    assert one == two
    assert one != three


def test_a_smaller_cohort_leaves_nothing_of_a_larger_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(make, "BUCKET_RUNNERS", 8)
    make.make_cohort(tmp_path, 20, 10, 1)
    make.make_cohort(tmp_path, 5, 10, 1)
    assert len(list((tmp_path / "runs").rglob("*.parquet"))) == 1
