"""Every row of one runner as JSON lines, table by table, and back."""

import json
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from runback.domain.errors import RunbackError, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store import mapping_diary, mapping_plan
from runback.store.mapping_experiment import experiment_record
from runback.store.mapping_history import activity_record, verdict_record
from runback.store.models import (
    ActivityRow,
    ClearanceRow,
    ConsentRow,
    DaysOffRow,
    ExperimentRow,
    GrantRow,
    ImportFileRow,
    ImportRow,
    MoveRow,
    PainRow,
    PushDeviceRow,
    RaceRow,
    ReminderChoiceRow,
    ReminderRow,
    RunnerRow,
    SelfTestRow,
    SessionRow,
    ShoeRow,
    StrengthRow,
)
from runback.store.models.history import ImportState
from runback.store.models.runner import OwnedRow
from runback.store.owned import owner_id, rows_of

SETTINGS = ("name", "zone", "country", "units", "language", "week_start", "experience", "zone_asked_on")
PROFILE: dict[str, Any] = {"running": {}, "check_draft": None}
"""What else is in the runner's own row, with what an export of 0.2.0 or before, which lacks it, stands for."""

_ODD_ROW = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
    FieldDoesNotExist,
    ValidationError,
    serializers.base.DeserializationError,
    RunbackError,
)
_STAYS = (GrantRow, ConsentRow, ReminderChoiceRow, PushDeviceRow, ReminderRow)
_OPEN = {ImportState.QUEUED.value, ImportState.RUNNING.value}


class _ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts instants to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def owned_models() -> dict[str, type[OwnedRow]]:
    """The tables whose rows belong to a runner and go where the runner goes, by name.

    A grant stays: it names an account of this home; so does what the runner agreed to, which is about this server.
    Reminders stay: a home sends nothing until they are switched on there.
    """
    models = apps.get_app_config("store").get_models()
    return {str(model._meta.db_table): model for model in models if issubclass(model, OwnedRow) and model not in _STAYS}


def read_settings(runner: Runner) -> dict[str, Any]:
    """The runner's settings, what they are used to, and the check that is under way."""
    row = RunnerRow.objects.get(pk=owner_id(runner))
    values = {name: getattr(row, name) for name in (*SETTINGS, *PROFILE)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def dump_rows(runner: Runner, model: type[OwnedRow]) -> Iterator[str]:
    """The runner's rows of a table by id, one JSON object a line: ``id`` and every column except whose it is.

    An import that is not over is exported as cancelled: it cannot continue elsewhere.
    """
    for row in rows_of(model, runner).order_by("pk").iterator(1000):
        if isinstance(row, ImportRow) and row.state in _OPEN:
            row.state = ImportState.CANCELLED
        (entry,) = json.loads(serializers.serialize("json", [row], cls=_ExactEncoder))
        entry["fields"].pop("runner")
        yield json.dumps({"id": entry["pk"], **entry["fields"]}, ensure_ascii=False, allow_nan=True)


def load_rows(runner: Runner, model: type[OwnedRow], lines: Iterable[bytes], label: str) -> int:
    """Write these lines as rows of the runner, ids included; returns how many. Raises ``UnusableInput`` with the line.

    Columns that the table does not have are refused; those that a line does not name get their default.
    """
    count = 0
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            fields = {**entry, "runner": owner_id(runner)}
            row_id = fields.pop("id")
            record = {"model": model._meta.label_lower, "pk": row_id, "fields": fields}
            (read,) = serializers.deserialize("python", [record])
            _require_over(read.object)
            _require_readable(read.object)
            read.save(force_insert=True)
        except _ODD_ROW:
            raise UnusableInput(
                gettext("Line {number} of {label} is not a row of {db_table}.").format(
                    number=number, label=label, db_table=model._meta.db_table
                ),
                path=label,
            ) from None
        count += 1
    return count


def _require_over(row: Any) -> None:
    """An import that would start on its own reads files that its runner did not name."""
    if isinstance(row, ImportRow) and row.state in _OPEN:
        raise ValueError("this import is not over")


_READERS: dict[type[OwnedRow], Callable[[Any], object]] = {
    ActivityRow: lambda row: activity_record(_without_shoe(row), ()),
    ImportFileRow: verdict_record,
    PainRow: mapping_diary.pain_record,
    SessionRow: mapping_diary.session_record,
    StrengthRow: mapping_diary.strength_record,
    SelfTestRow: mapping_diary.self_test_record,
    ShoeRow: mapping_diary.shoe_record,
    ClearanceRow: mapping_diary.clearance_record,
    DaysOffRow: mapping_plan.days_off_record,
    RaceRow: mapping_plan.race_record,
    MoveRow: lambda row: mapping_plan.layout_records([row]),
    ExperimentRow: experiment_record,
}
"""What every page reads such a row with; kept plans and checks may be older than their readers, and are made again."""


def _require_readable(row: Any) -> None:
    """One row that no page can read would break every page, and every import, from then on."""
    read = _READERS.get(type(row))
    if read is not None:
        read(row)


def _without_shoe(row: ActivityRow) -> ActivityRow:
    """The row by itself: its shoe may come later."""
    bare = copy(row)
    bare.shoe = None
    return bare


def reset_counters() -> None:
    """Let new rows be counted on from the highest id (PostgreSQL; SQLite does that anyway)."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(owned_models().values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
