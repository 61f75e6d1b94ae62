"""What a runner may do at home today: self-tests on offer, exercises that suit, today's strength session."""

from dataclasses import dataclass
from datetime import date

from runback.domain.assessment import Urgency
from runback.domain.plan import PlanStatus, Session, SessionKind
from runback.domain.runner import Runner
from runback.services.training.check_in import assess_intake, find_uncleared, latest_check
from runback.services.training.facts import complete_intake, gather_facts
from runback.services.training.plans import PlanView, current_plan
from runback.store.standing import standing


@dataclass(frozen=True, slots=True)
class ExerciseChoice:
    """``urgency`` is None without a check; ``traits`` say which exercises are left out, ``tests`` are ids on offer.

    ``status`` is the runner's own word for how much they run ("" where it was not asked). ``session`` is today's
    strength session and ``run`` today's run, ``coming`` the next strength session after today.
    """

    urgency: Urgency | None
    is_open: bool
    traits: frozenset[str]
    kit: frozenset[str]
    tests: tuple[str, ...]
    status: str = ""
    session: Session | None = None
    run: Session | None = None
    coming: Session | None = None


def choose_exercises(runner: Runner, today: date) -> ExerciseChoice:
    """The choice of that day, from the latest check with the history, the clearances and the plan."""
    with standing(runner):
        return _choose(runner, today)


def _choose(runner: Runner, today: date) -> ExerciseChoice:
    check = latest_check(runner, until=today)
    if check is None:
        return ExerciseChoice(None, False, frozenset(), frozenset(), ())
    from runback.assess.self_tests import offer_self_tests
    from runback.plan.traits import find_traits

    facts = gather_facts(runner, today)
    uncleared = find_uncleared(runner, facts, check.made_on, leave_out=check)
    assessment = assess_intake(check.intake, facts, check.made_on, uncleared)
    intake = complete_intake(check.intake, facts, check.made_on)
    offered = offer_self_tests(intake, assessment.flags, assessment.urgency, assessment.patterns)
    view = current_plan(runner, today)
    strength = _sessions(view, SessionKind.STRENGTH)
    return ExerciseChoice(
        urgency=assessment.urgency,
        is_open=view.plan.status is PlanStatus.PLAN,
        traits=find_traits(intake, assessment),
        kit=frozenset(intake.wishes.equipment),
        tests=tuple(test.id for test in offered),
        status=intake.runner_status or "",
        session=next((one for one in strength if one.date == today), None),
        run=next((session for session in _sessions(view) if session.date == today and session.is_run), None),
        coming=next((one for one in strength if one.date > today), None),
    )


def _sessions(view: PlanView, kind: SessionKind | None = None) -> tuple[Session, ...]:
    found = (one for week in view.plan.weeks for one in week.sessions if kind is None or one.kind is kind)
    return tuple(sorted(found, key=lambda one: one.date))
