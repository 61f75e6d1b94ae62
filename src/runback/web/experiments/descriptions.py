"""Experiments and the forecast in words and rows for the page."""

from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.errors import BadAnswer
from runback.domain.reason import Reason
from runback.insight.experiment import Answer
from runback.insight.forecast import Forecast
from runback.knowledge.experiments import ChangeToTry
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.services.insight.experiments import ExperimentView, Prospect

_TONES = {Answer.HELPS: "go", Answer.WORSE: "care"}


@dataclass(frozen=True, slots=True)
class Block:
    """A row of the calendar: from ``first`` to ``last``, with the change or without it."""

    first: date
    last: date
    is_with: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An experiment on the page; ``evidence`` are ids, ``last`` the day it ended or will end."""

    change: ChangeToTry
    first: date
    last: date
    is_running: bool
    is_with: bool | None
    is_waiting: bool
    day_number: int
    days: int
    answer: str
    tone: str
    because: Reason
    blocks: tuple[Block, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A length and a difference to look for; ``tenths`` is the chance of an answer, in tenths."""

    value: str
    weeks: int
    points: int
    tenths: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """The line about tomorrow morning; ``tenths`` is None where there is no forecast."""

    tenths: int | None
    asks_to_ease: bool
    because: Reason


def describe_view(view: ExperimentView, today: date) -> Card:
    """An experiment as the page shows it on that day."""
    one = view.experiment
    return Card(
        change=view.change,
        first=one.started_on,
        last=one.stopped_on or one.ends_on,
        is_running=not one.is_over(today),
        is_with=view.is_with,
        is_waiting=view.is_waiting,
        day_number=(today - one.started_on).days + 1,
        days=len(one.blocks) * one.block_days,
        answer=render_by_id(f"experiment_answer.{view.outcome.answer}", ()),
        tone=_TONES.get(view.outcome.answer, "plain"),
        because=view.outcome.because,
        blocks=_describe_blocks(view, today),
        evidence=(*view.outcome.because.evidence, *view.change.evidence),
    )


def _describe_blocks(view: ExperimentView, today: date) -> tuple[Block, ...]:
    one = view.experiment
    firsts = [one.started_on + timedelta(days=place * one.block_days) for place in range(len(one.blocks))]
    lasts = [first + timedelta(days=one.block_days - 1) for first in firsts]
    rows = zip(firsts, lasts, one.blocks, strict=True)
    return tuple(Block(first, last, is_with, first <= today <= last) for first, last, is_with in rows)


def describe_choices(prospect: Prospect) -> list[Choice]:
    """The lengths and differences on offer, each with its chance of an answer."""
    return [
        Choice(
            value=f"{one.length_days}-{one.points:g}",
            weeks=round(one.length_days / 7),
            points=round(one.points),
            tenths=round(10 * one.chance),
            is_chosen=one == prospect.chosen,
        )
        for one in prospect.powers
    ]


def read_choice(text: str) -> tuple[int, int]:
    """The days and points of a choice's value; raises ``BadAnswer``."""
    days, _, points = text.partition("-")
    if not (days.isascii() and days.isdecimal() and points.isascii() and points.isdecimal() and len(text) < 10):
        raise BadAnswer("choice", gettext("Choose how long, and which difference to look for."))
    return int(days), int(points)


def describe_forecast(found: Forecast) -> Tomorrow:
    """The line about tomorrow morning."""
    tenths = None if found.probability is None else round(10 * found.probability)
    return Tomorrow(tenths, found.asks_to_ease, found.because)
