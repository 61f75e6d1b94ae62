"""Sessions of running, walking, cross-training and mobility, with their steps and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import Stage, load_plan_rules
from runback.knowledge.routines import load_routines
from runback.plan.course.table import bout_text
from runback.plan.reasons import because

COOL_DOWN_S = 180
MOBILITY_MIN = 3
MOBILITY_MAX_MIN = 8
LAST_BOUT_S_MIN = 30
"""A remainder of running below half a minute is left out of the last bout."""

WALK_RUN_MIN_MAX = 45
"""A walk-run session stays within 45 minutes where shorter end walks can do it (rule 2.7: 30 to 40 minutes)."""

NO_ROLLING = {"fragility", "bone_stress", "pregnancy", "blood_thinners"}
BUILD_UPS = Step(StepKind.DRILL, duration_s=60, effort="easy", say="build_ups")


@dataclass(frozen=True, slots=True)
class Runner:
    """What sessions need of a runner: paces in minutes per km, traits, the form cue of the day."""

    run_pace: float
    walk_pace: float
    traits: frozenset[str]
    cue: str = ""
    is_cue_from_clip: bool = False
    has_build_ups: bool = False


@dataclass(frozen=True, slots=True)
class RunAsked:
    """One run to make: ``km`` of running, the table ``row`` its bouts come from (None: no planned walks).

    ``is_exact``: the row's own repetitions (new runners) rather than its bouts for ``km``. ``role`` is the title.
    ``is_most``: not a second more than ``km``, a clinician's limit. ``whole_km``: the most kilometres of a new
    runner's run with its walk breaks; those of a walk-run are short.
    """

    day: date
    km: float
    row: Stage | None
    role: str
    reasons: tuple[Reason, ...]
    is_exact: bool = False
    stage: int | None = None
    is_most: bool = False
    whole_km: float = float("inf")


def run_session(asked: RunAsked, runner: Runner, room_min: float) -> Session:
    """The session of a run within ``room_min`` minutes, warm-up and cool-down included."""
    row = asked.row
    if row is None:
        return _easy_run(asked, runner, room_min)
    is_walk_run = row.bout_min < load_plan_rules().run_bouts.walk_run_below_min
    return _walk_run(asked, row, runner, room_min) if is_walk_run else _run_with_breaks(asked, row, runner, room_min)


def seconds_of(steps: Sequence[Step], pace: float = 0.0) -> float:
    """How long the steps take, repetitions included; distances at ``pace`` (min/km)."""
    return sum(((s.duration_s or 0) + (s.distance_m or 0) * pace * 0.06) * s.repeat for s in steps)


# --- the warm-up


def warm_up_steps(traits: frozenset[str], walk_s: int, room_s: float) -> tuple[Step, ...]:
    """A brisk walk, then drills that suit these traits: 6 to 8 minutes together, by the room."""
    rule = load_plan_rules().warm_up
    low, high = least_drill_s(walk_s), rule.minutes_high * 60 - walk_s
    steps = [Step(StepKind.WARM_UP, duration_s=walk_s, effort="brisk", say="brisk_walk")]
    left = min(max(room_s, low), high)
    done = 0
    for drill in load_routines().warm_up.parts:
        if not traits & set(drill.avoid) and done + drill.seconds <= left:
            steps.append(Step(StepKind.DRILL, duration_s=drill.seconds, effort="easy", say=f"drill.{drill.id}"))
            done += drill.seconds
    if done < low:
        steps.append(Step(StepKind.DRILL, duration_s=low - done, effort="easy", say="march"))
    return tuple(steps)


def least_drill_s(walk_s: int) -> int:
    """The shortest drills after a walk of ``walk_s``: 6 minutes of warm-up together."""
    return max(0, int(load_plan_rules().warm_up.minutes_low * 60) - walk_s)


def _with_build_ups(warm: tuple[Step, ...], runner: Runner) -> tuple[Step, ...]:
    """The warm-up with its last drills replaced by build-ups of the same length; unchanged where they do not fit."""
    drills = [step for step in warm if step.kind is StepKind.DRILL]
    taken: list[Step] = []
    while runner.has_build_ups and drills and seconds_of(taken) < seconds_of((BUILD_UPS,)):
        taken.append(drills.pop())
    over = seconds_of(taken) - seconds_of((BUILD_UPS,))
    if not runner.has_build_ups or over < 0:
        return warm
    march = (Step(StepKind.DRILL, duration_s=over, effort="easy", say="march"),) if over else ()
    return (*(step for step in warm if step.kind is not StepKind.DRILL), *drills, *march, BUILD_UPS)


def minutes_around(row: Stage | None) -> float:
    """Minutes a run needs besides running and its walk breaks: the shortest warm-up and cool-down."""
    return load_plan_rules().warm_up.minutes_low + COOL_DOWN_S / 60


def minutes_needed(km: float, row: Stage | None, pace: float, *, is_exact: bool = False) -> float:
    """Minutes of a whole run session of ``km``, walk breaks included."""
    if row is None:
        return km * pace + minutes_around(row)
    reps = row.reps if is_exact else max(1, -(-km * pace * 60 // row.run_s))
    running = row.run_min if is_exact else km * pace
    return float(running + (reps - 1) * row.walk_s / 60 + minutes_around(row) + (row.walk_s / 60 if is_exact else 0))


def one_walk_break(minutes: float) -> Stage | None:
    """A run of so many minutes in two halves with a minute's walk between; None where a half were a short bout."""
    half_min, bouts = minutes / 2, load_plan_rules().run_bouts
    if half_min < bouts.walk_run_below_min:
        return None
    return Stage(stage=1, run_s=round(half_min * 60), walk_s=round(bouts.walk_break_min * 60), reps=2)


