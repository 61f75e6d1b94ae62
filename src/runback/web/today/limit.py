"""The longest run allowed today, and why, in the words of the page."""

from dataclasses import dataclass

from runback.services.training.today import TodayView
from runback.web import words

_STUDY = (
    "Runs well beyond the longest of the last 30 days were followed by injury more often in a study of 5,205 runners."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """``is_lowered``: something lies below the 30-day limit, the walk-run step or a run that hurt."""

    km: float
    is_lowered: bool
    why: tuple[str, ...]


def describe_limit(view: TodayView) -> Limit:
    """The longest run of today and its one reason: a limit that does not count today is not named."""
    is_lowered = view.ceiling_km < view.rule_ceiling_km
    return Limit(view.ceiling_km, is_lowered, (view.ceiling_why if is_lowered else _thirty_days(view), _STUDY))


def _thirty_days(view: TodayView) -> str:
    if view.longest_30d_km is None:
        most = words.km(view.rule_ceiling_km)
        return f"You have no run in the last 30 days, so we count from a short one: {most} at most."
    return (
        f"Your longest run in the last 30 days was {words.km(view.longest_30d_km)}. One run stays within a tenth more, "
        f"which is {words.km(view.rule_ceiling_km)}. Below 5 km it may be half a kilometre more."
    )
