"""``runback rules check``: what anyone who edits the rule book reads, and what a program gets."""

import json
from collections.abc import Callable

import pytest

from runback.cli.main import run
from runback.knowledge import rule_book
from runback.knowledge.reading import Problem

SLIP = Problem("exercises.yaml", 57, "goblet_squat", "There is no group squats; use squat, lunge.")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    return lambda *problems: monkeypatch.setattr(rule_book, "find_problems", lambda: problems)


def test_a_sound_rule_book_ends_with_zero(found: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    found()
    assert run(["rules", "check"]) == 0
    assert capsys.readouterr().out == "The rule book has no mistakes.\n"


def test_each_mistake_is_one_line_and_the_command_ends_with_three(
    found: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    found(SLIP, Problem("advice.yaml", 3, "", "This is not YAML."))
    assert run(["rules", "check"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "exercises.yaml, line 57, goblet_squat: There is no group squats; use squat, lunge.",
        "advice.yaml, line 3: This is not YAML.",
    ]


def test_a_program_gets_file_line_id_and_what(found: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    found(SLIP)
    assert run(["rules", "check", "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "problems": [
            {
                "file": "exercises.yaml",
                "line": 57,
                "id": "goblet_squat",
                "what": "There is no group squats; use squat, lunge.",
            }
        ],
    }
    found()
    assert run(["rules", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "problems": []}
