"""The runner as the rule text reads them on the day of the plan: what was run, U, L, n, D, P, track, lights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.assessment import Urgency
from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Plan, Session, SessionKind
from runback.knowledge.plan_rule_records.base import value_at
from runback.knowledge.plan_rules import PlanRules, load_plan_rules
from runback.plan.request import PlanRequest
from runback.plan.verify.done import Done, done_days, running_logs
from runback.plan.verify.lights import RunLight, is_chronic, read_lights
from runback.plan.verify.sessions import running_km
from runback.plan.verify.span import Span
from runback.plan.verify.usual import easy_pace, runs_a_week, usual_long, usual_week


@dataclass(frozen=True, slots=True)
class Reading:
    """What the verifier knows about a runner on ``as_of``. Spans cover every reading that the text allows.

    ``usual`` (U) and ``long`` (L) are km, None where unknown; ``habit`` (n) runs a week; ``pain`` (P) 0 to 10;
    ``pace`` minutes per km of easy running.
    """

    request: PlanRequest
    rules: PlanRules
    done: tuple[Done, ...]
    usual: Span | None
    long: Span | None
    habit: Span
    pain: Span
    pace: Span
    lights: tuple[RunLight, ...]

    @property
    def as_of(self) -> date:
        """The day of the plan."""
        return self.request.as_of

    @property
    def age(self) -> float | None:
        """Years, None where not answered."""
        return self.request.intake.age_years

    @property
    def is_older(self) -> bool:
        """Whether the rules for 65 and over hold."""
        return self.age is not None and self.age >= self.rules.older.age_min

    @property
    def is_new(self) -> bool:
        """Track N by every reading (1.4)."""
        return self._may_be_new and not self._may_be_trained

    @property
    def is_trained(self) -> bool:
        """Track T by every reading (1.4)."""
        return self._may_be_trained and not self._may_be_new

    @property
    def _may_be_new(self) -> bool:
        line = self.rules.trained
        if self.usual is None or self.usual.low < line.usual_km_min or self.request.intake.runner_status == "new":
            return True
        return self.days_off().high > line.days_off_max or self._chronic_and_stopped(self.days_off().high + 1)

    @property
    def _may_be_trained(self) -> bool:
        line = self.rules.trained
        if self.usual is None or self.usual.high < line.usual_km_min or self.days_off().low > line.days_off_max:
            return False
        return not self._chronic_and_stopped(self.days_off().low - 1)

    def _chronic_and_stopped(self, days_off: float) -> bool:
        first = self.request.checks[0]
        return is_chronic(first, self.rules, first.day) and days_off > self.rules.trained.not_running_days

    def days_off(self) -> Span:
        """D at the start of the course: days since the last run, by the history and by the answer of the check."""
        start, known = self.request.started_on, []
        if before := [one.day for one in self.done if one.day < start]:
            known.append(float((start - before[-1]).days))
        weeks = self.request.checks[0].intake.weeks_off
        if weeks is not None and not known:
            known.append(7 * weeks)
        return Span.of(known) or self._days_off_by_status()

    def _days_off_by_status(self) -> Span:
        if self.request.intake.runner_status in ("regular", "competitive"):
            return Span.at(0.0)
        return Span(0.0, float(self.rules.unknown_answer.returning_days_off))

    @property
    def is_worried(self) -> bool:
        """Whether the runner is afraid of running."""
        return any(name == "fear" or name.startswith("fear_") for name in self.request.intake.contexts)

    @property
    def is_sore_or_worried(self) -> bool:
        """Chronic pain, fear of running or pain of 2 in runs: the slow pace of the new runner's table (2.3)."""
        is_sore = self.pain.low >= self.rules.advance_new.sore_from
        return is_sore or self.is_worried or is_chronic(self.request.checks[-1], self.rules, self.as_of)

    def offered_min(self, day: date) -> float | None:
        """Minutes offered on a day; None where the runner said nothing of days, 0 where it is not offered."""
        days = self.request.intake.wishes.days
        return None if days is None else days.get(WEEKDAYS[day.weekday()], 0.0)

    def may_run_on(self, day: date) -> bool:
        """Whether the day is offered with minutes for the shortest run and a walk at both ends, and no day off."""
        minutes = self.offered_min(day)
        least = self.rules.shortest_run.minutes + 2 * self.rules.walk_run.end_walk_min
        return (minutes is None or minutes >= least) and day not in self.request.off_days

    def is_flagged_on(self, day: date) -> bool:
        """Whether a flag is up that no clearance covers on that day, or its clearance is over by then."""
        up = [flag for flag in self.request.assessment.flags if flag.urgency is not Urgency.SELF_CARE_OK]
        return any(not any(one.covers(flag.id, day) for one in self.request.clearances) for flag in up)

    def share_by_days(self, days_off: float) -> float:
        """f(D), at most 1."""
        return value_at(self.rules.return_curve.share, max(0.0, days_off))

    def share_by_pain(self, *, highest: bool = False) -> float:
        """g(P) by the lowest reading of P, or by the highest; after a hold for pain of 5 P is 4 (1.5)."""
        pain = self.pain.high if highest else self.pain.low
        return value_at(self.rules.pain_share.share, min(pain, self.rules.no_run_pain.pain_after))


