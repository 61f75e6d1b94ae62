"""Measuring one session from its steps: bouts, walking, running."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from runback.domain.plan import Session, SessionKind, Step, StepKind
from runback.knowledge.plan_rules import load_plan_rules

SINGLE_RUN_WALK_RUN_MIN = 45
"""A walk-run of up to so many minutes counts its running alone against the ceiling of one run (2.7)."""

TRAINING = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.RACE, SessionKind.STRENGTH, SessionKind.CROSS)
"""The kinds of session that a rest day does not have."""

TIMED = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS, SessionKind.MOBILITY)
"""The kinds of session that take up the minutes of an offered day."""

WALKING = (StepKind.WALK, StepKind.WARM_UP, StepKind.COOL_DOWN)
"""The kinds of step that are walked in a walk-run session."""


def in_turn(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps as they are done: neighbours with the same ``repeat`` above 1 in turn."""
    for repeat, group in groupby(steps, key=lambda step: step.repeat):
        done = list(group)
        if repeat > 1:
            for _ in range(repeat):
                yield from done
        else:
            yield from done


def step_min(session: Session, step: Step) -> float:
    """Minutes of one step; a step in metres takes its share of the minutes that the timed steps leave."""
    if step.duration_s is not None:
        return step.duration_s / 60
    every = list(in_turn(session.steps))
    metres = sum(one.distance_m or 0.0 for one in every)
    timed = sum(one.duration_s or 0.0 for one in every) / 60
    return (step.distance_m or 0.0) / metres * max(0.0, (session.duration_min or 0.0) - timed)


def bouts_min(session: Session) -> tuple[float, ...]:
    """Minutes of each stretch of running without a walk, in order."""
    bouts: list[float] = []
    before: StepKind | None = None
    for step in in_turn(session.steps):
        if step.kind is StepKind.RUN:
            if before is StepKind.RUN:
                bouts[-1] += step_min(session, step)
            else:
                bouts.append(step_min(session, step))
        before = step.kind
    return tuple(bouts)


def longest_bout_min(session: Session) -> float:
    """Minutes of the longest stretch of running; all the running where there are no steps."""
    return max(bouts_min(session), default=session.running_min)


def walks_min(session: Session) -> tuple[float, ...]:
    """Minutes of each walk between two stretches of running."""
    steps = list(in_turn(session.steps))
    runs = [n for n, step in enumerate(steps) if step.kind is StepKind.RUN]
    inner = steps[runs[0] : runs[-1]] if runs else []
    return tuple(step_min(session, step) for step in inner if step.kind is StepKind.WALK)


def has_walks(session: Session) -> bool:
    """Whether walks stand between its stretches of running, or at its ends as in walk-run."""
    return session.kind is SessionKind.WALK_RUN or bool(walks_min(session))


def running_km(session: Session) -> float:
    """Kilometres of running alone: walking is taken off at the walking pace of the rule book.

    A walk-run includes its walks at both ends, a run only those between its stretches of running.
    """
    if session.distance_km is None:
        return 0.0
    walked = sum(walks_min(session))
    if session.kind is SessionKind.WALK_RUN:
        walked = sum(step_min(session, step) for step in in_turn(session.steps) if step.kind in WALKING)
    return max(0.0, session.distance_km - walked / load_plan_rules().paces.walk_min_per_km)


def counted_km(session: Session) -> float:
    """Kilometres that count against the ceiling of one run."""
    return running_km(session) if is_short_walk_run(session) else session.distance_km or 0.0


def is_short_walk_run(session: Session) -> bool:
    """Whether it is a walk-run of up to 45 minutes."""
    return session.kind is SessionKind.WALK_RUN and (session.duration_min or 0.0) <= SINGLE_RUN_WALK_RUN_MIN


def is_table_session(session: Session) -> bool:
    """Whether it is walk-run proper: stretches of running below the ten minutes of rule 1.3."""
    below = load_plan_rules().run_bouts.walk_run_below_min
    return session.kind is SessionKind.WALK_RUN and longest_bout_min(session) < below


def is_quality(session: Session) -> bool:
    """Whether a run contains faster running or hills; drills of the warm-up do not count."""
    if session.kind not in (SessionKind.RUN, SessionKind.WALK_RUN):
        return False
    return any(step.kind is StepKind.RUN and step.effort != "easy" for step in session.steps)
