"""``runback sync intervals``: what it prints for people and for programs."""

import io
import json
from datetime import date

import pytest

from runback.cli.main import run as run_command
from runback.services.sync import account, worker
from tests.history.fit.build_fit import heart_rates
from tests.services.sync.made_up import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(alone, home, there, monkeypatch, capsys):
    """Runs the command in this process, as the home's one runner; returns exit code and what it printed."""
    monkeypatch.setattr("runback.cli.sync.open_runner", lambda *_: alone)

    def ask_command(*arguments: str, stdin: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run_command(["sync", "intervals", *arguments])
        return code, capsys.readouterr().out

    return ask_command


def test_it_is_switched_on_with_a_key_from_stdin_and_syncs(ask, home, there):
    code, output = ask("--once", "--json")
    assert (code, json.loads(output)["error"]["code"]) == (3, "not_switched_on")
    assert ask("--connect", "--since", "2026-04-01", stdin=f"{KEY}\n")[0] == 0
    there.add_run("i1", date(2026, 5, 3), heart_rates(*range(100, 160)).build())
    there.add_run("17", date(2026, 5, 4), None, source="STRAVA")
    assert "New activities that would be fetched: 1" in ask("--dry-run")[1]
    found = json.loads(ask("--once", "--json")[1])
    assert (found["activities"]["imported"], found["activities"]["strava"]) == (1, 1)
    output = ask("--once")[1]
    assert "There are no new activities." in output
    assert "From Strava, which gives no files out: 1." in output
    assert "Coming workouts taken back: 0" in ask("--disconnect")[1]
    assert not account.is_switched_on(home)


@pytest.mark.parametrize("since", ["2027-01-01", "1890-01-01"])
def test_a_first_day_that_cannot_be_is_refused(ask, home, since):
    code, output = ask("--connect", "--since", since, "--json", stdin=KEY)
    assert (code, json.loads(output)["error"]["code"]) == (3, "bad_answer")
    assert not account.is_switched_on(home)


def test_the_worker_syncs_the_one_runner_and_leaves_the_reason_where_it_could_not(connected, home, there):
    there.add_run("i1", date(2026, 5, 3), heart_rates(*range(100, 160)).build())
    worker.sync_once()
    assert account.read_state(home).last["activities"]["imported"] == 1
    there.faults.append(lambda *_: (401, {}, b""))
    worker.sync_once()
    assert "does not know this key" in account.read_state(home).last["problem"]
