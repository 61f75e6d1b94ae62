"""What to know before stepping out: the ceiling, the warm-up, one cue, when to stop, what to log."""

from dataclasses import dataclass

from runback.domain.plan import Session, Step, StepKind
from runback.domain.reason import Reason
from runback.languages.catalogue import gettext_noop

STOP_WHEN = (
    gettext_noop("Pain of 5 or more, or pain that keeps rising."),
    gettext_noop("Pain that turns sharp, or makes you limp."),
    gettext_noop("Pain, tingling or weakness that goes down a leg: stop and answer the check again."),
)
LOG_AFTER = (
    gettext_noop("The worst pain in the run, 0 to 10."),
    gettext_noop("Whether anything went into a leg."),
    gettext_noop("Tomorrow morning's pain: it decides what comes next."),
)


@dataclass(frozen=True, slots=True)
class PreRunCard:
    """The card of one run; ``cue`` is the id of its form cue ("" for none), ``ceiling`` why it is no longer."""

    ceiling_km: float
    ceiling: Reason | None
    warm_up: tuple[Step, ...]
    cue: str
    stop_when: tuple[str, ...]
    log_after: tuple[str, ...]


def pre_run_card(session: Session, ceiling_km: float, ceiling: Reason | None) -> PreRunCard:
    """The card of a planned run, with the longest single run of its day."""
    warm = tuple(step for step in session.steps if step.kind in (StepKind.WARM_UP, StepKind.DRILL))
    return PreRunCard(ceiling_km, ceiling, warm, session.cue, STOP_WHEN, LOG_AFTER)
