"""Form from the watch: one run with its drift, and months compared at one speed.

Form changes with speed and slope, so a slow run is not a worse one. Within a run each metric is
a linear function of speed, slope and minutes run; the effect of minutes is drift. Over
months, the effect of speed is estimated from all runs, and each month is given at the usual speed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runback.form.keypoints import BoolArray, FloatArray
from runback.form.minutes import RunMinutes
from runback.form.report import BAND, METRICS, Estimate, FormReport, Metric, Notice, NotMeasurable
from runback.languages.saved import translate_later

UNITS = {
    "cadence_spm": "spm",
    "contact_time_ms": "ms",
    "flight_time_ms": "ms",
    "vertical_oscillation_cm": "cm",
    "vertical_ratio_pct": "%",
    "contact_balance_left_pct": "%",
    "step_length_cm": "cm",
    "power_w": "W",
}
MINUTES_MIN = 3
DRIFT_MINUTES_MIN = 12
RUNS_MIN = 3
NOT_SEEN = translate_later("A watch cannot see this. Film yourself from the side or from behind.")
NOT_RECORDED = translate_later("The watch did not record this. A chest strap or foot pod with running dynamics does.")


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month at the usual speed; ``month`` is YYYY-MM."""

    month: str
    runs: int
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class WatchReport:
    """``form`` of one run or of all runs; ``drift`` is the change over the run, with speed and slope held.

    ``speed_mps`` is the speed at which months are given; ``per_mps`` how much a metric
    changes per 1 m/s; ``change`` is the last month minus the first, with the smallest detectable change.
    """

    form: FormReport
    drift: dict[str, Estimate | NotMeasurable]
    speed_mps: float | None = None
    per_mps: dict[str, float] | None = None
    months: tuple[Month, ...] = ()
    change: dict[str, Estimate | NotMeasurable] | None = None


def measure_run(run: RunMinutes) -> WatchReport:
    """One run: means over steady minutes, with the range of 90 % of the minutes, and drift."""
    if len(run) < MINUTES_MIN:
        refused = Notice(
            "not_running",
            translate_later("There are fewer than {minutes_min} minutes of steady running with cadence here.").format(
                minutes_min=MINUTES_MIN
            ),
        )
        metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(refused.text) for name in METRICS}
        return WatchReport(FormReport("watch", None, refused, (), (), metrics), {})
    found: dict[str, Metric | NotMeasurable] = {}
    for name in dict.fromkeys((*METRICS, *UNITS)):
        found[name] = _metric_of(run, name)
    drift = {name: _drift_of(run, name) for name in run.metrics}
    return WatchReport(FormReport("watch", None, None, (), (), found), drift)


def _metric_of(run: RunMinutes, name: str) -> Metric | NotMeasurable:
    if name not in UNITS:
        return NotMeasurable(NOT_SEEN)
    values = run.metrics.get(name, np.array([]))
    values = values[np.isfinite(values)]
    if len(values) < MINUTES_MIN:
        return NotMeasurable(NOT_RECORDED)
    return Metric(_estimate(values, UNITS[name]), _asymmetry(run, name))


def _estimate(values: FloatArray, unit: str) -> Estimate:
    value, spread = float(values.mean()), float(values.std(ddof=1))
    error = spread / float(np.sqrt(len(values)))
    return Estimate(value, value - BAND * spread, value + BAND * spread, len(values), unit, error)


def _asymmetry(run: RunMinutes, name: str) -> Estimate | NotMeasurable:
    """Left minus right contact from the left foot's share p of it: (4 p - 2) times the mean contact."""
    balance = run.metrics.get("contact_balance_left_pct")
    if name != "contact_time_ms" or balance is None:
        return NotMeasurable(translate_later("The watch does not tell left from right here."))
    both = (4 * balance / 100 - 2) * run.metrics["contact_time_ms"]
    both = both[np.isfinite(both)]
    return _estimate(both, "ms") if len(both) >= MINUTES_MIN else NotMeasurable(NOT_RECORDED)


