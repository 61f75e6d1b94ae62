"""Where the benchmarks' files come from: the team's shared folder where it is there, small made-up files where not."""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from runback.export.fit_activity import write_fit
from runback.services.home.demo_runner import make_activity, make_up_runs
from tests.history.made_up import write_gpx, write_tcx

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("RUNBACK_SHARED", ROOT.parent / "shared"))
TODAY = date(2026, 11, 20)


def find_shared(*parts: str) -> Path | None:
    """A file or folder of the shared data, or None where it is absent."""
    path = SHARED.joinpath(*parts)
    return path if path.exists() else None


def need_shared(*parts: str) -> Path:
    """The same; where it is absent, one line says so and the benchmark ends without an error."""
    path = find_shared(*parts)
    if path is None:
        print(f"skipped: needs {'/'.join(('shared', *parts))}, which is not beside this checkout (RUNBACK_SHARED)")
        sys.exit(0)
    return path


def fill_folder(folder: Path, activities: int = 60) -> Path:
    """Made-up runs as the formats' own files: FIT from the demo's runner, every fifth run a GPX and a TCX."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, run in enumerate(make_up_runs(TODAY)[-activities:]):
        (folder / f"{run.day}.fit").write_bytes(write_fit(make_activity(run)))
        if number % 5 == 0:
            start = datetime(2020, 1, 1, 6, tzinfo=UTC) + timedelta(days=number)
            (folder / f"{start.date()}.gpx").write_bytes(write_gpx(points=3600, start=start))
            (folder / f"{run.day}.tcx").write_bytes(write_tcx(laps=6, lap_s=600, lap_m=1800.0 + number))
    return folder
