"""The one harder run of a week: faster minutes, or hills that suit the pattern, in place of an easy run."""

from dataclasses import replace

from runback.domain.plan import Session, Step, StepKind
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.reasons import because
from runback.plan.weeks.sessions import Runner

ROLES = frozenset({"faster_minutes", "hilly_run"})
FAST_S = 60
EASY_S = 120
REPS_MAX = 6
EASY_FIRST_SHARE = 0.4


def quality_session(easy: Session, runner: Runner, week_number: int, *, is_flat: bool = False) -> Session:
    """The easy run turned into the week's harder one, of the same distance; hills in every second week.

    ``is_flat``: a clinician closed hills.
    """
    return _hills(easy, runner) if week_number % 2 and not is_flat else _faster_minutes(easy, runner)


def _faster_minutes(easy: Session, runner: Runner) -> Session:
    km = easy.distance_km or 0.0
    reps = min(REPS_MAX, int(km * (1 - EASY_FIRST_SHARE) * runner.run_pace * 60 / (FAST_S + EASY_S)))
    if reps < 1:
        return easy
    first_m = round(km * 1000 - reps * (FAST_S + EASY_S) / 60 / runner.run_pace * 1000)
    steps = (
        Step(StepKind.RUN, distance_m=first_m, say="easy_flat"),
        Step(StepKind.RUN, duration_s=FAST_S, repeat=reps, effort="brisk", say="faster"),
        Step(StepKind.RUN, duration_s=EASY_S, repeat=reps, say="easy"),
    )
    return _with_run(easy, "faster_minutes", steps, because(load_plan_rules().quality, "quality.faster"))


def _hills(easy: Session, runner: Runner) -> Session:
    worse = {"extension_intolerant", "flexion_intolerant"} & runner.traits
    say = "hills_both" if len(worse) == 2 else f"hills_{next(iter(worse), 'any')}"
    steps = (Step(StepKind.RUN, distance_m=round((easy.distance_km or 0.0) * 1000), effort="brisk", say=say),)
    return _with_run(easy, "hilly_run", steps, because(load_plan_rules().hill_route, f"quality.{say}"))


def _with_run(easy: Session, role: str, steps: tuple[Step, ...], reason: Reason) -> Session:
    around = [step for step in easy.steps if step.kind is not StepKind.RUN]
    first = next(n for n, step in enumerate(easy.steps) if step.kind is StepKind.RUN)
    return replace(easy, role=role, steps=(*around[:first], *steps, *around[first:]), reasons=(reason, *easy.reasons))
