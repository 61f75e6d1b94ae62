"""What to know before stepping out: the ceiling, the warm-up, one cue, when to stop, what to log."""

from dataclasses import dataclass
from datetime import date

from runback.domain.plan import Session, Step, StepKind
from runback.plan.allowed import TodayLimit
from runback.plan.desk import cue_on

STOP_WHEN = (
    "Pain of 5 or more, or pain that keeps rising.",
    "Pain that turns sharp, or makes you limp.",
    "Pain, tingling or weakness that goes down a leg: stop and answer the check again.",
)
LOG_AFTER = (
    "The worst pain in the run, 0 to 10.",
    "Whether anything went into a leg.",
    "Tomorrow morning's pain: it decides what comes next.",
)


@dataclass(frozen=True, slots=True)
class PreRunCard:
    """The card of one run."""

    ceiling: TodayLimit
    warm_up: tuple[Step, ...]
    cue: str
    stop_when: tuple[str, ...]
    log_after: tuple[str, ...]


def pre_run_card(session: Session, ceiling: TodayLimit, started_on: date, first_cue: str = "") -> PreRunCard:
    """The card of a planned run; ``started_on`` begins the program, ``first_cue`` is what a clip asked for."""
    warm = tuple(step for step in session.steps if step.kind in (StepKind.WARM_UP, StepKind.DRILL))
    return PreRunCard(ceiling, warm, cue_on(started_on, session.date, first_cue), STOP_WHEN, LOG_AFTER)
