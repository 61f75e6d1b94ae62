"""Runs of which only the time is known: a treadmill, a heart rate strap."""

ESTIMATED = 0.97
"""An unmeasured distance counts a little less, so that the next run never grows by a guess."""


def estimate_km(seconds: float) -> float:
    """What a run of which only its time is known counts as, in km: an hour of it at most, at the usual pace."""
    from runback.knowledge.plan_rules import load_plan_rules  # most pages have no such run

    paces = load_plan_rules().paces
    return ESTIMATED * min(seconds / 60, paces.unmeasured_most_min) / paces.run_min_per_km
