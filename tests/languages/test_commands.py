"""Commands speak the language that is named, or that of the runner; a made language shows what is not marked."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from runback import languages
from runback.cli.help_texts import translate_help
from runback.cli.main import app, run
from runback.domain.runner import Runner
from runback.services.home.language import language_of_home
from runback.services.home.runners import change_profile
from tests.history.made_up import write_gpx
from tests.languages import pseudo
from tests.runs import add_run
from tests.web.conftest import CLEAR, TODAY

NAMES = re.compile(
    r"\b(?:ada|Ada|ben|Ben|Blue|Roe|runner|runback|SQLite|CSVs?|csv|pooled)\b|^\w+: (?=\S)|Parser Error: .*"
    r"|(?<=: )No such file or directory"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun|regular|cadence|shoes|heat|sleep|surface|nprs|psfs|rmdq|peg)\b"
)
"""Data of the test, words to type on the command line, and what other programs say."""


def _commands(command: Any, parent: Any = None, name: str = "runback") -> Iterator[tuple[str, str]]:
    context = command.context_class(command, info_name=name, parent=parent, terminal_width=300, max_content_width=300)
    yield context.command_path, command.get_help(context)
    for child_name, child in getattr(command, "commands", {}).items():
        yield from _commands(child, context, child_name)


def _names_of_commands(path: str) -> re.Pattern[str]:
    words = [r"^  [\w-]+  +", r"dééfááúúlt: [\w()]+", r"\{\w+\}", r"^  \w+ (?=<)", *map(re.escape, path.split())]
    return re.compile("|".join([*words, NAMES.pattern]))


def test_every_text_of_help_is_marked_for_translation(made_language: str) -> None:
    command = typer.main.get_command(app)
    with languages.using(made_language):
        translate_help(command)
        unmarked = [
            f"{path}: {words}"
            for path, text in _commands(command)
            for words in pseudo.find_unmarked_words(text, _names_of_commands(path))
        ]
    assert not unmarked, "\n".join(unmarked)


@pytest.fixture
def speak(made_language: str, home: Path, ada: Runner, noon: Any, monkeypatch: Any, capsys: Any) -> Callable[..., str]:
    """Runs a command for Ada in the made language, and returns all that it printed."""
    for days in range(1, 43, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    monkeypatch.setattr("runback.services.home.open.open_home", lambda *_, **__: None)
    monkeypatch.setattr("runback.assess.text.languages_to_read", lambda text: (languages.ENGLISH,))
    monkeypatch.setattr("runback.cli.main._find_language", lambda arguments: made_language)
    monkeypatch.setattr("runback.cli.context.languages.switch_to", lambda language: None)
    command = typer.main.get_command(app)
    monkeypatch.setattr("typer.main.get_command", lambda _: command)  # it takes a tenth of a second to make
    monkeypatch.setenv("RUNBACK_RUNNER", "ada")
    monkeypatch.setenv("RUNBACK_HOME", str(home))

    def run_command(*arguments: object) -> str:
        run([str(one) for one in arguments])
        printed = capsys.readouterr()
        return f"{printed.out}\n{printed.err}"

    return run_command


@pytest.mark.django_db
def test_what_every_command_prints_is_marked_for_translation(speak: Callable[..., str], tmp_path: Path) -> None:
    answers, race = tmp_path / "answers.json", "2026-09-20"
    answers.write_text(json.dumps(CLEAR))
    (tmp_path / "run.gpx").write_bytes(write_gpx())
    lines = (
        ("assess", "--answers", answers, "--save"), ("plan",), ("today",), ("load",), ("trends",),
        ("activities",), ("import", tmp_path / "run.gpx"), ("import", tmp_path / "run.gpx", "--dry-run"), ("imports",),
        ("imports", 1), ("import", "--undo", 1), ("profile",), ("forecast",), ("experiment", "show"),
        ("log", "pain", 3, "--moment", "after_run"), ("log", "session", "walk", "--duration-min", 20),
        ("log", "strength", "bird_dog", "--sets", 3, "--reps", 10), ("log", "shoe", "Blue"),
        ("log", "clearance", "--by", "Roe", "--until", "2026-06-01", "--flag", "ces_saddle"),
        ("log", "days-off", "--first", "2026-05-20", "--why", "ill"), ("log", "race", "--date", race, "--race-km", 10),
        ("log", "limit", "--by", "Roe", "--run-km", 5), ("log", "limit", "--list"), ("log", "limit", "--remove", 1),
        ("export", "csv", "--out", tmp_path / "csv"), ("export", "fhir", "--out", tmp_path / "record.json"),
        ("inspect",), ("people", "list"), ("people", "groups"), ("people", "stop", "ben"), ("people", "allow", "ben"),
        ("keys", "forget"), ("sync", "intervals", "--once"), ("link",), ("work", "--once"),
    )  # fmt: skip
    unmarked = [f"{line[:3]}: {words}" for line in lines for words in pseudo.find_unmarked_words(speak(*line), NAMES)]
    assert not unmarked, "\n".join(unmarked)


WRONG = (
    ("lod",), ("load", "--sideways"), ("load", "--as-of", "yesterday"), ("load", "now"), ("assess",),
    ("assess", "--answers"), ("plan", "--weeks", "ten"), ("plan", "--weeks", 99), ("plan", "--weeks", 0),
    ("log", "pain"), ("log", "pain", 11), ("log", "pain", 3, "--at", "noon"), ("log", "pain", 3, "--leg", "left"),
    ("import",), ("import", "/no/such.fit"), ("imports", 99), ("log", "race", "--date", "2020-01-01", "--race-km", 10),
    ("log", "strength", "flying", "--sets", 1, "--reps", 1), ("profile", "--country", "XX"),
    ("profile", "--zone", "Mars"), ("profile", "--minutes", "tue"), ("profile", "--goal-km", 10),
    ("report", "--out", "/no/such/folder.pdf"), ("restore", "/no/such.zip"), ("rescue", "--out", "/"),
    ("experiment", "start", "flying"), ("query", "SELECT"), ("people", "stop", "nobody"),
    ("outcomes", "score", "--instrument", "none", "--answers", "/no/such.json"), ("doctor", "--connect", "nowhere"),
    ("form", "keypoints", "/no/such.csv"), ("watch", "/no/such/folder", "--once"),
)  # fmt: skip


@pytest.mark.django_db
def test_errors_are_in_words_that_are_marked_for_translation(speak: Callable[..., str]) -> None:
    names = re.compile(
        rf".*\[OPTIONS\].*|'[^']*'|\(now\)|\b(?:home|database|serve|mail|public):|XX|Mars|{NAMES.pattern}"
    )
    unmarked = [f"{line}: {words}" for line in WRONG for words in pseudo.find_unmarked_words(speak(*line), names)]
    assert not unmarked, "\n".join(unmarked)


def test_the_language_named_counts_for_help_and_for_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "de", "log", "--help"]) == 0
    output = capsys.readouterr().out
    assert "Aufruf: runback log" in output
    assert "Fügt dem Tagebuch einen Eintrag hinzu." in output
    assert run(["--lang", "es", "lod"]) == 2
    assert "No existe el comando 'lod'. ¿Quieres decir 'load', 'log'?" in capsys.readouterr().err
    assert languages.current() == "en"


@pytest.mark.parametrize(("sql", "language"), [
    ("INSERT INTO runner VALUES ('de'), ('de')", "de"),
    ("INSERT INTO runner VALUES ('de'), ('es')", "en"),
    ("INSERT INTO runner VALUES ('fr')", "en"),
    ("DROP TABLE runner", "en"),
    ("SELECT 1", "en"),
])  # fmt: skip
def test_the_language_of_a_home_is_that_of_all_its_runners(tmp_path: Path, sql: str, language: str) -> None:
    import sqlite3

    assert language_of_home(tmp_path) == "en"
    with sqlite3.connect(tmp_path / "runback.sqlite3") as database:
        database.execute("CREATE TABLE runner (language TEXT)")
        database.execute(sql)
    database.close()
    assert language_of_home(tmp_path) == language
    assert [path.name for path in tmp_path.iterdir()] == ["runback.sqlite3"]


def test_a_file_that_is_no_database_has_no_language(tmp_path: Path) -> None:
    (tmp_path / "runback.sqlite3").write_bytes(b"not a database" * 100)
    assert language_of_home(tmp_path) == "en"


@pytest.mark.django_db
def test_a_command_speaks_the_language_of_the_settings_and_programs_read_english(
    ada: Runner, noon: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("runback.services.home.open.open_home", lambda *_, **__: None)
    change_profile(ada, language="de")
    assert run(["--runner", "ada", "load"]) == 0
    assert "kein einzelner Lauf über" in capsys.readouterr().out
    assert run(["--runner", "ada", "--lang", "es", "load"]) == 0
    assert "ninguna carrera de más de" in capsys.readouterr().out
    assert run(["--runner", "ada", "log", "pain", "11", "--json"]) == 3
    assert "Pain is a number from 0 to 10." in json.loads(capsys.readouterr().out)["error"]["message"]
