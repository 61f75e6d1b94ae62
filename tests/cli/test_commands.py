"""The commands as people and programs use them."""

import json
import os
import subprocess
import sys
from datetime import date

import runback
from tests.cli.made_up import MILD

LOADED = """
import io, sys
from contextlib import redirect_stdout
from runback.cli.main import run
with redirect_stdout(io.StringIO()):
    code = run(sys.argv[1:])
print(code, *sorted({name.split(".")[0] for name in sys.modules}))
"""


def _loaded(*arguments: object) -> set[str]:
    """The libraries that a command loads, in a separate process; its exit code has to be 0."""
    command = [sys.executable, "-c", LOADED, *map(str, arguments)]
    code, *names = subprocess.run(command, capture_output=True, text=True, env=os.environ).stdout.split()
    assert code == "0"
    return set(names)


def test_help_names_every_command(run):
    done = run("--help")
    assert done.returncode == 0
    for command in ("import", "activities", "load", "assess", "plan", "log", "profile", "inspect", "serve", "demo"):
        assert command in done.stdout


def test_help_loads_nothing_heavy():
    heavy = {"django", "numpy", "pyarrow", "pydantic", "yaml", "lxml", "rich"}
    assert _loaded("--help") & heavy == set()


def test_load_and_the_diary_do_without_what_reads_files_and_plans(home):
    heavy = {"numpy", "pyarrow", "lxml", "scipy", "ortools", "icalendar", "rich"}
    assert _loaded("load", "--json", "--home", home) & heavy == set()
    assert _loaded("log", "pain", 2, "--json", "--home", home) & heavy == set()


def test_load_reads_the_ceiling_of_a_plan_without_what_hears_a_runners_words(ask, run, home):
    """NumPy is for the second screen of a text; a saved check was read before."""
    ask("assess", "--answers", "-", "--save", stdin=json.dumps(MILD))
    assert run("plan").returncode == 0
    assert (
        _loaded("load", "--json", "--home", home) & {"numpy", "pyarrow", "lxml", "scipy", "icalendar", "rich"} == set()
    )


def test_a_home_without_a_group_says_where_one_is_made(run, ask):
    assert ask("people", "groups") == {"groups": []}
    assert "on the page Groups" in run("people", "groups").stdout


def test_the_version_is_printed(run):
    assert run("--version").stdout.strip() == runback.__version__


def test_nothing_in_the_history_yet(run, ask):
    assert ask("activities") == {"activities": []}
    assert "nothing in the history yet" in run("activities").stdout


def test_the_home_may_be_named_after_the_command(run, tmp_path):
    assert run("log", "pain", 2, "--home", tmp_path / "other").returncode == 0
    assert (tmp_path / "other" / "runback.sqlite3").exists()


def test_an_entry_of_each_kind_goes_into_the_diary(ask):
    pain = ask("log", "pain", 3, "--moment", "morning", "--at", "2026-05-14T07:30", "--leg", "above_knee")
    assert (pain["score"], pain["at"], pain["date"]) == (3, "2026-05-14T07:30:00Z", "2026-05-14")
    session = ask("log", "session", "walk_run", "--on", "2026-05-14", "--distance-km", 4.5, "--pain-during", 2)
    assert (session["kind"], session["distance_km"], session["pain_during"]) == ("walk_run", 4.5, 2)
    assert session["done"] is True
    strength = ask("log", "strength", "bird_dog", "--sets", 3, "--reps", 10, "--on", "2026-05-14")
    assert (strength["exercise_id"], strength["sets"], strength["reps"]) == ("bird_dog", 3, 10)
    assert ask("log", "shoe", "Blue", "--start-km", 120)["start_km"] == 120
    shoe = ask("log", "shoe", "Blue", "--retired-on", "2026-05-01")
    assert (shoe["start_km"], shoe["retired_on"]) == (120, "2026-05-01")
    clearance = ask("log", "clearance", "--by", "Dr. Roe", "--until", "2999-01-01", "--flag", "a", "--flag", "b")
    assert clearance["flags"] == ["a", "b"]
    off = ask("log", "days-off", "--first", date.today().isoformat(), "--why", "ill")
    assert (off["first"], off["last"], off["why"]) == (date.today().isoformat(), date.today().isoformat(), "ill")


def test_a_clearance_names_its_concern_by_any_part_of_it(run, ask):
    ask("assess", "--answers", "-", "--save", stdin=json.dumps(MILD | {"red_flags": ["inf_fever", "inf_risk"]}))
    command = ("log", "clearance", "--by", "Dr. Roe", "--until", "2999-01-01")
    refused = run(*command)
    assert refused.returncode == 3
    assert "inf_fever (Fever, shivering, or hot and unwell)" in refused.stderr
    assert "c_" not in refused.stderr
    assert ask(*command, "--flag", "inf_fever")["flags"][0] == "inf_fever"


def test_a_time_with_a_zone_is_kept_as_that_instant(ask):
    assert ask("log", "pain", 3, "--at", "2026-05-14T07:30:00+02:00")["at"] == "2026-05-14T05:30:00Z"
