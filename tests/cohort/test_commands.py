"""``runback cohort`` as a command, without any data home."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from runback.cli.main import app
from tests.cohort.made_up import in_order, on, read_rows, run, write_runs


def ask(*arguments: object) -> Any:
    """The document of a command that ran in this process."""
    done = CliRunner().invoke(app, ["cohort", *map(str, arguments), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    assert ask("make", "--runners", 40, "--days", 60, "--seed", 3, "--out", folder)["rows"]["runners"] == 40
    return folder


def test_a_process_without_a_home_and_without_django_works(tmp_path: Path):
    write_runs(tmp_path / "in/runs.parquet", {1: [run(0, 8), run(2, 9)]})
    known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_"))}
    command = [sys.executable, "-m", "runback.cli.main", "cohort", "ceilings", "--json"]

    done = subprocess.run(
        [*command, "--in", tmp_path / "in", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        env=known | {"HOME": str(tmp_path)},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"tables": {"ceilings": str(tmp_path / "out/ceilings")}, "left_out": []}
    assert read_rows(tmp_path / "out/ceilings") == [(1, on(0), None, 3.5), (1, on(1), 8, 8.8), (1, on(2), 8, 8.8)]


def test_every_job_writes_its_tables(made: Path, tmp_path: Path):
    for job, tables in {
        "load": {
            "load_days": ["runner_id", "day", "distance_km", "duration_min", "longest_run_km"],
            "load_weeks": ["runner_id", "week_start", "distance_km", "change_pct"],
        },
        "spikes": {"spikes": ["runner_id", "day", "run_km", "longest_prior_30d_km", "ratio", "size"]},
        "hazard": {
            "hazard": [
                *("measure", "name", "is_reference", "runners", "runners_hurt", "days", "injuries"),
                *("per_1000", "ratio", "low", "high"),
            ]
        },
        "outcomes": {
            "outcomes": [
                *("runner_id", "injured_on", "followed_until", "worst_score", "usual_week_km"),
                *("ran_again_on", "usual_again_on", "recurred_on"),
            ]
        },
    }.items():
        done = ask(job, "--in", made, "--out", tmp_path)
        assert done == {"tables": {name: str(tmp_path / name) for name in tables}, "left_out": []}
        for name, columns in tables.items():
            assert pq.read_schema(tmp_path / name / "part-0.parquet").names == columns


def test_the_report_is_one_page(made: Path, tmp_path: Path):
    assert ask("report", "--in", made, "--out", tmp_path) == {"report": str(tmp_path / "report.html")}
    assert "under 5" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_is_left_out_is_said_on_stderr_and_in_json(tmp_path: Path):
    write_runs(tmp_path / "runs.parquet", {1: [run(0, 8), run(300, 9)]})
    as_of = on(10)
    done = CliRunner().invoke(
        app, ["cohort", "load", "--in", str(tmp_path), "--out", str(tmp_path / "out"), "--as-of", as_of.isoformat()]
    )
    assert f"1 rows left out: a day after {as_of}." in done.stderr
    [finding] = ask("load", "--in", tmp_path, "--out", tmp_path / "out", "--as-of", as_of.isoformat())["left_out"]
    assert (finding["rows"], finding["file"]) == (1, str(tmp_path / "runs.parquet"))


def test_quality_is_a_file_and_a_broken_table_ends_with_3(made: Path, tmp_path: Path):
    assert ask("quality", "--in", made, "--out", tmp_path)["ok"]
    assert json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))["findings"] == []
    (tmp_path / "runs.parquet").write_bytes(b"PAR1")
    done = CliRunner().invoke(app, ["cohort", "quality", "--in", str(tmp_path), "--out", str(tmp_path)])
    assert done.exit_code == 3
    assert "runs.parquet: the whole file left out: It cannot be read" in done.stdout


def test_less_memory_gives_the_same_rows(made: Path, tmp_path: Path):
    ask("ceilings", "--in", made, "--out", tmp_path / "one")
    ask("ceilings", "--in", made, "--out", tmp_path / "two", "--memory-limit", "60MB")
    assert in_order(read_rows(tmp_path / "one/ceilings")) == read_rows(tmp_path / "two/ceilings")


@pytest.mark.parametrize("arguments", [[], ["--in", "x", "--home", "y"]])
def test_tables_or_homes_are_named_and_not_both(arguments: list[str], tmp_path: Path):
    done = CliRunner().invoke(app, ["cohort", "load", "--out", str(tmp_path), *arguments])
    assert done.exit_code == 2
    assert "Name the tables with --in, or data homes with --home." in done.output.replace("\n", " ").replace("│", "")
