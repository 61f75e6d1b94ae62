"""The longest run allowed today: the published rule, lowered by the walk-run step and by a run that hurt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.load import LoadReport
from runback.domain.plan import Plan, SessionKind
from runback.load.limits import distance_limits, single_run_ceiling
from runback.load.measure import round_down
from runback.plan.reasons import km


@dataclass(frozen=True, slots=True)
class TodayLimit:
    """``km`` is the longest run of today, ``because`` says why in a sentence."""

    km: float
    because: str


def longest_allowed(load: LoadReport, plan: Plan | None, spiked: Mapping[date, float], today: date) -> TodayLimit:
    """The least of three: the 30-day rule, the rule without runs that brought pain, the walk-run step.

    ``spiked`` are days whose run brought pain, with the longest run before each (``spikes.find_provoking``).
    """
    found = [_by_rule(load)]
    if any(0 < (today - day).days <= distance_limits().run_days for day in spiked):
        found.append(_without_spikes(load, spiked, today))
    if (step := _walk_run_km(plan, today)) is not None:
        text = f"You are on the walk-run steps: {km(step)}, walking included, is what this week's step asks for."
        found.append(TodayLimit(step, text))
    return min(found, key=lambda one: one.km)


def _by_rule(load: LoadReport) -> TodayLimit:
    longest = load.longest_run_30d_km
    if longest is None:
        return TodayLimit(load.single_run_ceiling_km, "No run in the last 30 days: that counts as 3 km.")
    text = f"Your longest run in the last 30 days was {km(longest)}; one run stays within a tenth more."
    return TodayLimit(load.single_run_ceiling_km, text)


def _without_spikes(load: LoadReport, spiked: Mapping[date, float], today: date) -> TodayLimit:
    since = today - timedelta(days=distance_limits().run_days)
    runs = [min(day.longest_run_km, spiked.get(day.date, 1e6)) for day in load.days if since <= day.date < today]
    longest = max(runs, default=0.0)
    text = f"Your longest run was a jump that your back answered with pain; we count from {km(longest)} before it."
    return TodayLimit(round_down(single_run_ceiling(longest)), text)


def _walk_run_km(plan: Plan | None, today: date) -> float | None:
    """The longest walk-run planned this week from today on, else of the week; None in weeks without one."""
    weeks = () if plan is None else plan.weeks
    here = [one for week in weeks if week.start <= today < week.start + timedelta(days=7) for one in week.sessions]
    steps = [one for one in here if one.kind is SessionKind.WALK_RUN]
    today_only = [one for one in steps if one.date == today]
    return max((one.distance_km or 0.0 for one in today_only or steps), default=None)
