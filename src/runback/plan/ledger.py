"""What was run, and is planned to be run, day by day: the ceiling and the sums of any window."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from runback.domain.load import Run
from runback.domain.plan import Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import distance_limits, single_run_ceiling
from runback.plan.lights import RUN_KINDS
from runback.plan.request import PlanRequest
from runback.plan.spikes import logged_km, planned_runs, provoking_runs
from runback.plan.stages import run_share

USUAL_DAYS = 28
VIRTUAL_DAYS = 42
HISTORY_DAYS = 180
PACE_DAYS = 365
PACE_RANGE = (4.0, 10.0)


@dataclass
class Ledger:
    """Longest and total km of each day (key: ordinal), and what stands in for unknown runs.

    ``longest`` and ``whole`` count a whole walk-run session, ``total`` only its running.
    ``stand_in_km`` is an answered longest run that counts from ``stand_in_from`` for 30
    days; ``daily_km`` spreads a usual week over the 42 days before ``daily_until``.
    """

    started_on: date
    none_km: float
    longest: dict[int, float] = field(default_factory=dict)
    total: dict[int, float] = field(default_factory=dict)
    whole: dict[int, float] = field(default_factory=dict)
    stand_in_km: float = 0.0
    stand_in_from: date | None = None
    daily_km: float = 0.0
    daily_until: date | None = None

    def add(self, day: date, longest_km: float, running_km: float, whole_km: float | None = None) -> None:
        """Count a run that was done, or is planned, on that day; ``whole_km`` is ``longest_km`` where not given."""
        key = day.toordinal()
        self.whole[key] = self.whole.get(key, 0.0) + (longest_km if whole_km is None else whole_km)
        self.longest[key] = max(self.longest.get(key, 0.0), longest_km)
        self.total[key] = self.total.get(key, 0.0) + running_km

    def longest_before(self, day: date) -> float | None:
        """The longest run of the 30 days before ``day``; None without one."""
        here = day.toordinal()
        window = distance_limits().run_days
        known = [self.longest[n] for n in range(here - window, here) if self.longest.get(n, 0.0) > 0]
        if self.stand_in_from is not None and 0 <= here - self.stand_in_from.toordinal() <= window:
            known.append(self.stand_in_km)
        return max(known, default=None)

    def ceiling(self, day: date) -> float:
        """The longest a run on ``day`` may be (rule single_run_ceiling), in km."""
        longest = self.longest_before(day)
        if longest is None:
            return single_run_ceiling(self.none_km)
        if self._none_stands(day):
            longest = max(longest, self.none_km)
        return single_run_ceiling(longest)

    def _none_stands(self, day: date) -> bool:
        """Whether the 3 km of a runner without runs still stand: 30 days from the start, or from a new start."""
        window = distance_limits().run_days
        here = day.toordinal()
        first = (
            min(n for n in range(here - window, here) if self.longest.get(n, 0.0) > 0)
            if self._has_runs(here - window, here)
            else None
        )
        if first is None or first < self.started_on.toordinal() or self.stand_in_from is not None:
            return False
        if self._has_runs(first - window, first):
            return False
        is_first_ever = not any(self.started_on.toordinal() <= n < first for n in self.longest)
        start = self.started_on.toordinal() if is_first_ever else first
        return here - start <= window

    def _has_runs(self, since: int, until: int) -> bool:
        return any(self.longest.get(n, 0.0) > 0 for n in range(since, until))

    def sum_days(self, since: date, until: date, *, is_whole: bool = False) -> float:
        """Km of ``since`` up to, not including, ``until``: of running, or with the walking of walk-runs.

        The answered usual week fills unknown days.
        """
        first, last = since.toordinal(), until.toordinal()
        source = self.whole if is_whole else self.total
        known = sum(source.get(n, 0.0) for n in range(first, last))
        if self.daily_until is None or self.daily_km == 0:
            return known
        end = self.daily_until.toordinal()
        return known + self.daily_km * max(0, min(last, end) - max(first, end - VIRTUAL_DAYS))

    def last_run_before(self, day: date) -> date | None:
        """The last day before ``day`` with a run."""
        before = [n for n, km in self.longest.items() if n < day.toordinal() and km > 0]
        return date.fromordinal(max(before)) if before else None

    def first_run_from(self, day: date) -> date | None:
        """The first day from ``day`` on with a run."""
        after = [n for n, km in self.longest.items() if n >= day.toordinal() and km > 0]
        return date.fromordinal(min(after)) if after else None

    def copy(self) -> "Ledger":
        """A ledger that can be added to without changing this one."""
        return Ledger(
            self.started_on,
            self.none_km,
            dict(self.longest),
            dict(self.total),
            dict(self.whole),
            self.stand_in_km,
            self.stand_in_from,
            self.daily_km,
            self.daily_until,
        )


def open_ledger(request: PlanRequest, pace_min_per_km: float) -> Ledger:
    """The ledger of what this runner has run up to and including ``as_of``."""
    stage_12_km = load_plan_rules().stage(12).run_s / 60 / pace_min_per_km
    ledger = Ledger(request.started_on, min(distance_limits().run_none_km, stage_12_km))
    runs = _recent_runs(request)
    planned = planned_runs(request)
    answered = request.intake.longest_run_30d_km
    before_spike = provoking_runs(request)
    for run in runs:
        longest = min(run.distance_km, before_spike.get(run.day, run.distance_km))
        if answered is not None and run.day < request.check_day:
            longest = min(longest, answered or ledger.none_km)
        session = planned.get((run.day, SessionKind.WALK_RUN))
        share = run_share(session) if session else 1.0
        ledger.add(run.day, longest, run.distance_km * share, run.distance_km)
    _add_logs(ledger, request, {run.day for run in runs}, planned, before_spike)
    if (anchor := _answers_stand_from(request, ledger)) is not None:
        _fill_unknown(ledger, request, anchor)
    else:
        _fill_before_history(ledger, request)
    return ledger


def _recent_runs(request: PlanRequest) -> list[Run]:
    """The runs that can matter: from some months before the last run before the program on."""
    runs = [run for run in request.runs if run.day <= request.as_of and run.distance_km > 0]
    last = max((run.day for run in runs if run.day < request.started_on), default=request.started_on)
    return [run for run in runs if run.day >= last - timedelta(days=HISTORY_DAYS)]


def _add_logs(
    ledger: Ledger,
    request: PlanRequest,
    imported: set[date],
    planned: dict[tuple[date, SessionKind], Session],
    before_spike: Mapping[date, float],
) -> None:
    for log in request.session_logs:
        if not log.done or log.kind not in RUN_KINDS or log.day > request.as_of or log.day in imported:
            continue
        session = planned.get((log.day, log.kind))
        distance = logged_km(log, session)
        if distance > 0:
            share = run_share(session) if session and log.kind is SessionKind.WALK_RUN else 1.0
            ledger.add(log.day, min(distance, before_spike.get(log.day, distance)), distance * share, distance)


def _answers_stand_from(request: PlanRequest, ledger: Ledger) -> date | None:
    """The day from which the answers stand in for runs nobody recorded; None where a history is there."""
    for day in (request.check_day, request.started_on):
        if not any(known < day.toordinal() for known in ledger.longest):
            return day
    return None


def _fill_unknown(ledger: Ledger, request: PlanRequest, anchor: date) -> None:
    """Let the answered longest run and usual week stand in for the runs before ``anchor``."""
    intake = request.intake
    if intake.longest_run_30d_km:
        is_off = (intake.weeks_off or 0) * 7 >= distance_limits().run_days
        ledger.stand_in_km = min(intake.longest_run_30d_km, ledger.none_km if is_off else 1e6)
        ledger.stand_in_from = anchor
    if intake.weekly_km:
        ledger.daily_km = intake.weekly_km / 7
        ledger.daily_until = anchor - timedelta(days=round((intake.weeks_off or 0) * 7))


def _fill_before_history(ledger: Ledger, request: PlanRequest) -> None:
    """Let the usual week stand for the days before a short history: not recorded is not the same as not run.

    The answered usual week, else of a regular runner the mean of what is known.
    """
    known = [day.toordinal() for day in (run.day for run in request.runs)] + list(ledger.longest)
    first, check = min(known), request.check_day.toordinal()
    if check - first >= VIRTUAL_DAYS:
        return
    intake = request.intake
    usual = intake.weekly_km
    if usual is None and intake.runner_status in ("regular", "competitive"):
        usual = known_week_km(ledger, first, check)
    if usual:
        off = round((intake.weeks_off or 0) * 7)
        ledger.daily_km = usual / 7
        ledger.daily_until = date.fromordinal(min(first, check - off))


def known_week_km(ledger: Ledger, first: int, until: int) -> float:
    """The mean week from ``first`` to the last run before ``until`` (ordinals), over one week at least."""
    before = {day: km for day, km in ledger.total.items() if day < until and km > 0}
    return sum(before.values()) * 7 / max(7, max(before, default=first) + 1 - first)


def own_pace(runs: Iterable[Run], before: date) -> float:
    """The runner's usual pace in minutes per km: the median of the year before; 7.0 where not known."""
    since = before - timedelta(days=PACE_DAYS)
    paces = [
        run.duration_min / run.distance_km
        for run in runs
        if since <= run.day < before and run.distance_km >= 1 and run.duration_min > 0
    ]
    if not paces:
        return load_plan_rules().paces.run_min_per_km
    return min(max(median(paces), PACE_RANGE[0]), PACE_RANGE[1])
