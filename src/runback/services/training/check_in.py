"""The check-in: from answers to an assessment, saved if the runner wants it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runback.domain.assessment import Assessment, Flag
from runback.domain.errors import BadAnswer, RunbackError
from runback.domain.intake import Intake, read_intake
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.answers import LastAnswers
from runback.services.home.runners import country_of
from runback.services.training.facts import Facts, complete_intake, gather_facts
from runback.services.training.profile import confirm_week, save_profile
from runback.store.mapping_plan import OutdatedRecord, assessment_json, assessment_record
from runback.store.models import CheckRow
from runback.store.owned import one_at_a_time, owner_id, row_of, rows_of
from runback.store.records import KeptRecords, RowKey
from runback.store.standing import read_once

if TYPE_CHECKING:
    from runback.plan.request import DatedCheck

CORRECTABLE = ("runner_status", "weekly_km", "runs_per_week", "usual_long_run_km")
"""What a runner was used to before the course; a later answer corrects an earlier one."""

ANSWERED_LATE = ("pain_running", "pain_next_morning")
"""What the plan assumes until it is answered."""

_SILENCE = timedelta(days=180)
"""After half a year without a check the next one begins a new course."""


@dataclass(frozen=True, slots=True)
class SavedCheck:
    """A saved check; ``assessment`` is as of ``made_on``, ``kept_at`` the instant it was saved.

    ``answers`` are as given, except for self-test results that are refused by now: these
    are left out, of ``intake`` too, and the assessment's warnings list each.
    """

    id: int
    made_on: date
    intake: Intake
    answers: Mapping[str, Any]
    assessment: Assessment
    kept_at: datetime


def assess_intake(
    intake: Intake, facts: Facts, answered_on: date | None = None, uncleared: Sequence[tuple[Flag, date]] = ()
) -> Assessment:
    """The assessment of these answers (given on a day) with these facts; raises ``BadAnswer``.

    ``uncleared`` are the flags of earlier checks that are still open (``find_uncleared``).
    """
    from runback import assess

    completed = complete_intake(intake, facts, answered_on)
    return assess.assess(
        completed,
        runs=facts.runs,
        load=facts.load,
        as_of=facts.as_of,
        clearances=facts.clearances,
        country=facts.country,
        form=facts.form,
        answered_on=answered_on,
        uncleared=uncleared,
    )


_ASSESSED = LastAnswers(assess_intake)


def find_uncleared(
    runner: Runner, facts: Facts, before: date, *, leave_out: SavedCheck | None = None
) -> tuple[tuple[Flag, date], ...]:
    """The flags of checks that no recorded clearance covers, each with its first day.

    All of every check made before a day, and what is urgent of those on the day and in the night before, but for the
    check ``leave_out``, whose answers are read; else they are of now.
    """
    from runback.plan.course import gates

    made = recent_checks(runner, date.min, before)
    checks = [date_check(runner, one) for one in made if leave_out is None or one.id != leave_out.id]
    now = clock.now() if leave_out is None else leave_out.kept_at
    is_live = clock.local_day(runner, now) == before
    return gates.find_uncleared(
        checks[::-1],
        before=before,
        clearances=facts.clearances,
        as_of=facts.as_of,
        now=now if is_live else None,
    )


def date_check(runner: Runner, check: SavedCheck) -> "DatedCheck":
    """The check as the plan reads it."""
    from runback.plan.request import DatedCheck

    is_live = clock.local_day(runner, check.kept_at) == check.made_on
    return DatedCheck(check.made_on, check.intake, check.assessment, check.kept_at, is_live)


def assess_answers(runner: Runner, raw: object, as_of: date) -> Assessment:
    """The assessment of an answers mapping, with the history; saves nothing. Raises ``BadAnswer``."""
    facts = gather_facts(runner, as_of)
    # A screen of the check asks this up to three times: to save an answer, to find the next question and to show it.
    return _ASSESSED.of(runner.id, read_intake(raw), facts, uncleared=find_uncleared(runner, facts, as_of))


def assess_many(runner: Runner, raws: Sequence[object], as_of: date) -> tuple[Assessment | RunbackError, ...]:
    """One assessment an entry, and in place of an unusable entry its error."""
    facts = gather_facts(runner, as_of)
    uncleared = find_uncleared(runner, facts, as_of)
    return tuple(_assess_or_error(raw, facts, uncleared) for raw in raws)


def _assess_or_error(raw: object, facts: Facts, uncleared: Sequence[tuple[Flag, date]]) -> Assessment | RunbackError:
    try:
        return assess_intake(read_intake(raw), facts, uncleared=uncleared)
    except BadAnswer as problem:
        return problem


@one_at_a_time
def save_check(runner: Runner, raw: object, as_of: date) -> SavedCheck:
    """Assess an answers mapping; save both and the profile. Raises ``BadAnswer`` and then saves nothing."""
    intake = read_intake(raw)
    facts = gather_facts(runner, as_of)
    assessment = assess_intake(intake, facts, uncleared=find_uncleared(runner, facts, as_of))
    row = CheckRow.objects.create(
        runner_id=owner_id(runner),
        made_on=as_of,
        answers=json.loads(json.dumps(raw, default=str)),
        assessment=assessment_json(assessment),
    )
    save_profile(runner, {key: value for key, value in row.answers.items() if value is not None}, as_of)
    return SavedCheck(row.pk, as_of, intake, row.answers, assessment, row.created_at)


def latest_check(runner: Runner, until: date | None = None) -> SavedCheck | None:
    """The newest saved check (made up to ``until``); None without one that can still be read."""
    found = next(_CHECKS.of_keys(_keys_newest_first(runner, until)[:1]), None)
    return None if found is None else found.check


def latest_id(runner: Runner) -> int | None:
    """The id of the newest saved check; None without one."""
    return rows_of(CheckRow, runner).order_by("-made_on", "-pk").values_list("pk", flat=True).first()


@one_at_a_time
def correct_answers(runner: Runner, changed: Mapping[str, Any], today: date) -> SavedCheck | None:
    """Correct answers that belong to the profile: in it, in the latest check and for the course under way.

    None takes an answer back. The check keeps its date. What a course starts from (``CORRECTABLE``) is corrected in
    its earlier checks too, and ``ANSWERED_LATE`` is filled in where it is missing, so that the plan follows. A usual
    week given here is confirmed: it counts for more than the history.
    Returns the check as it is now, None without one. Raises ``BadAnswer`` and then changes nothing.
    """
    save_profile(runner, changed, today)
    if changed.get("weekly_km") is not None:
        confirm_week(runner, changed["weekly_km"])
    last = latest_check(runner, until=today)
    if last is None:
        return None
    for check in course_checks(runner, today):
        row = row_of(CheckRow, runner, check.id)
        row.answers = change_answers(
            row.answers, changed if check.made_on == last.made_on else _correct(check, changed)
        )
        row.save(update_fields=("answers", "updated_at"))
    corrected = save_check(runner, change_answers(last.answers, {**changed, "mistakes": None}), last.made_on)
    return _answered_with(runner, corrected, last)


def _answered_with(runner: Runner, corrected: SavedCheck, before: SavedCheck) -> SavedCheck:
    """The corrected check as of the instant of the one before, where it raises nothing that one did not.

    A clearance recorded in between covers the signs of both.
    """
    known = {(flag.id, flag.urgency) for flag in before.assessment.flags}
    if any((flag.id, flag.urgency) not in known for flag in corrected.assessment.flags):
        return corrected
    rows_of(CheckRow, runner).filter(pk=corrected.id).update(created_at=before.kept_at)
    return replace(corrected, kept_at=before.kept_at)


def _correct(check: SavedCheck, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What of a correction belongs to an earlier check: usual running, and a pain that was not answered there."""
    facts = {key: value for key, value in changed.items() if key in CORRECTABLE}
    late = {key: value for key, value in changed.items() if key in ANSWERED_LATE and check.answers.get(key) is None}
    return facts | late


