"""One strength session: legs first, as many exercises as fit the minutes, each on the rung of its ladder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runback.domain.plan import ExerciseSet, Session, SessionKind
from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.routines import load_routines
from runback.plan.strength.explain import explain_routine, explain_session, explain_trunk
from runback.plan.strength.ladders import Climb, climb, longest_set_s, range_of, rest_of, set_seconds
from runback.plan.strength.overload import Dose, Standing, next_dose
from runback.plan.strength.plan import StrengthPlan
from runback.plan.strength.progress import Progress, after_time_away
from runback.plan.strength.seven_minutes import choose_stations

MAJOR = (
    ("squat", "hip", "calf", "side_trunk", "pull", "back_trunk", "push"),
    ("lunge", "hip", "calf", "front_trunk", "push", "back_chain", "pull"),
)
"""The major muscle groups, in both sessions of a week; legs lead."""

FEW = (
    ("squat", "side_trunk", "hip", "back_trunk", "pull", "calf", "push"),
    ("lunge", "front_trunk", "calf", "push", "back_chain", "hip", "pull"),
)
"""The same groups where the minutes allow only a few: legs, then the trunk. What comes first in one session comes
last in the other, so that a week of two short sessions trains as many groups as its minutes allow."""

TRUNK = ("side_trunk", "front_trunk", "back_trunk", "anti_rotation", "pull", "push")
"""A session without leg work, for a day beside one with it."""

TRUNK_ROLE = "strength_trunk"

MORE = (("jump", "hinge", "step", "abductor", "anti_rotation"), ("jump", "squat", "abductor", "adductor", "hinge"))
"""What follows in each session as far as the minutes go."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One exercise of a session: its dose, the most sets it may have, and its longest set in seconds.

    ``is_shared``: its place is in both sessions of the week.
    """

    dose: Dose
    standing: Standing | None
    sets: int
    sets_max: int
    set_s: float
    is_shared: bool = False

    @property
    def exercise(self) -> Exercise:
        """The exercise as the library has it."""
        return self.dose.exercise

    @property
    def seconds(self) -> float:
        """How long its sets take as planned."""
        return self.sets * set_seconds(self.exercise, self.dose.count)


def strength_session(
    day: date, plan: StrengthPlan, minutes: float, number: int, *, is_short: bool = False, is_after_run: bool = False
) -> Session:
    """The session of a day in ``minutes``, the march before it included; ``number`` 0 or 1 is the half of the week.

    ``is_short``, for race weeks: 20 minutes at most, two sets at most, nothing harder than the last time.
    ``is_after_run``: the run was the warm-up, so there is no march.
    """
    if rounds := _rounds(day, plan, minutes, is_short=is_short):
        return _routine(day, plan, rounds)
    rules = load_plan_rules()
    minutes = min(minutes, rules.strength_time.minutes_race if is_short else rules.strength_time.minutes_max)
    march = 0.0 if is_after_run else rules.strength_time.march_min
    progress = after_time_away(_progress(plan, day), day)
    chosen = _choose(day, plan, progress, minutes - march, number % 2, is_short=is_short)
    used = sum(one.seconds for one in chosen) / 60
    return Session(
        date=day,
        kind=SessionKind.STRENGTH,
        role="strength",
        duration_min=round(march + used, 1),
        exercises=tuple(_exercise_set(one) for one in chosen),
        reasons=explain_session(day, plan, progress, [(one.standing, one.dose) for one in chosen]),
    )


def trunk_session(day: date, plan: StrengthPlan, minutes: float, *, is_after_run: bool) -> Session:
    """The session without leg work in ``minutes``: the trunk, then pulling and pushing as far as the minutes go."""
    rules = load_plan_rules()
    minutes = min(minutes, rules.strength_with_runs.shared_min)
    march = 0.0 if is_after_run else rules.strength_time.march_min
    progress, taken = after_time_away(_progress(plan, day), day), set[str]()
    slots = (_plan_slot(slot, day, plan, progress, taken, is_short=False) for slot in TRUNK)
    chosen = fit([one for one in slots if one is not None], (), (minutes - march) * 60)
    moves = [(one.standing, one.dose) for one in chosen]
    return Session(
        date=day,
        kind=SessionKind.STRENGTH,
        role=TRUNK_ROLE,
        duration_min=round(march + sum(one.seconds for one in chosen) / 60, 1),
        exercises=tuple(_exercise_set(one) for one in chosen),
        reasons=explain_trunk(day, plan, progress, moves),
    )


def _progress(plan: StrengthPlan, day: date) -> Progress:
    """What was done before that day, so that today's session does not change once it is done."""
    return plan.before_today if day <= plan.as_of else plan.progress


def _choose(
    day: date, plan: StrengthPlan, progress: Progress, minutes: float, number: int, *, is_short: bool
) -> list[Planned]:
    taken: set[str] = set()
    majors, extras = (
        {slot: one for slot in slots if (one := _plan_slot(slot, day, plan, progress, taken, is_short=is_short))}
        for slots in (MAJOR[number], MORE[number])
    )
    added = [_plan_added(name, day, plan, progress) for name in plan.added_on(day)]
    listed = {one.exercise.id for one in added}
    wanted = {slot: one for slot, one in majors.items() if one.exercise.id not in listed}
    has_room_for_all = sum(one.sets * one.set_s for one in (*added, *wanted.values())) <= minutes * 60
    order = MAJOR[number] if has_room_for_all else FEW[number]
    return fit([*added, *(wanted[slot] for slot in order if slot in wanted)], extras.values(), minutes * 60)


