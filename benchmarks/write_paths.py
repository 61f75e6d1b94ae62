"""Every way in which something is written into a home, for the campaigns that let the disk fail (fault_injection).

An act gets the home and a folder for what goes out, does what comes before (opening the home, signing in) at once, and
returns what to do while the disk fails; that returns an exit code: 0 done, 3 refused with a reason, else a fault.
"""

import json
import logging
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Act = Callable[[Path, Path], Callable[[], int]]
DATABASE = "runback.sqlite3"


@dataclass(frozen=True, slots=True)
class WritePath:
    """What to do, which table's rows show whether it is done, and how the home is before.

    ``starts_from`` is ``base`` (a home with entries), ``several`` (that with a second account), ``fresh`` (one without
    entries) or ``none``. ``result`` is the home whose
    rows are counted. ``again`` is what the same thing once more does after it was done: it ``adds`` its own a second
    time, leaves the rows as they are (``once``), or ``refuses``. ``is_alone`` needs a process of its own, as it opens
    another home than the one it is done to.
    """

    act: Act
    table: str | None
    starts_from: str = "base"
    result: str = "home"
    again: str = "adds"
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command line; ``{work}`` is the folder of prepared files, ``{out}`` the one for what goes out."""

    words: str

    def __call__(self, home: Path, out: Path) -> Callable[[], int]:
        from runback.cli.main import run

        given = self.words.format(work=os.environ.get("WRITE_PATHS", ""), out=out).split()
        return lambda: run([*given, "--home", str(home)])


def page(path: str, data: Callable[[], dict[str, Any]]) -> Act:
    """A form sent to a page, by the runner whose home it is."""

    def act(home: Path, out: Path) -> Callable[[], int]:
        client = _sign_in(home)
        sent = data()

        def post() -> int:
            answer = client.post(path, sent, headers={"host": "127.0.0.1"})
            text = read_page(answer)
            print(answer.status_code, text)
            return exit_code(answer.status_code, text)

        return post

    return act


def _sign_in(home: Path) -> Any:
    from runback.services.home.open import only_runner, open_home

    open_home(home)
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from runback.services.form import clips
    from runback.services.home.runners import user_id_of
    from runback.web.housekeeping import tidy

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # tracebacks are for the terminal, not the page
    tidy()
    settings.FILE_UPLOAD_TEMP_DIR = str(home / "uploads")
    settings.IMPORT_IN_BACKGROUND = False
    clips._set_going = lambda row: None  # measuring is another process
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(pk=user_id_of(only_runner())))
    return client


def read_page(answer: Any) -> str:
    """What the page says, without its frame."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode(errors="replace")
    main = re.search(r"<main.*?</main>", text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group() if main else text)).strip()


def exit_code(status: int, text: str) -> int:
    """What an act returns for an answer: 0 done, 3 refused with a reason, 1 a fault of ours."""
    if status < 400:
        return 0
    is_fault = status == 500 and "A fault in Runback" in text
    return 1 if is_fault else 3


def _file(name: str, field: str, **more: str) -> Callable[[], dict[str, Any]]:
    def data() -> dict[str, Any]:
        from django.core.files.uploadedfile import SimpleUploadedFile

        content = Path(os.environ["WRITE_PATHS"], name).read_bytes()
        return {field: SimpleUploadedFile(name, content), **more}

    return data


def _fields(**fields: str) -> Callable[[], dict[str, Any]]:
    return lambda: dict(fields)


