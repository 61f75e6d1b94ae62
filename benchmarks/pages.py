"""How long the services behind Today and History take with a long history.

usage: python -m benchmarks.pages [--activities 5000] [--repeats 7]

Fills a fresh home with made-up rows (a run on most days, some walks and rides), saves a check,
and prints the median milliseconds of each service, and of the whole pages by Django's own client.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LIMIT_MS = 200.0
AS_OF = date(2026, 11, 20)
ANSWERS: dict[str, Any] = {
    "age_years": 41,
    "sex": "female",
    "runner_status": "regular",
    "weekly_km": 30,
    "onset": "gradual",
    "pain_days": 20,
    "pain_now": 2,
    "pain_worst": 4,
    "pain_running": 2,
    "trend": "improving",
    "locations": ["central_low_back"],
    "qualities": ["ache"],
    "leg_pain": "none",
    "numbness": "none",
    "weakness": "none",
}


def fill(runner: Any, count: int) -> None:
    """Rows as an import would leave them, without their samples."""
    from runback.store.models import ActivityRow, SourceRow

    last = datetime(2026, 11, 19, 6, 0, tzinfo=UTC)
    rows = []
    for n in range(count):
        start = last - timedelta(hours=20 * n)
        sport = ("run", "run", "run", "walk", "ride")[n % 5]
        rows.append(
            ActivityRow(
                runner_id=runner.id, sport=sport, start_utc=start, utc_offset_s=3600, zone_source="file",
                day=(start + timedelta(hours=1)).date(), elapsed_s=2000.0 + n % 700, moving_s=1900.0 + n % 700,
                distance_m=5000.0 + 7 * (n % 500), ascent_m=20.0, avg_hr_bpm=140.0, avg_cadence_spm=170.0,
                title=f"Run {n}", device="Watch", laps=[[0.0, 300.0, 1000.0]] * 5,
                channels=["time_s", "heart_rate_bpm"],
            )
        )  # fmt: skip
    made = ActivityRow.objects.bulk_create(rows, batch_size=500)
    SourceRow.objects.bulk_create(
        [
            SourceRow(
                runner_id=runner.id, activity=row, sha256=f"{n:064x}", path=f"/a/{n}.fit", format="fit"
            )
            for n, row in enumerate(made)
        ],
        batch_size=500,
    )  # fmt: skip


def time_ms(call: Callable[[], object], repeats: int) -> tuple[float, float]:
    """First and median milliseconds."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - begun))
    return times[0], statistics.median(times[1:])


def measure(home: Path, count: int, repeats: int) -> bool:
    """Fill the home, print every figure, and tell whether all held the limit."""
    from runback.services.home.open import only_runner, open_home

    open_home(home)
    from runback.services import activities
    from runback.services.training import check_in, load, today

    runner = only_runner()
    fill(runner, count)
    check_in.save_check(runner, ANSWERS, AS_OF)
    today.view_today(runner, AS_OF)
    calls: dict[str, Callable[[], object]] = {
        "list_activities, all": lambda: activities.list_activities(runner),
        "list_activities, 30 days": lambda: activities.list_activities(runner, AS_OF - timedelta(days=30)),
        "page_activities, newest 25": lambda: activities.page_activities(runner),
        "page_activities, oldest 25": lambda: activities.page_activities(runner, count - 25),
        "list_runs": lambda: activities.list_runs(runner),
        "measure_load": lambda: load.measure_load(runner, AS_OF),
        "view_today": lambda: today.view_today(runner, AS_OF),
    }
    held = True
    for name, call in calls.items():
        first, median = time_ms(call, repeats)
        held = held and median < LIMIT_MS
        print(f"{name:28} first {first:7.1f} ms, then {median:7.1f} ms")
    return held


def main() -> int:
    """Measure; exit status 1 where a service took longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=5000)
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder) / "home", given.activities, given.repeats) else 1


if __name__ == "__main__":
    sys.exit(main())