# --- the running


def _easy_run(asked: RunAsked, runner: Runner, room_min: float) -> Session:
    km = min(asked.km, max(0.0, room_min - minutes_around(None)) / runner.run_pace)
    km = round(km - 0.0005, 3)
    run = Step(StepKind.RUN, distance_m=round(km * 1000), say="easy_flat")
    return _put_together(asked, runner, room_min, (run,), SessionKind.RUN, km, km)


def _run_with_breaks(asked: RunAsked, row: Stage, runner: Runner, room_min: float) -> Session:
    """Running with a walk of a minute after each bout: distance counts both, the warm-up apart.

    The kilometres asked for hold the walks too, but for the rows of new runners, whose running is that of the row
    as far as the longest run of the last weeks lets it be.
    """
    minutes = min(asked.km * runner.run_pace, max(0.0, room_min - minutes_around(row)))
    walk_km_each = row.walk_s / 60 / runner.walk_pace
    while True:
        reps, last_s = _bouts(minutes * 60, row, is_most=asked.is_most)
        breaks = reps if last_s else reps - 1
        total = minutes + breaks * row.walk_s / 60 + minutes_around(row)
        km = minutes / runner.run_pace + breaks * walk_km_each
        walked_too = (km - (asked.whole_km if asked.is_exact else asked.km)) * runner.run_pace
        over = max(total - room_min, walked_too)
        if over <= 0.01 or breaks <= 0:
            break
        minutes -= over
    steps = _bout_steps(row, reps, last_s)
    running_km = minutes / runner.run_pace
    if breaks <= 0:
        return _easy_run(asked, runner, room_min)
    return _put_together(
        asked, runner, room_min, steps, SessionKind.RUN, running_km + breaks * walk_km_each, running_km
    )


