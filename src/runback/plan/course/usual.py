"""What the runner is used to: the usual week, long run, number of runs and pace (plan_rules_2, 1.1 and 14.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from runback.domain.intake import Intake
from runback.domain.load import Run
from runback.knowledge.plan_rules import load_plan_rules, step_at
from runback.load.provoking import before_provoking
from runback.plan.request import PlanRequest

PACE_RANGE = (3.5, 12.0)
WEEK = timedelta(days=7)
AFTER_RUN = ("after_run", "sudden_during_run")


@dataclass(frozen=True, slots=True)
class Usual:
    """``km`` a week, ``long_km``, ``runs`` a week, ``pace`` of an easy run in min/km.

    ``is_known`` is False where no usual week was given (a new runner). ``answered_km`` and ``history_km``
    are kept where they differ so much that the lower one counts until it is answered.
    """

    km: float
    long_km: float
    runs: int
    pace: float
    is_known: bool
    answered_km: float | None = None
    history_km: float | None = None
    first_run_on: date | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Whether answer and history differ by more than the rule allows."""
        if not self.answered_km or not self.history_km:
            return False
        differ = abs(self.answered_km - self.history_km) / max(self.answered_km, self.history_km)
        return differ > load_plan_rules().usual_week.differ_share


def find_usual(request: PlanRequest) -> Usual:
    """The usual of this runner before the break or the pain, whichever was earlier."""
    intake = request.checks[0].intake
    last = request.checks[-1].intake
    end = _reference(request)
    before = [run for run in request.runs if run.day < end and run.distance_km > 0]
    history_km, history_runs = _usual_week(before, end)
    answered = _latest(request.checks[-1].intake.weekly_km, intake.weekly_km)
    is_confirmed = answered is not None and answered == request.confirmed_km
    is_above = is_confirmed and answered is not None and answered > (history_km or 0.0)
    if is_confirmed:
        history_km = None  # the runner has seen what the history says
    km = _choose(answered, history_km)
    runs_answered = _latest(last.runs_per_week, intake.runs_per_week)
    long_run = _latest(last.usual_long_run_km, intake.usual_long_run_km)
    if answered is not None and km < answered:
        # the number of runs and the long run are of the week that counts
        runs_answered = long_run = None
    runs = _runs(runs_answered, history_runs, km)
    long_km = _long_run(long_run, before, km, end, intake.longest_run_30d_km or 0.0, is_above=is_above)
    if not before and long_run is None and 0 < runs <= 2:
        # the longer of two runs is no shorter than their mean; one that is known bounds the week instead
        long_km = max(long_km, km / runs)
    return Usual(
        km=km,
        long_km=long_km,
        runs=runs,
        pace=_pace(request, km),
        is_known=km > 0,
        answered_km=answered,
        history_km=history_km,
        first_run_on=min((run.day for run in request.runs), default=None),
    )


def _latest(now: float | None, first: float | None) -> float | None:
    return now if now is not None else first


def _reference(request: PlanRequest) -> date:
    """The day before which running was as usual: the last run before the course, or the day the pain began.

    A history that begins later than the pain is all there is: it counts up to the last run. A run on the course's own
    first day is the course's, not the history's.
    """
    intake = request.checks[0].intake
    start = request.started_on
    days = [run.day for run in request.runs if run.day < start and run.distance_km > 0]
    end = max(days) + timedelta(days=1) if days else start
    if intake.pain_days is not None and intake.pain_days <= load_plan_rules().usual_week.of_weeks * 7:
        began = request.checks[0].day - timedelta(days=round(intake.pain_days))
        return min(end, began) if not days or min(days) < began else end
    return end


def _usual_week(runs: Sequence[Run], end: date) -> tuple[float | None, int | None]:
    """Mean km of the last four usual weeks before ``end`` and their median number of runs; None without runs."""
    rules = load_plan_rules().usual_week
    weeks: list[list[Run]] = [[] for _ in range(rules.of_weeks)]
    for run in runs:
        back = (end - timedelta(days=1) - run.day).days // 7
        if 0 <= back < rules.of_weeks:
            weeks[back].append(run)
    if not any(weeks):
        return None, None
    known = 1 + max(n for n, week in enumerate(weeks) if week)
    totals = [sum(run.distance_km for run in week) for week in weeks[:known]]
    least = rules.small_share * median(totals)
    chosen = [n for n in range(known) if totals[n] >= least and totals[n] > 0][: rules.weeks]
    if not chosen:
        return None, None
    return sum(totals[n] for n in chosen) / len(chosen), int(median(len(weeks[n]) for n in chosen) + 0.5)


def _choose(answered: float | None, history: float | None) -> float:
    """The answer where it agrees with the history, else the lower of both until it is answered."""
    if answered is None or history is None:
        return answered if answered is not None else history or 0.0
    differ = abs(answered - history) / max(answered, history, 1e-6)
    return answered if differ <= load_plan_rules().usual_week.differ_share else min(answered, history)


def _runs(answered: float | None, history: int | None, km: float) -> int:
    rules = load_plan_rules().usual_week
    if answered:
        return max(1, min(round(answered), rules.runs_max))
    return max(1, history) if history else int(step_at(rules.runs_by_km, km))


def _long_run(
    answered: float | None, runs: Sequence[Run], km: float, end: date, longest_30d: float, *, is_above: bool
) -> float:
    """The usual long run: as answered, else the longest run of the weeks before, in km.

    ``is_above``: the usual week is not that of the history but an answer above it.
    """
    rules = load_plan_rules().usual_week
    recent = [run.distance_km for run in runs if end - timedelta(days=rules.long_days) <= run.day < end]
    share = rules.long_share_small if km < rules.small_below_km else rules.long_share
    if answered:
        return min(answered, max(km, share * km))
    # weeks far below the usual one say nothing about the usual long run: it is the share of the usual week at least
    longest = max(recent, default=min(longest_30d, km))
    return max(longest, share * km) if is_above or not recent else longest


def _pace(request: PlanRequest, km: float) -> float:
    """Minutes per km of an easy run: the answer, the median of the last eight weeks of running, else the book's."""
    paces = load_plan_rules().paces
    answered = request.checks[-1].intake.easy_pace_s_per_km
    if answered:
        return answered / 60
    measured = [run for run in request.runs if not run.is_estimated]
    runs = [run for run in measured if run.distance_km >= 1 and run.duration_min > 0 and run.day < request.started_on]
    last = max((run.day for run in runs), default=request.started_on)
    own = [r.duration_min / r.distance_km for r in runs if r.day > last - timedelta(days=paces.own_days)]
    if own:
        return min(max(median(own), PACE_RANGE[0]), PACE_RANGE[1])
    return paces.run_min_per_km_trained if km > paces.trained_from_km else paces.run_min_per_km


def longest_before(request: PlanRequest, day: date, intake: Intake) -> float | None:
    """The longest run of the 30 days before ``day`` in km, a run that brought pain counted as what stood before it.

    Without history the answered longest run counts for as long as it is within those days. None without one.
    """
    window = timedelta(days=load_plan_rules().single_run_ceiling.days)
    calm = before_provoking(request.runs, request.checks[0].day, intake.onset, intake.pain_days)
    known = [calm.get(run.day, run.distance_km) for run in request.runs if day - window <= run.day < day]
    if known:
        return max(known)
    answered = intake.longest_run_30d_km
    still_counts = answered and day - request.checks[0].day <= window and not (intake.weeks_off or 0) * 7 > window.days
    return answered if still_counts and not request.runs else None
