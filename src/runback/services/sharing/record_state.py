"""What a bundle carries for the plan alone: rows that clinics have no resource for, and when the others were entered.

With it, the plan made after importing the bundle equals the plan in the bundle, session by session.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

from runback.domain.errors import BadAnswer, RunbackError
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.training.profile import longest_said_on, read_profile, save_profile
from runback.store import mapping_diary, mapping_plan
from runback.store.models import (
    CheckRow,
    ClearanceRow,
    DaysOffRow,
    LimitRow,
    MoveRow,
    PainRow,
    PlannedWeekRow,
    RaceRow,
    SessionRow,
    StrengthRow,
)
from runback.store.models.runner import OwnedRow
from runback.store.owned import owner_id, rows_of

State = Mapping[str, Any]
T = TypeVar("T")

_ROWS: Mapping[str, tuple[type[OwnedRow], str, Callable[[Any], object]]] = {
    "strength": (StrengthRow, "day", mapping_diary.strength_record),
    "days_off": (DaysOffRow, "entered_on", mapping_plan.days_off_record),
    "limits": (LimitRow, "entered_on", mapping_plan.limit_record),
    "moves": (MoveRow, "start", lambda row: mapping_plan.layout_records([row])),
    "weeks": (PlannedWeekRow, "start", lambda row: mapping_plan.week_record(row.week)),
}
"""By name: the rows, the field that says since when they count, and what reads one."""

_ENTERED: Mapping[str, tuple[type[OwnedRow], str, tuple[str, ...]]] = {
    "checks": (CheckRow, "made_on", ("made_on", "pk")),
    "clearances": (ClearanceRow, "given_on", ("given_on", "pk")),
    "pain": (PainRow, "day", ("at_utc", "pk")),
    "sessions": (SessionRow, "day", ("day", "pk")),
}
"""In the order in which the bundle has them."""


def read_state(runner: Runner, as_of: date) -> dict[str, Any]:
    """What the plan of that day needs besides the record, as JSON values."""
    found: dict[str, Any] = {}
    for name, (kind, since, _) in _ROWS.items():
        rows = rows_of(kind, runner).exclude(**{f"{since}__gt": as_of}).order_by("pk")
        found[name] = list(rows.values(*(field.name for field in _fields(kind))))
    for name, (kind, day, order) in _ENTERED.items():
        stamp = "created_at" if kind in (CheckRow, ClearanceRow) else "updated_at"
        rows = rows_of(kind, runner).filter(**{f"{day}__lte": as_of}).order_by(*order)
        found[f"{name}_at"] = list(rows.values_list(stamp, flat=True))
    found["races_on"] = list(rows_of(RaceRow, runner).order_by("date").values_list("entered_on", flat=True))
    found["profile"], found["longest_on"] = read_profile(runner), longest_said_on(runner)
    values: dict[str, Any] = json.loads(json.dumps(found, cls=_Encoder))
    return values


class _Encoder(DjangoJSONEncoder):
    """Django's, with instants to the microsecond: what was entered in the same second has an order."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _fields(kind: type[OwnedRow]) -> "Iterator[Field[Any, Any]]":
    own = {field.name for field in OwnedRow._meta.fields}
    return (field for field in kind._meta.concrete_fields if field.name not in own and not field.primary_key)


def import_rows(runner: Runner, state: State) -> int:
    """Keep the rows that are not here yet; returns how many are new. Raises ``BadAnswer`` for an impossible one."""
    return sum(_import_kind(runner, name, _list_in(state, name)) for name in _ROWS)


def _list_in(state: State, name: str) -> list[Any]:
    """What the bundle has under that name; raises ``BadAnswer`` where it is no list."""
    found = state.get(name) or []
    if not isinstance(found, list):
        raise _odd(name, found)
    return found


def _odd(name: str, odd: object) -> BadAnswer:
    words = gettext("An entry of {name} in this record cannot be read: {odd}.")
    return BadAnswer(name, words.format(name=name, odd=odd))


def _import_kind(runner: Runner, name: str, kept: Sequence[Mapping[str, Any]]) -> int:
    kind, _, read = _ROWS[name]
    names = ["start"] if kind is PlannedWeekRow else [field.name for field in _fields(kind)]
    known = {_key(row, names) for row in rows_of(kind, runner)}
    count = 0
    for values in kept:
        row = _build(kind, runner, name, values, read)
        if _key(row, names) not in known:
            row.save()
            count += 1
    return count


def _key(row: OwnedRow, names: Sequence[str]) -> str:
    return repr([getattr(row, name) for name in names])


def _build(
    kind: type[OwnedRow], runner: Runner, name: str, values: Mapping[str, Any], read: Callable[[Any], object]
) -> OwnedRow:
    """The row of these values, once they were read as its record; raises ``BadAnswer``."""
    try:
        fields = {field.name: field for field in _fields(kind)}
        row = kind(
            runner_id=owner_id(runner), **{key: _read_value(fields[key], value) for key, value in values.items()}
        )
        read(row)
    except (ValidationError, FieldDoesNotExist, RunbackError, KeyError, TypeError, ValueError, AttributeError) as odd:
        raise _odd(name, odd) from None
    return row


def _read_value(field: "Field[Any, Any]", value: object) -> object:
    if value is None:
        if not field.null:
            raise ValueError(f"{field.name} is missing")
        return None
    found = field.to_python(value)
    field.run_validators(found)
    return found


def entered_at(state: State, name: str, place: int) -> datetime | None:
    """When the entry of that name and place in the bundle was made; None where it is not given, or ``BadAnswer``."""
    entries = _list_in(state, f"{name}_at")
    if place >= len(entries):
        return None
    found = _read_time(datetime.fromisoformat, f"{name}_at", entries[place])
    if found.tzinfo is None:
        raise _odd(f"{name}_at", found)
    return found


def race_entered_on(state: State, place: int) -> date | None:
    """When the race at that place was entered; None where it is not given. Raises ``BadAnswer``."""
    days = _list_in(state, "races_on")
    return _read_time(date.fromisoformat, "races_on", days[place]) if place < len(days) and days[place] else None


def _read_time(read: Callable[[str], T], name: str, value: Any) -> T:
    try:
        return read(value)
    except (TypeError, ValueError):
        raise _odd(name, value) from None


def stamp(kind: type[OwnedRow], key: int | None, at: datetime | None) -> None:
    """Give a row the instant at which it was first entered."""
    if at is not None:
        kind._default_manager.filter(pk=key).update(created_at=at, updated_at=at)


def import_profile(runner: Runner, state: State, today: date) -> None:
    """Keep the profile, in a home that had none; raises ``BadAnswer``."""
    profile, said_on = state.get("profile") or {}, state.get("longest_on")
    if not isinstance(profile, dict):
        raise _odd("profile", profile)
    save_profile(runner, profile, _read_time(date.fromisoformat, "longest_on", said_on) if said_on else today)
