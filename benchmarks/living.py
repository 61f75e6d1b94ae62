"""Lives in memory: a made-up runner opens the plan, does what is planned (or not), feels it, and opens it again.

Every event of a day is drawn from the seed of the life, the day and the kind of event alone, so a life that is opened
on Mondays only meets the same days as one that is opened daily.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from benchmarks.random_runners import random_days_off, random_layout, random_race, random_request
from runback.domain.diary import PainEntry, PainMoment, SessionLog, StrengthLog
from runback.domain.load import Run
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind, Week
from runback.load.measure import monday_of
from runback.plan import make_plan
from runback.plan.request import DatedCheck, PlanRequest

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a runner lives: shares of sessions done and told, of mornings tapped, of days with odd events."""

    does: float
    tells: float
    wakes: float
    watch: bool
    flares: float
    events: float
    exact: float


ORDERLY = Habits(does=1.0, tells=1.0, wakes=1.0, watch=True, flares=0.0, events=0.0, exact=1.0)


def random_habits(rng: Random) -> Habits:
    """A third do and tell everything; the others miss, forget, flare up, travel and run what they like."""
    if rng.random() < 0.35:
        return replace(ORDERLY, flares=rng.choice([0.0, 0.0, 0.01]), events=rng.choice([0.0, 0.01]))
    return Habits(
        does=rng.choice([0.95, 0.85, 0.6]), tells=rng.choice([1.0, 0.9, 0.5, 0.0]),
        wakes=rng.choice([1.0, 0.9, 0.5, 0.0]), watch=rng.random() < 0.7, flares=rng.choice([0.0, 0.01, 0.03]),
        events=rng.choice([0.0, 0.02, 0.05]), exact=rng.choice([1.0, 0.9, 0.7]),
    )  # fmt: skip