def change_answers(answers: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with these in place of those before; None takes one out."""
    return {key: value for key, value in {**answers, **changed}.items() if value is not None}


def previous_check(runner: Runner, check: SavedCheck) -> SavedCheck | None:
    """The last check of an earlier day; None without one that can still be read."""
    return next((each for each in _newest_first(runner, check.made_on) if each.made_on < check.made_on), None)


def pain_free_since(runner: Runner, until: date) -> date | None:
    """The first day of the series of checks up to ``until`` with no pain now; None if the last has some."""
    first = None
    for check in _newest_first(runner, until):
        if check.intake.pain_now != 0:
            break
        first = check.made_on
    return first


def recent_checks(runner: Runner, since: date, until: date) -> tuple[SavedCheck, ...]:
    """The checks made between these days (both included) that can still be read, newest first."""
    return tuple(check for check in _newest_first(runner, until) if check.made_on >= since)


def course_checks(runner: Runner, as_of: date) -> tuple[SavedCheck, ...]:
    """The checks of the course under way, oldest first: back to the first, or the first after half a year's silence."""
    found: list[SavedCheck] = []
    for check in recent_checks(runner, date.min, as_of):
        if found and found[-1].made_on - check.made_on > _SILENCE:
            break
        found.append(check)
    return tuple(reversed(found))


def course_started_on(runner: Runner, as_of: date) -> date | None:
    """The day of the first check of the course under way, from the days alone; None without a check."""
    days = rows_of(CheckRow, runner).filter(made_on__lte=as_of).order_by("-made_on").values_list("made_on", flat=True)
    first: date | None = None
    for day in days:
        if first is not None and first - day > _SILENCE:
            break
        first = day
    return first


def _newest_first(runner: Runner, until: date | None = None) -> Iterator[SavedCheck]:
    return (found.check for found in _CHECKS.of_keys(_keys_newest_first(runner, until)) if found.check is not None)


@read_once(CheckRow)
def _keys_newest_first(runner: Runner, until: date | None) -> tuple[RowKey, ...]:
    rows = rows_of(CheckRow, runner)
    rows = rows if until is None else rows.filter(made_on__lte=until)
    return tuple(rows.order_by("-made_on", "-pk").values_list("pk", "updated_at"))


def read_check(runner: Runner, check_id: int | str) -> SavedCheck:
    """One saved check; raises ``NotFound``, and ``OutdatedRecord`` or ``BadAnswer`` for one of an old version."""
    return _check_record(row_of(CheckRow, runner, check_id))


def translate_check(runner: Runner, check: SavedCheck) -> SavedCheck:
    """The check with the sentences of its assessment in the current language."""
    from runback.assess.translated import translate_assessment

    country = country_of(runner)
    return replace(
        check, assessment=translate_assessment(check.assessment, check.intake, as_of=check.made_on, country=country)
    )


def list_checks(runner: Runner) -> tuple[tuple[int, date], ...]:
    """Ids and days of the runner's checks, newest first."""
    return tuple(rows_of(CheckRow, runner).order_by("-made_on", "-pk").values_list("pk", "made_on"))


def _check_record(row: CheckRow) -> SavedCheck:
    assessment, answers = assessment_record(row.assessment), row.answers
    intake = read_intake(answers)
    if intake.self_tests:
        from runback.assess.self_tests import leave_out_refused

        kept, warnings = leave_out_refused(intake.self_tests)
        if warnings:
            answers = answers | {"self_tests": kept}
            intake = read_intake(answers)
            assessment = replace(assessment, warnings=(*assessment.warnings, *warnings))
    return SavedCheck(row.pk, row.made_on, intake, answers, assessment, row.created_at)


@dataclass(frozen=True, slots=True)
class _Found:
    """A check, None for one of an old version that can no longer be read."""

    check: SavedCheck | None


def _read_if_possible(row: CheckRow) -> _Found:
    try:
        return _Found(_check_record(row))
    except (BadAnswer, OutdatedRecord):
        return _Found(None)


_CHECKS = KeptRecords(CheckRow, _read_if_possible, most=512)  # of 0.03 MB each
