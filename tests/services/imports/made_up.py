"""A health export large enough to be streamed, where a test has lowered the limit."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.tracks import START


def _record(second: int) -> str:
    at = f"{START + timedelta(seconds=second):%Y-%m-%d %H:%M:%S} +0000"
    return (
        f'<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" startDate="{at}" endDate="{at}" '
        f'value="{140 + second % 10}"/>\n'
    )


def health_export() -> bytes:
    begin, end = (f"{START + timedelta(seconds=s):%Y-%m-%d %H:%M:%S} +0000" for s in (0, 600))
    records = "".join(_record(second) for second in range(0, 600, 5))
    return (
        f'<?xml version="1.0"?>\n<HealthData locale="en">\n{records}'
        f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="10" durationUnit="min" '
        f'startDate="{begin}" endDate="{end}"/>\n</HealthData>\n'
    ).encode()


class WhenLoaded:
    """Rides along with a job and calls this in whichever process loads the job."""

    def __init__(self, call: Callable[..., Any], *arguments: Any) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call, self.arguments


def children(module: str) -> list[int]:
    """The process ids of those children of this process that run a module, from /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue  # it ended meanwhile
        if parent == os.getpid() and module.encode() in command:
            found.append(int(folder.name))
    return found
