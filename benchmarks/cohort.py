"""Many runners: speed and memory of both engines against the rule one runner at a time, hazards put in and found.

usage: python -m benchmarks.cohort [small|large|spark|recover|bias] [--folder DIR]

``small`` (in ``make bench``) makes 20,000 runners for a year, ``large`` 100,000 for 365 days and a million for 36.
``spark`` sets Spark local[2] beside DuckDB on 50, 50,000 and 100,000 runners. ``recover`` makes a million runners for a
year and estimates the hazards they were made with. ``bias`` spoils a cohort in three ways and estimates again. Each job
runs in a separate process; processor seconds are given too, since a busy machine changes mostly the others.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from runback.domain.load import Run
from runback.load import measure_load

CORES = 2
RATIO_MIN = 200
"""How many times quicker a runner-day is here than by the rule for one runner at a time."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: seconds by the clock, of the processor, and the most memory in MB."""

    clock_s: float
    processor_s: float
    memory_mb: float


def run_cohort(*arguments: object) -> Cost:
    """Run ``runback cohort`` with these arguments in a separate process."""
    command = [sys.executable, "-m", "runback.cli.main", "cohort", *map(str, arguments), "--json"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(os.wait4, process.pid, 0)
        below = 0.0
        while not waiting.done():
            below = max(below, _seconds_of(process.pid))
            time.sleep(0.2)
        _, status, used = waiting.result()
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    spent = max(below, used.ru_utime + used.ru_stime)
    return Cost(time.perf_counter() - begun, spent, used.ru_maxrss / 1024)


def _seconds_of(pid: int) -> float:
    """Processor seconds of a process and all below it so far: ``wait4`` lacks Spark's Java, for which nobody waits."""
    ticks: dict[int, int] = {}
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            cells = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(cells[1])
            ticks[int(stat.parent.name)] = sum(map(int, cells[11:15]))
    wanted, spent = [pid], 0
    while wanted:
        one = wanted.pop()
        spent += ticks.get(one, 0)
        wanted += [child for child, parent in parents.items() if parent == one]
    return spent / os.sysconf("SC_CLK_TCK")


def make(folder: Path, runners: int, days: int) -> None:
    cost = run_cohort("make", "--runners", runners, "--days", days, "--seed", 1, "--out", folder)
    print(f"{runners:,} runners for {days} days: made in {cost.processor_s:.0f} processor s")


def measure_jobs(folder: Path, out: Path, runner_days: int, *options: str) -> float:
    """Print what each job took; returns the runner-days a second of ceilings, by processor time of two cores."""
    speeds = {}
    for job in ("ceilings", "spikes"):
        cost = run_cohort(job, "--in", folder, "--out", out, *options)
        speeds[job] = runner_days / (cost.processor_s / CORES)
        print(
            f"  {job:9} {' '.join(options)} {cost.clock_s:.1f} s by the clock, {cost.processor_s:.1f} processor s, "
            f"{cost.memory_mb:.0f} MB, {speeds[job] / 1e6:.1f} million runner-days a second on two cores",
            flush=True,
        )
    return speeds["ceilings"]


def rule_by_runner(folder: Path, runners: int = 3) -> float:
    """Runner-days a second of one core by ``measure_load``, a runner and a day at a time."""
    spent, days = 0.0, 0
    for runs in _runs_of(folder, runners):
        begun = time.process_time()
        day = runs[0].day
        while day <= runs[-1].day:
            measure_load(runs, day)
            day += timedelta(days=1)
            days += 1
        spent += time.process_time() - begun
    return days / spent


def _runs_of(folder: Path, runners: int) -> Iterator[list[Run]]:
    table = pq.read_table(min((folder / "runs").rglob("*.parquet")), partitioning=None)
    for who in table["runner_id"].unique()[:runners]:
        rows = table.filter(pc.equal(table["runner_id"], who)).to_pylist()
        yield [Run(row["day"], row["distance_km"], row["duration_min"]) for row in rows]


def small(folder: Path) -> int:
    make(folder, 20_000, 365)
    speed = measure_jobs(folder, folder / "out", 20_000 * 365)
    return _against_rule(folder, speed)


def large(folder: Path) -> int:
    make(folder / "year", 100_000, 365)
    speed = measure_jobs(folder / "year", folder / "out", 100_000 * 365)
    measure_jobs(folder / "year", folder / "out", 100_000 * 365, "--memory-limit", "1GB")
    make(folder / "month", 1_000_000, 36)
    measure_jobs(folder / "month", folder / "out", 1_000_000 * 36)
    return _against_rule(folder / "year", speed)


def _against_rule(folder: Path, speed: float) -> int:
    alone = rule_by_runner(folder)
    ratio = speed / CORES / alone
    print(
        f"  one runner at a time: {alone:,.0f} runner-days a second of one core; ceilings are {ratio:.0f} times quicker"
    )
    return int(ratio < RATIO_MIN)


def spark(folder: Path) -> int:
    sizes = (50, 50_000, 100_000)
    costs = {}
    for runners in sizes:
        make(folder / "in", runners, 365)
        for engine in ("duckdb", "spark"):
            cost = run_cohort("ceilings", "--in", folder / "in", "--out", folder / engine, "--engine", engine)
            costs[engine, runners] = cost
            print(f"  {engine:7} {cost.clock_s:.1f} s by the clock, {cost.processor_s:.1f} processor s", flush=True)
    same = _same_rows(folder / "duckdb/ceilings", folder / "spark/ceilings")
    start, half, whole = ({engine: costs[engine, runners] for engine in ("duckdb", "spark")} for runners in sizes)
    for of in ("clock_s", "processor_s"):
        spark_s, duckdb_s = getattr(whole["spark"], of), getattr(whole["duckdb"], of)
        work = (spark_s - getattr(start["spark"], of)) / (duckdb_s - getattr(start["duckdb"], of))
        growth = spark_s / getattr(half["spark"], of)
        print(
            f"  {of}: Spark takes {spark_s / duckdb_s:.1f} times as long as DuckDB, {work:.1f} times without the start;"
            f" twice the data takes {growth:.2f} times as long"
        )
    print(f"  the rows are {'the same' if same else 'NOT the same'}")
    return int(not same)


def _same_rows(one: Path, two: Path) -> bool:
    with duckdb.connect() as database:
        sides = [f"SELECT * FROM read_parquet('{path}/*.parquet')" for path in (one, two)]
        ways = [f"({here} EXCEPT ALL {there})" for here, there in (sides, sides[::-1])]
        return database.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(ways)})").fetchall()[0][0] == 0


