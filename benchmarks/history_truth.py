"""How near distances and moving times come to what the runners' own services list.

usage: python -m benchmarks.history_truth [CORPUS] [--worst N] [--reasons]

For each truth/*_activities.csv the product's shares are printed beside the baselines of
issue 3: the session totals of the FIT device and the great-circle sum over all positions.
``--reasons`` sorts every miss by its reason, as docs/history.md tells them.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.data import need_shared
from runback.domain.activity import Activity
from runback.domain.errors import RunbackError
from runback.history.meaning import interpret
from runback.history.read import read_source
from runback.history.recording import Recording
from runback.history.source_file import SourceFile
from runback.history.sources import walk
from runback.history.track import great_circle_m

LISTS = ("arthurfsy2", "hugh-zhan9", "monkeysui")


@dataclass(frozen=True)
class Row:
    """One listed activity beside what was read: truth in metres and seconds, baseline or None."""

    path: str
    distance_m: float
    moving_s: float
    activity: Activity | None
    baseline_m: float | None
    baseline_s: float | None
    is_fit: bool = False
    problem: str = ""


def is_near_distance(found: float | None, listed: float) -> bool:
    return found is not None and abs(found - listed) <= max(20.0, 0.01 * listed)


def is_near_time(found: float | None, listed: float) -> bool:
    return found is not None and abs(found - listed) <= max(10.0, 0.02 * listed)


def read_rows(corpus: Path, name: str) -> Iterator[Row]:
    with (corpus / "truth" / f"{name}_activities.csv").open(encoding="utf-8", newline="") as file:
        for listed in csv.DictReader(file):
            yield _read_row(corpus, listed)


def _read_row(corpus: Path, listed: dict[str, str]) -> Row:
    start = datetime.fromisoformat(listed["start_utc"]).replace(tzinfo=UTC)
    recording, activity, problem = _find(corpus / listed["path"], start)
    metres, seconds = _baseline(recording) if recording else (None, None)
    truth = [float(listed[name] or 0) for name in ("distance_m", "moving_time_s")]
    is_fit = recording is not None and recording.format == "fit"
    return Row(listed["path"], truth[0], truth[1], activity, metres, seconds, is_fit, problem)


def _find(path: Path, start: datetime) -> tuple[Recording | None, Activity | None, str]:
    """The recording of the file that starts within 90 s of the listed start, else why there is none."""
    problem = "the file is not there"
    for source in walk([path]):
        if not isinstance(source, SourceFile):
            return None, None, source.reason
        try:
            recordings = read_source(source.read(), source.label)
            for recording in recordings:
                activity = interpret(recording, sources=(), zone="UTC")
                if abs((activity.start_utc - start).total_seconds()) <= 90:
                    return recording, activity, ""
                apart = abs((activity.start_utc - start).total_seconds())
                problem = (
                    "the file begins minutes after the listed start" if apart < 7200 else "the file is of another time"
                )
        except RunbackError as error:
            return None, None, error.message
    return None, None, problem


def _baseline(recording: Recording) -> tuple[float | None, float | None]:
    """The device's session totals, or the great-circle sum and the span where there are none."""
    if recording.format == "fit":
        return recording.stated.distance_m, recording.stated.timer_s
    samples = recording.samples
    if samples is None or len(samples) < 3 or samples.get("latitude_deg") is None:
        return None, None
    steps = great_circle_m(samples.columns["latitude_deg"], samples.columns["longitude_deg"])
    return float(np.nansum(steps)), float(samples.columns["time_s"][-1])


def score(rows: list[Row]) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter(listed=len(rows))
    misses = []
    for row in rows:
        if row.activity is None:
            misses.append(f"{row.path}: not found")
            continue
        counts["found"] += 1
        for what, found, truth, baseline, is_near in (
            ("distance", row.activity.distance_m, row.distance_m, row.baseline_m, is_near_distance),
            ("moving", row.activity.moving_s, row.moving_s, row.baseline_s, is_near_time),
        ):
            if not truth:
                continue
            counts[f"{what} baseline"] += is_near(baseline, truth)
            if found is None:
                counts[f"{what} null"] += 1
                counts[f"{what} null but baseline right"] += is_near(baseline, truth)
                continue
            counts[f"{what} told"] += 1
            counts[f"{what} near"] += is_near(found, truth)
            if not is_near(found, truth):
                base = f"{baseline:.0f}" if baseline is not None else "-"
                misses.append(f"{row.path}: {what} {found:.0f} for {truth:.0f} (baseline {base})")
    return counts, misses


def reason_of(row: Row, what: str, found: float, truth: float, baseline: float | None) -> str:
    """Why a told value is not the listed one, from what the file holds."""
    as_device = baseline is not None and abs(found - baseline) <= 0.002 * max(found, 1)
    surface = None if row.activity is None else row.activity.surface
    if found < 0.8 * truth:
        return "the list has more than the file (joined from several files, or typed in)"
    if row.is_fit and surface == "treadmill":
        return "treadmill; the runner or the service corrected the device's figure"
    if row.is_fit and as_device:
        return f"the list has another {what} than the device's own session total"
    if as_device:
        return f"the file gives this {what}; the phone counted differently (steps, gaps filled in)"
    return "a phone's track with jumps and gaps, which the service smoothed in its own way"


def sort_misses(rows: list[Row]) -> Counter[str]:
    """How many misses each reason explains."""
    reasons: Counter[str] = Counter()
    for row in rows:
        if row.activity is None:
            reasons[f"not read: {row.problem}"] += 1
            continue
        for what, found, truth, baseline, is_near in (
            ("distance", row.activity.distance_m, row.distance_m, row.baseline_m, is_near_distance),
            ("moving time", row.activity.moving_s, row.moving_s, row.baseline_s, is_near_time),
        ):
            if truth and found is None:
                reasons[f"{what}: null, the file has too few points to say"] += 1
            elif truth and found is not None and not is_near(found, truth):
                reasons[f"{what}: {reason_of(row, what, found, truth, baseline)}"] += 1
    return reasons


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--reasons", action="store_true")
    options = parser.parse_args()
    corpus = options.corpus or need_shared("corpus")
    for name in LISTS:
        rows = list(read_rows(corpus, name))
        counts, misses = score(rows)
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in counts.items()))
        for miss in misses[: options.worst]:
            print("  " + miss)
        if options.reasons:
            for reason, count in sort_misses(rows).most_common():
                print(f"| {name} | {count} | {reason} |")


if __name__ == "__main__":
    main()
