"""Which distance to believe, where a device's total, its samples and its positions may contradict each other.

Up to four witnesses: the stated total, the device's running distance, the positions, and the recorded speed.
Where they disagree, two that agree win, and a note says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from runback.domain.activity import Lap
from runback.languages.saved import translate_later

LIKE = 1.3
"""Two distances outdoors agree up to this factor."""

_LIKE_INDOORS = 2.5  # a watch on a treadmill guesses from the arm
_LITTLE_M = 150.0  # runs this short are no evidence of anything
_COVERED_SHARE = 0.9  # positions or samples over so much of the time overrule a total alone
_SAMPLED_SHARE = 0.7  # samples of less of the time, as of a damaged file, overrule nothing
_SLOW_SHARE = 0.12  # of the farthest anybody gets: walking pace
_UNITS = (1000.0, 0.001)  # kilometres for metres, and the other way round
_LONG_UNITS = (1000.0, 1609.344)  # what a total of a few metres may be in
_SLACK_M = 200.0  # the clock of a short activity may be some seconds off
_LEAST_MPS, _LEAST_FROM_S, _LEAST_MOST_M = 0.02, 300.0, 60.0
_OTHER_UNIT = translate_later("The device's distance was in other units than it should be and was converted.")
_LAST_LAP = translate_later("Each lap's distance counts from the start; the last one is the total.")
_TWO_AGREE = translate_later("The device's distance of {km} km cannot be right: its samples show another.")
_NO_OTHER = translate_later("The recorded distance cannot be right, and there are no positions to correct it.")
_BY_SPEED = translate_later("The recording tells its speed only; the distance was worked out from it.")
_BY_POSITIONS = translate_later("The recorded distance cannot be right; it was measured from the positions.")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the samples say: metres and seconds, None where they do not; ``unit`` mends the running distance.

    ``covered`` and ``sampled`` are the shares of the time that positions, and what the distance was taken from, cover.
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
    """The metres to believe (None where nothing can be), the laps with theirs, and why a total gave way."""

    metres: float | None
    laps: tuple[Lap, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How few and how many metres anybody on foot can have done in the time; ``least`` is 0 where few are possible."""

    least: float = 0.0
    most: float = float("inf")

    @classmethod
    def of(cls, seconds: float | None, fastest_mps: float, *, is_on_foot: bool) -> "Bounds":
        """The bounds for that many seconds at up to ``fastest_mps``; a few metres in minutes on foot are in km."""
        if seconds is None:
            return cls()
        has_least = is_on_foot and seconds >= _LEAST_FROM_S
        return cls(min(_LEAST_MPS * seconds, _LEAST_MOST_M) if has_least else 0.0, fastest_mps * seconds + _SLACK_M)

    def are_kept(self, metres: float) -> bool:
        """Whether that is possible."""
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
    """The stated total where a witness agrees or none is there, else what two of them agree on.

    ``is_alone``: an app wrote nothing but totals, and may have taken kilometres for metres.
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
        least = (0.0, *[_SLOW_SHARE * most] * (len(readings) - 1))  # another reading has to make sense by itself
        possible = (each for each, low in zip(readings, least, strict=True) if low <= (each.metres or 0.0) <= most)
        return next(possible, Distance(None, laps, (_NO_OTHER,)))
    return _overrule(stated_m, laps, evidence, most, like)


def _read_few(
    stated_m: float, laps: tuple[Lap, ...], evidence: Evidence, bounds: Bounds, *, is_alone: bool
) -> Distance:
    """A total of so few metres that it is in another unit, or of a watch indoors that measured nothing.

    The unit is the one with which another witness agrees, kilometres for a total that is alone. Else the samples
    count, or nothing does: four metres beside samples of four may be either.
    """
    found = (evidence.sampled_m, evidence.positions_m, evidence.speed_m)
    others = [other for other in found if other and bounds.are_kept(other)]
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
    """What a stated total may mean, likeliest first: itself, the last of laps that count on, another unit."""
    yield Distance(stated_m, laps)
    last = last_of_rising([lap.distance_m for lap in laps])
    if last is not None:
        yield Distance(last, count_apart(laps, "distance_m"), (_LAST_LAP,))
    for unit in _UNITS:
        yield Distance(stated_m * unit, laps, (_OTHER_UNIT,))


def _choose_unexplained(
    evidence: Evidence, stated_m: float | None, bounds: Bounds, like: float
) -> tuple[float | None, tuple[str, ...]]:
    """Metres without a stated total: sampled, unless the positions and another witness speak against them."""
    sampled, positions, most = evidence.sampled_m, evidence.positions_m, bounds.most
    if sampled is not None and bounds.are_kept(sampled) and not _is_outvoted(sampled, evidence, most, like):
        return sampled, ()
    if positions is not None and positions <= most:
        return positions, () if sampled is None else (_BY_POSITIONS,)
    if sampled is None and positions is None and evidence.speed_m is not None and evidence.speed_m <= most:
        return evidence.speed_m, (_BY_SPEED,)
    if stated_m == 0 and not bounds.least:
        return 0.0, ()  # in minutes on foot it stands for nothing measured
    return None, () if sampled is None and positions is None else (_NO_OTHER,)


def _is_outvoted(metres: float, evidence: Evidence, most: float, like: float) -> bool:
    """Whether positions contradict these metres and are themselves whole, or have the speed on their side."""
    positions, speed = evidence.positions_m, evidence.speed_m
    if positions is None or positions > most or is_like(metres, positions, like):
        return False
    if speed is not None and is_like(metres, speed, like):
        return False
    return evidence.covered >= _COVERED_SHARE or (speed is not None and is_like(positions, speed, like))


def _overrule(stated_m: float, laps: tuple[Lap, ...], evidence: Evidence, most: float, like: float) -> Distance:
    """A stated total that no witness agrees with: two that agree win, whole positions or samples, or the possible."""
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
    """Whether two distances are the same one, measured in two ways; of short ones less is asked."""
    low, high = sorted((a, b))
    return high <= (factor if high > _LITTLE_M else _LIKE_INDOORS) * low


def unit_of(metres: float, others: Sequence[float | None], bounds: Bounds) -> float:
    """What a sampled distance is multiplied with so that one of the others agrees: 1, 1000 or 0.001.

    Others of so few metres that they are in another unit are no witnesses.
    """
    others_m = [other for other in others if other and other >= bounds.least]
    if any(is_like(metres, other, _LIKE_INDOORS) for other in others_m):
        return 1.0
    return next((unit for unit in _UNITS if any(is_like(metres * unit, other) for other in others_m)), 1.0)


def last_of_rising(values: Sequence[float | None]) -> float | None:
    """The last of values that grow from each to the next; None where they do not, or one is missing."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(known) < len(values):
        return None
    return known[-1] if all(b > a > 0 for a, b in pairwise(known)) else None


def count_apart(laps: Sequence[Lap], name: str) -> tuple[Lap, ...]:
    """Laps whose ``name`` counted from the start, each with its own share."""
    values = [getattr(lap, name) or 0.0 for lap in laps]
    shares = np.diff(np.array([0.0, *values])).tolist()
    return tuple(replace(lap, **{name: share}) for lap, share in zip(laps, shares, strict=True))
