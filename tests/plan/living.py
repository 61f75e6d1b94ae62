"""A life in memory: the plan opened day by day, its sessions acted out, what was planned kept as the product does."""

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from runback.domain.adjust import DaysOff, DaysOffWhy
from runback.domain.diary import SessionLog
from runback.domain.intake import Intake
from runback.domain.load import Run
from runback.domain.plan import Plan, Session, SessionKind, Week
from runback.plan import DatedCheck, PlanRequest, make_plan
from tests.plan.made_up import clear_assessment, day, morning


@dataclass(frozen=True)
class Felt:
    """How a day goes: the worst pain in its run and next morning's (None: not logged), the share run (0: missed)."""

    during: int | None = 0
    after: int | None = 0
    share: float = 1.0
    is_rising: bool = False


WELL = Felt()
Act = Callable[[int, Session], Felt]


def plan_once(request: PlanRequest) -> Plan:
    """The plan of a request, made once for all tests that live the same days."""
    return _plan(pickle.dumps(request))  # a request holds mappings, so it has no hash


@lru_cache(maxsize=600)
def _plan(pickled: bytes) -> Plan:
    return make_plan(pickle.loads(pickled))


@dataclass
class Life:
    """A runner from the first day on. ``opened`` holds each request with its plan, made by ``make``."""

    request: PlanRequest
    make: Callable[[PlanRequest], Plan] = plan_once
    opened: list[tuple[PlanRequest, Plan]] = field(default_factory=list)
    mornings: dict[int, int] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan as it was last opened."""
        return self.opened[-1][1]

    def open(self, n: int) -> Plan:
        """Open the plan on day ``n``."""
        if n in self.mornings:
            self.request = replace(
                self.request, pain_entries=(*self.request.pain_entries, morning(n, self.mornings.pop(n)))
            )
        self.request = replace(self.request, as_of=day(n), past_weeks=self._begun(day(n)))
        self.opened.append((self.request, self.make(self.request)))
        return self.plan

    def do(self, n: int, act: Act | None = None) -> None:
        """Do the sessions of day ``n`` as they were last planned."""
        for session in self.planned_on(n):
            if session.is_run:
                self.run(n, session, act(n, session) if act else WELL)
            elif session.kind is SessionKind.WALK:
                self.log(SessionLog(day(n), SessionKind.WALK, duration_min=session.duration_min, pain_during=0))
            elif session.kind is SessionKind.STRENGTH:
                self.log(SessionLog(day(n), SessionKind.STRENGTH))

    def run(self, n: int, session: Session, felt: Felt = WELL) -> None:
        """Run a planned session, or a part of it, and log how it felt."""
        if felt.share <= 0:
            return
        km, minutes = (session.distance_km or 0) * felt.share, (session.duration_min or 0) * felt.share
        self.request = replace(self.request, runs=(*self.request.runs, Run(day(n), km, minutes)))
        if felt.during is not None:
            self.log(SessionLog(day(n), session.kind, pain_during=felt.during, pain_rising=felt.is_rising))
        if felt.after is not None:
            self.mornings[n + 1] = felt.after

    def run_km(self, n: int, km: float, felt: Felt = WELL, pace: float = 6.0) -> None:
        """An unplanned run."""
        self.run(n, Session(day(n), SessionKind.RUN, "easy_run", km, km * pace), felt)

    def log(self, entry: SessionLog) -> None:
        """Keep an entry of the diary."""
        self.request = replace(self.request, session_logs=(*self.request.session_logs, entry))

    def check(self, n: int, intake: Intake) -> None:
        """Answer the check again."""
        found = DatedCheck(day(n), intake, clear_assessment())
        self.request = replace(self.request, checks=(*self.request.checks, found), assessment=found.assessment)

    def take_off(self, first: int, last: int, why: DaysOffWhy = DaysOffWhy.BUSY) -> None:
        """Enter days off."""
        self.request = replace(self.request, days_off=(*self.request.days_off, DaysOff(day(first), day(last), why)))

    def live(
        self, days: Iterable[int], act: Act | None = None, *, opened: Callable[[int], bool] = lambda n: True
    ) -> Plan:
        """Live these days: each morning logged, the plan opened where ``opened`` says so, its sessions done."""
        for n in days:
            if opened(n):
                self.open(n)
            elif n in self.mornings:
                entry = morning(n, self.mornings.pop(n))
                self.request = replace(self.request, pain_entries=(*self.request.pain_entries, entry))
            self.do(n, act)
        return self.plan

    def planned_on(self, n: int) -> list[Session]:
        """The sessions of a day as they were last planned."""
        return [s for week in self.plan.weeks for s in week.sessions if s.date == day(n)]

    def running_of_week(self, number: int) -> float:
        """Minutes of running that stood in the plan of week ``number`` when it was last opened in it."""
        monday = day(7 * number)
        plans = [plan for request, plan in self.opened if monday <= request.as_of < day(7 * number + 7)]
        week = next((week for week in plans[-1].weeks if week.start == monday), None) if plans else None
        return 0.0 if week is None else sum(s.running_min for s in week.sessions if s.is_run)

    def _begun(self, today: date) -> tuple[Week, ...]:
        weeks = {week.start: week for week in self.request.past_weeks}
        if self.opened:
            weeks |= {week.start: week for week in self.plan.weeks if week.start <= today}
        return tuple(weeks[start] for start in sorted(weeks))


def live(request: PlanRequest, days: int, act: Act | None = None) -> Life:
    """A runner who opens the plan each morning for this many days and does all of it."""
    life = Life(request)
    life.live(range(days), act)
    return life


def on_runs(*felt: Felt, then: Felt = WELL) -> Act:
    """The first runs feel like this, one after the other, the later ones like ``then``."""
    left = list(felt)

    def act(_n: int, _session: Session) -> Felt:
        return left.pop(0) if left else then

    return act
