"""The longest run allowed today, and why, in the words of the page."""

from dataclasses import dataclass

from runback.domain.plan import SessionKind
from runback.services.today import TodayView
from runback.web import words

_STUDY = (
    "Runs well beyond the longest of the last 30 days were followed by injury more often in a study of 5,205 runners."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """``is_stage``: the walk-run stage sets it, because it lies below the 30-day limit."""

    km: float
    is_stage: bool
    why: tuple[str, ...]


def tell_limit(view: TodayView) -> Limit:
    """The 30-day limit on a single run; in the walk-run weeks the planned distance where that is less."""
    planned = _longest_walk_run(view)
    if planned is not None and planned < view.rule_ceiling_km:
        stage = (
            f"You are on the walk-run steps, and {words.km(planned)} is what this step asks for. Going further now "
            "tells nothing about how your back takes it."
        )
        return Limit(view.ceiling_km, True, (stage, f"{_thirty_days(view)} Your step is the lower of the two.", _STUDY))
    if view.ceiling_km < view.rule_ceiling_km:
        return Limit(view.ceiling_km, False, (view.ceiling_why, _STUDY))
    return Limit(view.ceiling_km, False, (_thirty_days(view), _STUDY))


def _longest_walk_run(view: TodayView) -> float | None:
    """The longest walk-run of the week, None in weeks without one."""
    weeks = () if view.plan is None else view.plan.plan.weeks
    here = [one for week in weeks if (view.today - week.start).days in range(7) for one in week.sessions]
    return max((one.distance_km or 0.0 for one in here if one.kind is SessionKind.WALK_RUN), default=None)


def _thirty_days(view: TodayView) -> str:
    if view.longest_30d_km is None:
        most = words.km(view.rule_ceiling_km)
        return f"You have no run in the last 30 days, so we count from a short one: {most} at most."
    return (
        f"Your longest run in the last 30 days was {words.km(view.longest_30d_km)}. One run stays within a tenth more, "
        f"which is {words.km(view.rule_ceiling_km)}. Below 5 km it may be half a kilometre more."
    )