@dataclass
class Life:
    """One life: what is known so far, and the next day to live."""

    seed: int
    request: PlanRequest
    habits: Habits
    weeks: dict[date, Week] = field(default_factory=dict)
    ache: float = 0.0

    @classmethod
    def of(cls, seed: int, weeks: int = 3, habits: Habits | None = None) -> "Life":
        """The life of that seed."""
        rng = Random(f"runner {seed}")
        request = random_request(rng, weeks)
        made = habits or random_habits(rng)
        pain = request.intake.pain_running
        return cls(seed, request, made, ache=float((request.intake.pain_now if pain is None else pain) or 0))

    def luck(self, what: str) -> Random:
        """Random numbers of today for one kind of event."""
        return Random(f"{self.seed} {self.request.as_of} {what}")

    def chance(self, what: str, share: float) -> bool:
        """Whether an event of that share happens today."""
        return self.luck(what).random() < share

    def wake(self) -> None:
        """The morning: the ache of the night, a tapped score, days off, races, moves and checks that come up."""
        self._ache()
        on = self.request.as_of
        if self.chance("wakes", self.habits.wakes):
            at = datetime.combine(on, time(7), UTC)
            score = min(10, max(0, round(self.ache * 0.7 + self.luck("morning").gauss(0, 0.4))))
            self._keep(
                pain_entries=(*self.request.pain_entries, PainEntry(at, on, score, PainMoment.MORNING, entered_on=on))
            )
        if self.chance("off", self.habits.events):
            self._keep(days_off=(*self.request.days_off, random_days_off(self.luck("days off"), on)))
        if self.chance("race", self.habits.events / 2):
            self._keep(races=(*self.request.races, random_race(self.luck("which race"), on)))
        if self.chance("moves", self.habits.events):
            self._keep(layouts=(*self.request.layouts, random_layout(self.luck("layout"), monday_of(on))))

    def _ache(self) -> None:
        """The ache falls by a tenth of a point a day, and jumps up in a flare."""
        self.ache = max(0.0, self.ache - 0.1)
        if self.chance("flare", self.habits.flares):
            self.ache = self.luck("how bad").choice([3.5, 4.5, 6.0])
        elif self.ache > 3:
            self.ache -= 0.4

    def _keep(self, **fields: object) -> None:
        self.request = replace(self.request, **fields)  # type: ignore[arg-type]

    def check_again(self, plan: Plan) -> bool:
        """A check every four weeks, and where a plan has been stopped for a week; the pain is that of the day."""
        on, last = self.request.as_of, self.request.checks[-1]
        stopped = plan.status is PlanStatus.BLOCKED or bool(plan.held_by)
        due = (on - last.day).days >= (7 if stopped else 28)
        if not due or self.chance("forgets check", 0.7):
            return False
        score = min(10, max(0, round(self.ache)))
        pains = {
            "pain_now": score,
            "pain_worst": max(score, 3),
            "pain_running": score,
            "pain_walking": max(0, score - 2),
        }
        days = (last.intake.pain_days or 0) + (on - last.day).days
        intake = replace(last.intake, **pains, pain_days=days, pain_next_morning="same", leg_pain="none")
        again = DatedCheck(on, intake, self.request.assessment)
        self._keep(checks=(*self.request.checks, again))
        return True

    def open(self) -> Plan:
        """The plan of today; weeks that have begun are kept as they are shown now."""
        plan = make_plan(self.request)
        self.weeks |= {week.start: week for week in plan.weeks if week.start <= self.request.as_of}
        return plan

    def act(self) -> None:
        """Do what the last opened plan has for today, or not."""
        on = self.request.as_of
        week = self.weeks.get(monday_of(on))
        for session in week.sessions if week else ():
            if session.date == on and self.chance(f"does {session.kind}", self.habits.does):
                self._do(session)
        if self.chance("own run", self.habits.events / 2) and not any(run.day == on for run in self.request.runs):
            self._run(self.luck("own km").choice([3.0, 6.0, 12.0]), None)

    def _do(self, session: Session) -> None:
        if session.is_run:
            whole = self.chance("exact", self.habits.exact)
            self._run(
                (session.distance_km or 1.0) * (1.0 if whole else self.luck("size").choice([0.5, 0.8, 1.2])), session
            )
        elif session.kind is SessionKind.WALK:
            score = min(10, max(0, round(self.ache * 0.5)))
            log = SessionLog(
                session.date,
                session.kind,
                duration_min=session.duration_min,
                pain_during=score,
                entered_on=session.date,
            )
            self._keep(session_logs=(*self.request.session_logs, log))
        elif session.kind is SessionKind.STRENGTH:
            done = tuple(
                StrengthLog(session.date, one.id, one.sets, one.reps or one.hold_s or 10, one.load_kg, 7.0, pain=1)
                for one in session.exercises
            )
            self._keep(strength_logs=(*self.request.strength_logs, *done))

    def _run(self, km: float, session: Session | None) -> None:
        on = self.request.as_of
        minutes = km * ((session.duration_min or 0) / (session.distance_km or 1) if session else 6.5)
        tells = self.chance("tells", self.habits.tells)
        if self.habits.watch or tells:  # what is logged without a watch is a run of the history too
            self._keep(runs=(*self.request.runs, Run(on, round(km, 2), round(minutes, 1))))
        if not tells:
            return
        score = min(10, max(0, round(self.ache + self.luck("in run").gauss(0, 0.5))))
        kind = session.kind if session else SessionKind.RUN
        log = SessionLog(
            on, kind, distance_km=round(km, 2), duration_min=round(minutes, 1), pain_during=score,
            limp=score >= 7, entered_on=on,
        )  # fmt: skip
        self._keep(session_logs=(*self.request.session_logs, log))

    def sleep(self) -> None:
        """The day is over; what was planned for weeks that have begun goes into the next request."""
        tomorrow = self.request.as_of + DAY
        begun = tuple(self.weeks[start] for start in sorted(self.weeks) if start <= tomorrow)
        self._keep(as_of=tomorrow, past_weeks=begun)

    def live(self, days: int, opens: int = 1) -> Iterator[tuple[PlanRequest, Plan]]:
        """Each opening of ``days`` days: every ``opens`` days, from the first on (7: on the weekday of the start)."""
        for n in range(days):
            if n:
                self.wake()
            if n % opens == 0:
                plan = self.open()
                if n and self.check_again(plan):
                    plan = self.open()
                yield self.request, plan
            self.act()
            self.sleep()