WRITE_PATHS = {
    "pain": WritePath(Command("log pain 3"), "pain_entry"),
    "session": WritePath(Command("log session run --distance-km 5 --duration-min 31"), "session_log"),
    "strength": WritePath(Command("log strength glute_bridge --sets 3 --reps 12"), "strength_log"),
    "shoe": WritePath(Command("log shoe Trainer"), "shoe", again="once"),
    "race": WritePath(Command("log race --date 2027-03-06 --race-km 10 --priority b"), "race", again="once"),
    "days off": WritePath(Command("log days-off --first 2027-01-04 --last 2027-01-06 --why ill"), "days_off"),
    "limit": WritePath(Command("log limit --by Physio --run-minutes 30"), "limit_set"),
    "clearance": WritePath(Command("log clearance --by Physio --until 2027-01-06 --flag bone_stress"), "clearance"),
    "check": WritePath(Command("assess --answers {work}/answers.json --save"), '"check"'),
    "questionnaire": WritePath(
        Command("outcomes answer --instrument peg --answers {work}/peg.json"), "outcome", again="once"
    ),
    "import": WritePath(Command("import {work}/run.gpx"), "activity", again="once"),
    "several": WritePath(Command("import {work}/inbox"), "activity", again="once"),
    "watched folder": WritePath(Command("watch {work}/inbox --once"), "activity", again="once"),
    "undo": WritePath(Command("import --undo 1"), "activity", again="refuses"),
    "all": WritePath(Command("import {work}/all.zip"), "activity", starts_from="none", again="refuses"),
    "record": WritePath(Command("import {work}/record.json"), "pain_entry", starts_from="fresh", again="once"),
    "zone": WritePath(Command("profile --zone Asia/Kathmandu"), None),
    "plan": WritePath(Command("plan --json"), None),  # worked out and shown, whether or not it can be kept
    "undo of a log": WritePath(Command("log undo"), "pain_entry"),
    "experiment": WritePath(Command("experiment start heat"), "experiment", again="refuses"),
    "experiment's end": WritePath(Command("experiment stop"), None, starts_from="several", again="refuses"),
    "account": WritePath(Command("people add eve"), "auth_user", again="refuses"),
    "account's end": WritePath(Command("people stop dora"), None, starts_from="several"),
    "account let in": WritePath(Command("people allow dora"), None, starts_from="several"),
    "key": WritePath(Command("keys rotate"), None),
    "key of reminders": WritePath(Command("keys rotate --push"), None),
    "old keys": WritePath(Command("keys forget"), None, starts_from="several"),
    "keypoints": WritePath(Command("form keypoints {work}/keypoints.csv"), None),
    "waiting work": WritePath(Command("work --once"), None),
    "calendar": WritePath(Command("export ics --out {out}/plan.ics"), None),
    "workouts": WritePath(Command("export fit --out {out}/workouts.zip"), None),
    "record out": WritePath(Command("export fhir --out {out}/record.json"), None),
    "report": WritePath(Command("report --out {out}/report.pdf"), None),
    "backup": WritePath(Command("backup --out {out}/backup.zip"), None),
    "export": WritePath(Command("export all --out {out}/all.zip"), None),
    "tables": WritePath(Command("export csv --out {out}/tables.zip"), None),
    "restore": WritePath(
        Command("restore {work}/backup.zip"), "activity", starts_from="none", again="once", is_alone=True
    ),
    "restore beside": WritePath(
        Command("restore {work}/backup.zip"), "activity", result="home-restored", again="once", is_alone=True
    ),
    "restore in place": WritePath(Command("restore {work}/backup.zip --replace"), "activity", again="once"),
    "rescue": WritePath(
        Command("rescue --out {out}/rescued"), "activity", result="rescued", again="refuses", is_alone=True
    ),
    "erase": WritePath(Command("erase --yes"), "activity", again="refuses"),
    "page: pain": WritePath(page("/pain/log/", _fields(score="3", note="web")), "pain_entry"),
    "page: pain of a phone": WritePath(
        page(
            "/pain/log/",
            _fields(score="3", client_id="0b0f2b3e-58f9-4c55-9f0e-1e0d6a6f7b11", made_at="", note="phone"),
        ),
        "pain_entry",
        again="once",
    ),
    "page: check": WritePath(page("/check/begin/", _fields(text="since the long run")), None),
    "page: shoe": WritePath(page("/shoes/", _fields(name="Trainer", limit_km="700")), "shoe", again="refuses"),
    "page: zone": WritePath(page("/account/zone/", _fields(zone="Asia/Kathmandu")), None),
    "page: import": WritePath(page("/import/start/", _file("run.gpx", "files")), "activity", again="once"),
    "page: upload": WritePath(page("/import/upload/", _file("run.gpx", "files", path="a/run.gpx")), None),
    "page: clip": WritePath(page("/form/upload/", _file("clip.mp4", "video")), "form_clip"),
    "page: record": WritePath(
        page("/data/record/import/", _file("record.json", "record")), "pain_entry", starts_from="fresh", again="once"
    ),
    "page: backup": WritePath(page("/data/backup/", _fields()), None),
    "page: restore": WritePath(
        page("/data/restore/", _file("backup.zip", "backup")), "activity", result="home-restored", again="once"
    ),
}

