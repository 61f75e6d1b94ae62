"""Every form that writes against a disk that refuses: the forms are found in the pages (every_form), not listed.

usage: python -m benchmarks.form_campaign [--most 4] [--only WORD] [--seed 1] [--list]

A home with everything is grown; each form is sent once to a copy of it. Those after which a row is another are the
write paths. Each is sent again and again while one call fails, ``--most`` calls of each kind (fault_injection has the
kinds). After each: the database is sound; what was acknowledged is there as without a fault; what is said not
to be saved changed nothing; nothing is half done; the same once more then succeeds. Addresses that take a form and were
not reached are listed, and so are forms that wrote nothing. Linux with gcc; exit status 1 when anything was wrong.
"""

import argparse
import logging
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import every_form
from benchmarks.every_form import Form, State, read_state, what_changed
from benchmarks.fault_injection import KINDS, Outcome, load_everything, run_failing, with_failing_disk
from benchmarks.write_paths import exit_code, left_over, read_page, write_stand_in

IN_STEPS = ("imports-start", "imports-table")
"""An import is kept as one that failed, with what came in so far; fault_injection judges what it brings."""


def main() -> int:
    """Run the campaign, in a process that has the failing disk loaded; print figures and faults."""
    if "FAILING_DISK" not in os.environ:
        return with_failing_disk("benchmarks.form_campaign")
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--most", type=int, default=4, help="Calls to fail of each kind, for each form.")
    options.add_argument("--only", default="", help="Only forms with this in their name.")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--list", action="store_true", help="Only say which forms write, and which were not reached.")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        load_everything(work / "there" / "home")
        forms = _grown(work)
        kept = work / "base"
        shutil.copytree(work / "there" / "home", kept)
        campaign = Campaign(work, kept, random.Random(given.seed))
        writing = dict(campaign.writing([form for form in forms if given.only in form.name]))
        print(f"{len(forms)} forms, of which {len(writing)} write", flush=True)
        faults, runs = [], 0
        for form, whole in () if given.list else writing.values():
            found = list(campaign.run(form, whole, given.most))
            runs += len(found)
            wrong = [fault for fault in found if fault]
            faults += wrong
            print("\n  ".join((f"{form.name}: {len(found)} runs, {len(wrong)} faults", *wrong)), flush=True)
    print(f"{runs} runs with a failing call, {len(faults)} faults")
    return 1 if faults else 0


def _grown(work: Path) -> list[Form]:
    """The forms of a home that was grown, in a separate process: this one never opens the database."""
    listed = work / "forms.json"
    child = os.fork()
    if child == 0:
        code = 1
        try:
            home = work / "there" / "home"
            home.parent.mkdir(exist_ok=True)
            fill(home, work)
            forms = every_form.grow(work, sign_in)
            every_form.write_forms(forms, listed)
            print("addresses that take a form and were not reached:", ", ".join(every_form.unsent(forms)), flush=True)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return every_form.read_forms(listed)


def fill(home: Path, work: Path) -> None:
    """The demo's made-up runner, a clinician who sees the record, an administrator with a group, files to send."""
    from runback.services.home.open import open_home

    write_stand_in(work)
    open_home(home)
    quiet()
    from runback.services import clock
    from runback.services.home.backup import make_backup
    from runback.services.home.demo import make_demo
    from runback.services.people import groups, sharing
    from runback.services.people.accounts import add_account, chosen_runner, find_account
    from runback.services.sharing.record import export_record
    from tests.tracks import START, gpx

    for name, role in every_form.PEOPLE.items():
        add_account(name, role, name.title())
    ada = chosen_runner("ada")
    make_demo(ada, clock.today(ada))
    sharing.accept(sharing.invite(ada), find_account("cleo"))
    groups.join(ada, groups.open_link(groups.add_group("Riverside club")))
    (work / "inbox").mkdir()
    for path in (work / "run.gpx", work / "inbox" / "run.gpx"):
        path.write_bytes(gpx(START))
    (work / "clip.mp4").write_bytes(b"a video")
    (work / "record.json").write_bytes(export_record(ada, clock.today(ada)))
    make_backup(home, work / "backup.zip")


def quiet() -> None:
    """Nothing is done in other processes, and no rate is limited."""
    from django.conf import settings

    from runback.services.form import clips

    logging.disable(logging.CRITICAL)
    settings.IMPORT_IN_BACKGROUND = settings.FORM_IN_BACKGROUND = settings.MAIL_IN_BACKGROUND = False
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    clips._set_going = lambda row: None


