"""Strength folded forward from what was done: sessions, phase, and the rung of each ladder (plan_rules_2 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from runback.knowledge.exercises import PhaseName
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.strength.ladders import PHASES, Suits, climb
from runback.plan.strength.overload import Performed, Standing, after_set, is_at_top, is_green

LEGS = frozenset({"squat", "lunge", "step", "hip", "calf"})
"""Groups of leg exercises: legs lead, so they decide whether a phase is done."""


@dataclass(frozen=True, slots=True)
class StrengthDay:
    """One day on which strength was done; ``is_routine`` is the seven-minute routine, which counts half."""

    day: date
    sets: tuple[Performed, ...] = ()
    is_routine: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a runner is in strength.

    ``sessions_done`` counts sessions, the routine half, ``tops`` the green sessions of this phase with a leg
    exercise at the top of its range. ``standings`` are by ladder. ``keep_from``: the Monday after the last
    session of Strong, so that a week is not half Strong and half Keep.
    """

    phase: PhaseName = "control"
    sessions_done: float = 0.0
    tops: int = 0
    routines_in_row: int = 0
    last_day: date | None = None
    keep_from: date | None = None
    standings: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}))

    def phase_on(self, day: date) -> PhaseName:
        """The phase of a session on that day."""
        if self.phase == "maintain" and self.keep_from is not None and day < self.keep_from:
            return "strong"
        return self.phase

    def days_away(self, day: date) -> int:
        """Days from the last strength session to that day; 0 before the first one."""
        return (day - self.last_day).days if self.last_day else 0


def phase_end(phase: PhaseName) -> float:
    """The number of sessions after which a phase may end."""
    rules = load_plan_rules()
    ends: dict[PhaseName, float] = {
        "control": rules.strength_phase_control.sessions_until,
        "build": rules.strength_phase_build.sessions_until,
        "strong": rules.strength_phase_strong.sessions_until,
    }
    return ends.get(phase, float("inf"))


def after_time_away(progress: Progress, day: date) -> Progress:
    """The progress as it counts on that day: after 14 days one rung down, after 28 one phase back too."""
    rules = load_plan_rules()
    away = progress.days_away(day)
    if away < rules.strength_missed.rung_days:
        return progress
    is_long = away >= rules.strength_missed.phase_days
    standings = {name: _ease(one, is_long=is_long) for name, one in progress.standings.items()}
    eased = replace(progress, standings=standings)
    at = PHASES.index(progress.phase)
    if not is_long or at == 0:
        return eased
    phase = PHASES[at - 1]
    done = min(progress.sessions_done, phase_end(phase))
    return replace(eased, phase=phase, tops=0, keep_from=None, sessions_done=done)


def _ease(standing: Standing, *, is_long: bool) -> Standing:
    """One step easier; after a short time away one good session brings the old dose back."""
    if standing.easier:
        return standing
    return replace(standing, easier="missed", back_to=None if is_long else standing.done)


def after_day(progress: Progress, done: StrengthDay, suits: Suits, *, is_held: bool) -> Progress:
    """The progress after a day of strength; days come in order, and a day that is already counted changes nothing."""
    if progress.last_day is not None and done.day <= progress.last_day:
        return progress
    progress = after_time_away(progress, done.day)
    phase: PhaseName = "control" if is_held else progress.phase_on(done.day)
    standings = dict(progress.standings)
    legs_at_top = False
    for one in sorted(done.sets, key=lambda each: each.dose.exercise.rung):
        exercise = one.dose.exercise
        found = climb(exercise.ladder, phase, suits) if exercise.ladder else None
        if found is None:
            continue
        if done.is_routine:
            _hurt_in_routine(standings, exercise.ladder, one)
            continue
        legs_at_top = legs_at_top or (exercise.group in LEGS and is_at_top(one, found))
        standings[exercise.ladder] = after_set(standings.get(exercise.ladder), one, found, done.day)
    is_top = legs_at_top and all(is_green(one) for one in done.sets)
    rules = load_plan_rules()
    counts = rules.seven_minute.counts if done.is_routine else 1.0
    counted = replace(
        progress,
        sessions_done=progress.sessions_done + counts,
        tops=progress.tops + is_top,
        routines_in_row=progress.routines_in_row + 1 if done.is_routine else 0,
        last_day=done.day,
        standings=MappingProxyType(standings),
    )
    return counted if is_held else _next_phase(counted)


def _hurt_in_routine(standings: dict[str, Standing], ladder: str, one: Performed) -> None:
    """The routine is timed, so it moves nothing on; an exercise that hurt in it is one step easier next time."""
    rules, standing = load_plan_rules(), standings.get(ladder)
    if standing is not None and (one.pain or 0) > rules.legs_lead.pain_max:
        standings[ladder] = replace(standing, easier="pain", back_to=None)


def _next_phase(progress: Progress) -> Progress:
    """The next phase once its sessions are done, two of them green at the top of the range."""
    rules = load_plan_rules()
    at, day = PHASES.index(progress.phase), progress.last_day
    is_due = progress.sessions_done >= phase_end(progress.phase)
    if day is None or not is_due or progress.tops < rules.strength_steps.tops:
        return progress
    phase = PHASES[at + 1]
    monday = day + timedelta(days=7 - day.weekday())
    return replace(progress, phase=phase, tops=0, keep_from=monday if phase == "maintain" else None)
