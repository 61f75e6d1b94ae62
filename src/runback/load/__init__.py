"""Running load: daily and weekly distance, spikes, gaps, today's ceiling and the weekly cap."""

from runback.load.limits import single_run_ceiling, weekly_rise_cap
from runback.load.measure import measure_load

__all__ = ["measure_load", "single_run_ceiling", "weekly_rise_cap"]
