"""Steps of both feet, whether the device counted strides or steps."""

import numpy as np
import pytest

from runback.history import apple_health
from runback.history.cadence import steps_factor, usual_steps
from runback.history.meaning import TOO_FAST_HEART, interpret
from runback.history.recording import StatedTotals
from tests.history.made_up import write_health
from tests.history.recordings import interpreted, run_samples

GAITS = [
    ("walking", 0.9, 96.0),
    ("walking", 1.2, 108.0),
    ("walking", 1.5, 112.0),
    ("walking", 1.8, 126.0),
    ("hiking", 1.0, 92.0),
    ("running", 1.83, 118.0),
    ("running", 1.8, 156.0),
    ("running", 2.1, 150.0),
    ("running", 2.2, 168.0),
    ("running", 2.8, 164.0),
    ("running", 3.4, 176.0),
    ("running", 4.4, 184.0),
    ("running", 5.2, 190.0),
]
"""Sport, m/s and steps a minute of both feet: a brisk walk has steps of 0.8 m, an easy run of 1 m."""

MIXED = [((60.0, 1.4, 110.0), (60.0, 2.4, 158.0)), ((120.0, 1.5, 114.0), (60.0, 2.8, 166.0)),
         ((60.0, 1.3, 104.0), (240.0, 2.5, 160.0))]  # fmt: skip
"""Walk-runs: seconds, m/s and steps of the walking and the running."""


@pytest.mark.parametrize(("sport", "mps", "steps"), GAITS)
@pytest.mark.parametrize("feet", [1, 2])
@pytest.mark.parametrize("is_stated", [True, False])
def test_one_foot_or_both_the_steps_are_the_same(
    sport: str, mps: float, steps: float, feet: int, is_stated: bool
) -> None:
    count = steps * feet / 2
    run = interpreted(
        sport=sport,
        samples=run_samples((1200, mps), cadence=(count,)),
        stated=StatedTotals(timer_s=1200, distance_m=1200 * mps, avg_count=count if is_stated else None),
    )
    assert run.avg_cadence_spm == pytest.approx(steps)
    assert run.samples is not None
    assert set(run.samples.columns["cadence_spm"].tolist()) == {steps}


@pytest.mark.parametrize("pair", MIXED)
@pytest.mark.parametrize("feet", [1, 2])
def test_walk_runs_are_counted_by_the_length_of_their_steps(
    pair: tuple[tuple[float, float, float], ...], feet: int
) -> None:
    parts = pair * 6
    samples = run_samples(*((s, mps) for s, mps, _ in parts), cadence=tuple(steps * feet / 2 for *_, steps in parts))
    run = interpreted(samples=samples)
    expected = sum(s * steps for s, _, steps in pair) / sum(s for s, *_ in pair)
    assert run.avg_cadence_spm == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("count", [165.0, 176.0, 190.0, 200.0])
def test_a_count_that_no_foot_reaches_is_of_both_also_without_a_distance(count: float) -> None:
    assert steps_factor(count, usual_steps(None)) == 1.0
    assert steps_factor(count / 2, usual_steps(None)) == 2.0


@pytest.mark.parametrize("feet", [1, 2])
def test_a_measured_step_length_decides_on_a_treadmill_with_a_wrong_distance(feet: int) -> None:
    samples = run_samples((1200, 2.0), cadence=(75.0 * feet,))
    columns = dict(samples.columns) | {"step_length_mm": np.full(len(samples), 800.0)}
    run = interpreted(samples=type(samples)(columns), sub_sport="treadmill")
    assert run.avg_cadence_spm == pytest.approx(150)


def test_the_number_of_steps_is_a_cadence() -> None:
    run = interpreted(sport="running", stated=StatedTotals(timer_s=1800, distance_m=5000, steps=5100))
    assert run.avg_cadence_spm == 170


def test_turns_of_a_bike_are_not_doubled() -> None:
    ride = interpreted(sport="cycling", samples=run_samples((1200, 7.0), cadence=(85.0,)))
    assert ride.avg_cadence_spm == 85


@pytest.mark.parametrize("others", [("iPhone",), ("iPhone", "Pedometer"), ()])
@pytest.mark.parametrize("shift_s", [0, 20])
def test_steps_of_an_apple_workout_are_of_one_device(others: tuple[str, ...], shift_s: int) -> None:
    def steps(source: str, minute: int, shift: int, value: int) -> str:
        begin, end = (f"2026-07-03 07:{m:02}:{shift:02} +0100" for m in (minute, minute + 1))
        return (
            f'<Record type="HKQuantityTypeIdentifierStepCount" sourceName="{source}" unit="count" startDate="{begin}" '
            f'endDate="{end}" value="{value}"/>'
        )

    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" '
        'sourceName="Watch" startDate="2026-07-03 07:00:00 +0100" endDate="2026-07-03 07:30:00 +0100"/>'
    )
    records = [steps("Watch", minute, 0, 166) for minute in range(30)]
    records += [steps(other, minute, shift_s, 60) for other in others for minute in range(30)]
    run = interpret(apple_health.read_recordings(write_health(*records, workout))[0], sources=(), zone="UTC")
    assert run.avg_cadence_spm == 166


@pytest.mark.parametrize("beats", [231.0, 234.0, 250.0])
def test_a_heart_rate_above_230_is_not_shown(beats: float) -> None:
    samples = run_samples((600, 3.0))
    run = interpreted(samples=samples, stated=StatedTotals(avg_hr_bpm=beats))
    assert run.avg_hr_bpm is None
    assert TOO_FAST_HEART in run.notes
    heart = np.full(len(samples), 140.0)
    heart[:20] = beats
    some = interpreted(samples=type(samples)({**samples.columns, "heart_rate_bpm": heart}))
    assert some.avg_hr_bpm == 140
    assert TOO_FAST_HEART in some.notes
