"""One change at a time: what can be tried, starting, following and stopping it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from runback.domain.errors import BadAnswer, NotFound, UnusableInput
from runback.domain.experiment import Experiment
from runback.domain.plan import PlanStatus
from runback.domain.runner import Runner
from runback.insight.experiment import Outcome, Power, draw_blocks, find_power, judge_experiment, measure_noise
from runback.knowledge.experiments import ChangeToTry, load_experiments
from runback.languages.catalogue import gettext
from runback.services.insight.mornings import read_mornings
from runback.services.training.exercises import choose_exercises
from runback.services.training.plans import NeedsCheck, current_plan
from runback.store.mapping_experiment import experiment_record, experiment_values
from runback.store.models import ExperimentRow
from runback.store.owned import owner_id, row_of, rows_of


class Closed(UnusableInput):
    """Nothing is tried now: a check or the plan says what comes first."""

    code = "closed"


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """An experiment on a day, with its answer.

    ``is_with`` is whether that day is one with the change (None: it is over). ``is_waiting`` is true while the plan is
    blocked or running is on hold: then the change waits too.
    """

    experiment: Experiment
    change: ChangeToTry
    outcome: Outcome
    is_with: bool | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an experiment with a change may find, before it is started: the chance for each length and difference.

    ``chosen`` is the shortest length that is likely to find the smallest difference it can, the longest where none is;
    ``is_likely`` whether it is.
    """

    change: ChangeToTry
    powers: tuple[Power, ...]
    chosen: Power
    is_likely: bool


def list_changes(runner: Runner, day: date) -> tuple[ChangeToTry, ...]:
    """The changes that suit the runner's last check, in the order of the page."""
    traits = choose_exercises(runner, day).traits
    return tuple(one for one in load_experiments().changes.values() if not traits & set(one.avoid))


def look_ahead(runner: Runner, change_id: str, day: date) -> Prospect:
    """The chance of an answer with each length, from how the runner's own scores vary; raises ``BadAnswer``."""
    rules = load_experiments().rules
    change = _change_of(change_id)
    since = day - timedelta(days=rules.noise_window_days)
    noise, share = measure_noise(read_mornings(runner, day, since), day, rules)
    powers = tuple(
        find_power(change, length, points, noise, share, rules)
        for points in rules.points
        for length in rules.lengths_days
    )
    likely = [one for one in powers if one.chance >= rules.enough_power]
    return Prospect(change, powers, likely[0] if likely else powers[-1], bool(likely))


@transaction.atomic
def start_experiment(
    runner: Runner, change_id: str, length_days: int, points: float, day: date, rng: np.random.Generator | None = None
) -> Experiment:
    """Begin an experiment on that day, its blocks in random order (``rng``: a new one each time when not given).

    Raises ``BadAnswer`` for a change, a length or a difference that is not on offer, or while another one runs, and
    ``Closed`` while the plan is blocked or there is no check.
    """
    rules, change = load_experiments().rules, _change_of(change_id)
    if closed := find_closed(runner, day):
        raise Closed(closed)
    if change not in list_changes(runner, day):
        raise BadAnswer(
            "change", gettext("{name} does not suit your last check. Choose another change.").format(name=change.name)
        )
    for name, value, allowed in (("days", length_days, rules.lengths_days), ("points", points, rules.points)):
        if value not in allowed:
            raise BadAnswer(
                name, gettext("{value} is not on offer.").format(value=f"{value:g}"), [str(one) for one in allowed]
            )
    running = find_running(runner, day)
    if running is not None:
        name = load_experiments().changes[running.change].name
        reason = gettext(
            "You are trying “{name}” until {ends_on}: one change at a time. Wait for it, or stop it."
        ).format(name=name, ends_on=running.ends_on)
        raise BadAnswer("change", reason)
    blocks = draw_blocks(length_days, change.block_days, rng or np.random.default_rng())
    one = Experiment(change_id, day, blocks, change.block_days, change.settle_days, points)
    row = ExperimentRow.objects.create(runner_id=owner_id(runner), **experiment_values(one))
    return replace(one, id=row.pk)


def _change_of(change_id: str) -> ChangeToTry:
    changes = load_experiments().changes
    if change_id not in changes:
        raise BadAnswer(
            "change", gettext("There is no change {change_id!r} to try.").format(change_id=change_id), tuple(changes)
        )
    return changes[change_id]


def find_closed(runner: Runner, day: date) -> str:
    """Why nothing new can be tried on that day, "" where something can."""
    try:
        is_blocked = current_plan(runner, day).plan.status is PlanStatus.BLOCKED
    except NeedsCheck:
        return gettext("There is no check yet. Do the check first; then choose what to try.")
    return (
        gettext("No training for now: do first what Today says. Nothing new is tried until then.") if is_blocked else ""
    )


def find_running(runner: Runner, day: date) -> Experiment | None:
    """The experiment that runs on that day, if any."""
    found = (one for one in list_experiments(runner, day) if not one.is_over(day))
    return next(found, None)


def list_experiments(runner: Runner, day: date) -> tuple[Experiment, ...]:
    """Every experiment as it was on that day, newest first."""
    rows = rows_of(ExperimentRow, runner).filter(started_on__lte=day).order_by("-started_on", "-pk")
    known = (experiment_record(row) for row in rows)
    return tuple(
        replace(one, stopped_on=None) if one.stopped_on is not None and one.stopped_on > day else one for one in known
    )


def view_experiments(runner: Runner, day: date) -> tuple[ExperimentView, ...]:
    """Every experiment with its answer on that day, newest first."""
    book = load_experiments()
    found = [one for one in list_experiments(runner, day) if one.change in book.changes]
    if not found:
        return ()
    mornings = read_mornings(runner, day)
    is_waiting = _is_waiting(runner, day)
    return tuple(
        ExperimentView(
            one,
            book.changes[one.change],
            judge_experiment(one, mornings, day, book.rules),
            None if one.is_over(day) else one.is_with(day),
            is_waiting=is_waiting and not one.is_over(day),
        )
        for one in found
    )


def _is_waiting(runner: Runner, day: date) -> bool:
    try:
        plan = current_plan(runner, day).plan
    except NeedsCheck:
        return True
    return plan.status is PlanStatus.BLOCKED or bool(plan.held_by)


@transaction.atomic
def stop_experiment(runner: Runner, day: date) -> Experiment:
    """End the experiment that runs on that day early; raises ``NotFound`` where none does.

    One that no morning can count for yet, started by mistake, leaves nothing.
    """
    running = find_running(runner, day)
    if running is None or running.id is None:
        raise NotFound(gettext("No experiment is running."))
    row = row_of(ExperimentRow, runner, running.id)
    if day < running.started_on + timedelta(days=running.settle_days):
        row.delete()
        return running.stop(day)
    row.stopped_on = day
    row.save(update_fields=("stopped_on", "updated_at"))
    return experiment_record(row)