READS = ("imports", "activities", "load", "query", "today", "trends", "forecast", "spine", "inspect", "check",
         "form watch", "outcomes score", "experiment show", "people list", "people groups", "rules check")  # fmt: skip
"""Commands that only show something; what a first look keeps (a plan) is the write path "plan"."""

LEFT_OUT = {
    "serve": "a server: its pages are write paths, here and in every_form",
    "demo": "a server, into a home that it makes itself",
    "link": "asks a server that runs",
    "doctor": "asks a server that runs",
    "sync intervals": "talks to another machine; what it brings goes the way of an import",
    "form video": "its pose process is not part of the program; the clip is the write path of its page",
} | {
    f"cohort {name}": "works without a home"
    for name in ("make", "load", "spikes", "ceilings", "hazard", "outcomes", "quality", "report")
}
"""Commands that no campaign is for, each with the reason."""


def all_commands() -> set[str]:
    """The name of every command, from the program itself."""
    import typer

    from runback.cli.main import app

    return set(_leaves(typer.main.get_command(app), ()))


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path)
    else:
        for name, one in inner.items():
            yield from _leaves(one, (*path, name))


def commands_written() -> set[str]:
    """The names of the commands that are write paths."""
    lines = [path.act.words for path in WRITE_PATHS.values() if isinstance(path.act, Command)]
    return {name for name in all_commands() for line in lines if f"{line} ".startswith(f"{name} ")}


def prepare(work: Path, do: Callable[[str, Path], None]) -> None:
    """Make the files and homes that the write paths start from; ``do`` runs a command line on a home.

    That is always the one they are done to, ``there/home``, so that what a process has loaded serves them all.
    """
    from runback.services.home.demo_runner import make_up_answers
    from tests.form.made_runner import MadeRunner, write_csv
    from tests.tracks import START, gpx

    os.environ["WRITE_PATHS"] = str(work)
    (work / "answers.json").write_text(json.dumps(make_up_answers()))
    (work / "peg.json").write_text(json.dumps({"pain": 4, "enjoyment": 3, "activity": 5}))
    (work / "run.gpx").write_bytes(gpx())
    (work / "keypoints.csv").write_text(write_csv(MadeRunner(seconds=3.0).keypoints(30.0), "xyz"))
    (work / "clip.mp4").write_bytes(b"a video")
    (work / "inbox").mkdir()
    for day in (3, 4, 5):
        (work / "inbox" / f"{day}.gpx").write_bytes(gpx(START.replace(day=day + 20)))
    home = work / "there" / "home"
    home.parent.mkdir()
    do("profile --json", home)
    shutil.copytree(home, work / "fresh")
    for words in (
        f"import {work}/inbox/3.gpx",
        "log pain 2",
        f"assess --answers {work}/answers.json --save",
        f"backup --out {work}/backup.zip",
        f"export all --out {work}/all.zip",
        f"export fhir --out {work}/record.json",
    ):
        do(words, home)
    shutil.copytree(home, work / "base")
    for words in ("experiment start heat", "keys rotate", "people add dora --role clinician", "people stop dora"):
        do(words, home)
    shutil.copytree(home, work / "several")
    (work / "none").mkdir()


def write_stand_in(folder: Path) -> None:
    """A pose process that finds no video in any file, so that clips need no installed one."""
    script = folder / "find_pose.py"
    script.write_text(
        "import sys\n"
        """print('{"code": "not_video", "message": "There is no picture in this file."}', file=sys.stderr)\n"""
        "sys.exit(4)\n"
    )
    os.environ |= {"RUNBACK_POSE_PYTHON": sys.executable, "RUNBACK_POSE_SCRIPT": str(script)}


def count_rows(home: Path, table: str | None) -> int:
    """How many rows the table of a home has; -1 where its database is not sound, 0 where there is none."""
    file = home / DATABASE
    if not file.exists():
        return 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as database:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return -1
        if table is None or not _has(database, table):
            return 0
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    return -1


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table.strip('"'),)).fetchone()
    return found is not None


def left_over(folder: Path) -> Iterator[str]:
    """Names of half-written files and folders beside and in the homes of a folder."""
    for path in folder.rglob("*"):
        if path.name.startswith(".") and path.name.endswith(".part"):
            yield str(path.relative_to(folder))