@dataclass(frozen=True, slots=True)
class Outing:
    """The running of one day, done or planned; ``sessions`` are the planned ones (empty for what was done)."""

    day: date
    longest_km: float
    running_km: float
    sessions: tuple[Session, ...] = ()


def read(request: PlanRequest) -> Reading:
    """Read a runner from everything known on ``request.as_of``."""
    rules = load_plan_rules()
    first = done_days(request, rules.paces.run_min_per_km)
    usual = usual_week(request, rules, first)
    pace = easy_pace(request, rules, usual)
    done = done_days(request, pace.low)
    return Reading(
        request=request,
        rules=rules,
        done=done,
        usual=usual,
        long=usual_long(request, rules, done, usual),
        habit=runs_a_week(request, rules, done, usual),
        pain=_pain_in_runs(request, rules),
        pace=pace,
        lights=read_lights(request, rules, done),
    )


def _pain_in_runs(request: PlanRequest, rules: PlanRules) -> Span:
    """P: every answer of a check and every logged run counts as a reading; pain now where none was given.

    After the stop of 1.5 it is 4, until logs decide.
    """
    if is_too_sore(request, rules):
        return Span.at(rules.no_run_pain.pain_after)
    answers = [c.intake.pain_running for c in request.checks if c.intake.pain_running is not None]
    if not answers:
        answers = [c.intake.pain_now for c in request.checks if c.intake.pain_now is not None]
    logged = [float(log.pain_during) for log in running_logs(request) if log.pain_during is not None]
    return Span.of([*answers, *logged]) or Span(0.0, rules.no_run_pain.pain_after)


def is_too_sore(request: PlanRequest, rules: PlanRules) -> bool:
    """Whether the last check, still fresh, has pain of 5 in runs, 4 on walking, or pain up for a day (1.5, 1.6)."""
    check, rule, expiry = request.checks[-1], rules.no_run_pain, rules.expiry
    intake = check.intake
    is_sore = (intake.pain_running or 0) >= rule.pain_min or (intake.pain_walking or 0) >= rule.walking_pain_min
    since = [log for log in running_logs(request) if log.day > check.day]
    is_fresh = (request.as_of - check.day).days < expiry.check_days and len(since) < expiry.check_runs
    return is_fresh and (is_sore or intake.pain_next_morning == "up_longer")


def ahead(plan: Plan, request: PlanRequest) -> tuple[Session, ...]:
    """The sessions from ``as_of`` on, in order."""
    return tuple(s for week in plan.weeks for s in week.sessions if s.date >= request.as_of)


def runs_ahead(plan: Plan, request: PlanRequest) -> tuple[Session, ...]:
    """The running sessions from ``as_of`` on, races included."""
    return tuple(session for session in ahead(plan, request) if session.is_run)


def outings(plan: Plan, reading: Reading) -> tuple[Outing, ...]:
    """What was run and what is planned from today on, a day each; a run of today that was done counts as done."""
    past = [Outing(one.day, one.longest_km, one.running_km) for one in reading.done]
    ran = {one.day for one in past}
    planned: dict[date, list[Session]] = {}
    for session in runs_ahead(plan, reading.request):
        if session.date not in ran:
            planned.setdefault(session.date, []).append(session)
    return (*past, *(_planned(day, sessions) for day, sessions in sorted(planned.items())))


def _planned(day: date, sessions: Sequence[Session]) -> Outing:
    longest = max(session.distance_km or 0.0 for session in sessions)
    return Outing(day, longest, sum(map(running_km, sessions)), tuple(sessions))


def days_of(monday: date) -> tuple[date, ...]:
    """The seven days of a week."""
    return tuple(monday + timedelta(days=n) for n in range(7))


def has_race(sessions: Sequence[Session]) -> bool:
    """Whether one of them is a race."""
    return any(session.kind is SessionKind.RACE for session in sessions)
