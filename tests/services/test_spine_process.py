"""The spine model lives in a process that starts when needed, answers, and ends."""

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runback.domain.errors import BadAnswer, UnusableInput
from runback.services.spine import process
from runback.services.spine.job import OwnStride, SpineJob, SpineQuestion
from runback.services.spine.process import SpineProcess, SpineStopped
from runback.services.spine.questions import Answer
from tests.services.imports.made_up import WhenLoaded

SLOW = SpineJob(SpineQuestion(speed_m_s=3), None)


@pytest.fixture(scope="module")
def model() -> Iterator[SpineProcess]:
    """One for all these tests, as loading the model takes a second or two."""
    made = SpineProcess()
    yield made
    made.end()


def pid_of(model: SpineProcess) -> int | None:
    """The number of the model's process, None where there is none."""
    companion = model._companion
    return companion.pid if companion is not None and companion.is_alive else None


def wait_until_gone(pids: list[int]) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_question_is_answered_by_one_process_that_stays_for_the_next(model):
    first = model.ask(SLOW)
    assert isinstance(first, Answer)
    assert [level.level for level in first.result.levels][-1] == "L5-S1"
    pid = pid_of(model)
    weaker = model.ask(SpineJob(SpineQuestion(speed_m_s=3, weak={"all_deep": 1.0}), None, with_paper=True))
    assert weaker.result.weak == {"all_deep": 1.0}
    assert len(weaker.paper) > 3
    assert pid_of(model) == pid
    assert model.is_loaded


def test_what_the_model_refuses_is_refused_here_with_its_code(model, tmp_path):
    (tmp_path / "lab.csv").write_text("time_s,pelvis_tilt_deg\n0,1\n")
    with pytest.raises(UnusableInput, match="has no column") as refused:
        model.ask(SpineJob(SpineQuestion(is_own=True), OwnStride(tmp_path / "lab.csv")))
    assert refused.value.code == "unusable_motion"
    with pytest.raises(UnusableInput) as refused:
        model.ask(SpineJob(SpineQuestion(mass_kg=9000.0), None))
    assert refused.value.code == "bad_setting"


def test_a_bad_answer_keeps_its_key_and_what_is_allowed():
    error = process._error_of(process.describe(BadAnswer("speed", "It is no speed.", ("2", "3"))))
    assert isinstance(error, BadAnswer)
    assert (error.key, error.reason, error.allowed) == ("speed", "It is no speed.", ("2", "3"))


def test_a_process_that_dies_over_a_question_is_reported_and_the_next_question_is_answered(model):
    with pytest.raises(SpineStopped, match="stopped before it had an answer"):
        model.ask(WhenLoaded(os._exit, 3))
    assert pid_of(model) is None
    assert isinstance(model.ask(SLOW), Answer)


def test_a_process_that_was_killed_between_questions_is_replaced_unseen(model):
    model.ask(SLOW)
    pid = pid_of(model)
    os.kill(pid, 9)
    assert isinstance(model.ask(SLOW), Answer)
    assert pid_of(model) not in (pid, None)


def test_a_question_that_takes_too_long_is_ended(model, monkeypatch):
    model.ask(SLOW)
    monkeypatch.setattr(process, "ANSWER_LIMIT_S", 0.5)
    with pytest.raises(SpineStopped, match=r"longer than 0\.5 seconds"):
        model.ask(WhenLoaded(time.sleep, 3600))
    assert pid_of(model) is None


def test_a_process_without_questions_ends_by_itself_and_the_next_question_starts_another(model, monkeypatch):
    model.end()
    with monkeypatch.context() as patch:
        patch.setattr(process, "IDLE_S", 2.0)
        model.ask(SLOW)
        pid = pid_of(model)
    assert wait_until_gone([pid])
    until = time.monotonic() + 30
    while model.is_loaded and time.monotonic() < until:
        time.sleep(0.05)
    assert not model.is_loaded
    assert isinstance(model.ask(SLOW), Answer)


def test_questions_of_several_pages_are_answered_in_turn(model):
    asked = [SpineJob(SpineQuestion(speed_m_s=speed), None) for speed in (2, 3, 4, 5)]
    model.ask(SLOW)
    pid = pid_of(model)
    with ThreadPoolExecutor(4) as pages:
        answers = list(pages.map(model.ask, asked))
    assert [answer.question.speed_m_s for answer in answers] == [2, 3, 4, 5]
    assert pid_of(model) == pid


def test_waiting_too_long_for_the_questions_of_others_ends_with_the_model_is_busy(model, monkeypatch):
    monkeypatch.setattr(process, "ANSWER_LIMIT_S", 0.1)
    with model._lock, pytest.raises(SpineStopped, match="busy"):
        model.ask(SLOW)


@pytest.mark.parametrize("program", ["/bin/false", "/nothing/there"])
def test_a_process_that_cannot_start_says_so_and_leaves_no_folder(monkeypatch, program, tmp_path):
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(SpineStopped, match="spine model"):
        SpineProcess().ask(SLOW)
    assert list(tmp_path.iterdir()) == []


def test_the_server_that_asks_loads_neither_mujoco_nor_scipy_and_its_death_ends_the_process():
    script = textwrap.dedent(
        """
        import sys, time
        from runback.services.spine.job import SpineJob, SpineQuestion
        from runback.services.spine.process import SPINE
        from tests.services.imports.made_up import children
        SPINE.ask(SpineJob(SpineQuestion(), None, with_paper=True))
        print([name for name in ("mujoco", "scipy", "myo_sim") if name in sys.modules])
        print(*children("runback.services.spine.worker"), flush=True)
        time.sleep(60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "[]\n"
        pids = [int(word) for word in server.stdout.readline().split()]
        assert len(pids) == 1
        server.kill()
    assert wait_until_gone(pids)


def test_only_the_last_strides_are_kept_open(monkeypatch):
    from runback.services.spine import model

    monkeypatch.setattr(model, "KEPT", 1)
    opened = model.SpineModel()
    for mass_kg in (60.0, 61.0):
        opened.answer(SpineJob(SpineQuestion(mass_kg=mass_kg, speed_m_s=2), None))
    assert len(opened) == 1