def _walk_run(asked: RunAsked, row: Stage, runner: Runner, room_min: float) -> Session:
    """Walk, drills, the bouts, walk; ``distance_km`` with all the walking but the drills."""
    rule = load_plan_rules().walk_run
    want_s = asked.km * runner.run_pace * 60
    if asked.is_exact:
        want_s = min(row.reps, int(want_s / row.run_s + 1e-6)) * row.run_s
    for end_min in (rule.end_walk_min, rule.end_walk_short_min):
        end_s = int(end_min * 60)
        around = end_s + least_drill_s(end_s) + end_s
        fit = _fit_bouts(want_s, row, min(room_min, WALK_RUN_MIN_MAX) * 60 - around, asked)
        if fit[2] >= want_s - LAST_BOUT_S_MIN:
            break
    reps, last_s, run_s = fit
    steps = _bout_steps(row, reps, last_s, is_exact=asked.is_exact)
    cool = Step(StepKind.COOL_DOWN, duration_s=end_s, effort="easy", say="walk")
    walk_s = seconds_of([s for s in steps if s.kind is StepKind.WALK]) + 2 * end_s
    running_km = run_s / 60 / runner.run_pace
    left = room_min * 60 - seconds_of([*steps, cool]) - end_s
    warm = _with_build_ups(warm_up_steps(runner.traits, end_s, min(left, least_drill_s(end_s))), runner)
    return Session(
        date=asked.day,
        kind=SessionKind.WALK_RUN,
        role=asked.role,
        distance_km=round(running_km + walk_s / 60 / runner.walk_pace, 3),
        duration_min=round(seconds_of([*warm, *steps, cool]) / 60, 1),
        steps=(*warm, *steps, cool),
        reasons=(*asked.reasons, *_warm_reasons(runner)),
        running_min=round(run_s / 60, 2),
        running_km=round(running_km, 3),
        stage=asked.stage,
        cue=runner.cue,
        bout=bout_text(row, reps, last_s),
    )


def _fit_bouts(want_s: float, row: Stage, room_s: float, asked: RunAsked) -> tuple[int, int, float]:
    """Repetitions, the seconds of a shorter last bout, and the running in all, within the room."""
    running, is_exact = want_s, asked.is_exact
    while running > 0:
        reps, last_s = (round(running / row.run_s), 0) if is_exact else _bouts(running, row, is_most=asked.is_most)
        walks = reps if last_s or is_exact else max(0, reps - 1)
        if reps * row.run_s + last_s + walks * row.walk_s <= room_s + 0.5:
            return reps, last_s, float(reps * row.run_s + last_s)
        running -= row.run_s if is_exact else min(row.run_s, 60)
    return 1, 0, float(row.run_s)


def _bouts(running_s: float, row: Stage, *, is_most: bool) -> tuple[int, int]:
    """Whole bouts and the seconds of a shorter last one; one that is nearly whole is whole, but for ``is_most``."""
    reps = int(running_s / row.run_s + 1e-6)
    last = int(running_s - reps * row.run_s + 0.5 * (not is_most))
    if last < LAST_BOUT_S_MIN:
        last = 0
    if last > row.run_s - LAST_BOUT_S_MIN and not is_most:
        return reps + 1, 0
    if reps == 0:
        return (0, last) if last else (1, 0)
    return reps, last


def _bout_steps(row: Stage, reps: int, last_s: int, *, is_exact: bool = False) -> tuple[Step, ...]:
    steps: list[Step] = []
    walked = reps if last_s or is_exact else reps - 1
    if walked > 0:
        steps.append(Step(StepKind.RUN, duration_s=row.run_s, repeat=walked, say="easy_flat"))
        steps.append(Step(StepKind.WALK, duration_s=row.walk_s, repeat=walked, say="walk"))
    if reps > walked:
        steps.append(Step(StepKind.RUN, duration_s=row.run_s, repeat=reps - walked, say="easy_flat"))
    if last_s:
        steps.append(Step(StepKind.RUN, duration_s=last_s, say="easy_flat"))
    return tuple(steps)


def _put_together(
    asked: RunAsked,
    runner: Runner,
    room_min: float,
    running: tuple[Step, ...],
    kind: SessionKind,
    distance_km: float,
    running_km: float,
) -> Session:
    walk_s = int(load_plan_rules().warm_up.walk_min * 60)
    main_s = seconds_of(running, runner.run_pace)
    left = room_min * 60 - main_s - COOL_DOWN_S - walk_s
    warm = _with_build_ups(warm_up_steps(runner.traits, walk_s, left), runner)
    cool = Step(StepKind.COOL_DOWN, duration_s=COOL_DOWN_S, say="walk")
    return Session(
        date=asked.day,
        kind=kind,
        role=asked.role,
        distance_km=round(distance_km, 3),
        duration_min=round((seconds_of([*warm, cool]) + main_s) / 60, 1),
        steps=(*warm, *running, cool),
        reasons=(*asked.reasons, *_warm_reasons(runner)),
        running_min=round(running_km * runner.run_pace, 2),
        running_km=round(running_km, 3),
        stage=asked.stage,
        cue=runner.cue,
    )


