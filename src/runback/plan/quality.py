"""The one hard run of a week: faster minutes, or hills that suit the pattern, in place of an easy run."""

from dataclasses import replace

from runback.domain.plan import Session, Step, StepKind
from runback.domain.reason import Reason
from runback.plan.reasons import because
from runback.plan.sessions import Runner

FAST_S = 60
EASY_S = 120
REPS_MAX = 6
EASY_FIRST_SHARE = 0.4


def quality_session(easy: Session, runner: Runner, week_number: int) -> Session:
    """The easy run turned into the week's hard one, of the same distance; hills in every second week."""
    return _hills(easy, runner) if week_number % 2 else _faster_minutes(easy, runner)


def _faster_minutes(easy: Session, runner: Runner) -> Session:
    km = easy.distance_km or 0.0
    reps = min(REPS_MAX, int(km * (1 - EASY_FIRST_SHARE) * runner.run_pace * 60 / (FAST_S + EASY_S)))
    if reps < 1:
        return easy
    first_m = round(km * 1000 - reps * (FAST_S + EASY_S) / 60 / runner.run_pace * 1000)
    steps = (
        Step(StepKind.RUN, distance_m=first_m, text="Easy, talk pace, flat"),
        Step(StepKind.RUN, duration_s=FAST_S, repeat=reps, effort="brisk", text="Faster, short sentences only"),
        Step(StepKind.RUN, duration_s=EASY_S, repeat=reps, text="Easy"),
    )
    reason = because(
        "intensity_wait", "Three green weeks: one easy run has some faster minutes. Pain over 2 ends them."
    )
    return _with_run(easy, f"Faster minutes, {km:.1f} km", steps, reason)


def _hills(easy: Session, runner: Runner) -> Session:
    text = "Rolling hills at talk pace"
    if "extension_intolerant" in runner.traits:
        text = "Easy uphill, walk the downhill: running down arches the back"
    if "flexion_intolerant" in runner.traits:
        text = "Gentle slopes, nothing steep uphill: it bends the back"
    if {"extension_intolerant", "flexion_intolerant"} <= runner.traits:
        text = "Gentle slopes, nothing steep, walk the downhill"
    km = easy.distance_km or 0.0
    steps = (Step(StepKind.RUN, distance_m=round(km * 1000), effort="brisk", text=text),)
    return _with_run(easy, f"Hilly run, {km:.1f} km", steps, because("hill_route", text + "."))


def _with_run(easy: Session, title: str, steps: tuple[Step, ...], reason: Reason) -> Session:
    around = [step for step in easy.steps if step.kind is not StepKind.RUN]
    first = next(n for n, step in enumerate(easy.steps) if step.kind is StepKind.RUN)
    told = (*around[:first], *steps, *around[first:])
    return replace(easy, title=title, steps=told, reasons=(reason, *easy.reasons))
