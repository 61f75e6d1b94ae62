"""Outcomes of a runner: questionnaires answered, what is due, what changed, and what went wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.knowledge.instruments import Instrument, load_instruments
from runback.languages.catalogue import gettext
from runback.outcome.change import ScoreChange, judge_change
from runback.outcome.schedule import EARLY, Due, find_due, week_of
from runback.outcome.scoring import Score, find_instrument, score_answers
from runback.services import clock
from runback.services.training.check_in import course_started_on
from runback.store.models import AdverseEventRow, OutcomeRow
from runback.store.owned import owner_id, rows_of
from runback.store.standing import read_once

ADVERSE = "adverse"
"""What is due beside the questionnaires: whether training did harm. A row of this name says that it was answered."""

NOTE_MAX = 500


@dataclass(frozen=True, slots=True)
class DatedScore:
    """One questionnaire as answered on a day; ``week`` counts from the first check, None without one."""

    day: date
    week: int | None
    answers: Mapping[str, Any]
    score: Score


@dataclass(frozen=True, slots=True)
class Outcome:
    """One instrument: its scores, oldest first, and the change from the first to the last.

    ``change`` is None with fewer than two scores, and where a runner named other activities than at first.
    """

    instrument: Instrument
    scores: tuple[DatedScore, ...]
    change: ScoreChange | None


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """What was answered to whether training did harm."""

    day: date
    happened: bool
    saw_clinician: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutcomesView:
    """Everything measured up to ``as_of``; ``started_on`` is the first check of the course, None without one."""

    as_of: date
    started_on: date | None
    outcomes: tuple[Outcome, ...]
    due: tuple[Due, ...]
    adverse_events: tuple[AdverseEvent, ...]


def view_outcomes(runner: Runner, as_of: date) -> OutcomesView:
    """The outcomes of the course under way on that day; answers before its first check belong to an earlier one."""
    started_on = course_started_on(runner, as_of)
    rows = list(rows_of(OutcomeRow, runner).filter(day__lte=as_of).order_by("day", "pk"))
    events = tuple(_event(row) for row in rows_of(AdverseEventRow, runner).filter(day__lte=as_of).order_by("day"))
    book = load_instruments()
    due: tuple[Due, ...] = ()
    if started_on is not None:
        due = _due([(row.instrument, row.day) for row in rows], started_on, as_of)
        rows = [row for row in rows if row.day >= started_on]
    outcomes = tuple(_outcome(instrument, rows, started_on) for instrument in book.instruments)
    return OutcomesView(as_of, started_on, outcomes, due, events)


@read_once(OutcomeRow)
def find_due_outcomes(runner: Runner, started_on: date, as_of: date) -> tuple[Due, ...]:
    """What is due on that day in the course that began on ``started_on``."""
    rows = rows_of(OutcomeRow, runner).filter(day__lte=as_of, day__gte=started_on - EARLY)
    return _due(list(rows.values_list("instrument", "day")), started_on, as_of)


def _due(asked: list[tuple[str, date]], started_on: date, as_of: date) -> tuple[Due, ...]:
    """Questionnaires, and harm; before anything was trained there is nothing that training could have done."""
    book = load_instruments()
    questionnaires = [instrument.id for instrument in book.instruments if not instrument.by_clinician]
    due = find_due([*questionnaires, ADVERSE], asked, started_on, as_of, book.follow_up)
    return tuple(one for one in due if one.instrument != ADVERSE or one.week > 0)


def _outcome(instrument: Instrument, rows: Iterable[OutcomeRow], started_on: date | None) -> Outcome:
    scores = tuple(
        DatedScore(
            row.day,
            None if started_on is None else week_of(row.day, started_on),
            row.answers,
            score_answers(instrument, row.answers),
        )
        for row in rows
        if row.instrument == instrument.id and not row.skipped
    )
    known = [taken for taken in scores if taken.score.score is not None]
    change = None
    if len(known) > 1 and activities_of(known[0].answers) == activities_of(known[-1].answers):
        change = judge_change(instrument, known[0].score.score or 0.0, known[-1].score.score or 0.0)
    return Outcome(instrument, scores, change)


def activities_of(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a runner's own activities; none for other questionnaires."""
    return tuple(str(one["name"]).strip() for one in answers.get("activities", ()))


def save_answers(runner: Runner, name: str, answers: Mapping[str, Any], day: date) -> Score:
    """Save the answers to a questionnaire; a second set of a day takes the place of the first. Raises ``BadAnswer``."""
    _refuse_future(runner, day)
    score = score_answers(find_instrument(name), answers)
    _save(runner, name, day, dict(answers), skipped=False)
    return score


@transaction.atomic
def answer_due(runner: Runner, answers: Mapping[str, Mapping[str, Any]], event: AdverseEvent | None, day: date) -> None:
    """Save answers by instrument, and leave out what was due and is not among them. Raises ``BadAnswer``."""
    due = {one.instrument for one in view_outcomes(runner, day).due}
    for name, given in answers.items():
        save_answers(runner, name, given, day)
    if event is not None:
        save_adverse_event(runner, event)
    _skip(runner, due - answers.keys() - ({ADVERSE} if event is not None else set()), day)


@transaction.atomic
def skip_due(runner: Runner, day: date) -> None:
    """Leave out what is due on that day; it is asked again at the next time."""
    _skip(runner, {one.instrument for one in view_outcomes(runner, day).due}, day)


def _skip(runner: Runner, names: Iterable[str], day: date) -> None:
    for name in names:
        _save(runner, name, day, {}, skipped=True)


def _save(runner: Runner, name: str, day: date, answers: dict[str, Any], *, skipped: bool) -> None:
    OutcomeRow.objects.update_or_create(
        runner_id=owner_id(runner), instrument=name, day=day, defaults={"answers": answers, "skipped": skipped}
    )


@transaction.atomic
def save_adverse_event(runner: Runner, event: AdverseEvent) -> None:
    """Save the answer to whether training did harm; raises ``BadAnswer``."""
    _refuse_future(runner, event.day)
    if len(event.note) > NOTE_MAX:
        raise BadAnswer(
            "note", gettext("The note is longer than {note_max} characters. Shorten it.").format(note_max=NOTE_MAX)
        )
    values = {"happened": event.happened, "saw_clinician": event.saw_clinician, "note": event.note}
    AdverseEventRow.objects.update_or_create(runner_id=owner_id(runner), day=event.day, defaults=values)
    _save(runner, ADVERSE, event.day, {}, skipped=False)


def _refuse_future(runner: Runner, day: date) -> None:
    today = clock.today(runner)
    if day > today:
        raise BadAnswer(
            "day",
            gettext("{day} is in the future (today is {today}). Enter a day up to today.").format(day=day, today=today),
        )


def _event(row: AdverseEventRow) -> AdverseEvent:
    return AdverseEvent(row.day, row.happened, row.saw_clinician, row.note)
