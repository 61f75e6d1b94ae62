"""Adherence by week, and whether one weekday is skipped more than the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runback.knowledge.plan_rules import load_plan_rules
from runback.trends.finding import Finding
from runback.trends.noise import compare_shares

_WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session whose day is over; ``kind`` is run or strength."""

    day: date
    kind: str
    done: bool


@dataclass(frozen=True, slots=True)
class WeekDone:
    """Sessions of a week (from Monday): done and planned, of runs and of strength."""

    start: date
    runs_done: int
    runs: int
    strength_done: int
    strength: int


def done_by_week(sessions: Iterable[PlannedSession]) -> tuple[WeekDone, ...]:
    """Each week with a planned session, ascending."""
    weeks: dict[date, list[PlannedSession]] = defaultdict(list)
    for session in sessions:
        weeks[session.day - timedelta(days=session.day.weekday())].append(session)
    return tuple(
        WeekDone(start, *_count(found, "run"), *_count(found, "strength")) for start, found in sorted(weeks.items())
    )


def _count(sessions: Iterable[PlannedSession], kind: str) -> tuple[int, int]:
    done = [session.done for session in sessions if session.kind == kind]
    return sum(done), len(done)


def find_left_out(sessions: Sequence[PlannedSession]) -> Finding | None:
    """The weekday whose sessions are skipped more than those of other days; None if it may be chance.

    Seven weekdays are tested, so each gets a seventh of the significance level (Bonferroni).
    """
    rules = load_plan_rules().findings
    found = []
    for weekday in range(_WEEKDAYS):
        here = [session for session in sessions if session.day.weekday() == weekday]
        there = [one for one in sessions if one.day.weekday() != weekday]
        if min(len(here), len(there)) < rules.sessions:
            continue
        missed = (sum(not one.done for one in here), len(here))
        others = (sum(not one.done for one in there), len(there))
        chance = compare_shares(missed, others)
        if chance < rules.chance / _WEEKDAYS and missed[0] / missed[1] > others[0] / others[1]:
            facts = (("weekday", weekday), ("missed", missed[0]), ("of", missed[1]))
            rest = (("others_missed", others[0]), ("others", others[1]))
            found.append(Finding("finding.weekday_left_out", (*facts, *rest), chance))
    return min(found, key=lambda one: one.chance, default=None)
