"""Workout text for intervals.icu, worked by hand from its builder's guide; read back by the made server's reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.plan import Step, StepKind
from runback.export.workout_text import count_blocks, write_workout_text
from tests.services.sync.made_up import read_workout_text


def test_a_walk_run_has_its_block_between_empty_lines():
    steps = [
        Step(StepKind.WARM_UP, duration_s=300, say="brisk_walk"),
        Step(StepKind.RUN, duration_s=60, repeat=6, say="easy_flat"),
        Step(StepKind.WALK, duration_s=90, repeat=6, say="walk"),
        Step(StepKind.COOL_DOWN, duration_s=300),
    ]
    assert write_workout_text(steps) == (
        "- Warm up 5m intensity=warmup\n\n"
        "6x\n- Run easy 1m intensity=active\n- Walk 1m30s intensity=recovery\n\n"
        "- Cool down 5m intensity=cooldown"
    )
    assert count_blocks(steps) == 3


@pytest.mark.parametrize(
    ("metres", "text"),
    [(400, "400mtr"), (999.6, "1km"), (1000, "1km"), (5250, "5.25km"), (10_000, "10km"), (0.2, "1mtr")],
)
def test_metres_are_never_written_as_minutes(metres, text):
    assert write_workout_text([Step(StepKind.RUN, distance_m=metres)]) == f"- Run {text} intensity=active"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Easy uphill, walk the downhill: take your time", "Run easy uphill"),
        ("2 build-ups of 15 s, walk between them", "Run"),
        ("80% effort", "Run"),
        ("The race. Start slower than you feel like.", "Run the race"),
        ("", "Run"),
    ],
)
def test_a_cue_has_no_number_and_no_reason(text, cue):
    assert write_workout_text([Step(StepKind.RUN, duration_s=60, text=text)]) == f"- {cue} 1m intensity=active"


_LENGTHS = st.one_of(
    st.builds(lambda s: {"duration_s": float(s)}, st.integers(1, 4 * 3600)),
    st.builds(lambda m: {"distance_m": float(m)}, st.integers(1, 50_000)),
)
_STEPS = st.builds(
    lambda kind, length, repeat, text: Step(kind, repeat=repeat, text=text, **length),
    st.sampled_from(list(StepKind)), _LENGTHS, st.sampled_from((1, 1, 3, 8)),
    st.sampled_from(("", "Easy", "Faster, short", "30 s hard: 5km", "6x")),
)  # fmt: skip


@given(st.lists(_STEPS, min_size=1, max_size=8))
def test_any_steps_are_read_back_with_their_lengths_and_repeats(steps):
    read = read_workout_text(write_workout_text(steps))
    assert len(read) == count_blocks(steps)
    flat = [(one.get("reps", 1), inner) for one in read for inner in one.get("steps", [one])]
    assert [times for times, _ in flat] == [step.repeat for step in steps]
    for step, (_, found) in zip(steps, flat, strict=True):
        if step.duration_s is not None:
            assert found["duration"] == step.duration_s
        else:
            assert found["distance"] == pytest.approx(step.distance_m, abs=1)
