"""What the running history shows before the pain began: spikes, weekly jumps, breaks, ground, shoes, hills."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from runback.domain.load import LoadReport, Run

SPIKE_WINDOW_D = 14
GAP_D = 28
BACK_RUNNING_D = 42
EARLY_HOUR = 7.0


def measure_training(load: LoadReport | None, runs: Sequence[Run], *, onset: date) -> dict[str, float]:
    """Numbers the rules ask about, for the weeks before ``onset``; empty without a history.

    spike_ratio, spike_run_km, spike_longest_km, spike_days_before (largest spike of 14 days);
    week_km and week_change_pct (the seven days before against the mean of the three weeks
    before them); gap_days (longest break that ended within six weeks before); shoe_km,
    shoe_age_days; ascent_per_km (m); early_run_share; rest_days_pw; surface_changed (1).
    """
    before = [run for run in runs if run.day <= onset]
    return {
        **(_find_spike(load, onset) if load else {}),
        **(_find_gap(load, onset) if load else {}),
        **_compare_weeks(before, onset),
        **_describe_shoe(before, onset),
        **_describe_habits(before, onset),
    }


def _find_spike(load: LoadReport, onset: date) -> dict[str, float]:
    recent = [s for s in load.spikes if onset - timedelta(days=SPIKE_WINDOW_D) <= s.date <= onset]
    if not recent:
        return {}
    worst = max(recent, key=lambda spike: (spike.ratio, spike.date))
    return {
        "spike_ratio": worst.ratio,
        "spike_run_km": worst.run_km,
        "spike_longest_km": worst.longest_prior_30d_km,
        "spike_days_before": (onset - worst.date).days,
    }


def _find_gap(load: LoadReport, onset: date) -> dict[str, float]:
    ended = [gap for gap in load.gaps if timedelta(0) <= onset - gap.end <= timedelta(days=BACK_RUNNING_D)]
    longest = max((gap.days for gap in ended), default=0)
    return {"gap_days": longest} if longest >= GAP_D else {}


def _compare_weeks(runs: Sequence[Run], onset: date) -> dict[str, float]:
    """The change of the busier of the last two weeks against the three weeks before it."""
    by_week: dict[int, float] = defaultdict(float)
    for run in runs:
        by_week[(onset - run.day).days // 7] += run.distance_km
    best: dict[str, float] = {}
    for week in (0, 1):
        usual = sum(by_week[week + back] for back in (1, 2, 3)) / 3
        if usual > 0 and by_week[week] > 0:
            change = 100 * (by_week[week] / usual - 1)
            if change > best.get("week_change_pct", 0):
                best = {"week_km": by_week[week], "week_change_pct": change}
    return best


def _describe_shoe(runs: Sequence[Run], onset: date) -> dict[str, float]:
    worn = [run for run in runs if run.shoe]
    if not worn:
        return {}
    shoe = max(worn, key=lambda run: run.day).shoe
    own = [run for run in worn if run.shoe == shoe]
    found = {"shoe_km": sum(run.distance_km for run in own)}
    if len(own) < len(worn):
        found["shoe_age_days"] = (onset - min(run.day for run in own)).days
    return found


def _describe_habits(runs: Sequence[Run], onset: date) -> dict[str, float]:
    recent = [run for run in runs if onset - run.day < timedelta(days=28)]
    if len(recent) < 4:
        return {}
    days = {run.day for run in recent}
    found = {"rest_days_pw": (28 - len(days)) / 4}
    hours = [run.start_hour for run in recent if run.start_hour is not None]
    if hours:
        found["early_run_share"] = sum(hour < EARLY_HOUR for hour in hours) / len(hours)
    climbs = [run for run in recent if run.ascent_m is not None and run.distance_km > 0]
    if climbs:
        found["ascent_per_km"] = sum(run.ascent_m or 0 for run in climbs) / sum(run.distance_km for run in climbs)
    if _has_new_surface(runs, recent, onset):
        found["surface_changed"] = 1
    return found


def _has_new_surface(runs: Sequence[Run], recent: Sequence[Run], onset: date) -> bool:
    """Whether at least a third of the last four weeks' runs were on a surface not met in the eight before."""
    earlier = {run.surface for run in runs if 28 <= (onset - run.day).days < 84 and run.surface}
    new = [run for run in recent if run.surface and run.surface not in earlier]
    return bool(earlier) and len(new) * 3 >= len(recent)
