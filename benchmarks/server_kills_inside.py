"""The part of ``server_kills`` that opens the home: makes its runners, and judges what is there in the end."""

import json
import sys
import time
from collections import Counter
from pathlib import Path

DRAINED_WITHIN_S = 300.0


def fill(runners: int) -> None:
    """Make the runners, and print a sign-in path for each."""
    from runback.services import clock
    from runback.services.people.accounts import add_account, chosen_runner
    from runback.services.training import check_in
    from runback.web.signin.links import new_token
    from tests.web.conftest import CLEAR

    add_account("operator", "admin")
    for number in range(runners):
        account = add_account(f"runner{number}", "runner", zone="UTC")
        runner = chosen_runner(account.username)
        check_in.save_check(runner, CLEAR, clock.today(runner))
        print(json.dumps(f"/sign-in/{new_token(account.user_id, 3600)}/"))


def judge(expected: dict[str, list[str]]) -> list[str]:
    """What is missing or there twice, a sentence each; waits for imports that are under way."""
    from runback.services.turns import open_imports
    from runback.store.models import ActivityRow, ImportRow, PainRow

    until = time.monotonic() + DRAINED_WITHIN_S
    while open_imports().exists() and time.monotonic() < until:
        time.sleep(1)
    notes = Counter(PainRow.objects.values_list("note", flat=True))
    runs = Counter(f"{start:%Y-%m-%d %H:%M}" for start in ActivityRow.objects.values_list("start_utc", flat=True))
    asked = set(expected["asked"])
    faults = [f"acknowledged and missing: {note}" for note in expected["acknowledged"] if not notes[note]]
    faults += [f"{count} times: {note}" for note, count in notes.items() if count > 1 or note not in asked]
    faults += [f"run taken in and missing: {run}" for run in expected["runs"] if not runs[run]]
    faults += [f"{count} times: run of {run}" for run, count in runs.items() if count > 1]
    faults += [f"import {row.pk} is {row.state}: {row.message}" for row in ImportRow.objects.exclude(state="done")]
    return faults


def main() -> None:
    """Open the home and do the one or the other."""
    from runback.services.home.open import open_home

    open_home(Path(sys.argv[1]))
    if sys.argv[2] == "fill":
        fill(3)
    else:
        print(json.dumps(judge(json.loads(Path(sys.argv[3]).read_text()))))


if __name__ == "__main__":
    main()
