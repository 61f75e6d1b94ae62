"""A result as the JSON in interface.md, and its stride as JSON for the page that draws it."""

from collections.abc import Mapping
from typing import Any

from runback.spine.arrays import Floats
from runback.spine.names import LEVELS
from runback.spine.result import GroupEffort, LevelLoad, SpineResult, Trace


def result_document(result: SpineResult) -> dict[str, Any]:
    """The document that ``runback spine --json`` prints; interface.md says what each key means."""
    trace, timing, verdict = result.trace, result.timing, result.feasibility
    return {
        "levels": [_level(level) for level in result.levels],
        "muscles": [_muscle(effort) for effort in result.muscles],
        "moments": {
            "time_s": _list(trace.start_s + trace.time_s),
            **{f"{name}_nm": _list(values) for name, values in trace.moments_nm.items()},
        },
        "moments_band": {
            f"{name}_nm": {"low": _list(trace.moments_low_nm[name]), "high": _list(trace.moments_high_nm[name])}
            for name in trace.moments_nm
        },
        "timing": {
            "frames": timing.frames,
            "model_s": _short(timing.model_s),
            "stride_s": _short(timing.stride_s),
            "resolve_s": _short(timing.resolve_s),
        },
        "weak": dict(result.weak),
        "feasible": verdict.is_feasible,
        "reserve": {
            "lumbar_nm": _short(verdict.lumbar_reserve_nm),
            "legs_nm": _short(verdict.legs_reserve_nm),
            "solved": verdict.is_solved,
        },
        "filter": {"loads_hz": _short(result.loads_hz), "moments_hz": _short(result.moments_hz)},
        "band": list(result.band),
        "band_of_moments": list(result.moments_band),
        "warnings": [{"id": note.id, "text": note.text} for note in result.notes],
        "limits": list(result.limits),
    }


def _level(one: LevelLoad) -> dict[str, Any]:
    return {
        "level": one.level,
        "compression_peak_bw": _short(one.compression_peak_bw),
        "shear_peak_bw": _short(one.shear_peak_bw),
        "low": _short(one.low),
        "high": _short(one.high),
        "shear_low": _short(one.shear_low),
        "shear_high": _short(one.shear_high),
        "compression_change_pct": _maybe(one.compression_change_pct),
        "change_low_pct": _maybe(one.change_low_pct),
        "change_high_pct": _maybe(one.change_high_pct),
        "shear_change_bw": _maybe(one.shear_change_bw),
        "shear_change_low_bw": _maybe(one.shear_change_low_bw),
        "shear_change_high_bw": _maybe(one.shear_change_high_bw),
    }


def _muscle(one: GroupEffort) -> dict[str, Any]:
    return {
        "group": one.group,
        "side": one.side,
        "force_peak_n": round(one.force_peak_n, 1),
        "force_low_n": round(one.force_low_n, 1),
        "force_high_n": round(one.force_high_n, 1),
        "change_pct": _maybe(one.change_pct),
        "change_low_pct": _maybe(one.change_low_pct),
        "change_high_pct": _maybe(one.change_high_pct),
    }


def trace_document(trace: Trace) -> dict[str, Any]:
    """The stride frame by frame: loads per level, effort per group and side, and points in the side view in m."""
    return {
        "time_s": _list(trace.time_s),
        "compression_bw": _by_level(trace.compression_bw),
        "compression_low_bw": _by_level(trace.compression_low_bw),
        "compression_high_bw": _by_level(trace.compression_high_bw),
        "shear_bw": _by_level(trace.shear_bw),
        "effort": _by_group(trace.effort),
        "effort_low": _by_group(trace.effort_low),
        "effort_high": _by_group(trace.effort_high),
        "points_m": {name: [_list(values[:, 0]), _list(values[:, 1])] for name, values in trace.points_m.items()},
    }


def _by_level(values: Floats) -> dict[str, list[float]]:
    return {level: _list(values[:, number]) for number, level in enumerate(LEVELS)}


def _by_group(efforts: Mapping[tuple[str, str], Floats]) -> dict[str, list[float]]:
    return {f"{group}_{side}": _list(values) for (group, side), values in efforts.items()}


def _short(value: float) -> float:
    return round(value, 4)


def _maybe(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _list(values: Floats) -> list[float]:
    return [round(float(value), 5) for value in values]
