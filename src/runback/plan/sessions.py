"""Sessions of running, walking, cross-training and mobility, with their steps and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import Stage, load_plan_rules
from runback.knowledge.routines import load_routines
from runback.plan.reasons import because, km

COOL_DOWN_S = 180
MOBILITY_MIN = 3
WALK_MIN = 30
EARLY_WALK_MIN = 20
MORE_WALK_S_MAX = 900


@dataclass(frozen=True, slots=True)
class Runner:
    """What sessions need of a runner: paces in minutes per km, and traits."""

    run_pace: float
    walk_pace: float
    traits: frozenset[str]
    cue: str = ""
    is_cue_from_clip: bool = False
    has_build_ups: bool = False


BUILD_UPS = Step(StepKind.DRILL, duration_s=60, effort="easy", text="2 build-ups of 15 s, walk between")
BUILD_UPS_A_WEEK = 2


def warm_up_steps(traits: frozenset[str], walk_s: int, room_s: float) -> tuple[Step, ...]:
    """A brisk walk, then drills that suit these traits: 6 to 8 minutes together, by the room."""
    low, high = least_drill_s(walk_s), load_plan_rules().number("warm_up", "minutes_high") * 60 - walk_s
    steps = [Step(StepKind.WARM_UP, duration_s=walk_s, effort="brisk", text="Brisk walk")]
    left = min(max(room_s, low), high)
    done = 0
    for drill in load_routines().warm_up.parts:
        if not traits & set(drill.avoid) and done + drill.seconds <= left:
            steps.append(Step(StepKind.DRILL, duration_s=drill.seconds, effort="easy", text=drill.text))
            done += drill.seconds
    if done < low:
        steps.append(Step(StepKind.DRILL, duration_s=low - done, effort="easy", text="March on the spot"))
    return tuple(steps)


def least_drill_s(walk_s: int) -> int:
    """The shortest drills after a walk of ``walk_s``: 6 minutes of warm-up together."""
    return max(0, load_plan_rules().whole("warm_up", "minutes_low") * 60 - walk_s)


def seconds_of(steps: Sequence[Step]) -> float:
    """How long the steps take, repetitions included."""
    return sum((step.duration_s or 0) * step.repeat for step in steps)


def walk_run_km(runner: Runner, stage: Stage, reps: int, end_walk_s: int) -> float:
    """The distance of a walk-run session with both end walks, in km."""
    running = stage.run_s * reps / 60 / runner.run_pace
    walking = (stage.walk_s * reps + 2 * end_walk_s) / 60 / runner.walk_pace
    return running + walking


def fit_reps(runner: Runner, stage: Stage, wanted: int, ceiling_km: float, room_min: float) -> tuple[int, int]:
    """The most repetitions up to ``wanted`` that fit the ceiling and the minutes, and the seconds of each end walk.

    0 repetitions where not even one fits. The end walks are 5 minutes, or shorter where
    the ceiling asks for it.
    """
    full = int(load_plan_rules().number("walk_run", "end_walk_min") * 60)
    for end_walk_s in (full, 180):
        for reps in range(wanted, 0, -1):
            minutes = (2 * end_walk_s + (stage.run_s + stage.walk_s) * reps + least_drill_s(end_walk_s)) / 60
            if walk_run_km(runner, stage, reps, end_walk_s) <= ceiling_km - 0.005 and minutes <= room_min:
                return reps, end_walk_s
    return 0, full


@dataclass(frozen=True, slots=True)
class Bouts:
    """The middle of a walk-run session and the walks around it; ``more_walk_s`` lengthens the last walk."""

    stage: Stage
    reps: int
    end_walk_s: int
    more_walk_s: int = 0


def more_walk(runner: Runner, bouts: Bouts, ceiling_km: float, room_min: float) -> int:
    """Seconds of extra walking at the end that bring a shortened session up to its ceiling.

    Without them a runner whose ceiling holds fewer repetitions than the stage asks for
    would never raise the ceiling.
    """
    km_left = ceiling_km - 0.01 - walk_run_km(runner, bouts.stage, bouts.reps, bouts.end_walk_s)
    steps_s = 2 * bouts.end_walk_s + (bouts.stage.run_s + bouts.stage.walk_s) * bouts.reps
    room_s = room_min * 60 - steps_s - least_drill_s(bouts.end_walk_s)
    extra = min(km_left * runner.walk_pace * 60, room_s, MORE_WALK_S_MAX)
    return max(0, int(extra / 30) * 30)


def walk_run_session(
    day: date, runner: Runner, bouts_of: Bouts, room_min: float, reasons: tuple[Reason, ...]
) -> Session:
    """Walk, drills, the repetitions, walk; ``distance_km`` with the walking."""
    stage, reps, end_walk_s = bouts_of.stage, bouts_of.reps, bouts_of.end_walk_s
    bouts = [Step(StepKind.RUN, duration_s=stage.run_s, repeat=reps, text="Easy, talk pace, flat")]
    if stage.walk_s:
        bouts.append(Step(StepKind.WALK, duration_s=stage.walk_s, repeat=reps, text="Walk"))
    cool = Step(StepKind.COOL_DOWN, duration_s=end_walk_s + bouts_of.more_walk_s, effort="easy", text="Walk")
    left = room_min * 60 - seconds_of([*bouts, cool]) - end_walk_s
    steps = (*_with_build_ups(warm_up_steps(runner.traits, end_walk_s, left), runner), *bouts, cool)
    distance = walk_run_km(runner, stage, reps, end_walk_s) + bouts_of.more_walk_s / 60 / runner.walk_pace
    what = f"{reps} x {_bout(stage.run_s)} run, {_bout(stage.walk_s)} walk" if stage.walk_s else "30 min without a walk"
    return Session(
        date=day,
        kind=SessionKind.WALK_RUN,
        title=f"Walk-run, stage {stage.stage}: {what}",
        distance_km=round(distance, 2),
        duration_min=round(seconds_of(steps) / 60, 1),
        steps=steps,
        reasons=(*reasons, because("warm_up", "A brisk walk and drills come before every run."), *_cue_reasons(runner)),
    )


def _with_build_ups(warm: tuple[Step, ...], runner: Runner) -> tuple[Step, ...]:
    """The warm-up with its last drills changed for build-ups of the same time; as it was where they do not fit."""
    drills = [step for step in warm if step.kind is StepKind.DRILL]
    taken: list[Step] = []
    while runner.has_build_ups and drills and seconds_of(taken) < seconds_of((BUILD_UPS,)):
        taken.append(drills.pop())
    over = seconds_of(taken) - seconds_of((BUILD_UPS,))
    if not runner.has_build_ups or over < 0:
        return warm
    march = (Step(StepKind.DRILL, duration_s=over, effort="easy", text="March on the spot"),) if over else ()
    return (*(step for step in warm if step.kind is not StepKind.DRILL), *drills, *march, BUILD_UPS)


def _cue_reasons(runner: Runner) -> tuple[Reason, ...]:
    source = ", from your clip" if runner.is_cue_from_clip else ""
    return (because("form_cue", f"One cue for these two weeks{source}: {runner.cue}"),) if runner.cue else ()


def _bout(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds / 60:g} min"


def run_minutes_around(runner: Runner) -> float:
    """Minutes a run needs besides the running: the shortest warm-up and the cool-down."""
    return (load_plan_rules().number("warm_up", "minutes_low") * 60 + COOL_DOWN_S) / 60


def run_session(
    day: date, runner: Runner, distance_km: float, room_min: float, reasons: tuple[Reason, ...], *, is_long: bool
) -> Session:
    """An easy run of ``distance_km`` with warm-up and cool-down; the distance counts the running."""
    walk_s = int(load_plan_rules().number("warm_up", "walk_min") * 60)
    run_s = round(distance_km * runner.run_pace * 60)
    left = room_min * 60 - run_s - COOL_DOWN_S - walk_s
    warm = _with_build_ups(warm_up_steps(runner.traits, walk_s, left), runner)
    run = Step(StepKind.RUN, distance_m=round(distance_km * 1000), text="Easy, talk pace, flat")
    cool = Step(StepKind.COOL_DOWN, duration_s=COOL_DOWN_S, text="Walk")
    return Session(
        date=day,
        kind=SessionKind.RUN,
        title=f"{'Long easy' if is_long else 'Easy'} run, {km(distance_km)}",
        distance_km=distance_km,
        duration_min=round((seconds_of([*warm, cool]) + run_s) / 60, 1),
        steps=(*warm, run, cool),
        reasons=(*reasons, because("warm_up", "A brisk walk and drills come before every run."), *_cue_reasons(runner)),
    )


def mobility_session(day: date, traits: frozenset[str], room_min: float) -> Session:
    """Stretches that suit these traits: 20 to 30 s, two or three times, as the minutes allow."""
    rules = load_plan_rules()
    long = room_min >= 8
    hold = rules.whole("mobility_after", "hold_high_s" if long else "hold_low_s")
    sets = rules.whole("mobility_after", "sets_low")
    left = min(room_min, 8) * 60
    chosen: list[ExerciseSet] = []
    for stretch in load_routines().mobility.parts:
        seconds = sets * (hold + 2) * (2 if stretch.per_side else 1)
        if traits & set(stretch.avoid) or seconds > left:
            continue
        chosen.append(ExerciseSet(stretch.id, sets, hold_s=hold, per_side=stretch.per_side, rest_s=0))
        left -= seconds
    minutes = max(MOBILITY_MIN, min(room_min, 8) - left / 60)
    return Session(
        date=day,
        kind=SessionKind.MOBILITY,
        title="Stretches after the run",
        duration_min=round(min(minutes, room_min), 1),
        exercises=tuple(chosen),
        reasons=(because("mobility_after", "Held stretches come after the run, not before."), *roll_reasons(traits)),
    )


def walk_session(day: date, minutes: int, reasons: tuple[Reason, ...]) -> Session:
    """An easy walk."""
    return Session(
        date=day,
        kind=SessionKind.WALK,
        title=f"Walk, {minutes} min",
        duration_min=minutes,
        steps=(Step(StepKind.WALK, duration_s=minutes * 60, text="At a pace you can talk"),),
        reasons=reasons or (because("recovery_walk", "Walking on most days keeps the back moving."),),
    )


def cross_session(day: date, traits: frozenset[str], minutes: int, reasons: tuple[Reason, ...]) -> Session:
    """Cross-training that suits these traits, in place of a run on a held day."""
    modes = [mode.replace("_", " ") for mode in load_plan_rules().swap_modes(traits)]
    return Session(
        date=day,
        kind=SessionKind.CROSS,
        title=f"In place of a run: {' or '.join(modes)}, {minutes} min",
        duration_min=minutes,
        reasons=(*reasons, because("cross_swap", "It keeps your fitness with less load on the back.")),
    )


def rest_session(day: date, traits: frozenset[str] = frozenset()) -> Session:
    """A rest day; walking may stand beside it. Sleep, and heat for a fresh strain, are told in its reasons."""
    reasons = [
        because("rest_days", "Rest is when you adapt."),
        because("recovery_rest", "Sleep seven hours or more."),
    ]
    if "acute" in traits:
        reasons.append(because("recovery_heat", "Heat for 15 to 20 minutes can ease a fresh strain."))
        reasons.append(because("recovery_ice", "Ice for 10 to 15 minutes only if it feels better than heat."))
    return Session(date=day, kind=SessionKind.REST, title="Rest day", reasons=tuple(reasons))


NO_ROLLING = {"fragility", "bone_stress", "pregnancy", "blood_thinners"}


def roll_reasons(traits: frozenset[str]) -> tuple[Reason, ...]:
    """Rolling after a run; none where bones, a pregnancy or thinned blood speak against it."""
    if traits & NO_ROLLING:
        return ()
    text = "If you like, roll buttocks and thighs for 60 to 120 s, never the lower back."
    return (because("recovery_roll", text),)
