"""How long pages take with a long history, and how many times as long as with a short one.

usage: python -m benchmarks.pages [--activities 5000] [--repeats 7]

Fills a fresh home with made-up rows (a run on most days, some walks and rides), saves a check,
and prints the median milliseconds of each page, asked for by Django's own client.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

LIMIT_MS = 200.0
TODAY = datetime.now(tz=UTC).date()
PAGES = ("/", "/plan/", "/history/", "/pain/", "/strength/")
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


def fill(runner: Any, numbers: range) -> None:
    """Rows as an import would leave them, without their samples."""
    from runback.store.models import ActivityRow, SourceRow

    last = datetime(TODAY.year, TODAY.month, TODAY.day, 6, 0, tzinfo=UTC) - timedelta(days=1)
    rows = []
    for n in numbers:
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
            for n, row in zip(numbers, made, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip


def time_ms(call: Callable[[], object], repeats: int) -> float:
    """Median milliseconds, after a first call that does not count."""
    call()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def open_browser(runner: Any) -> Any:
    """Django's own client, signed in as the runner."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from runback.services.home.runners import user_id_of

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(pk=user_id_of(runner)))
    return client


def get_page(client: Any, path: str) -> None:
    """Ask for a page; anything but the page itself is an error."""
    answer = client.get(path)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{path} answers {answer.status_code}")


def measure(home: Path, count: int, repeats: int) -> bool:
    """Each page with a twentieth of the history and with all of it; whether all held the limit."""
    from runback.services.home.open import only_runner, open_home

    open_home(home)
    from runback.services.training import check_in

    runner = only_runner()
    few = count // 20
    fill(runner, range(few))
    check_in.save_check(runner, ANSWERS, TODAY)
    client = open_browser(runner)
    before = {path: time_ms(partial(get_page, client, path), repeats) for path in PAGES}
    fill(runner, range(few, count))
    held = True
    for path in PAGES:
        spent = time_ms(partial(get_page, client, path), repeats)
        held = held and spent < LIMIT_MS
        print(f"{path:12} {spent:6.0f} ms with {count} activities, {spent / before[path]:.1f} times that with {few}")
    return held


def main() -> int:
    """Measure; exit status 1 where a page took longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=5000)
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder) / "home", given.activities, given.repeats) else 1


if __name__ == "__main__":
    sys.exit(main())
