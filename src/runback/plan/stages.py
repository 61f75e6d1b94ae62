"""Reading a walk-run session back: its stage, its repetitions, the share of its distance that is run."""

from runback.domain.plan import Session, StepKind
from runback.knowledge.plan_rules import load_plan_rules


def stage_of(session: Session) -> int | None:
    """The walk-run stage of a session, by the length of its run bouts; None where it is none."""
    bouts = [step.duration_s for step in session.steps if step.kind is StepKind.RUN]
    return next((row.stage for row in load_plan_rules().stages if bouts and row.run_s == bouts[0]), None)


def reps_of(session: Session) -> int:
    """How many run bouts a session has."""
    return sum(step.repeat for step in session.steps if step.kind is StepKind.RUN)


def is_at_top(session: Session) -> bool:
    """Whether a walk-run session asks for the upper count of its stage."""
    stage = stage_of(session)
    return stage is not None and reps_of(session) >= load_plan_rules().stage(stage).reps_high


def run_minutes(session: Session) -> float:
    """Minutes of running (not walking) in the steps of a session."""
    return sum((step.duration_s or 0) * step.repeat for step in session.steps if step.kind is StepKind.RUN) / 60


def run_share(session: Session) -> float:
    """The share of a walk-run session's distance that counts as running, 0 to 1.

    Its run minutes at the book's easy pace: a faster runner's share is counted too low, so
    the mileage that follows starts lower, not higher.
    """
    running = run_minutes(session) / load_plan_rules().paces.run_min_per_km
    return min(1.0, running / session.distance_km) if session.distance_km else 1.0
