"""What cannot be used is answered with what to do, exit code 3 (2 for wrong usage), and changes nothing."""

import json
import socket
from pathlib import Path


def test_pain_eleven_says_the_scale(run, ask):
    error = ask("log", "pain", 11, code=3)["error"]
    assert error["code"] == "bad_answer"
    assert "Pain is a number from 0 to 10. You entered 11." in error["message"]
    done = run("log", "pain", 11)
    assert (done.returncode, done.stdout) == (3, "")
    assert "from 0 to 10" in done.stderr


def test_a_day_in_the_future_is_refused(ask):
    error = ask("log", "session", "run", "--distance-km", 5, "--on", "2999-01-01", code=3)["error"]
    assert "2999-01-01 is in the future" in error["message"]


def test_a_day_that_is_none_is_wrong_usage(ask, run):
    assert ask("load", "--as-of", "2026-02-30", code=2)["error"]["code"] == "usage"
    assert "not a date like" in run("load", "--as-of", "yesterday").stderr


def test_an_unknown_command_or_option_is_wrong_usage(run, ask):
    assert run("lod").returncode == 2
    assert "Did you mean" in run("lod").stderr
    assert ask("load", "--sideways", code=2)["error"]["code"] == "usage"
    assert run("assess").returncode == 2


def test_a_home_that_is_a_file_is_refused(run, no_home: Path):
    no_home.write_text("mine")
    done = run("activities", "--json")
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "unusable_home"
    assert error["path"] == str(no_home)
    assert "--home or RUNBACK_HOME" in error["message"]
    assert no_home.read_text() == "mine"


def test_a_home_that_is_not_writable_is_refused(run):
    for place in ("before", "after"):
        arguments = ["--home", "/proc/runback", "load"] if place == "before" else ["load", "--home", "/proc/runback"]
        done = run(*arguments)
        assert done.returncode == 3
        assert "cannot be written" in done.stderr


def test_a_path_that_is_not_there_is_named(ask, tmp_path: Path):
    error = ask("import", tmp_path / "no.fit", code=3)["error"]
    assert error["path"] == str(tmp_path / "no.fit")
    assert "Check the name" in error["message"]


def test_answers_that_are_no_json_are_refused_with_the_place(ask, run, tmp_path: Path):
    file = tmp_path / "answers.json"
    file.write_text('{"age_years": 40,}')
    error = ask("assess", "--answers", file, code=3)["error"]
    assert (error["path"], error["offset"]) == (str(file), 17)
    assert ask("assess", "--answers", tmp_path / "none.json", code=3)["error"]["code"] == "unusable_input"
    assert ask("assess", "--answers", "-", stdin="", code=3)["error"]["code"] == "unusable_input"


def test_a_plan_without_a_check_says_to_do_the_check(ask):
    error = ask("plan", code=3)["error"]
    assert error["code"] == "needs_check"
    assert "Do the check first" in error["message"]


def test_a_port_in_use_is_named_and_no_home_is_made(run, no_home: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", port, "--no-browser")
    assert done.returncode == 3
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr
    assert not no_home.exists()


def test_a_link_to_a_home_that_is_not_served_says_to_start_it(run, no_home: Path):
    done = run("link", "--home", no_home)
    assert done.returncode == 3
    assert "runback serve" in done.stderr
    assert not no_home.exists()


def test_a_demo_never_takes_the_place_of_a_real_home(run, home: Path):
    before = (home / "runback.sqlite3").read_bytes()
    done = run("demo", "--home", home, "--no-browser", "--port", _free_port())
    assert done.returncode == 3
    assert "is not a demo home" in done.stderr
    assert (home / "runback.sqlite3").read_bytes() == before


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
