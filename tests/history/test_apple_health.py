import io
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from runback.domain.activity import Sport, Surface
from runback.history import apple_health
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.meaning import interpret
from tests.history.made_up import write_health

WORKOUT = """<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min"
 sourceName="Watch" startDate="2026-07-03 07:00:00 +0100" endDate="2026-07-03 07:32:00 +0100">
 <MetadataEntry key="HKIndoorWorkout" value="0"/><MetadataEntry key="HKTimeZone" value="Europe/Paris"/>
 <MetadataEntry key="HKElevationAscended" value="5900 cm"/>
 <WorkoutEvent type="HKWorkoutEventTypePause" date="2026-07-03 07:10:00 +0100"/>
 <WorkoutEvent type="HKWorkoutEventTypeResume" date="2026-07-03 07:12:00 +0100"/>
 <WorkoutActivity startDate="2026-07-03 07:00:00 +0100" endDate="2026-07-03 07:10:00 +0100">
  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="2026-07-03 07:00:00 +0100"
   endDate="2026-07-03 07:10:00 +0100" sum="2" unit="km"/></WorkoutActivity>
 <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="2026-07-03 07:00:00 +0100"
  endDate="2026-07-03 07:32:00 +0100" sum="6.1" unit="km"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" startDate="2026-07-03 07:00:00 +0100"
  endDate="2026-07-03 07:32:00 +0100" sum="5100" unit="count"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" startDate="2026-07-03 07:00:00 +0100"
  endDate="2026-07-03 07:32:00 +0100" average="148.5" minimum="90" maximum="171" unit="count/min"/>
</Workout>"""


def record(kind: str, minute: int, value: str, unit: str) -> str:
    at = f"2026-07-03 07:{minute:02}:00 +0100"
    return (
        f'<Record type="HKQuantityTypeIdentifier{kind}" unit="{unit}" startDate="{at}" endDate="{at}" value="{value}"/>'
    )


RECORDS = (
    record("HeartRate", 5, "140", "count/min")
    + record("HeartRate", 6, "150", "count/min")
    + record("HeartRate", 50, "60", "count/min")
    + record("RunningGroundContactTime", 6, "251", "ms")
    + record("RunningVerticalOscillation", 6, "9.1", "cm")
)


def test_a_workout_has_its_totals_in_the_projects_units() -> None:
    (run,) = apple_health.read_recordings(write_health(RECORDS, WORKOUT))
    assert run.start_utc == datetime(2026, 7, 3, 6, 0, tzinfo=UTC)
    assert (run.stated.elapsed_s, run.stated.timer_s, run.stated.distance_m) == (1920.0, 1800.0, 6100.0)
    assert (run.stated.ascent_m, run.stated.avg_hr_bpm, run.stated.steps) == (59.0, 148.5, 5100)
    assert run.pauses == ((600.0, 720.0),)


def test_local_time_is_of_the_workouts_zone_not_of_the_phone_at_the_write_health() -> None:
    (run,) = apple_health.read_recordings(write_health(WORKOUT))
    assert run.utc_offset_s == 7200


def test_measurements_inside_the_workout_become_its_samples() -> None:
    (run,) = apple_health.read_recordings(write_health(RECORDS, WORKOUT))
    assert run.samples is not None
    assert run.samples.columns["time_s"].tolist() == [300.0, 360.0]
    assert run.samples.columns["heart_rate_bpm"].tolist() == [140.0, 150.0]
    assert run.samples.columns["vertical_oscillation_mm"][1] == pytest.approx(91.0)
    assert interpret(run, sources=(), zone="UTC").has_dynamics


def test_fragment_without_a_root_is_read_like_the_whole() -> None:
    (run,) = apple_health.read_recordings(WORKOUT.encode())
    assert run.stated.distance_m == 6100.0


def test_indoor_run_is_a_treadmill_run_and_strength_is_strength() -> None:
    indoor = WORKOUT.replace('key="HKIndoorWorkout" value="0"', 'key="HKIndoorWorkout" value="1"')
    lifted = WORKOUT.replace("TypeRunning", "TypeFunctionalStrengthTraining")
    (run,), (strength,) = (apple_health.read_recordings(text.encode()) for text in (indoor, lifted))
    assert interpret(run, sources=(), zone="UTC").surface is Surface.TREADMILL
    assert interpret(strength, sources=(), zone="UTC").sport is Sport.STRENGTH


def test_measurements_alone_are_no_activity() -> None:
    with pytest.raises(NotAnActivity, match="5 measurements and no workout"):
        apple_health.read_recordings(RECORDS.encode())


def test_a_truncated_export_has_the_workouts_before_the_end() -> None:
    (run,) = apple_health.read_recordings(write_health(WORKOUT, WORKOUT)[:-900])[:1]
    assert run.truncated


