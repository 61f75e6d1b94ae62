"""Each small motion file, one for each kind of fault, gives the load of the valid one, or is refused.

The files lie beside the project (shared/cases/spine); what is right is in their README: 3.47 body weights at the right
L4-L5.
"""

from functools import cache

import pytest

from runback.domain.errors import UnusableInput
from runback.spine.result import SpineResult
from runback.spine.simulation import simulate
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus


@cache
def simulated(motion: str, ground: str = "") -> SpineResult:
    path = shared_path("cases", "spine", motion)
    return simulate(path, 72.8, ground=shared_path("cases", "spine", ground) if ground else None)


def peak(result: SpineResult) -> float:
    return next(one.compression_peak_bw for one in result.levels if one.level == "L4-L5")


@pytest.mark.parametrize(
    ("motion", "ground"),
    [
        ("sp-base.mot", ""), ("sp-wrap.mot", ""), ("sp-wrap_unwrapped.mot", ""), ("sp-base.mot", "grf-ok.mot"),
        ("sp-own_semi.csv", ""), ("sp-os4paths.sto", ""),
    ],
)  # fmt: skip
def test_the_load_is_that_of_the_stride_however_it_was_written(motion: str, ground: str) -> None:
    assert peak(simulated(motion, ground)) == pytest.approx(3.47, abs=0.02)


@pytest.mark.parametrize(
    ("motion", "ground", "words"),
    [
        ("sp-gap.mot", "", r"\d+\.\d+ s"),
        ("sp-spike.mot", "", r"lumbar_rotation .* row \d+"),
        ("sp-base.mot", "grf-torque_nmm.mot", "N mm"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(motion: str, ground: str, words: str) -> None:
    with pytest.raises(UnusableInput, match=words):
        simulated(motion, ground)
