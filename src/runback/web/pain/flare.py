"""The flare card: what to do when logged pain asks for the check again, with the numbers of the rule book."""

from dataclasses import dataclass

from runback.assess.wording import safety_net_text
from runback.domain.diary import PainEntry
from runback.domain.runner import Runner
from runback.knowledge.plan_rules import load_plan_rules
from runback.services.training.follow_up import DueCheck
from runback.services.training.today import TodayView

_HELD_BY_PAIN = ("light_red", "no_run_pain")
EVIDENCE = ("stay-active", "acute-7-10-days", "pain-traffic-light")
"""Moving through a flare, how long one lasts, and when a run stops."""


@dataclass(frozen=True, slots=True)
class Flare:
    """A jump of pain from ``before``, the pain of the last check (None: not given), to ``now``.

    ``no_run_hours`` and ``stop_at`` are from the rule of the red light. ``net`` is what to watch for and whom to
    call in the runner's country.
    """

    before: float | None
    now: int
    no_run_hours: int
    stop_at: int
    net: str


def find_flare(runner: Runner, entry: PainEntry, due: DueCheck | None) -> Flare | None:
    """The flare that an entry shows; None unless the diary's pain asks for the check again, which closes running.

    So the card never contradicts Today.
    """
    if due is None or not due.changes:
        return None
    before = due.last.intake.pain_now
    if before is not None and entry.score <= before:
        return None
    return _flare(runner, before, entry.score)


def flare_of_day(runner: Runner, view: TodayView) -> Flare | None:
    """The flare that Today still shows, after the check-in too, while its pain holds the run back; None without."""
    last = view.pain[-1] if view.pain else None
    found = None if last is None else find_flare(runner, last, view.due)
    if found is None and any(block.reason.rule in _HELD_BY_PAIN for block in view.blocked_by):
        return _flare(runner, None, 0 if last is None else last.score)
    return found


def _flare(runner: Runner, before: float | None, now: int) -> Flare:
    red = load_plan_rules().light_red
    return Flare(before, now, red.no_run_hours, red.pain_min, safety_net_text(runner.country or None))
