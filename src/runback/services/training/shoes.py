"""The runner's shoes: how far each pair has run, which one runs are given to by default, and when to inspect them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.runner import Runner, Shoe
from runback.knowledge.plan_rules import load_plan_rules
from runback.services.activities import list_runs
from runback.services.training.default_shoe import read_default
from runback.services.training.diary import list_shoes, save_shoe
from runback.store.mapping_diary import shoe_record
from runback.store.models import ShoeRow
from runback.store.owned import row_of

ROTATION = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with its kilometres, those of the last four weeks, and what its wear asks for: "", look or check."""

    shoe: Shoe
    km: float
    recent_km: float
    is_default: bool
    wear: str


def view_shoes(runner: Runner, today: date) -> tuple[Pair, ...]:
    """Every pair by name, those in use first."""
    km: dict[str, float] = defaultdict(float)
    recent: dict[str, float] = defaultdict(float)
    for run in list_runs(runner, until=today):
        if run.shoe:
            km[run.shoe] += run.distance_km
            recent[run.shoe] += run.distance_km if run.day > today - ROTATION else 0.0
    default = read_default(runner)
    pairs = []
    for shoe in list_shoes(runner):
        total = shoe.start_km + km[shoe.name]
        is_default = default is not None and shoe.id == default.shoe_id
        pairs.append(Pair(shoe, total, recent[shoe.name], is_default, "" if shoe.retired_on else _wear(total)))
    return tuple(sorted(pairs, key=lambda pair: pair.shoe.retired_on is not None))


def _wear(km: float) -> str:
    rule = load_plan_rules().shoe_wear
    return "check" if km >= rule.check_km else "look" if km >= rule.look_km else ""


def retire(runner: Runner, shoe_id: int | str, on: date | None) -> Shoe:
    """Retire a pair on that day, or with None take that back; raises ``NotFound``."""
    return save_shoe(runner, replace(shoe_record(row_of(ShoeRow, runner, shoe_id)), retired_on=on))


def ground_km(runner: Runner, today: date) -> tuple[tuple[str, float], ...]:
    """Kilometres of the last four weeks by ground, the most first; "" is unknown ground."""
    km: dict[str, float] = defaultdict(float)
    for run in list_runs(runner, since=today - ROTATION + timedelta(days=1), until=today):
        km[run.surface or ""] += run.distance_km
    return tuple(sorted(km.items(), key=lambda one: -one[1]))