def _plan_added(name: str, day: date, plan: StrengthPlan, progress: Progress) -> Planned:
    """An exercise that a clinician added: the low end of its range in this phase, in every session."""
    phase = "control" if plan.held_on(day) else progress.phase_on(day)
    exercise = load_exercises().by_id[name]
    sets, low, high = range_of(exercise, phase, has_load=False)
    return Planned(Dose(name, low), None, 1, sets, set_seconds(exercise, high), is_shared=True)


def _plan_slot(
    slot: str, day: date, plan: StrengthPlan, progress: Progress, taken: set[str], *, is_short: bool
) -> Planned | None:
    """The exercise of a slot: the first ladder that suits, is not taken yet, and did not hurt on its lowest rung."""
    phase = "control" if plan.held_on(day) else progress.phase_on(day)
    suits = plan.suits_on(day)
    for ladder in load_exercises().slots[slot]:
        found = None if ladder in taken else climb(ladder, phase, suits)
        standing = progress.standings.get(ladder)
        if found is None or (standing is not None and standing.rests_until is not None and day < standing.rests_until):
            continue
        taken.add(ladder)
        if is_short and standing is not None:
            standing = replace(standing, grows=False, tops=0)
        dose = next_dose(standing, found, day)
        set_s = longest_set_s(ladder, phase, suits, has_load=bool(dose.load_kg))
        sets_max = _sets_max(found, dose, standing, is_short=is_short)
        sets = 1 if standing is None else min(standing.sets, sets_max)
        return Planned(dose, standing, sets, sets_max, set_s, is_shared=all(slot in slots for slots in MAJOR))
    return None


def _sets_max(found: Climb, dose: Dose, standing: Standing | None, *, is_short: bool) -> int:
    rules = load_plan_rules()
    if dose.exercise.hinge and standing is None:
        return rules.hinge_gate.first_sets
    most = found.range_of(dose.exercise, dose.load_kg).sets
    return min(most, rules.strength_maintain.sets) if is_short or found.phase == "maintain" else most


def fit(majors: Sequence[Planned], extras: Iterable[Planned], seconds: float) -> list[Planned]:
    """As many of them as fit the seconds, in order.

    Each keeps the sets of its last time: where the minutes are few, exercises are left out before sets are
    cut. What is left fills up sets, legs first, then the extras. Counted with the longest set a ladder may
    ask for, so that growing repetitions push nothing out. Where not every major group fits, only what is
    in one of the two sessions gets more sets: they would push out exercises of the other one.
    """
    left, found = seconds, []
    for one in majors:
        if one.sets * one.set_s <= left:
            found.append(one)
            left -= one.sets * one.set_s
    is_whole = len(found) == len(majors)
    for sets in range(2, 1 + max((one.sets_max for one in found), default=0)):
        for at, one in enumerate(found):
            may_grow = one.sets == sets - 1 < one.sets_max and (is_whole or not one.is_shared)
            if may_grow and one.set_s <= left:
                found[at] = replace(one, sets=sets)
                left -= one.set_s
    for one in extras if is_whole else ():
        sets = min(one.sets_max, int(left // one.set_s))
        if sets >= one.sets:
            found.append(replace(one, sets=sets))
            left -= sets * one.set_s
    return found


def _exercise_set(one: Planned) -> ExerciseSet:
    exercise, count = one.exercise, one.dose.count
    is_hold = exercise.unit == "hold_s"
    return ExerciseSet(
        exercise.id,
        one.sets,
        reps=None if is_hold else count,
        hold_s=count if is_hold else None,
        per_side=exercise.per_side,
        rest_s=rest_of(exercise),
        load_kg=one.dose.load_kg,
        level=exercise.rung,
    )


def _rounds(day: date, plan: StrengthPlan, minutes: float, *, is_short: bool) -> int:
    """Rounds of the seven-minute routine: 1 on short days, 2 after four of them in a row with more time; else 0."""
    rules = load_plan_rules()
    if not set(load_routines().seven_minute.kit) <= plan.kit:
        return 0
    if minutes < rules.seven_minute.below_min:
        return 1
    is_used = _progress(plan, day).routines_in_row >= rules.seven_minute.second_round_sessions and not plan.held_on(day)
    has_time = rules.seven_minute.second_round_min <= minutes < rules.seven_minute.second_round_below_min
    return 2 if is_used and has_time and not is_short else 0


def _routine(day: date, plan: StrengthPlan, rounds: int) -> Session:
    routine = load_routines().seven_minute
    chosen = tuple(
        ExerciseSet(exercise.id, rounds, hold_s=routine.work_s, rest_s=routine.change_s, level=exercise.rung)
        for _, exercise in choose_stations(plan.suits_on(day).traits, plan.suits_on(day).without)
    )
    seconds = routine.warm_up_s + rounds * len(chosen) * (routine.work_s + routine.change_s)
    return Session(
        date=day,
        kind=SessionKind.STRENGTH,
        role="seven_minute" if rounds == 1 else "seven_minute_two",
        duration_min=round(seconds / 60, 1),
        exercises=chosen,
        reasons=explain_routine(),
    )
