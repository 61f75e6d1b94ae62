"""Odd requests get an answer that is no fault, at every form and every address; RUNBACK_FUZZ=10000 sends more.

``python -m benchmarks.web_fuzz`` sends a hundred thousand, in the names of a stranger, a runner, a clinician and an
administrator.
"""

import os
import random

import pytest

from tests.web.fuzzing import START, Fuzzer

COUNT, SEED = int(os.environ.get("RUNBACK_FUZZ", "40")), int(os.environ.get("RUNBACK_FUZZ_SEED", "20261130"))
pytestmark = pytest.mark.django_db


def test_no_odd_request_is_a_fault(client, checked, settings):
    settings.IMPORT_IN_BACKGROUND = settings.FORM_IN_BACKGROUND = False
    rng = random.Random(SEED)
    fuzzer = Fuzzer(client, rng, rng.sample(START, 10))
    sent = [fuzzer.send() for _ in range(COUNT)]
    assert [one for one in sent if one[1] >= 500] == []