def test_apples_broken_document_type_does_not_matter() -> None:
    (run,) = apple_health.read_recordings(write_health(WORKOUT, doctype="<!DOCTYPE HealthData [ <!ATTLIST broken ]>"))
    assert run.stated.distance_m == 6100.0


def test_entities_are_refused() -> None:
    with pytest.raises((UnreadableFile, NotAnActivity)):
        apple_health.read_recordings(b'<!DOCTYPE x [<!ENTITY a "b">]><Record/>')


def test_long_export_is_read_as_a_stream() -> None:
    class Endless(io.RawIOBase):
        """A stream of 64 MB that never exists as a whole."""

        def __init__(self) -> None:
            filler = record("StepCount", 1, "20", "count").encode() * 500
            self.parts = iter(
                [b"<HealthData>", *[filler] * (64_000_000 // len(filler)), WORKOUT.encode(), b"</HealthData>"]
            )
            self.longest = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1 << 20
            return next(self.parts, b"")

    (run,) = apple_health.iter_export(Endless())  # type: ignore[arg-type]
    assert run.stated.distance_m == 6100.0


LEGS = [
    ("Swimming", "DistanceSwimming", 20, 900, Sport.SWIM),
    ("Cycling", "DistanceCycling", 48, 24_000, Sport.RIDE),
    ("Running", "DistanceWalkingRunning", 30, 6000, Sport.RUN),
]
ORDERS = [(0, 1, 2), (0, 1), (1, 2), (2, 1, 2), (0, 2), (2, 1)]


def write_multisport(order: tuple[int, ...], *, named: bool, change_min: int) -> bytes:
    """Legs one after the other from 8:00, each with its distance; ``change_min`` minutes of change between them."""
    begin, parts, whole = 8 * 60, [], []
    for leg in order:
        kind, measured, minutes, metres, _ = LEGS[leg]
        start, end = (f"2024-08-04 {at // 60:02}:{at % 60:02}:00 +0200" for at in (begin, begin + minutes))
        metadata = f'<MetadataEntry key="HKActivityType" value="{kind}"/>' if named else ""
        statistics = (
            f'type="HKQuantityTypeIdentifier{measured}" startDate="{start}" endDate="{end}" sum="{metres}" unit="m"'
        )
        parts.append(
            f'<WorkoutActivity startDate="{start}" endDate="{end}" duration="{minutes}" durationUnit="min">'
            f"<WorkoutStatistics {statistics}/>{metadata}</WorkoutActivity>"
        )
        whole.append(f"<WorkoutStatistics {statistics}/>")
        begin += minutes + change_min
        if change_min:
            change = f'startDate="{end}" endDate="2024-08-04 {begin // 60:02}:{begin % 60:02}:00 +0200"'
            parts.append(f'<WorkoutActivity {change} duration="{change_min}" durationUnit="min"/>')
    outer = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeSwimBikeRun" sourceName="Watch" '
        'startDate="2024-08-04 08:00:00 +0200" endDate="2024-08-04 09:42:00 +0200">'
    )
    return write_health(outer + "".join((*parts, *whole)) + "</Workout>")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("change_min", [0, 2])
def test_each_leg_of_a_multisport_workout_is_an_activity(order: tuple[int, ...], named: bool, change_min: int) -> None:
    recordings = apple_health.read_recordings(write_multisport(order, named=named, change_min=change_min))
    found = [interpret(each, sources=(), zone="Europe/Berlin") for each in recordings]
    expected = [(LEGS[leg][4], LEGS[leg][3], LEGS[leg][2] * 60) for leg in order]
    assert [(each.sport, each.distance_m, each.moving_s) for each in found] == expected
    gaps = [(b.start_utc - a.start_utc).total_seconds() - (a.elapsed_s or 0) for a, b in pairwise(found)]
    assert gaps == [change_min * 60] * (len(order) - 1)


def test_intervals_of_one_sport_stay_one_workout() -> None:
    assert len(apple_health.read_recordings(write_multisport((2, 2, 2), named=True, change_min=0))) == 1


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("off_s", [0, 1, 2, None])
def test_statistics_inside_a_leg_are_the_legs_without_times_or_a_second_off(
    order: tuple[int, ...], off_s: int | None
) -> None:
    times = r' startDate="([^"]*):00 \+0200" endDate="([^"]*):00 \+0200" sum'
    other = " sum" if off_s is None else rf' startDate="\1:0{off_s} +0200" endDate="\2:0{off_s} +0200" sum'
    text = write_multisport(order, named=True, change_min=2).decode()
    data = re.sub("<WorkoutActivity .*</WorkoutActivity>", lambda legs: re.sub(times, other, legs.group()), text)
    found = [each.stated.distance_m for each in apple_health.read_recordings(data.encode())]
    assert found == [LEGS[leg][3] for leg in order]
