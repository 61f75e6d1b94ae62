"""Taking back the diary entry that was logged last, wherever it was entered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from runback.domain.diary import SessionLog
from runback.domain.errors import NotFound
from runback.domain.plan import SessionKind
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.training import adjust, diary
from runback.store import mapping_diary
from runback.store.models import (
    ClearanceRow,
    DaysOffRow,
    LimitRow,
    PainRow,
    RaceRow,
    SessionRow,
    StrengthRow,
)
from runback.store.models.runner import OwnedRow
from runback.store.owned import one_at_a_time, row_of, rows_of

JUST_MADE = timedelta(seconds=1)
"""A row that was saved again later than that was changed after it was entered."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was undone: pain, session, strength, clearance, days_off or race; ``day`` is the entry's own."""

    kind: str
    id: int
    day: date


@one_at_a_time
def take_back_last(runner: Runner) -> TakenBack:
    """Take back the entry that was logged last; imported ones stay. Raises ``NotFound`` where there is none.

    One that was changed after it was entered stays too, because its earlier content is not known; so does a clinician's
    limit, which ends by its own command. A strength session leaves its exercises, each an entry of its own.
    """
    logged = _logged(runner)
    newest = {kind: rows.order_by("-created_at", "-pk").first() for kind, rows in logged.items()}
    known = [(row.created_at, row.pk, kind, row) for kind, row in newest.items() if row is not None]
    if not known:
        raise NotFound(gettext("Nothing was logged yet."))
    _, _, kind, row = max(known, key=lambda one: one[:2])
    if row.updated_at - row.created_at > JUST_MADE:
        raise NotFound(gettext("The entry logged last was changed since. Delete it on its page."))
    if isinstance(row, LimitRow):
        # it is a clinician's, who may have entered it from their own page
        ended = gettext("Limit {id} holds since {day}. End it with `runback log limit --remove {id}`.")
        raise NotFound(ended.format(id=row.pk, day=row.first))
    day = _day_of(row)
    _ways(runner)[kind](row.pk)
    return TakenBack(kind, row.pk, day)


def _logged(runner: Runner) -> dict[str, QuerySet[OwnedRow]]:
    return {
        "pain": rows_of(PainRow, runner).filter(batch=None),
        "session": rows_of(SessionRow, runner),
        "strength": rows_of(StrengthRow, runner),
        "clearance": rows_of(ClearanceRow, runner),
        "days_off": rows_of(DaysOffRow, runner),
        "race": rows_of(RaceRow, runner),
        "limit": rows_of(LimitRow, runner),
    }


def _day_of(row: OwnedRow) -> date:
    names = ("day", "given_on", "first", "date")
    return next(day for name in names if isinstance(day := getattr(row, name, None), date))


def _ways(runner: Runner) -> dict[str, Callable[[int], object]]:
    return {
        "pain": lambda key: diary.delete_entry(runner, "pain", key),
        "session": lambda key: diary.delete_entry(runner, "session", key),
        "strength": lambda key: diary.delete_entry(runner, "strength", key),
        "clearance": lambda key: diary.delete_entry(runner, "clearance", key),
        "days_off": lambda key: adjust.remove_days_off(runner, key),
        "race": lambda key: adjust.remove_race(runner, key),
    }


@one_at_a_time
def undo_session(runner: Runner, log_id: int) -> SessionLog:
    """Take a session log back; the last strength log of a day takes its exercises with it. Raises ``NotFound``."""
    row = row_of(SessionRow, runner, log_id)
    log = mapping_diary.session_record(row)
    diary.delete_entry(runner, "session", log_id)
    same = rows_of(SessionRow, runner).filter(day=log.day, kind=str(SessionKind.STRENGTH))
    if log.kind is SessionKind.STRENGTH and not same.exists():
        rows_of(StrengthRow, runner).filter(day=log.day).delete()
    return log
