"""Spark gives the rows of DuckDB, to the last digit (skipped without pyspark or Java)."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runback.cohort import jobs, make
from runback.cohort.duck import DuckEngine
from runback.cohort.engine import Engine
from runback.cohort.jobs import Cohort
from runback.cohort.spark import SparkEngine
from runback.cohort.tables import RUNS
from runback.domain.errors import UnusableInput
from tests.cohort.made_up import AS_OF, MONDAY, read_rows, run, write_rows, write_runs


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    pytest.importorskip("pyspark", reason="pyspark is an extra: make cohort-spark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none here")
    engine = SparkEngine(tmp_path_factory.mktemp("spark"))
    yield engine
    engine.close()


def results(engine: Engine, folder: Path, out: Path, names: tuple[str, ...]) -> dict[str, object]:
    """The rows of every table these jobs write."""
    out.mkdir()
    cohort = Cohort(folder, AS_OF, engine)
    found: dict[str, object] = {}
    for name in names:
        found[f"{name}: left out"] = jobs.JOBS[name](cohort, out)
        found |= {table: read_rows(out / table) for table in jobs.TABLES[name]}
    return found


@pytest.mark.spark
@pytest.mark.filterwarnings("default")
def test_every_table_of_spark_is_that_of_duckdb(spark: SparkEngine, duck: DuckEngine, tmp_path: Path):
    """Made runners, one of them with 3,000 rows, runs on every edge, and rows that are left out."""
    make.make_cohort(tmp_path, 300, 120, seed=4)
    lengths = (0, 4.99, 5, 5.5, 10, 11, 11.01, 20.02)
    edges = {10_001: [run(day, km) for day in (0, 29, 30, 31, 60, 61) for km in lengths]}
    edges[10_002] = [run(day % 400, 3 + day % 17) for day in range(3000)]
    write_runs(tmp_path / "runs/edges.parquet", edges)
    odd = [(7, MONDAY, float("nan"), 3.0, "x"), (None, MONDAY, 5.0, None, "x")]
    write_rows(tmp_path / "runs/odd.parquet", RUNS, odd)

    names = tuple(jobs.JOBS)
    by_spark = results(spark, tmp_path, tmp_path / "spark", names)
    by_duckdb = results(duck, tmp_path, tmp_path / "duckdb", names)

    assert by_spark.keys() == by_duckdb.keys()
    for name, rows in by_duckdb.items():
        assert by_spark[name] == rows, name
    summaries = [json.loads((tmp_path / one / "outcomes.json").read_text()) for one in ("spark", "duckdb")]
    assert summaries[0] == summaries[1]


@pytest.mark.spark
@pytest.mark.filterwarnings("default")
def test_spark_finds_what_is_wrong_with_the_tables(spark: SparkEngine, duck: DuckEngine, tmp_path: Path):
    write_rows(tmp_path / "runs.parquet", RUNS, [(7, MONDAY, 8000.0, 3.0, "x"), (7, MONDAY, 5.0, 3.0, "x")])
    assert jobs.check_quality(Cohort(tmp_path, AS_OF, spark)) == jobs.check_quality(Cohort(tmp_path, AS_OF, duck))


def test_without_a_server_spark_connect_says_so_at_once(tmp_path: Path):
    pytest.importorskip("pyspark", reason="pyspark is an extra: make cohort-spark")
    with pytest.raises(UnusableInput, match=r"no Spark Connect server at sc://127\.0\.0\.1:9"):
        SparkEngine(tmp_path, "sc://127.0.0.1:9")


def test_without_java_spark_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("pyspark", reason="pyspark is an extra: make cohort-spark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnusableInput, match="Spark needs Java 17 or 21"):
        SparkEngine(tmp_path)
