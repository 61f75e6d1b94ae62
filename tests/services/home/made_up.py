"""Homes at random: every table of a runner filled field by field, and the files that its rows name."""

import gzip
import hashlib
import random
import string
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from runback.domain.runner import Runner
from runback.services.home.rows import dump_rows, owned_models, read_settings
from runback.services.home.runners import change_profile
from runback.store import originals, streams
from runback.store.models import ActivityRow, FormClipRow, ImportRow, OriginalRow, RunnerRow
from runback.store.models.runner import OwnedRow
from runback.store.owned import rows_of

_LETTERS = string.printable + "äß漢字🏃\u2028\u0000"[:-1]


def fill_at_random(runner: Runner, home: Path, dice: random.Random, rows: int = 4) -> None:
    """This many rows a table at the most, and files for samples, originals and clips."""
    zones = ("UTC", "Europe/Zurich", "Asia/Kathmandu")
    change_profile(runner, zone=dice.choice(zones), units=dice.choice(("km", "mi")), country=dice.choice(("CH", "")))
    running = {"weekly_km": dice.choice((None, 42.5)), "wishes": {"days": {"tue": dice.randint(0, 90)}}}
    draft = dice.choice((None, {"answers": {"pain_now": dice.randint(0, 10)}}))
    RunnerRow.objects.filter(pk=runner.id).update(running=running, check_draft=draft)
    for model in owned_models().values():
        for _ in range(dice.randint(0, rows)):
            row = model(runner_id=runner.id, **_values(runner, model, dice))
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:  # the dice gave what may be there only once
                continue
            _write_files(row, home, dice)
    for row in ActivityRow.objects.filter(runner_id=runner.id):
        if dice.random() < 0.2:  # ids need not be without gaps
            row.delete()


def _values(runner: Runner, model: type[OwnedRow], dice: random.Random) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name != "runner"]
    return {field.attname: _value(runner, field, dice) for field in fields}


def _value(runner: Runner, field: Any, dice: random.Random) -> Any:
    if isinstance(field, models.ForeignKey):
        others = list(rows_of(field.related_model, runner).values_list("pk", flat=True))
        return dice.choice(others) if others else None
    if field.null and dice.random() < 0.3:
        return None
    if field.choices:
        closed = [value for value, _ in field.choices if value not in ("queued", "running")]
        return dice.choice(closed)
    kind = next(kind for kind in _MAKERS if isinstance(field, kind))
    return _MAKERS[kind](field, dice)


def _text(field: Any, dice: random.Random) -> str:
    length = dice.randint(0, min(field.max_length or 200, 200))
    return "".join(dice.choice(_LETTERS) for _ in range(length))


def _instant(_field: Any, dice: random.Random) -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=dice.randrange(10**15))


def _json(_field: Any, dice: random.Random) -> Any:
    text = "".join(dice.choice(_LETTERS) for _ in range(8))
    return dice.choice(([], {}, [text], {text: [dice.random(), None, True, -3]}, [{"a": text}]))


_MAKERS: dict[type[models.Field], Any] = {
    models.DateTimeField: _instant,
    models.DateField: lambda _field, dice: date(2020, 1, 1) + timedelta(days=dice.randrange(3000)),
    models.BooleanField: lambda _field, dice: dice.random() < 0.5,
    models.FloatField: lambda _field, dice: dice.uniform(-1, 1) * 10 ** dice.randint(-12, 12),
    models.PositiveSmallIntegerField: lambda _field, dice: dice.randint(0, 10),
    models.IntegerField: lambda _field, dice: dice.randint(0, 2**31 - 1),
    models.BigIntegerField: lambda _field, dice: dice.randint(0, 2**62),
    models.JSONField: _json,
    models.UUIDField: lambda _field, dice: UUID(int=dice.getrandbits(128), version=4),
    models.CharField: _text,
    models.TextField: _text,
}


def _write_files(row: OwnedRow, home: Path, dice: random.Random) -> None:
    data = dice.randbytes(dice.randint(1, 500))
    if isinstance(row, ActivityRow):
        row.samples_version = dice.randint(0, 3)
        row.samples_sha256 = hashlib.sha256(data).hexdigest()
        row.save()
        if row.samples_version:
            _write(streams.samples_path(home, row.pk, row.samples_version), data)
    elif isinstance(row, OriginalRow):
        row.sha256, row.size = hashlib.sha256(data).hexdigest(), len(data)
        row.save()
        _write(originals.original_path(home, row.sha256), gzip.compress(data))
    elif isinstance(row, FormClipRow):
        for name in ("pose.npz", "still-0.jpg"):
            _write(home / "form" / str(row.runner_id) / str(row.pk) / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def contents(runner: Runner, home: Path) -> dict[str, Any]:
    """What makes two homes equal: settings, every row with its id, and every file that a row names, to the byte."""
    files = {}
    for row in rows_of(ActivityRow, runner).exclude(samples_version=0):
        path = streams.samples_path(home, row.pk, row.samples_version)
        files[path.name] = path.read_bytes()
    for sha256 in rows_of(OriginalRow, runner).values_list("sha256", flat=True):
        files[sha256] = originals.original_path(home, sha256).read_bytes()
    for pk in rows_of(FormClipRow, runner).values_list("pk", flat=True):
        clip = home / "form" / str(runner.id) / str(pk)
        files |= {f"{pk}/{path.name}": path.read_bytes() for path in sorted(clip.iterdir())}
    rows = {name: list(dump_rows(runner, model)) for name, model in owned_models().items()}
    return {"settings": read_settings(runner), "rows": rows, "files": files}


def empty(runner: Runner) -> None:
    """Remove every row of the runner: a new home, as far as the database goes."""
    ImportRow.objects.filter(runner_id=runner.id).delete()
    for model in reversed(owned_models().values()):
        models.QuerySet(model).filter(runner_id=runner.id).delete()  # also those that are never deleted by themselves
    change_profile(runner, name="Runner", zone="UTC", country="", units="km")
    RunnerRow.objects.filter(pk=runner.id).update(running={}, check_draft=None)
