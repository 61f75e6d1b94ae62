"""Recordings made for the tests, of even running, with as many witnesses of the distance as a test wants."""

from datetime import UTC, datetime

import numpy as np

from runback.domain.activity import Activity, Samples
from runback.history.meaning import interpret
from runback.history.recording import Recording
from tests.history.made_up import METRES_A_DEGREE

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)


def run_samples(
    *speeds: tuple[float, float],
    every_s: float = 5.0,
    positions: bool = False,
    distance_unit: float | None = 1.0,
    speed: bool = False,
    cadence: tuple[float, ...] = (),
    latitude: float = 52.0,
    longitude: float = 13.0,
) -> Samples:
    """Stretches of (seconds, m/s), due north; ``cadence`` is one value a stretch."""
    steps = np.concatenate([np.full(int(seconds / every_s), mps) for seconds, mps in speeds])
    metres = np.concatenate([[0.0], np.cumsum(steps * every_s)])
    columns = {"time_s": np.arange(len(metres)) * every_s}
    if positions:
        columns["latitude_deg"] = latitude + metres / METRES_A_DEGREE
        columns["longitude_deg"] = np.full(len(metres), longitude)
    if distance_unit is not None:
        columns["distance_m"] = metres * distance_unit
    if speed:
        columns["speed_mps"] = np.append(steps, steps[-1])
    if cadence:
        parts = [np.full(int(s / every_s), value) for (s, _), value in zip(speeds, cadence, strict=True)]
        columns["cadence_spm"] = np.append(np.concatenate(parts), cadence[-1])
    return Samples(columns)


def recording(**given: object) -> Recording:
    fields: dict[str, object] = {"format": "fit", "sport": "running", "start_utc": START, **given}
    return Recording(**fields)  # type: ignore[arg-type]


def interpreted(zone: str = "UTC", **given: object) -> Activity:
    return interpret(recording(**given), sources=(), zone=zone)
