"""A disk that refuses single calls: the judge of the campaign, and a sample of it (benchmarks/fault_injection.py)."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fault_injection import Outcome, judge

ROOT = Path(__file__).resolve().parents[3]
SAVED = Outcome(0, "Pain 3 (now).", 40, 2)
REFUSED = Outcome(3, "The disk is full. What you entered last was not saved.", 40, 1)


def test_an_entry_that_is_saved_or_refused_with_its_cause_is_right():
    assert judge(SAVED, SAVED, before=1, after=2) == ""
    assert judge(REFUSED, SAVED, before=1, after=2) == ""


@pytest.mark.parametrize(
    ("failed", "again", "words"),
    [
        (Outcome(0, "", 40, 1), SAVED, "acknowledged"),
        (Outcome(3, REFUSED.said, 40, 2), SAVED, "said that nothing was saved"),
        (Outcome(3, " ", 40, 1), SAVED, "said nothing"),
        (Outcome(1, "A fault in Runback", 40, 1), SAVED, "ended with 1"),
        (Outcome(3, "Traceback (most recent call last)", 40, 1), SAVED, "ended with 3"),
        (Outcome(3, REFUSED.said, 40, -1), SAVED, "not sound"),
        (REFUSED, REFUSED, "again ended with 3"),
    ],
)
def test_what_is_wrong_is_called_so(failed, again, words):
    assert words in judge(failed, again, before=1, after=2)


def test_what_has_to_be_there_once_may_be_refused_the_second_time_where_it_is_there():
    uncertain = Outcome(3, "The disk reported an error. It is not certain that it was saved.", 40, 2)
    there_already = Outcome(3, "This import is already undone.", 9, 2)
    assert judge(uncertain, there_already, before=1, after=2, once_more="refuses") == ""
    assert "again ended with 3" in judge(REFUSED, there_already, before=1, after=2, once_more="refuses")


def test_what_is_there_twice_or_not_at_all_after_the_second_time_is_called_so():
    twice, none = Outcome(0, "Saved.", 40, 3), Outcome(0, "Saved.", 40, 1)
    assert "there twice" in judge(SAVED, twice, before=1, after=2, once_more="once")
    assert judge(SAVED, twice, before=1, after=2, once_more="adds") == ""
    assert "left 1 rows instead of 2" in judge(REFUSED, none, before=1, after=2)


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("gcc") is None, reason="needs Linux and gcc")
def test_no_failing_call_loses_or_doubles_a_pain_entry():
    command = [sys.executable, "-m", "benchmarks.fault_injection", "--most", "1", "--only", "pain"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "runs with a failing call, 0 faults" in done.stdout
