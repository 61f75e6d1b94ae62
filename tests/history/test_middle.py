"""The median is NumPy's, without what NumPy loads for it."""

import subprocess
import sys

import numpy as np
import pytest

from runback.history.middle import median


@pytest.mark.parametrize(
    ("values", "middle"), [([3.0], 3.0), ([5.0, 1.0], 3.0), ([9.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 9.0, 2.0], 3.0)]
)
def test_the_middle_value_or_the_mean_of_the_two_in_the_middle(values: list[float], middle: float):
    assert median(np.array(values)) == middle


@pytest.mark.parametrize("values", [[], [1.0, float("nan"), 2.0]])
def test_no_value_or_one_that_is_none_has_no_middle(values: list[float]):
    assert np.isnan(median(np.array(values)))


def test_it_is_that_of_numpy_for_any_values():
    random = np.random.default_rng(15)
    for size in range(1, 60):
        values = random.normal(size=size).round(1)
        assert median(values) == np.median(values)


def test_masked_arrays_are_not_loaded_for_it():
    code = "from runback.history.middle import median; median(numpy.ones(3)); print('numpy.ma' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", f"import sys, numpy; {code}"], capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]
