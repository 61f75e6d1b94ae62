"""A health export large enough to be streamed, where a test has lowered the limit."""

from datetime import timedelta

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