def recover(folder: Path) -> int:
    make(folder, 1_000_000, 365)
    cost = run_cohort("hazard", "--in", folder, "--out", folder / "out")
    print(f"  hazard: {cost.processor_s:.0f} processor s, {cost.memory_mb:.0f} MB")
    found = hazards(folder / "out")
    _print_hazards("a million runners for a year", found)
    put_in = {"small": 1.64, "moderate": 1.52, "large": 2.28}
    return int(any(abs(found[name][0] - ratio) > 0.05 for name, ratio in put_in.items()))


def hazards(out: Path) -> dict[str, tuple[float, float, float]]:
    """Ratio, low and high of the single-run classes."""
    rows = pq.read_table(out / "hazard/part-0.parquet").to_pylist()
    return {row["name"]: (row["ratio"], row["low"], row["high"]) for row in rows if row["low"] is not None}


def _print_hazards(label: str, found: dict[str, tuple[float, float, float]]) -> None:
    told = ", ".join(f"{name} {ratio:.2f} ({low:.2f} to {high:.2f})" for name, (ratio, low, high) in found.items())
    print(f"  {label}: {told}", flush=True)


SPOILED = {
    "every fifth run is missing": "SELECT * FROM runs WHERE hash(runner_id, day, distance_km) % 5 <> 0",
    "watch off: every tenth run is a third too short": (
        "SELECT * REPLACE (CASE WHEN hash(runner_id, day) % 10 = 0 THEN round(distance_km * 0.67, 2)"
        " ELSE distance_km END AS distance_km) FROM runs"
    ),
    "wrong zone: every tenth run is dated a day late": (
        "SELECT * REPLACE (CASE WHEN hash(runner_id, day) % 10 = 0 THEN day + 1 ELSE day END AS day) FROM runs"
    ),
}


def bias(folder: Path) -> int:
    make(folder, 100_000, 365)
    run_cohort("hazard", "--in", folder, "--out", folder / "out")
    _print_hazards("as made", hazards(folder / "out"))
    for label, question in SPOILED.items():
        spoiled = folder / "spoiled"
        (spoiled / "runs").mkdir(parents=True, exist_ok=True)
        for name in ("pain", "runners"):
            if not (spoiled / name).exists():
                (spoiled / name).symlink_to(folder / name)
        with duckdb.connect() as database:
            files = f"read_parquet('{folder}/runs/*/*.parquet', hive_partitioning=false)"
            database.execute(f"CREATE VIEW runs AS SELECT * FROM {files}")
            database.execute(f"COPY ({question}) TO '{spoiled}/runs/part.parquet'")
        run_cohort("hazard", "--in", spoiled, "--out", folder / "out")
        _print_hazards(label, hazards(folder / "out"))
    return 0


def main() -> int:
    """Run one of them; exit status 1 where a bound is broken."""
    reader = argparse.ArgumentParser(description="Many runners.")
    kinds = {"small": small, "large": large, "spark": spark, "recover": recover, "bias": bias}
    reader.add_argument("kind", nargs="?", default="small", choices=kinds)
    reader.add_argument("--folder", type=Path)
    told = reader.parse_args()
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        return kinds[told.kind](Path(folder))


if __name__ == "__main__":
    sys.exit(main())
