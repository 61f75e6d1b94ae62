"""Each small keypoint file, one for each kind of fault, is measured like the valid one, or refused.

The files lie beside the project (shared/cases/form); what is right is in their README.
"""

from functools import cache

import pytest

from runback.form.keypoints import Unit, read_keypoints
from runback.form.measure import measure_keypoints
from runback.form.report import FormReport, Metric
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus


@cache
def measured(name: str, unit: Unit = "m") -> FormReport:
    path = shared_path("cases", "form", f"kp-{name}.csv")
    return measure_keypoints(read_keypoints(path.read_bytes(), unit, str(path)))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *(
            (name, "m")
            for name in ("gap0.25s", "gap1s", "blank1s", "mm", "other_person", "semicolon", "passes_same", "turnback")
        ),
        ("px_zeros5", "px"),
    ],
)
def test_a_damaged_clip_is_measured_as_the_sound_one_within_its_bands(name: str, unit: Unit) -> None:
    base, report = measured("base"), measured(name, unit)
    assert report.refused is None
    both = 0
    for metric, sound in base.metrics.items():
        found = report.metrics[metric]
        if isinstance(found, Metric) and isinstance(sound, Metric) and found.estimate.unit == sound.estimate.unit:
            assert sound.estimate.low <= found.estimate.value <= sound.estimate.high, metric
            both += 1
    assert both >= 5


def test_millimetres_are_found_by_the_leg_and_said() -> None:
    assert "unit_found" in {notice.id for notice in measured("mm").warnings}


@pytest.mark.parametrize("name", ["passes_same", "turnback"])
def test_two_passes_are_measured_one_by_one(name: str) -> None:
    assert len(measured(name).passes) == 2
