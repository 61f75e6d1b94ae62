"""Runs with a known time but no distance, as on a treadmill or with a heart rate strap only."""

ESTIMATED = 0.97
"""An estimated distance counts a little less, so that the next run never grows because of an estimate."""


def estimate_km(seconds: float) -> float:
    """The distance in km that a run without a measured distance counts as: at most an hour at the usual pace."""
    from runback.knowledge.plan_rules import load_plan_rules  # imported on demand: most pages have no such run

    paces = load_plan_rules().paces
    return ESTIMATED * min(seconds / 60, paces.unmeasured_most_min) / paces.run_min_per_km