def hold_speed(run: RunMinutes, name: str) -> FloatArray:
    """A metric for each minute (n,), adjusted to the run's mean speed and slope; NaN if unknown."""
    values = run.metrics[name]
    known = _is_under_way(run, name)
    held = np.full(len(values), np.nan)
    if known.sum() < DRIFT_MINUTES_MIN:
        return held
    minutes, speed, grade = run.minute[known], run.speed_mps[known], run.grade_pct[known]
    parts = [each - each.mean() for each in (speed, grade) if np.ptp(each) > 1e-6]
    terms = np.stack([np.ones_like(minutes), minutes - minutes.mean(), *parts], axis=1)
    weights, *_ = np.linalg.lstsq(terms, values[known], rcond=None)
    held[known] = values[known] - terms[:, 2:] @ weights[2:]
    return held


def _is_under_way(run: RunMinutes, name: str) -> BoolArray:
    """The minutes with a value for the metric, without the first one, in which a run gets going."""
    return np.asarray(np.isfinite(run.metrics[name]) & (run.minute >= 1))


def _drift_of(run: RunMinutes, name: str) -> Estimate | NotMeasurable:
    """Change from the first to the last steady minute with speed and slope held."""
    values = run.metrics[name]
    known = _is_under_way(run, name)
    if known.sum() < DRIFT_MINUTES_MIN:
        return NotMeasurable(
            translate_later("Drift needs {drift_minutes_min} steady minutes.").format(
                drift_minutes_min=DRIFT_MINUTES_MIN
            )
        )
    minutes = run.minute[known]
    length = float(minutes[-1] - minutes[0])
    if name in ("step_length_cm", "power_w"):
        return NotMeasurable(translate_later("This follows from speed and cadence; it has no drift of its own."))
    slope, error = _slope(values[known], minutes, (run.speed_mps[known], run.grade_pct[known]))
    change, error = slope * length, error * length
    return Estimate(change, change - BAND * error, change + BAND * error, int(known.sum()), UNITS[name], error)


def _slope(values: FloatArray, along: FloatArray, held: Sequence[FloatArray]) -> tuple[float, float]:
    """Least-squares slope along one variable with others held, and its standard error.

    The error is widened for correlation between neighbouring minutes (lag one).
    """
    others = [each - each.mean() for each in held if np.ptp(each) > 1e-6]
    terms = np.stack([along - along.mean(), np.ones_like(along), *others], axis=1)
    weights, *_ = np.linalg.lstsq(terms, values, rcond=None)
    rest = values - terms @ weights
    freedom = max(1, len(values) - terms.shape[1])
    variance = float(rest @ rest) / freedom
    covariance = np.linalg.pinv(terms.T @ terms) * variance
    likeness = float(rest[1:] @ rest[:-1] / (rest @ rest)) if rest @ rest > 0 else 0.0
    likeness = float(np.clip(likeness, 0.0, 0.9))
    return float(weights[0]), float(np.sqrt(covariance[0, 0] * (1 + likeness) / (1 - likeness)))


def compare_months(runs: Sequence[RunMinutes]) -> WatchReport:
    """All runs: the latest month's form, and every month at the usual speed, oldest first."""
    usable = sorted((run for run in runs if len(run) >= MINUTES_MIN), key=lambda run: run.day)
    if not usable:
        refused = Notice(
            "not_running", translate_later("There is no run with steady minutes and cadence in the history yet.")
        )
        metrics: dict[str, Metric | NotMeasurable] = {name: NotMeasurable(refused.text) for name in METRICS}
        return WatchReport(FormReport("watch", None, refused, (), (), metrics), {})
    usual = float(np.median(np.concatenate([run.speed_mps for run in usable])))
    per_mps: dict[str, float] = {}
    by_month: dict[str, dict[str, Estimate]] = defaultdict(dict)
    counts: dict[str, int] = defaultdict(int)
    for run in usable:
        counts[f"{run.day:%Y-%m}"] += 1
    for name in UNITS:
        monthly = _months_of(usable, name, usual)
        if monthly is not None:
            per_mps[name], months = monthly
            for month, estimate in months.items():
                by_month[month][name] = estimate
    rows = tuple(Month(month, counts[month], by_month[month]) for month in sorted(counts))
    change = {name: _change(rows, name) for name in per_mps}
    return WatchReport(_latest(rows), {}, usual, per_mps, rows, change)


