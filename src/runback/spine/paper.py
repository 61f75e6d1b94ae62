"""What Raabe & Chaudhari published, and the same questions asked of one simulated stride."""

from runback.spine.limits import COMPENSATES_PCT, SHEAR_LEVELS
from runback.spine.names import WEAKNESS
from runback.spine.result import Finding, GroupEffort, SpineResult
from runback.spine.simulation import Simulation

CITATION = (
    "Raabe & Chaudhari 2018, Biomechanical consequences of running with deep core muscle weakness, "
    "J Biomech 67:98-105, doi:10.1016/j.jbiomech.2017.11.037; eight runners, OpenSim"
)
SHOWN_PCT = 0.3
"""A rise of the longissimus of at least this is told, though it is too little to call taking over."""
UPPER_LEVELS, LOWER_LEVELS = ("L1-L2", "L2-L3"), ("L4-L5", "L5-S1")


def compare_with_paper(opened: Simulation) -> tuple[Finding, ...]:
    """The paper's four findings for this stride, each with full weakness (one re-solve per condition)."""
    results = {condition: opened.solve({condition: 1.0}) for condition in WEAKNESS}
    everything = results["all_deep"]
    return (
        _takes_over(results["deep_es"]),
        _how_often(results),
        _compression("upper_compression", "All deep muscles weak: compression of the upper levels", everything, True),
        _compression("lower_compression", "All deep muscles weak: compression of the lower levels", everything, False),
        _shear(everything),
    )


def _longissimus(result: SpineResult) -> GroupEffort:
    return next(one for one in result.muscles if one.group == "superficial_longissimus" and one.side == "both")


def _takes_over(result: SpineResult) -> Finding:
    one = _longissimus(result)
    value = one.change_pct or 0.0
    return Finding(
        "deep_es_compensation",
        "Deep erector spinae weak: how much harder the superficial longissimus works",
        "45 ± 10 % harder",
        f"{value:+.0f} %",
        value,
        one.change_low_pct,
        one.change_high_pct,
        35 <= round(value) <= 55,
    )


def _how_often(results: dict[str, SpineResult]) -> Finding:
    """By size, since one stride has no significance; the paper counts what is significant over eight runners."""
    rises = [_longissimus(one).change_pct or 0.0 for one in results.values()]
    count = sum(one >= COMPENSATES_PCT for one in rises)
    little = sum(SHOWN_PCT <= one < COMPENSATES_PCT for one in rises)
    more = f", {little} more by less than {COMPENSATES_PCT:g} %" if little else ""
    return Finding(
        "conditions_compensated",
        f"In how many of five conditions the superficial longissimus takes over (by {COMPENSATES_PCT:g} % or more)",
        "4 of 5",
        f"{count} of {len(results)}{more}",
        float(count),
        None,
        None,
        count >= 4,
    )


def _compression(finding: str, question: str, result: SpineResult, is_upper: bool) -> Finding:
    """The level that changes most among the upper ones (upwards) or the lower ones (downwards)."""
    levels = [one for one in result.levels if one.level in (UPPER_LEVELS if is_upper else LOWER_LEVELS)]
    pick = max if is_upper else min
    most = pick(levels, key=lambda one: one.compression_change_pct or 0.0)
    value = most.compression_change_pct or 0.0
    whole = round(value)  # what is shown; the paper gives whole per cents too
    agrees = 7 <= whole <= 23 if is_upper else -11 <= whole <= -5
    return Finding(
        finding,
        question,
        "up, by as much as 15 %" if is_upper else "down, by as much as 8 %",
        f"{value:+.0f} % ({most.level})",
        value,
        most.change_low_pct,
        most.change_high_pct,
        agrees,
    )


def _shear(result: SpineResult) -> Finding:
    moves = {one.level: one.shear_change_bw or 0.0 for one in result.levels if one.level in SHEAR_LEVELS}
    rising = [level for level, moved in moves.items() if moved > 0]
    return Finding(
        "anterior_shear",
        "All deep muscles weak: forward shear of the lower levels",
        "up on all levels, by as much as 19 %",
        f"up on {len(rising)} of {len(moves)} levels, by as much as {max(moves.values()):.2f} body weights",
        max(moves.values()),
        None,
        None,
        len(rising) == len(moves),
    )
