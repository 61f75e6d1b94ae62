"""Odd requests get an answer that is no fault, at every form and every address; RUNBACK_FUZZ=10000 sends more."""

import os
import random

import pytest

from tests.web.fuzzing import odd_requests

COUNT, SEED = int(os.environ.get("RUNBACK_FUZZ", "40")), int(os.environ.get("RUNBACK_FUZZ_SEED", "20261130"))
pytestmark = pytest.mark.django_db


def test_no_odd_request_is_a_fault(client, checked, settings):
    settings.IMPORT_IN_BACKGROUND = settings.FORM_IN_BACKGROUND = False
    faults = []
    for method, path, fields in odd_requests(client, random.Random(SEED), COUNT):
        answer = getattr(client, method)(path, fields)
        if answer.status_code >= 500:
            faults.append((method, path, fields, answer.status_code))
        for close in answer._resource_closers if answer.streaming else ():
            close()
    assert faults == []