def sign_in(user: str) -> Any:
    """A browser of this account, signed in a moment ago; a runner has agreed to what the server keeps."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from runback.services.home.runners import runner_of_user
    from runback.services.people.consent import agree, has_agreed
    from runback.store.models import RunnerRow
    from runback.web.people.consent import server_text

    account = get_user_model().objects.get(username=user)
    client = Client(raise_request_exception=False)
    client.force_login(account)
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()
    if RunnerRow.objects.filter(user=account).exists():
        runner = runner_of_user(account.pk)
        if not has_agreed(runner, server_text()):
            agree(runner, server_text())
    return client


def _act(form: Form, work: Path, home: Path, out: Path) -> Callable[[], int]:
    from django.conf import settings

    from runback.services.home.open import open_home
    from runback.web.housekeeping import tidy

    open_home(home)
    quiet()
    tidy()
    settings.FILE_UPLOAD_TEMP_DIR = str(home / "uploads")
    client = sign_in(form.user)
    client.get("/account/", headers={"host": "127.0.0.1"})  # what a first look at any page writes is written

    def post() -> int:
        answer = every_form.send(client, form, work)
        text = read_page(answer)
        print(answer.status_code, text)
        return exit_code(answer.status_code, text)

    return post


class Campaign:
    """Forms sent to copies of one home, with and without a failing call."""

    def __init__(self, work: Path, kept: Path, dice: random.Random) -> None:
        self.work, self.kept, self.dice = work, kept, dice
        self.home = work / "there" / "home"
        self.before: State = read_state(kept) or {}

    def _fresh(self) -> None:
        shutil.rmtree(self.home.parent, ignore_errors=True)
        self.home.parent.mkdir()
        shutil.copytree(self.kept, self.home)

    def _send(self, form: Form, *arm: int) -> tuple[Outcome, str]:
        """How it ended, and what is another in the home than at first."""
        outcome = run_failing(partial(_act, form, self.work), self.home, None, *arm)
        state = read_state(self.home)
        return outcome, "not sound" if state is None else what_changed(self.before, state)

    def writing(self, forms: list[Form]) -> Iterator[tuple[str, tuple[Form, str]]]:
        """The forms after which a row is another, each with what is; says of the others how they ended."""
        idle = []
        for form in forms:
            self._fresh()
            outcome, changed = self._send(form)
            if changed:
                yield form.name, (form, changed)
            elif outcome.code:
                idle.append(f"{form.name}: {outcome.said[:160]!r}")
            else:
                idle.append(f"{form.name}: done, nothing written")
        print("\n  ".join(("forms that wrote no row:", *idle)), flush=True)

    def run(self, form: Form, whole: str, most: int) -> Iterator[str]:
        """For each failing call a fault in words, or an empty text."""
        self._fresh()
        self._send(form)
        _, twice = self._send(form)
        for kind, (number, how) in KINDS.items():
            self._fresh()
            counted, _ = self._send(form, 0, number, how)
            calls = range(1, counted.calls + 1)
            for at in sorted(self.dice.sample(calls, min(most, len(calls)))):
                self._fresh()
                failed, changed = self._send(form, at, number, how)
                again, after = self._send(form)
                left = list(left_over(self.home.parent))
                wrong = _judge(form.name, failed, changed, again, after, whole, twice)
                wrong = wrong or (f"it left {', '.join(left)}" if left else "")
                yield f"{form.name}, {kind} at call {at} of {counted.calls}: {wrong}" if wrong else ""


def _judge(name: str, failed: Outcome, changed: str, again: Outcome, after: str, whole: str, twice: str) -> str:
    """What is wrong with a form whose call failed and that was sent once more; empty where nothing is."""
    if "Traceback" in failed.said or failed.code not in (0, 3):
        return f"it ended with {failed.code}: {failed.said[-700:]}"
    if "not sound" in (changed, after):
        return "the database is not sound"
    if failed.code == 0 and changed != whole:
        return f"it was acknowledged with [{changed}] instead of [{whole}]"
    if changed not in ("", whole) and not any(route in name for route in IN_STEPS):
        return f"it is half done: [{changed}] instead of [{whole}]; it said {failed.said[:200]!r}"
    if failed.code == 3 and "was not saved" in failed.said and changed:
        return f"it said that nothing was saved, and [{changed}] is"
    if again.code not in (0, 3):
        return f"the same again ended with {again.code}: {again.said[-300:]}"
    if after != (twice if changed else whole) and not any(route in name for route in IN_STEPS):
        return f"the same again left [{after}] instead of [{twice if changed else whole}]"
    return ""


if __name__ == "__main__":
    sys.exit(main())
