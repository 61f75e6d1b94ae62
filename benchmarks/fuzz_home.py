"""Feeds damaged input to what works in a home: questions in SQL, forms, uploads, answers, records, exports, backups.

usage: python -m benchmarks.fuzz_home [--count 200000] [--seconds 3600] [--seed 1] [--kinds query,form,...]

The readers of activity files have benchmarks/fuzz.py; this is the rest. All in one process, in a home in memory that is
set back now and then. JSON, SQL and tables are damaged in their structure, and zips are packed again with the right
checksums, so that what is damaged is really read. An input that ends in anything but a ``RunbackError`` or a page
without a fault, or takes more than 2 s of the processor, is written to ``--out`` and counted as a failure.
Exit status 1 after any failure, or above 500 MB. Linux.
"""

import argparse
import contextlib
import copy
import hashlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.fuzz import DIARY, MOST_MB, STRAVA, Tally, damage, stop_after_limit, try_one

SHARES = {"answers": 20, "keypoints": 12, "movement": 10, "pose": 8, "record": 12, "backup": 8, "export": 8,
          "query": 8, "form": 10, "upload": 4}  # fmt: skip
SET_BACK_EVERY = 200
TODAY = date(2026, 5, 14)
ODD_VALUES = (None, True, "", " ", "yes", -1, 0, 11, 1e308, float("nan"), 10**30, "9" * 40, "2026-02-30", "0001-01-01",
              "a\0b", "\ud800", "x" * 5000, [], {}, [[]], {"a": {}}, "٣", "1e5", "../../x", "' OR 1=1 --")  # fmt: skip
QUESTIONS = (
    "SELECT count(*), avg(heart_rate_bpm) FROM samples",
    "SELECT sport, sum(distance_m) / 1000 FROM activities GROUP BY sport HAVING count(*) > 0 ORDER BY 2 DESC LIMIT 5",
    "WITH w AS (SELECT *, lag(day) OVER (ORDER BY day) AS before FROM activities) SELECT day - before FROM w",
    "SELECT list(title), map([1], ['a']), {'x': 1} FROM activities",
    "COPY (SELECT 1) TO 'x.csv'",
    "ATTACH 'x.db'; CREATE TABLE t AS SELECT * FROM range(10)",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SET memory_limit = '9GB'; SELECT repeat('x', 1000)",
    "SELECT quantile_cont(speed_mps, 0.5) FROM samples TABLESAMPLE 10%",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT sum(n) FROM r",
)
WORDS = ("SELECT", "FROM", "WHERE", "(", ")", ",", "*", "NULL", "''", "'", '"', ";", "--", "/*", "1e999", "0x", "CAST",
         "::INTEGER[]", "INTERVAL 1 DAY", "unnest([1])", "range(99)", "generate_series(1, 100000)", "PRAGMA version",
         "INSTALL httpfs", "regexp_replace('a', '(', '')", "strftime(now(), '%')", "array_agg", "UNION", "EXCEPT",
         "printf('%999999d', 1)", "repeat('x', 999999)", "now()", "getenv('HOME')", "CHECKPOINT", "EXPORT DATABASE 'x'",
         "query('SELECT 1')", "json('{')", "struct_pack(a := 1)", "x'00'", "\0")  # fmt: skip

UPLOADS = (
    ("/import/start/", "files"),
    ("/import/upload/", "files"),
    ("/data/record/import/", "record"),
    ("/data/restore/", "backup"),
)
"""Where files are sent to, and by which field."""


class Seeds:
    """Sound inputs of each kind, made here."""

    def __init__(self, home: Path, work: Path) -> None:
        from runback.services.home.demo_runner import make_up_answers
        from tests.form.made_runner import MadeRunner, write_csv
        from tests.tracks import START, gpx

        self.answers = [make_up_answers(), {"instrument": "peg"}, {"items": [True] * 24}]
        points = MadeRunner(seconds=1.0).keypoints(30.0)
        self.keypoints = [write_csv(points, axes).encode() for axes in ("xy", "xyz")]
        strides = Path(__file__).parents[1] / "src" / "runback" / "spine" / "strides"
        self.movement = [path.read_bytes()[:6000] for path in sorted(strides.glob("*.csv"))]
        self.pose = [_pose(20), _pose(3)]
        self.files = [("run.gpx", gpx(START)), ("diary.csv", DIARY), ("activities.csv", STRAVA)]
        self.record = json.loads((work / "record.json").read_bytes())
        self.export = _unpack(work / "all.zip")
        self.backup = _unpack(work / "backup.zip")
        self.home = home


