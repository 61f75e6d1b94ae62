"""An answer of the spine simulation as rows: words, and bars with their band."""

from dataclasses import dataclass
from typing import Any

from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.spine.questions import Answer
from runback.web.words import format_range

GROUPS = {
    "superficial_longissimus": gettext_noop("Long back muscle, thoracic part"),
    "superficial_iliocostalis": gettext_noop("Outer back muscle, thoracic part"),
    "deep_es": gettext_noop("Deep back muscles"),
    "multifidus": gettext_noop("Multifidus"),
    "quadratus_lumborum": gettext_noop("Side muscles"),
    "psoas": gettext_noop("Psoas"),
    "rectus_abdominis": gettext_noop("Straight abdominal muscle"),
    "external_oblique": gettext_noop("External oblique"),
    "internal_oblique": gettext_noop("Internal oblique"),
}
LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
_PLANES = {
    "lumbar_extension": gettext_noop("Bending forward and back"),
    "lumbar_bending": gettext_noop("Bending sideways"),
    "lumbar_rotation": gettext_noop("Turning"),
}
_LEAST_N = 30.0


@dataclass(frozen=True, slots=True)
class Bars:
    """One row of before and after: the words, and the bars' ends in per cent of the widest."""

    name: str
    words: str
    change: str
    before: float
    after: float
    low: float
    high: float

    @property
    def band(self) -> float:
        """The band's width."""
        return round(self.high - self.low, 1)


def effort_rows(stride: dict[str, Any], frame: int) -> list[dict[str, Any]]:
    """How hard each group works at a moment, with the band."""
    return [
        {
            "group": group,
            "name": gettext(name),
            "percent": round(100 * stride["effort"][group][frame]),
            "band": format_range(*(f"{100 * stride[end][group][frame]:.0f}" for end in ("effort_low", "effort_high"))),
        }
        for group, name in GROUPS.items()
    ]


def load_rows(stride: dict[str, Any], frame: int) -> list[dict[str, str]]:
    """The load of each disc at a moment, with the band."""
    return [
        {
            "level": level,
            "load": _one(stride["after"][level][frame]),
            "band": format_range(_one(stride["after_low"][level][frame]), _one(stride["after_high"][level][frame])),
        }
        for level in LEVELS
    ]


def level_bars(answer: Answer) -> list[Bars]:
    """Peak compression of each level, before and after."""
    widest = max(one.high for result in (answer.result, answer.before) for one in result.levels)
    rows = []
    for after, before in zip(answer.result.levels, answer.before.levels, strict=True):
        band = format_range(_one(after.low), _one(after.high))
        words = gettext("{load} body weights ({band})").format(load=_one(after.compression_peak_bw), band=band)
        change = ""
        if after.compression_change_pct is not None:
            words = f"{_one(before.compression_peak_bw)} → {words}"
            change = _describe_change(after.compression_change_pct, after.change_low_pct, after.change_high_pct)
        peaks = (before.compression_peak_bw, after.compression_peak_bw, after.low, after.high)
        rows.append(Bars(after.level, words, change, *(round(100 * one / widest, 1) for one in peaks)))
    return rows


def shear_rows(answer: Answer) -> list[dict[str, str]]:
    """Forward shear of the levels where it means something, with its change."""
    rows = []
    for one in answer.result.levels:
        changes = (one.shear_change_bw, one.shear_change_low_bw, one.shear_change_high_bw)
        change, low, high = (
            None if each is None else localize_decimal(f"{each:+.2f}".replace("-", "−")) for each in changes
        )
        if change is not None:
            peaks = (_one(each) for each in (one.shear_low, one.shear_high))
            rows.append(
                {
                    "level": one.level,
                    "change": change,
                    "change_band": format_range(low, high),
                    "peak": _one(one.shear_peak_bw),
                    "peak_band": format_range(*peaks),
                }
            )
    return rows


def muscle_bars(answer: Answer) -> list[Bars]:
    """Groups that matter in this stride."""
    firsts = {one.group: one.force_peak_n for one in answer.before.muscles if one.side == "both"}
    chosen = [one for one in answer.result.muscles if one.side == "both" and one.group in GROUPS]
    chosen = [one for one in chosen if max(one.force_peak_n, firsts[one.group]) > _LEAST_N]
    widest = max([*(one.force_high_n for one in chosen), *firsts.values(), 1.0])
    rows = []
    for one in chosen:
        first = firsts[one.group]
        is_weak = bool(answer.result.weak) and one.change_pct is not None
        band = format_range(f"{one.force_low_n:.0f}", f"{one.force_high_n:.0f}")
        words = f"{one.force_peak_n:.0f} N ({band})"
        if is_weak:
            words = f"{first:.0f} → {words}"
        change = _describe_change(one.change_pct, one.change_low_pct, one.change_high_pct) if is_weak else ""
        peaks = (first, one.force_peak_n, one.force_low_n, one.force_high_n)
        rows.append(Bars(gettext(GROUPS[one.group]), words, change, *(round(100 * peak / widest, 1) for peak in peaks)))
    return rows


def _describe_change(change: float | None, low: float | None, high: float | None) -> str:
    if change is None:
        return ""
    ends = [] if low is None or high is None else [signed(low), signed(high)]
    band = f" ({format_range(*ends)})" if len(set(ends)) > 1 else ""
    return f"{signed(change)} %{band}"


def _one(value: float) -> str:
    """A number with one decimal."""
    return localize_decimal(f"{value:.1f}".replace("-", "−"))


def signed(value: float) -> str:
    """A whole number with its sign."""
    whole = round(value)
    return "0" if whole == 0 else f"{whole:+d}".replace("-", "−")


def paper_rows(answer: Answer) -> list[dict[str, Any]] | None:
    """The paper's findings beside ours; None where they were not asked for."""
    if answer.paper is None:
        return None
    return [
        {
            "question": one.question,
            "published": one.published,
            "ours": one.ours.replace("-", "\u2212", 1) if one.ours.startswith("-") else one.ours,
            "band": "" if one.low is None or one.high is None else format_range(signed(one.low), signed(one.high)),
            "agrees": one.agrees,
        }
        for one in answer.paper
    ]


def moment_rows(answer: Answer) -> list[dict[str, str]]:
    """The largest turning moment in each plane at L5-S1, either way, with its band."""
    trace, rows = answer.result.trace, []
    for plane, words in _PLANES.items():
        at = int(abs(trace.moments_nm[plane]).argmax())
        ends = sorted(abs(each[plane][at]) for each in (trace.moments_low_nm, trace.moments_high_nm))
        rows.append(
            {
                "plane": gettext(words),
                "peak": f"{abs(trace.moments_nm[plane][at]):.0f}",
                "band": format_range(f"{ends[0]:.0f}", f"{ends[1]:.0f}"),
            }
        )
    return rows
