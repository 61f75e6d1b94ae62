"""The runners of a home: who they are, their settings, and whose account is whose."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Experience, Language, Runner, Units, WeekStart
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.store.mapping_history import runner_record
from runback.store.models import CheckRow, ClearanceRow, RunnerRow
from runback.store.owned import owner_id, rows_of
from runback.store.wall import lifted

_Kind = TypeVar("_Kind", bound=StrEnum)
_ZONES_APART = timedelta(days=2)
"""The dates of two zones differ by this much at most."""

_LANGUAGE_CHOSEN = "language_chosen"
_SETTINGS = ("name", "zone", "country", "units", "language", "week_start", "experience")


@lifted()
def runner_of_user(user_id: int) -> Runner:
    """The runner who signs in with that account; raises ``NotFound``."""
    return _require_runner(RunnerRow.objects.filter(user_id=user_id).first())


@lifted()
def runner_of_account(account: object) -> Runner:
    """The runner of an account that is already loaded, mostly with its runner's row; raises ``NotFound``."""
    return _require_runner(getattr(account, "runner", None))


def _require_runner(row: RunnerRow | None) -> Runner:
    if row is None:
        raise NotFound(gettext("This account belongs to no runner."))
    return runner_record(row)


def user_id_of(runner: Runner) -> int:
    """The id of the account the runner signs in with; raises ``NotFound``."""
    row = RunnerRow.objects.filter(pk=owner_id(runner)).first()
    if row is None:
        raise NotFound(gettext("This runner is not known here."))
    return int(row.user_id)


@transaction.atomic
def change_profile(
    runner: Runner,
    *,
    name: str | None = None,
    zone: str | None = None,
    country: str | None = None,
    units: str | None = None,
    language: str | None = None,
    week_start: str | None = None,
    experience: str | None = None,
) -> Runner:
    """Change settings; None leaves one as it is, an empty ``country`` is that of the zone again.

    Days of what was entered before stay as they are, also under another zone; only checks and clearances of what is
    tomorrow in the new zone become today's. Raises ``BadAnswer``, with the
    setting as its key, for an impossible value; nothing is changed then.
    """
    row = RunnerRow.objects.get(pk=owner_id(runner))
    before = runner_record(row)
    changed = replace(
        before,
        name=before.name if name is None else name.strip(),
        zone=zone or before.zone,
        country=before.country if country is None else _country(country),
        units=_choice("units", Units, units or before.units),
        language=_choice("language", Language, language or before.language),
        week_start=_choice("week_start", WeekStart, week_start or before.week_start),
        experience=_choice("experience", Experience, experience) if experience else before.experience,
    )
    for setting in _SETTINGS:
        setattr(row, setting, getattr(changed, setting) or "")
    if language is not None:
        row.running = row.running | {_LANGUAGE_CHOSEN: True}
    row.save(update_fields=(*_SETTINGS, "running"))
    if changed.zone != before.zone:
        _bring_back(changed)
    return changed


def _bring_back(runner: Runner) -> None:
    """Date back to today what was answered "tomorrow": what is in the future is not read, not even an emergency."""
    today = clock.today(runner)
    days = Q(made_on__gt=today, made_on__lte=today + _ZONES_APART)
    rows_of(CheckRow, runner).filter(days).update(made_on=today, updated_at=clock.now())
    given = Q(given_on__gt=today, given_on__lte=today + _ZONES_APART)
    rows_of(ClearanceRow, runner).filter(given).update(given_on=today, updated_at=clock.now())


def take_first_language(runner: Runner, language: str) -> Runner:
    """Take the language of the browser where none was chosen and no check was done: a new home speaks it at once.

    A runner who has used Runback keeps the language.
    """
    row = RunnerRow.objects.only("running").get(pk=owner_id(runner))
    if row.running.get(_LANGUAGE_CHOSEN) or rows_of(CheckRow, runner).exists():
        return runner
    return change_profile(runner, language=language)


def _choice(key: str, kind: type[_Kind], value: str) -> _Kind:
    try:
        return kind(value)
    except ValueError:
        raise BadAnswer(key, gettext("{value!r} is not one of them.").format(value=value), list(kind)) from None


def _country(code: str) -> str:
    code = code.strip().upper()
    if code and code not in {row[0] for row in _table("iso3166.tab")}:
        raise BadAnswer(
            "country", gettext("{code!r} is not a country code. Use two letters like CH or GB.").format(code=code)
        )
    return code


def country_of(runner: Runner) -> str | None:
    """The runner's country (ISO 3166 code): the one chosen, else that of the time zone; None for UTC and the like."""
    return runner.country or next((row[0] for row in _table("zone.tab") if row[2] == runner.zone), None)


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))