def _warm_reasons(runner: Runner) -> tuple[Reason, ...]:
    rules = load_plan_rules()
    found = [because(rules.warm_up)]
    if runner.cue:
        found.append(
            because(rules.form_cue, "form_cue.clip" if runner.is_cue_from_clip else "form_cue", cue=runner.cue)
        )
    return tuple(found)


def race_session(
    day: date, race_km: float, runner: Runner, reasons: tuple[Reason, ...], *, walk_breaks: bool
) -> Session:
    """The race on its day: the distance, a warm-up before it."""
    walk_s = int(load_plan_rules().warm_up.walk_min * 60)
    warm = warm_up_steps(runner.traits, walk_s, 0)
    run = Step(
        StepKind.RUN, distance_m=round(race_km * 1000), effort="race", say="race_walk" if walk_breaks else "race"
    )
    minutes = race_km * runner.run_pace
    return Session(
        date=day,
        kind=SessionKind.RACE,
        role="race",
        distance_km=round(race_km, 3),
        duration_min=round(minutes + seconds_of(warm) / 60, 1),
        steps=(*warm, run),
        reasons=reasons,
        running_min=round(minutes, 2),
        running_km=round(race_km, 3),
    )


# --- around the run


def mobility_session(day: date, traits: frozenset[str], room_min: float) -> Session:
    """Stretches that suit these traits: 20 to 30 s, twice, as the minutes allow."""
    rule = load_plan_rules().mobility_after
    hold = rule.hold_high_s if room_min >= MOBILITY_MAX_MIN else rule.hold_low_s
    sets = rule.sets_low
    left = min(room_min, MOBILITY_MAX_MIN) * 60
    chosen: list[ExerciseSet] = []
    for stretch in load_routines().mobility.parts:
        seconds = sets * (hold + 2) * (2 if stretch.per_side else 1)
        if traits & set(stretch.avoid) or seconds > left:
            continue
        chosen.append(ExerciseSet(stretch.id, sets, hold_s=hold, per_side=stretch.per_side, rest_s=0))
        left -= seconds
    minutes = max(MOBILITY_MIN, min(room_min, MOBILITY_MAX_MIN) - left / 60)
    return Session(
        date=day,
        kind=SessionKind.MOBILITY,
        role="stretches",
        duration_min=round(min(minutes, room_min), 1),
        exercises=tuple(chosen),
        reasons=(because(load_plan_rules().mobility_after), *roll_reasons(traits)),
    )


def walk_session(day: date, minutes: float, reasons: tuple[Reason, ...] = (), *, is_test: bool = False) -> Session:
    """An easy walk; a test walk says what passes it."""
    rule = load_plan_rules().recovery_walk
    return Session(
        date=day,
        kind=SessionKind.WALK,
        role="test_walk" if is_test else "walk",
        duration_min=minutes,
        steps=(Step(StepKind.WALK, duration_s=minutes * 60, say="talk_pace"),),
        reasons=reasons or (because(rule),),
    )


def cross_session(day: date, traits: frozenset[str], reasons: tuple[Reason, ...]) -> Session:
    """Cross-training that suits these traits, on a day closed to running."""
    rules = load_plan_rules()
    modes = " or ".join(mode.replace("_", " ") for mode in rules.swap_modes(traits))
    return Session(
        date=day,
        kind=SessionKind.CROSS,
        role="cross",
        duration_min=rules.cross_swap.minutes,
        reasons=(*reasons, because(rules.cross_swap)),
        bout=modes,
    )


def rest_session(day: date, traits: frozenset[str] = frozenset()) -> Session:
    """A rest day; walking may stand beside it. Sleep, and heat for a fresh strain, are in its reasons."""
    rules = load_plan_rules()
    reasons = [because(rules.rest_days), because(rules.recovery_rest)]
    if "acute" in traits:
        reasons += [because(rules.recovery_heat), because(rules.recovery_ice)]
    return Session(date=day, kind=SessionKind.REST, role="rest", reasons=tuple(reasons))


def roll_reasons(traits: frozenset[str]) -> tuple[Reason, ...]:
    """Rolling after a run; none where bones, a pregnancy or thinned blood speak against it."""
    return () if traits & NO_ROLLING else (because(load_plan_rules().recovery_roll),)
