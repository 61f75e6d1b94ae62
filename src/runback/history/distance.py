"""Which distance to use when a device's total, its samples and its positions contradict each other.

There are up to four sources: the stated total, the cumulative distance, the positions and the recorded speed.
If they disagree, two that agree win, and a note says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from runback.domain.activity import Lap
from runback.languages.saved import translate_later

LIKE = 1.3
"""Two outdoor distances agree if they differ by no more than this factor."""

_LIKE_INDOORS = 2.5  # on a treadmill a watch estimates from arm swing
_LITTLE_M = 150.0  # runs this short prove nothing
_COVERED_SHARE = 0.9  # positions or samples that cover this share of the time overrule a total without support
_SAMPLED_SHARE = 0.7  # samples that cover less, as in a damaged file, overrule nothing
_SLOW_SHARE = 0.12  # of the maximum possible distance: walking pace
_UNITS = (1000.0, 0.001)  # kilometres for metres, and the other way round
_LONG_UNITS = (1000.0, 1609.344)  # possible units of a total of a few metres
_SLACK_M = 200.0  # the clock of a short activity can be a few seconds off
_LEAST_MPS, _LEAST_FROM_S, _LEAST_MOST_M = 0.02, 300.0, 60.0
_OTHER_UNIT = translate_later("The device's distance was in other units than it should be and was converted.")
_LAST_LAP = translate_later("Each lap's distance counts from the start; the last one is the total.")
_TWO_AGREE = translate_later("The device's distance of {km} km cannot be right: its samples show another.")
_NO_OTHER = translate_later("The recorded distance cannot be right, and there are no positions to correct it.")
_BY_SPEED = translate_later("The recording tells its speed only; the distance was worked out from it.")
_BY_POSITIONS = translate_later("The recorded distance cannot be right; it was measured from the positions.")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Metres and seconds from the samples, None if they have none; ``unit`` converts the cumulative distance.

    ``covered`` and ``sampled`` are the shares of the time covered by positions and by the source of the distance.
    """

    sampled_m: float | None = None
    positions_m: float | None = None
    speed_m: float | None = None
    moving_s: float | None = None
    span_s: float | None = None
    covered: float = 0.0
    sampled: float = 0.0
    unit: float = 1.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distance:
    """The chosen distance in metres (None if none is credible), the laps with theirs, and why a total was replaced."""

    metres: float | None
    laps: tuple[Lap, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The fewest and most metres possible on foot in the time; ``least`` is 0 if few metres are possible."""

    least: float = 0.0
    most: float = float("inf")

    @classmethod
    def of(cls, seconds: float | None, fastest_mps: float, *, is_on_foot: bool) -> "Bounds":
        """The bounds for that many seconds at up to ``fastest_mps``."""
        if seconds is None:
            return cls()
        has_least = is_on_foot and seconds >= _LEAST_FROM_S
        return cls(min(_LEAST_MPS * seconds, _LEAST_MOST_M) if has_least else 0.0, fastest_mps * seconds + _SLACK_M)

    def allow(self, metres: float) -> bool:
        """Whether that distance is possible."""
        return self.least <= metres <= self.most


def choose_distance(
    stated_m: float | None,
    laps: tuple[Lap, ...],
    evidence: Evidence,
    bounds: Bounds,
    *,
    is_indoors: bool = False,
    is_alone: bool = False,
) -> Distance:
    """The stated total if another source agrees or there is none, else the value two of them agree on.

    ``is_alone``: an app wrote only totals, and may have mistaken kilometres for metres.
    """
    like, most = _LIKE_INDOORS if is_indoors else LIKE, bounds.most
    if not stated_m:
        metres, notes = _choose_unexplained(evidence, stated_m, bounds, like)
        return Distance(metres, laps, notes)
    if stated_m < bounds.least:
        return _read_few(stated_m, laps, evidence, bounds, is_alone=is_alone)
    found = (evidence.sampled_m, evidence.positions_m, evidence.speed_m)
    others = [metres for metres in found if metres and metres >= bounds.least]
    readings = list(_readings(stated_m, laps))
    for reading in readings:
        if any(is_like(reading.metres or 0.0, other, like) for other in others) and (reading.metres or 0.0) <= most:
            return reading
    if not others or not any(other <= most for other in others):
        least = (0.0, *[_SLOW_SHARE * most] * (len(readings) - 1))  # any other reading has to be plausible by itself
        possible = (each for each, low in zip(readings, least, strict=True) if low <= (each.metres or 0.0) <= most)
        return next(possible, Distance(None, laps, (_NO_OTHER,)))
    return _overrule(stated_m, laps, evidence, most, like)


def _read_few(
    stated_m: float, laps: tuple[Lap, ...], evidence: Evidence, bounds: Bounds, *, is_alone: bool
) -> Distance:
    """Handle a total of so few metres that it must be in another unit, or from a watch that measured nothing indoors.

    The unit is the one with which another source agrees; kilometres if there is no other source. Else the samples
    count, or nothing does: four metres with samples of four metres can be either.
    """
    found = (evidence.sampled_m, evidence.positions_m, evidence.speed_m)
    others = [other for other in found if other and bounds.allow(other)]
    pairs = [(abs(np.log(stated_m * unit / other)), unit) for unit in _LONG_UNITS for other in others]
    apart, unit = min(pairs, default=(0.0, 1000.0))
    is_possible = _SLOW_SHARE * bounds.most <= stated_m * unit <= bounds.most
    if (others and apart <= np.log(LIKE)) or (is_alone and is_possible):
        scaled = tuple(
            lap if lap.distance_m is None else replace(lap, distance_m=lap.distance_m * unit) for lap in laps
        )
        return Distance(stated_m * unit, scaled, (_OTHER_UNIT,))
    if others:
        return Distance(others[0], laps, (_TWO_AGREE.format(km=f"{stated_m / 1000:.1f}"),))
    return Distance(None, laps, (_NO_OTHER,))


def _readings(stated_m: float, laps: tuple[Lap, ...]) -> Iterator[Distance]:
    """Possible readings of a stated total, likeliest first: as it is, the last cumulative lap, another unit."""
    yield Distance(stated_m, laps)
    last = last_of_rising([lap.distance_m for lap in laps])
    if last is not None:
        yield Distance(last, count_apart(laps, "distance_m"), (_LAST_LAP,))
    for unit in _UNITS:
        yield Distance(stated_m * unit, laps, (_OTHER_UNIT,))


def _choose_unexplained(
    evidence: Evidence, stated_m: float | None, bounds: Bounds, like: float
) -> tuple[float | None, tuple[str, ...]]:
    """The distance without a stated total: from the samples, unless positions and another source contradict it."""
    sampled, positions, most = evidence.sampled_m, evidence.positions_m, bounds.most
    if sampled is not None and bounds.allow(sampled) and not _is_outvoted(sampled, evidence, most, like):
        return sampled, ()
    if positions is not None and positions <= most:
        return positions, () if sampled is None else (_BY_POSITIONS,)
    if sampled is None and positions is None and evidence.speed_m is not None and evidence.speed_m <= most:
        return evidence.speed_m, (_BY_SPEED,)
    if stated_m == 0 and not bounds.least:
        return 0.0, ()  # for minutes on foot it means that nothing was measured
    return None, () if sampled is None and positions is None else (_NO_OTHER,)


def _is_outvoted(metres: float, evidence: Evidence, most: float, like: float) -> bool:
    """Whether positions contradict this distance and are complete themselves, or supported by the speed."""
    positions, speed = evidence.positions_m, evidence.speed_m
    if positions is None or positions > most or is_like(metres, positions, like):
        return False
    if speed is not None and is_like(metres, speed, like):
        return False
    return evidence.covered >= _COVERED_SHARE or (speed is not None and is_like(positions, speed, like))


def _overrule(stated_m: float, laps: tuple[Lap, ...], evidence: Evidence, most: float, like: float) -> Distance:
    """Replace a stated total that no source supports: by two that agree, by complete positions or samples, or by any.

    Any other distance has to be possible.
    """
    others = [
        found for found in (evidence.sampled_m, evidence.positions_m, evidence.speed_m) if found and found <= most
    ]
    first, rest = others[0], others[1:]
    agreed = evidence.sampled >= _SAMPLED_SHARE and any(is_like(first, other, like) for other in rest)
    by_positions = evidence.positions_m in others and evidence.covered >= _COVERED_SHARE
    by_samples = evidence.sampled_m in others and evidence.sampled >= _COVERED_SHARE and not by_positions
    if agreed or by_positions or by_samples or stated_m > most:
        metres = evidence.positions_m if by_positions and not agreed else first
        return Distance(metres, laps, (_TWO_AGREE.format(km=f"{stated_m / 1000:.1f}"),))
    return Distance(stated_m, laps)


def is_like(a: float, b: float, factor: float = LIKE) -> bool:
    """Whether two distances agree; short ones may differ more."""
    low, high = sorted((a, b))
    return high <= (factor if high > _LITTLE_M else _LIKE_INDOORS) * low


def unit_of(metres: float, others: Sequence[float | None], bounds: Bounds) -> float:
    """The factor (1, 1000 or 0.001) with which a sampled distance agrees with one of the others.

    Others of so few metres that they must be in another unit are ignored.
    """
    others_m = [other for other in others if other and other >= bounds.least]
    if any(is_like(metres, other, _LIKE_INDOORS) for other in others_m):
        return 1.0
    return next((unit for unit in _UNITS if any(is_like(metres * unit, other) for other in others_m)), 1.0)


def last_of_rising(values: Sequence[float | None]) -> float | None:
    """The last of strictly rising values; None if they are not rising or one is missing."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(known) < len(values):
        return None
    return known[-1] if all(b > a > 0 for a, b in pairwise(known)) else None


def count_apart(laps: Sequence[Lap], name: str) -> tuple[Lap, ...]:
    """Laps whose cumulative ``name`` is replaced by each lap's own share."""
    values = [getattr(lap, name) or 0.0 for lap in laps]
    shares = np.diff(np.array([0.0, *values])).tolist()
    return tuple(replace(lap, **{name: share}) for lap, share in zip(laps, shares, strict=True))
