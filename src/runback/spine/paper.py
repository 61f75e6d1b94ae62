"""The results published by Raabe & Chaudhari, and the same analyses of a simulated stride."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from runback.languages.saved import translate_later
from runback.spine.limits import COMPENSATES_PCT, SHEAR_LEVELS
from runback.spine.names import WEAKNESS
from runback.spine.result import Finding, GroupEffort, SpineResult
from runback.spine.simulation import Simulation

CITATION = (
    "Raabe & Chaudhari 2018, Biomechanical consequences of running with deep core muscle weakness, "
    "J Biomech 67:98-105, doi:10.1016/j.jbiomech.2017.11.037; eight runners, OpenSim"
)
SHOWN_PCT = 0.3
"""A rise of the longissimus of at least this is reported, even if it is too small to count as compensation."""
AGREES = {
    "deep_es_compensation": (35.0, 55.0),
    "conditions_compensated": (4.0, 5.0),
    "upper_compression": (7.0, 23.0),
    "lower_compression": (-11.0, -5.0),
}
"""The ranges in which a mean over runners agrees with the paper, in %, and for the conditions as a count; inclusive."""
UPPER_LEVELS, LOWER_LEVELS = ("L1-L2", "L2-L3"), ("L4-L5", "L5-S1")


def compare_with_paper(opened: Simulation) -> tuple[Finding, ...]:
    """The paper's four findings for this stride, each at full weakness (solved once per condition)."""
    results = {condition: opened.solve({condition: 1.0}) for condition in WEAKNESS}
    everything = results["all_deep"]
    return (
        _compensation(results["deep_es"]),
        _how_often(results),
        _compression(
            "upper_compression",
            translate_later("All deep muscles weak: compression of the upper levels"),
            everything,
            True,
        ),
        _compression(
            "lower_compression",
            translate_later("All deep muscles weak: compression of the lower levels"),
            everything,
            False,
        ),
        _shear(everything),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """One of the paper's numbers over several runners: mean, lowest and highest runner, and whether the mean agrees.

    ``band_low`` and ``band_high`` are the means of the runners' bands, None where the number has none.
    """

    id: str
    question: str
    published: str
    mean: float
    low: float
    high: float
    band_low: float | None
    band_high: float | None
    agrees: bool


def summarise_runners(findings: Mapping[str, Sequence[tuple[Finding, ...]]]) -> tuple[Summary, ...]:
    """Each finding over runners; ``findings`` is what ``compare_with_paper`` gave for each recording of each runner.

    The paper's numbers are means over eight runners, so a single runner may differ. A runner with several
    recordings counts once, with their mean.
    """
    first = next(iter(findings.values()))[0]
    return tuple(_summarise(number, one, findings) for number, one in enumerate(first))


def _summarise(number: int, one: Finding, findings: Mapping[str, Sequence[tuple[Finding, ...]]]) -> Summary:
    same = [[recording[number] for recording in recordings] for recordings in findings.values()]
    runners = [fmean(each.value for each in recordings) for recordings in same]
    bands = [(each.low, each.high) for recordings in same for each in recordings]
    known = [(low, high) for low, high in bands if low is not None and high is not None]
    mean = fmean(runners)
    agrees = _agrees(one.id, mean) if one.id in AGREES else all(each.agrees for group in same for each in group)
    return Summary(
        one.id,
        one.question,
        one.published,
        mean,
        min(runners),
        max(runners),
        fmean(low for low, _ in known) if known else None,
        fmean(high for _, high in known) if known else None,
        agrees,
    )


def _agrees(finding: str, value: float) -> bool:
    low, high = AGREES[finding]
    return low <= round(value) <= high  # as shown; the paper also gives whole per cents


def _longissimus(result: SpineResult) -> GroupEffort:
    return next(
        effort for effort in result.muscles if effort.group == "superficial_longissimus" and effort.side == "both"
    )


def _compensation(result: SpineResult) -> Finding:
    one = _longissimus(result)
    value = one.change_pct or 0.0
    return Finding(
        "deep_es_compensation",
        translate_later("Deep erector spinae weak: how much harder the superficial longissimus works"),
        translate_later("45 ± 10 % harder"),
        f"{value:+.0f} %",
        value,
        one.change_low_pct,
        one.change_high_pct,
        _agrees("deep_es_compensation", value),
    )


def _how_often(results: dict[str, SpineResult]) -> Finding:
    """Counted by size, since one stride has no significance; the paper counts significant rises over eight runners."""
    rises = [_longissimus(one).change_pct or 0.0 for one in results.values()]
    count = sum(rise >= COMPENSATES_PCT for rise in rises)
    little = sum(SHOWN_PCT <= rise < COMPENSATES_PCT for rise in rises)
    ours = translate_later("{count} of {count_all}").format(count=count, count_all=len(results))
    if little:
        ours = translate_later("{count} of {count_all}, {count_more} more by less than {pct} %").format(
            count=count, count_all=len(results), count_more=little, pct=f"{COMPENSATES_PCT:g}"
        )
    return Finding(
        "conditions_compensated",
        translate_later(
            "In how many of five conditions the superficial longissimus takes over (by {compensates_pct} % or more)"
        ).format(compensates_pct=f"{COMPENSATES_PCT:g}"),
        translate_later("4 of 5"),
        ours,
        float(count),
        None,
        None,
        _agrees("conditions_compensated", float(count)),
    )


def _compression(finding: str, question: str, result: SpineResult, is_upper: bool) -> Finding:
    """The level that changes most among the upper ones (upwards) or the lower ones (downwards)."""
    levels = [level for level in result.levels if level.level in (UPPER_LEVELS if is_upper else LOWER_LEVELS)]
    pick = max if is_upper else min
    most = pick(levels, key=lambda one: one.compression_change_pct or 0.0)
    value = most.compression_change_pct or 0.0
    return Finding(
        finding,
        question,
        translate_later("up, by as much as 15 %") if is_upper else translate_later("down, by as much as 8 %"),
        f"{value:+.0f} % ({most.level})",
        value,
        most.change_low_pct,
        most.change_high_pct,
        _agrees(finding, value),
    )


def _shear(result: SpineResult) -> Finding:
    moves = {one.level: one.shear_change_bw or 0.0 for one in result.levels if one.level in SHEAR_LEVELS}
    rising = [level for level, moved in moves.items() if moved > 0]
    return Finding(
        "anterior_shear",
        translate_later("All deep muscles weak: forward shear of the lower levels"),
        translate_later("up on all levels, by as much as 19 %"),
        translate_later("up on {rising} of {moves} levels, by as much as {max} body weights").format(
            rising=len(rising), moves=len(moves), max=f"{max(moves.values()):.2f}"
        ),
        max(moves.values()),
        None,
        None,
        len(rising) == len(moves),
    )
