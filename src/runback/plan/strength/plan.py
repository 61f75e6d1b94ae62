"""The strength side of a runner: what suits, what was done, what phase it has come to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from runback.domain.adjust import Limit
from runback.domain.diary import StrengthLog
from runback.domain.plan import Session, SessionKind
from runback.knowledge.exercises import PhaseName, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.request import PlanRequest
from runback.plan.strength.days_done import performed_as_planned, strength_days
from runback.plan.strength.ladders import Suits
from runback.plan.strength.progress import Progress, StrengthDay, after_day
from runback.plan.traits import acute_days, find_traits, has_thin_bones


@dataclass(frozen=True, slots=True)
class StrengthPlan:
    """What strength sessions need of a runner.

    ``progress`` counts everything done up to ``as_of``, ``before_today`` what was done before it, so that a
    session that was done today stays as it was. ``acute`` is the first day of a sudden start and the day on
    which its first days are over: until then Control is kept. ``is_returning`` asks for two sessions a week
    in Keep too; the course sets it to False once the runner is back at the usual week. ``limits`` are a clinician's.
    """

    traits: frozenset[str]
    kit: frozenset[str]
    as_of: date
    is_hinge_open: bool = False
    is_hop_open: bool = False
    acute: tuple[date, date] | None = None
    age_years: float | None = None
    is_returning: bool = True
    logs: tuple[StrengthLog, ...] = ()
    limits: tuple[Limit, ...] = ()
    progress: Progress = field(default_factory=Progress)
    before_today: Progress = field(default_factory=Progress)

    @property
    def sessions_done(self) -> float:
        """Strength sessions done; the seven-minute routine counts half."""
        return self.progress.sessions_done

    @property
    def phase(self) -> PhaseName:
        """The phase of the next session."""
        return "control" if self.is_held else self.progress.phase

    @property
    def is_held(self) -> bool:
        """Whether the first days after a sudden start keep the runner in Control."""
        return "acute" in self.traits

    def held_on(self, day: date) -> bool:
        """Whether they still do on that day."""
        return "acute" in self.suits_on(day).traits

    def phase_on(self, day: date) -> PhaseName:
        """The phase of a session on that day, as far as is known now."""
        return "control" if self.held_on(day) else self.progress.phase_on(day)

    def suits_on(self, day: date) -> Suits:
        """What the runner may do on that day."""
        is_over = self.acute is not None and not self.acute[0] <= day < self.acute[1]
        traits = self.traits - {"acute"} if is_over else self.traits
        without = frozenset(one for limit in self.limits if limit.holds_on(day) for one in limit.without)
        return Suits(traits, self.kit, self.is_hinge_open, self.is_hop_open, without)

    def added_on(self, day: date) -> tuple[str, ...]:
        """The exercises that clinicians added, and nothing speaks against, on that day."""
        added = dict.fromkeys(one for limit in self.limits if limit.holds_on(day) for one in limit.added)
        suits, book = self.suits_on(day), load_exercises().by_id
        return tuple(one for one in added if suits.allows(book[one]))


LASTING = frozenset({"bone_stress"})
"""Traits of any check that stay."""


def plan_strength(request: PlanRequest) -> StrengthPlan:
    """The strength side of a request. Kit not wished for is not used."""
    traits, acute = find_traits(request.intake, request.assessment), acute_days(request.intake, request.check_day)
    # after a bone stress injury there are no jumps, whatever a later check says
    traits |= {trait for check in request.checks for trait in find_traits(check.intake, check.assessment)} & LASTING
    plan = StrengthPlan(
        traits=traits - {"acute"} if acute[1] <= request.as_of else traits,
        kit=frozenset(request.intake.wishes.equipment),
        as_of=request.as_of,
        is_hinge_open=_is_hinge_open(request),
        is_hop_open=_is_hop_open(request),
        acute=acute,
        age_years=request.intake.age_years,
        limits=request.limits,
        logs=tuple(sorted((log for log in request.strength_logs if log.day <= request.as_of), key=lambda log: log.day)),
    )
    days = strength_days(request)
    before = _fold(plan, Progress(), (day for day in days if day.day < request.as_of))
    return replace(plan, before_today=before, progress=_fold(plan, before, days))


def _fold(plan: StrengthPlan, progress: Progress, days: Iterable[StrengthDay]) -> Progress:
    for day in days:
        progress = after_day(progress, day, plan.suits_on(day.day), is_held=plan.held_on(day.day))
    return progress


def next_plan(plan: StrengthPlan, session: Session) -> StrengthPlan:
    """The plan as if that session were done as planned and felt fine; other kinds of session change nothing."""
    if session.kind is not SessionKind.STRENGTH:
        return plan
    done = StrengthDay(session.date, performed_as_planned(session), session.role.startswith("seven_minute"))
    return replace(plan, progress=_fold(plan, plan.progress, (done,)))


def sessions_a_week(plan: StrengthPlan, day: date) -> int:
    """How many strength sessions the week of that day asks for."""
    rules = load_plan_rules()
    if plan.is_returning or plan.phase_on(day - timedelta(days=day.weekday())) != "maintain":
        return rules.strength_with_runs.a_week
    is_older = (plan.age_years or 0) >= rules.strength_maintain.older_from
    return rules.strength_maintain.a_week_older if is_older else rules.strength_maintain.a_week


def _is_hinge_open(request: PlanRequest) -> bool:
    """The gate for loaded hinges: pain, a pain-free unloaded hinge, and a hold of more than 60 s."""
    rules, tests = load_plan_rules(), request.intake.self_tests
    holds = [tests.get(name) for name in ("sorensen_s", "prone_hold_s", "prone_leg_raise_s")]
    long_hold = any(isinstance(one, int | float) and one > rules.hinge_gate.hold_s_over for one in holds)
    pain = request.intake.pain_now
    free = str(tests.get("hinge_pain_free", "")).lower() in ("yes", "negative", "pass")
    return long_hold and free and pain is not None and pain <= rules.hinge_gate.pain_max


def _is_hop_open(request: PlanRequest) -> bool:
    """Whether a clinician cleared a fracture flag that comes from age alone."""
    held = [clearance for clearance in request.clearances if clearance.given_on <= request.as_of <= clearance.until]
    is_cleared = any(flag.startswith("fx_") for one in held for flag in one.flags)
    return is_cleared and not has_thin_bones(request.intake)