def _pose(frames: int) -> dict[str, Any]:
    import numpy as np

    dice = np.random.default_rng(1)
    return {"time_s": np.arange(frames) / 30, "keypoints": dice.random((frames, 33, 3)), "shift_px": np.zeros(frames),
            "width": np.array(640), "height": np.array(480)}  # fmt: skip


def _unpack(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def make_home(home: Path, work: Path) -> None:
    """A home with a few entries, and the files that come out of one."""
    from runback.cli.main import run
    from runback.services.home.demo_runner import make_up_answers
    from tests.tracks import START, gpx

    (work / "answers.json").write_text(json.dumps(make_up_answers()))
    (work / "run.gpx").write_bytes(gpx(START))
    for words in (
        f"import {work}/run.gpx",
        "log pain 2",
        f"assess --answers {work}/answers.json --save",
        "log shoe Trainer",
        f"backup --out {work}/backup.zip",
        f"export all --out {work}/all.zip",
        f"export fhir --out {work}/record.json",
    ):
        with contextlib.redirect_stdout(io.StringIO()):
            assert run([*words.split(), "--home", str(home)]) == 0, words


def damage_json(value: Any, chance: random.Random) -> Any:
    """A copy with a few parts replaced, dropped, doubled or put elsewhere."""
    found = copy.deepcopy(value)
    for _ in range(chance.choice((1, 1, 2, 5))):
        places = list(_places(found))
        if not places:
            return chance.choice(ODD_VALUES)
        holder, key = chance.choice(places)
        way = chance.random()
        if way < 0.6:
            holder[key] = copy.deepcopy(chance.choice(ODD_VALUES))
        elif way < 0.8:
            del holder[key]
        elif isinstance(holder, list):
            holder.extend(copy.deepcopy(holder[:2]))
        else:
            other, at = chance.choice(places)
            holder[key] = copy.deepcopy(other[at])
    return found


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(items):
        yield value, key
        yield from _places(one)


def damage_text(seed: bytes, chance: random.Random) -> bytes:
    """A table with cells changed, or bytes damaged anywhere."""
    if chance.random() < 0.4:
        return damage("csv", seed, chance)
    cells = re.split(rb"([,\n])", seed)
    for _ in range(chance.choice((1, 2, 8, 40))):
        odd = chance.choice((b"", b"nan", b"inf", b"-1e999", b"0", b"1e300", b"x", b'"', b"1,5", b";", b"\0", b"\xff"))
        cells[chance.randrange(len(cells))] = odd
    return b"".join(cells)


def damage_question(chance: random.Random) -> str:
    """A question with words changed, added or taken away."""
    from runback.services.home.samples import EXAMPLE

    words = re.split(r"(\s+|[(),])", chance.choice((*QUESTIONS, EXAMPLE)))
    for _ in range(chance.choice((1, 2, 4))):
        at = chance.randrange(len(words))
        words[at : at + chance.randint(0, 2)] = [f" {chance.choice(WORDS)} "]
    return "".join(words)


def pack(files: dict[str, bytes], chance: random.Random) -> bytes:
    """The files in a zip whose manifest has their right sizes and checksums, or one that is damaged as a whole."""
    listed = dict(files)
    manifest = json.loads(listed.pop("manifest.json"))
    for name, data in listed.items():
        if name in manifest["files"]:
            manifest["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if chance.random() < 0.3:
        manifest = damage_json(manifest, chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in listed.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    whole = buffer.getvalue()
    return damage("zip", whole, chance) if chance.random() < 0.2 else whole


class Feeder:
    """Gives one damaged input after another to its reader, and says in a word how it ended."""

    def __init__(self, seeds: Seeds, work: Path, chance: random.Random) -> None:
        self.seeds, self.work, self.chance = seeds, work, chance
        self._client: Any = None
        self._fuzzer: Any = None

    def feed(self, kind: str) -> tuple[bytes, Callable[[bytes], str]]:
        """The next input of that kind as bytes, for the record, and what reads it."""
        return getattr(self, f"_{kind}")()

    def _answers(self) -> tuple[bytes, Callable[[bytes], str]]:
        data = json.dumps(damage_json(self.chance.choice(self.seeds.answers), self.chance)).encode()
        return (damage("json", data, self.chance) if self.chance.random() < 0.2 else data), self._assess

    def _assess(self, data: bytes) -> str:
        from runback.cli.context import read_answers
        from runback.services.home.open import only_runner
        from runback.services.training.check_in import assess_answers

        path = self.work / "answers"
        path.write_bytes(data)
        return _ended("answers", lambda: assess_answers(only_runner(), read_answers(str(path)), TODAY))

    def _keypoints(self) -> tuple[bytes, Callable[[bytes], str]]:
        return damage_text(self.chance.choice(self.seeds.keypoints), self.chance), self._measure

    def _measure(self, data: bytes) -> str:
        from runback.form.keypoints import read_keypoints
        from runback.form.measure import measure_clips

        return _ended("keypoints", lambda: measure_clips([read_keypoints(data)]))

    def _movement(self) -> tuple[bytes, Callable[[bytes], str]]:
        return damage_text(self.chance.choice(self.seeds.movement), self.chance), self._move

    def _move(self, data: bytes) -> str:
        from runback.spine.motion import read_movement

        path = self.work / "movement.csv"
        path.write_bytes(data)
        return _ended("movement", lambda: read_movement(path))

    def _pose(self) -> tuple[bytes, Callable[[bytes], str]]:
        import numpy as np

        arrays = dict(self.chance.choice(self.seeds.pose))
        for _ in range(self.chance.choice((0, 1, 2))):
            name = self.chance.choice(sorted(arrays))
            shape = self.chance.choice(((), (1,), (3,), (20, 2), (0,), (20, 33, 2), (20,)))
            odd = (np.full(shape, np.nan), np.zeros(shape, "U3"), np.full(shape, -1), np.full(shape, 10**18), None)
            found = self.chance.choice(odd)
            arrays.pop(name) if found is None else arrays.update({name: found})
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        data = buffer.getvalue()
        return (damage("zip", data, self.chance) if self.chance.random() < 0.4 else data), self._read_pose

    def _read_pose(self, data: bytes) -> str:
        from runback.form.video import pool_readings, read_track
        from runback.services.form.pose_results import read_pose_file

        path = self.work / "pose.npz"
        path.write_bytes(data)
        return _ended("pose", lambda: pool_readings([read_track(read_pose_file(path))]))

    def _record(self) -> tuple[bytes, Callable[[bytes], str]]:
        data = json.dumps(damage_json(self.seeds.record, self.chance)).encode()
        return (damage("json", data, self.chance) if self.chance.random() < 0.1 else data), self._take_record

    def _take_record(self, data: bytes) -> str:
        from runback.services.home.open import only_runner
        from runback.services.sharing.record import import_record

        path = self.work / "record.json"
        path.write_bytes(data)
        return _ended("record", lambda: import_record(only_runner(), path))

    def _backup(self) -> tuple[bytes, Callable[[bytes], str]]:
        files = dict(self.seeds.backup)
        if self.chance.random() < 0.5:
            files["runback.sqlite3"] = damage("zip", files["runback.sqlite3"], self.chance)
        return pack(files, self.chance), self._unpack

    def _unpack(self, data: bytes) -> str:
        from runback.services.home.restore import unpacked

        path = self.work / "backup.zip"
        path.write_bytes(data)

        def unpack() -> None:
            with unpacked(path, self.work / "elsewhere"):
                pass

        return _ended("backup", unpack)

    def _export(self) -> tuple[bytes, Callable[[bytes], str]]:
        files = dict(self.seeds.export)
        rows = [name for name, data in files.items() if name.startswith("rows/") and data]
        for name in self.chance.sample(rows, min(len(rows), self.chance.choice((0, 1, 2)))):
            lines = [json.loads(line) for line in files[name].splitlines()]
            changed = damage_json(lines, self.chance)
            listed = changed if isinstance(changed, list) else [changed]
            files[name] = "".join(f"{json.dumps(one)}\n" for one in listed).encode()
        return pack(files, self.chance), self._take_export

    def _take_export(self, data: bytes) -> str:
        from django.contrib.auth import get_user_model

        from runback.services.home.import_home import import_home
        from runback.services.home.open import only_runner

        path = self.work / "all.zip"
        path.write_bytes(data)
        get_user_model().objects.all().delete()
        return _ended("export", lambda: import_home(only_runner(), path))

    def _query(self) -> tuple[bytes, Callable[[bytes], str]]:
        return damage_question(self.chance).encode("utf-8", "replace"), self._ask

    def _ask(self, data: bytes) -> str:
        from runback.services.home.open import only_runner
        from runback.services.home.samples import ask_samples

        return _ended("query", lambda: ask_samples(only_runner(), data.decode(), limit_s=0.5))

    def _form(self) -> tuple[bytes, Callable[[bytes], str]]:
        from tests.web.fuzzing import Fuzzer

        if self._fuzzer is None:
            self._fuzzer = Fuzzer(self.client(), self.chance, sign_in=self._let_in)
        self._fuzzer.client = self.client()
        fuzzer, request = self._fuzzer, self._fuzzer.choose()

        def send(_: bytes) -> str:
            words, status = fuzzer.send_this(*request)
            if status >= 500:
                raise Fault(f"{status}: {words}")
            return f"form {status}"

        return repr(request).encode(), send

    def _upload(self) -> tuple[bytes, Callable[[bytes], str]]:
        from django.core.files.uploadedfile import SimpleUploadedFile

        name, seed = self.chance.choice(self.seeds.files)
        kind = name.rpartition(".")[2]
        data = damage(kind, seed, self.chance)
        path, field = self.chance.choice(UPLOADS)
        sent = self.chance.choice((name, "../../x", "a" * 300, "\u202e.gpx", "x.json", "a/b\\c.zip"))
        file = SimpleUploadedFile("x", data)
        file.__dict__["_name"] = sent  # Django's own setter would refuse what a browser may send
        odd = {field: file, "path": sent, "offset": self.chance.choice(("", "0", "9", "x"))}
        if self.chance.random() < 0.7:
            del odd["offset"]
        return data, lambda _: _page("upload", self.client().post(path, odd))

    def client(self) -> Any:
        """The runner's browser, signed in."""
        if self._client is None:
            from django.test import Client

            self._client = Client(raise_request_exception=True, HTTP_HOST="127.0.0.1")
            self._let_in(self._client)
        return self._client

    def _let_in(self, client: Any) -> None:
        """Sign in the runner of the home; an input may have signed everybody out."""
        from django.contrib.auth import get_user_model

        from runback.services.home.open import only_runner
        from runback.services.home.runners import user_id_of

        client.force_login(get_user_model().objects.get(pk=user_id_of(only_runner())))

    def forget(self) -> None:
        """The home was set back: nobody is signed in."""
        self._client = None


def _ended(kind: str, act: Callable[[], object]) -> str:
    from runback.domain.errors import RunbackError

    try:
        act()
    except RunbackError as problem:
        return f"{kind} {problem.code}"
    return f"{kind} read"


class Fault(Exception):
    """A page that shows a fault."""


def _page(kind: str, answer: Any) -> str:
    for close in answer._resource_closers if answer.streaming else ():
        close()
    if answer.status_code >= 500:
        raise Fault(f"{answer.status_code}: {b'' if answer.streaming else answer.content[-2000:]!r}")
    return f"{kind} {answer.status_code}"


def set_back(home: Path, kept: Path) -> None:
    """Put the database as it was at first in its place, and take away what came with inputs."""
    from django.db import connections

    connections.close_all()
    for ending in ("-wal", "-shm"):
        home.joinpath(f"runback.sqlite3{ending}").unlink(missing_ok=True)
    shutil.copyfile(kept, home / "runback.sqlite3")
    for beside in (*home.parent.glob("home-restored*"), *home.glob("uploads/*")):
        shutil.rmtree(beside, ignore_errors=True)


def run(given: argparse.Namespace, folder: Path) -> Tally:
    """Feed inputs until the count or the time is reached."""
    home, work = folder / "home", folder / "work"
    work.mkdir()
    make_home(home, work)
    from django.conf import settings
    from django.db import connections

    settings.IMPORT_IN_BACKGROUND = settings.FORM_IN_BACKGROUND = False
    connections.close_all()
    kept = work / "kept.sqlite3"
    shutil.copyfile(home / "runback.sqlite3", kept)
    chance, tally = random.Random(given.seed), Tally()
    feeder = Feeder(Seeds(home, work), work, chance)
    begun = told = time.monotonic()
    kinds = given.kinds.split(",")
    while tally.ends.total() < given.count and time.monotonic() - begun < given.seconds:
        set_back(home, kept)
        feeder.forget()
        for kind in chance.choices(kinds, [SHARES[kind] for kind in kinds], k=SET_BACK_EVERY):
            data, reader = feeder.feed(kind)
            try_one(kind, data, tally, given.out, reader)
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(tally.line(begun), flush=True)
    print("end:", tally.line(begun), flush=True)
    return tally


def main() -> int:
    """Fuzz and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(SHARES))
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "runback-fuzz-home")
    given = parser.parse_args()
    stop_after_limit()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        os.chdir(folder)
        tally = run(given, Path(folder))
    for name in tally.failures[:50]:
        print(" ", name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(bool(tally.failures) or peak > MOST_MB)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    sys.exit(main())
