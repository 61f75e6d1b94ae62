"""The check-in: answers to an assessment, kept when the runner wants it kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from runback.domain.assessment import Assessment
from runback.domain.errors import BadAnswer, RunbackError
from runback.domain.intake import Intake, read_intake
from runback.domain.runner import Runner
from runback.services.facts import Facts, complete_intake, gather_facts
from runback.store.mapping_plan import OutdatedRecord, assessment_json, assessment_record
from runback.store.models import CheckRow
from runback.store.owned import owner_id, row_of, rows_of


@dataclass(frozen=True, slots=True)
class SavedCheck:
    """A kept check; ``answers`` as given, ``assessment`` as of ``made_on``."""

    id: int
    made_on: date
    intake: Intake
    answers: dict[str, Any]
    assessment: Assessment


def assess_intake(intake: Intake, facts: Facts, answered_on: date | None = None) -> Assessment:
    """The assessment of these answers (given on a day) with these facts; raises ``BadAnswer``."""
    from runback import assess

    completed = complete_intake(intake, facts, answered_on)
    return assess.assess(
        completed,
        runs=facts.runs,
        load=facts.load,
        as_of=facts.as_of,
        clearances=facts.clearances,
        form=facts.form,
    )


def assess_answers(runner: Runner, raw: object, as_of: date) -> Assessment:
    """The assessment of an answers mapping, with the history; keeps nothing. Raises ``BadAnswer``."""
    return assess_intake(read_intake(raw), gather_facts(runner, as_of))


def assess_many(runner: Runner, raws: Sequence[object], as_of: date) -> tuple[Assessment | RunbackError, ...]:
    """One assessment an entry, and in place of an unusable entry its error."""
    facts = gather_facts(runner, as_of)
    return tuple(_assess_or_error(raw, facts) for raw in raws)


def _assess_or_error(raw: object, facts: Facts) -> Assessment | RunbackError:
    try:
        return assess_intake(read_intake(raw), facts)
    except BadAnswer as problem:
        return problem


@transaction.atomic
def save_check(runner: Runner, raw: object, as_of: date) -> SavedCheck:
    """Assess an answers mapping and keep both; raises ``BadAnswer`` and then keeps nothing."""
    intake = read_intake(raw)
    assessment = assess_intake(intake, gather_facts(runner, as_of))
    row = CheckRow.objects.create(
        runner_id=owner_id(runner),
        made_on=as_of,
        answers=json.loads(json.dumps(raw, default=str)),
        assessment=assessment_json(assessment),
    )
    return SavedCheck(row.pk, as_of, intake, row.answers, assessment)


def latest_check(runner: Runner, until: date | None = None) -> SavedCheck | None:
    """The newest kept check (made up to ``until``); None without one that can still be read."""
    rows = rows_of(CheckRow, runner)
    row = (rows if until is None else rows.filter(made_on__lte=until)).order_by("-made_on", "-pk").first()
    if row is None:
        return None
    try:
        return _check_record(row)
    except (BadAnswer, OutdatedRecord):
        return None


def read_check(runner: Runner, check_id: int | str) -> SavedCheck:
    """One kept check; raises ``NotFound``, and ``OutdatedRecord`` or ``BadAnswer`` for one of an old version."""
    return _check_record(row_of(CheckRow, runner, check_id))


def list_checks(runner: Runner) -> tuple[tuple[int, date], ...]:
    """Ids and days of the runner's checks, newest first."""
    return tuple(rows_of(CheckRow, runner).order_by("-made_on", "-pk").values_list("pk", "made_on"))


def _check_record(row: CheckRow) -> SavedCheck:
    return SavedCheck(row.pk, row.made_on, read_intake(row.answers), row.answers, assessment_record(row.assessment))
