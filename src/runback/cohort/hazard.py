"""Hazard ratios from counts: a pooled complementary log-log model, with intervals based on runners, not runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from runback.cohort.study import definitions

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassHazard:
    """One class of a measure. ``ratio`` is None if it has too few injuries; it is 1 without interval for the reference.

    ``runners`` have a day in it, ``runners_hurt`` an injury in it.
    """

    name: str
    runners: int
    runners_hurt: int
    days: int
    injuries: int
    per_1000: float
    ratio: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Cells:
    """``design`` has a row for each of n cells; ``days`` and ``injuries`` have shape (n, groups of runners)."""

    design: Floats
    days: Floats
    injuries: Floats


def estimate(cells: Sequence[Mapping[str, Any]], reference: str) -> tuple[ClassHazard, ...]:
    """The hazard of each class against ``reference``, adjusted for sex and age group if there is more than one.

    ``cells`` have class, sex, age_group, cluster (two hex digits), runners, runners_hurt, days, injuries.
    The discrete-time proportional hazards model log(-log(1 - p)) = a + b.x (Prentice and Gloeckler 1978,
    doi:10.2307/2529588) is fitted to the counts; exp(b) are hazard ratios. Intervals (95 %) come from leaving out one
    group of runners at a time.
    """
    totals = _totals(cells)
    least = definitions()["events_min"]
    names = sorted(name for name, of in totals.items() if name != reference and of["injuries"] >= least)
    ratios: dict[str, tuple[float, float | None, float | None]] = {}
    if names and reference in totals and totals[reference]["injuries"] >= least:
        ratios = _ratios(_arrange(cells, reference, names), names) | {reference: (1.0, None, None)}
    return tuple(_class_hazard(name, of, *ratios.get(name, (None, None, None))) for name, of in totals.items())


def _class_hazard(
    name: str, of: Mapping[str, int], ratio: float | None, low: float | None, high: float | None
) -> ClassHazard:
    return ClassHazard(name=name, per_1000=1000 * of["injuries"] / of["days"], ratio=ratio, low=low, high=high, **of)


_COUNTS = ("runners", "runners_hurt", "days", "injuries")


def _totals(cells: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Class to its counts; a runner is in one cell of a class only."""
    totals: dict[str, dict[str, int]] = {}
    for cell in cells:
        before = totals.get(cell["class"], dict.fromkeys(_COUNTS, 0))
        totals[cell["class"]] = {name: before[name] + int(cell[name]) for name in _COUNTS}
    return totals


def _arrange(cells: Sequence[Mapping[str, Any]], reference: str, names: Sequence[str]) -> _Cells:
    """The cells of the estimated classes; one column per class, sex and age group, without the first of each."""
    used = [cell for cell in cells if cell["class"] == reference or cell["class"] in names]
    columns = [[cell["class"] == name for cell in used] for name in names]
    for key in ("sex", "age_group"):
        columns += [[cell[key] == one for cell in used] for one in _levels(used, key)[1:]]
    design, row = np.unique(
        np.column_stack([np.ones(len(used)), *np.array(columns, float)]), axis=0, return_inverse=True
    )
    groups = definitions()["clusters"]
    counts = np.zeros((2, len(design), groups))
    group = [int(cell["cluster"], 16) % groups for cell in used]
    for number, key in enumerate(("days", "injuries")):
        np.add.at(counts[number], (row.ravel(), group), [int(cell[key]) for cell in used])
    return _Cells(design, *counts)


def _levels(cells: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    """The values with enough injuries, the most frequent first; the others are merged with that one."""
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell[key]] = counts.get(cell[key], 0) + int(cell["injuries"])
    most = sorted(counts, key=lambda one: (-counts[one], one))
    return [most[0], *(one for one in most[1:] if counts[one] >= definitions()["events_min"])]


def _ratios(cells: _Cells, names: Sequence[str]) -> dict[str, tuple[float, float | None, float | None]]:
    days, injuries = cells.days.sum(axis=1), cells.injuries.sum(axis=1)
    whole = fit_cloglog(cells.design, days, injuries)
    groups = np.flatnonzero(cells.days.sum(axis=0))
    without = [
        fit_cloglog(cells.design, days - cells.days[:, one], injuries - cells.injuries[:, one], whole) for one in groups
    ]
    spread = np.sqrt(
        (len(groups) - 1) / len(groups) * ((np.array(without) - np.mean(without, axis=0)) ** 2).sum(axis=0)
    )
    reach = stats.t.ppf(0.975, max(1, len(groups) - 1)) * spread
    ratio, low, high = (np.exp(whole + shift * reach) for shift in (0, -1, 1))
    return {name: (float(ratio[i]), float(low[i]), float(high[i])) for i, name in enumerate(names, 1)}


def fit_cloglog(design: Floats, days: Floats, injuries: Floats, start: Floats | None = None) -> Floats:
    """Coefficients of log(-log(1 - p)) = design @ b by Fisher scoring.

    ``design`` has shape (n, k); ``injuries`` of ``days`` trials are hits in each of n cells, empty ones allowed.
    Raises ``ValueError`` if it does not converge in 50 steps.
    """
    design, days, injuries = (part[days > 0] for part in (design, days, injuries))
    b = start
    if b is None:
        b = np.zeros(design.shape[1])
        b[0] = np.log(-np.log1p(-injuries.sum() / days.sum()))
    for _ in range(50):
        hazard = np.exp(design @ b)
        p = -np.expm1(-hazard)
        slope = hazard * np.exp(-hazard)
        weight = days * slope**2 / (p * (1 - p))
        score = design.T @ (weight * (injuries / days - p) / slope)
        step = np.linalg.lstsq(design.T @ (design * weight[:, None]), score, rcond=None)[0]
        b = b + step
        if np.abs(step).max() < 1e-10:
            settled: Floats = b
            return settled
    raise ValueError("the hazard model does not settle")