def _months_of(runs: Sequence[RunMinutes], name: str, usual: float) -> tuple[float, dict[str, Estimate]] | None:
    """The change per 1 m/s, and each month's mean over runs at the usual speed."""
    rows = [run for run in runs if name in run.metrics and np.isfinite(run.metrics[name]).sum() >= MINUTES_MIN]
    if not rows:
        return None
    speeds = [run.speed_mps[np.isfinite(run.metrics[name])] for run in rows]
    values = [run.metrics[name][np.isfinite(run.metrics[name])] for run in rows]
    per_mps = speed_relation(speeds, values)
    at_usual: dict[str, list[float]] = defaultdict(list)
    for run, speed, value in zip(rows, speeds, values, strict=True):
        at_usual[f"{run.day:%Y-%m}"].append(float((value - per_mps * (speed - usual)).mean()))
    spread = _spread_within(list(at_usual.values()))
    return per_mps, {month: _month_estimate(np.array(each), spread, UNITS[name]) for month, each in at_usual.items()}


def speed_relation(speeds: Sequence[FloatArray], values: Sequence[FloatArray]) -> float:
    """Change of a metric per 1 m/s, estimated within runs only, so that months are not mistaken for speed."""
    along = np.concatenate([speed - speed.mean() for speed in speeds])
    of = np.concatenate([value - value.mean() for value in values])
    strength = float(along @ along)
    return float(along @ of) / strength if strength > 0.05 * len(along) ** 0.5 else 0.0


def _spread_within(groups: Sequence[Sequence[float]]) -> float:
    """Run-to-run standard deviation within months."""
    squares = sum(float(np.var(group)) * len(group) for group in groups)
    freedom = sum(len(group) - 1 for group in groups)
    return float(np.sqrt(squares / freedom)) if freedom > 0 else float("nan")


def _month_estimate(values: FloatArray, spread: float, unit: str) -> Estimate:
    value = float(values.mean())
    error = spread / float(np.sqrt(len(values))) if np.isfinite(spread) else 0.05 * abs(value)
    return Estimate(value, value - BAND * error, value + BAND * error, len(values), unit, error)


def _change(months: Sequence[Month], name: str) -> Estimate | NotMeasurable:
    """Last month with enough runs minus the first one; a change only if the interval excludes 0."""
    enough = [month.metrics[name] for month in months if name in month.metrics and month.metrics[name].n >= RUNS_MIN]
    if len(enough) < 2:
        return NotMeasurable(
            translate_later("Two months with {runs_min} runs each are needed.").format(runs_min=RUNS_MIN)
        )
    value, error = enough[-1].value - enough[0].value, float(np.hypot(enough[-1].error, enough[0].error))
    return Estimate(value, value - BAND * error, value + BAND * error, enough[-1].n, enough[-1].unit, error)


def _latest(months: Sequence[Month]) -> FormReport:
    latest = months[-1].metrics
    reason = NotMeasurable(translate_later("The watch's left and right are given run by run."))
    metrics: dict[str, Metric | NotMeasurable] = {}
    for name in dict.fromkeys((*METRICS, *UNITS)):
        if name in latest:
            metrics[name] = Metric(latest[name], reason)
        else:
            metrics[name] = NotMeasurable(NOT_RECORDED if name in UNITS else NOT_SEEN)
    return FormReport("watch", None, None, (), (), metrics)
