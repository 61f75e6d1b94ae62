"""Sends the web application what no page of ours would send: no answer may be a fault (500).

usage: python -m benchmarks.web_fuzz [--count 100000] [--seconds 3600] [--seed 1] [--public]

A home of its own with two runners, a clinician and an administrator; the WSGI application in this process; requests in
the names of all of them and of a stranger: forms of real pages with odd values, every address with odd parts, odd
headers, bodies and methods. Prints a line a minute, each kind of fault with the request that showed it, and at the end
the answers by status; exit status 1 after any fault. What ends a session or works for seconds is left out
(tests/web/fuzzing).
"""

import argparse
import logging
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

PAGES = {
    "emil": ("/people/", "/groups/", "/devices/", "/sign-in/ways/"),
    "cleo": ("/clinic/", "/devices/"),
    "": ("/sign-in/",),
}
AGAIN_EVERY = 3000
"""Requests after which accounts are let in again and forms are read again: what was sent may have changed them."""


def main() -> int:
    """Run until the count or the time is reached."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=3600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--public", action="store_true", help="as under a public address, with mail")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder) / "home", given)


def _run(home: Path, given: argparse.Namespace) -> int:
    from runback.services.home.open import open_home

    open_home(home)
    _prepare(home, is_public=given.public)
    rng, statuses, faults = random.Random(given.seed), Counter[int](), Counter[str]()
    until, spoken = time.monotonic() + given.seconds, time.monotonic()
    fuzzers: list[Any] = []
    for number in range(given.count):
        if number % AGAIN_EVERY == 0:
            fuzzers = _fuzzers(rng)
        _send(rng.choice(fuzzers), statuses, faults)
        if time.monotonic() > spoken + 60:
            spoken = time.monotonic()
            print(f"{number + 1:,} sent, {sum(faults.values())} faults", flush=True)
        if time.monotonic() > until:
            break
    print(f"{statuses.total():,} sent: {dict(sorted(statuses.items()))}; {len(faults)} kinds of fault", flush=True)
    return int(bool(faults))


def _send(fuzzer: Any, statuses: Counter[int], faults: Counter[str]) -> None:
    """Send one request; a fault is printed once a kind, by the line of the program where it arose."""
    fuzzer.client.exc_info = None
    try:
        words, status = fuzzer.send()
    except Exception:  # noqa: BLE001 -- anything at all is a finding
        words, status, kind = "the request before", 500, _last_line()
    else:
        kind = f"{status} {words.split()[1]}"
    statuses[status] += 1
    if status >= 500 and status != 503:
        faults[kind] += 1
        if faults[kind] == 1:
            print(f"FAULT {kind}: {words}", flush=True)


def _last_line() -> str:
    """The error under way, and the last line of ours that it came through."""
    frames = [frame for frame in traceback.extract_tb(sys.exc_info()[2]) if "runback" in frame.filename]
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "a library"
    return f"{sys.exc_info()[1]!r} in {place}"


def _prepare(home: Path, *, is_public: bool) -> None:
    """Two runners, one of whom shares with a clinician; an administrator with a group."""
    from django.conf import settings

    from runback.services import clock
    from runback.services.imports import batches
    from runback.services.people import groups, sharing
    from runback.services.people.accounts import add_account, chosen_runner
    from runback.services.training import check_in
    from runback.web.environment import PublicAddress
    from tests.tracks import START, gpx
    from tests.web.conftest import CLEAR

    logging.disable(logging.CRITICAL)
    settings.IMPORT_IN_BACKGROUND = settings.FORM_IN_BACKGROUND = settings.MAIL_IN_BACKGROUND = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    if is_public:
        settings.PUBLIC, settings.MAIL_IS_ON, settings.KEEP_MONTHS = (
            PublicAddress("https://localhost", "localhost"),
            True,
            6,
        )
    for username, role in (("ada", "runner"), ("ben", "runner"), ("cleo", "clinician"), ("emil", "admin")):
        add_account(username, role, username.title())
    ada = chosen_runner("ada")
    (home / "runs").mkdir()
    for days in range(5):
        (home / "runs" / f"{days}.gpx").write_bytes(gpx(START + timedelta(days=days)))
    batches.import_paths(ada, [home / "runs"])
    check_in.save_check(ada, CLEAR, clock.today(ada))
    from runback.services.people.accounts import find_account

    sharing.accept(sharing.invite(ada), find_account("cleo"))
    groups.join(ada, groups.open_link(groups.add_group("Riverside club")))


def _fuzzers(rng: random.Random) -> list[Any]:
    """A browser for each, signed in again."""
    from django.core.cache import cache
    from django.test import Client

    from tests.web.fuzzing import START, Fuzzer

    cache.clear()
    made = []
    for username in ("ada", "ada", "ada", "ben", "cleo", "emil", ""):
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        sign_in = partial(_sign_in, username) if username else _stay_out
        sign_in(client)
        made.append(Fuzzer(client, rng, PAGES.get(username, START), sign_in))
    return made


def _stay_out(client: Any) -> None:
    """A stranger signs in nowhere."""


def _sign_in(username: str, client: Any) -> None:
    from django.contrib.auth import get_user_model

    from runback.services.home.runners import runner_of_user
    from runback.services.people.consent import agree
    from runback.store.models import RunnerRow
    from runback.web.people.consent import server_text

    get_user_model().objects.filter(username=username).update(is_active=True)
    user = get_user_model().objects.get(username=username)
    client.cookies.clear()
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()
    if RunnerRow.objects.filter(user=user).exists():
        agree(runner_of_user(user.pk), server_text())


if __name__ == "__main__":
    sys.exit(main())
