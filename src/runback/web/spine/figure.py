"""An answer of the spine simulation in words and shapes: the drawn body, bars with bands, and sentences.

The drawing is made of shapes that name the points they go through (``data-through``); ``spine.js`` moves them along
the stride. What is drawn here is the moment of the largest load, so that the page says the same without JavaScript.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.spine.questions import Answer
from runback.web.spine.rows import (
    GROUPS,
    LEVELS,
    effort_rows,
    level_bars,
    load_rows,
    moment_rows,
    muscle_bars,
    paper_rows,
    shear_rows,
    signed,
)

if TYPE_CHECKING:
    from runback.spine.result import Preview

WEAK_WORDS = {
    "deep_es": gettext_noop("the deep back muscles"),
    "multifidus": gettext_noop("multifidus"),
    "psoas": gettext_noop("the psoas"),
    "quadratus_lumborum": gettext_noop("the side muscles"),
    "all_deep": gettext_noop("all deep muscles"),
}
_BODY = (210.0, 100.0, 382.0)
_CLOSE = {"before": (760.0, 70.0, 118.0), "after": (760.0, 334.0, 118.0)}
"""Pixels a metre, and where the ground's middle (the close-ups': L3-L4) is."""
_EFFORT_OF = {"before": "effort_before", "after": "effort"}
_LABEL_TOP, _LABEL_STEP = 48, 30
_DISC_M = 0.019
"""Half the depth of a disc, as drawn."""
_MUSCLES = (
    ("superficial_longissimus", ("back_top", "back_mid", "back_low")),
    ("superficial_iliocostalis", ("outer_top", "outer_mid", "outer_low")),
    ("deep_es", ("L1-L2", "back_low")),
    ("multifidus", ("L3-L4", "back_low")),
    ("quadratus_lumborum", ("T12-L1", "crest")),
    ("psoas", ("L2-L3 front", "hip_r")),
)
_FROM_AFAR = (
    ("superficial_longissimus", ("back_top", "back_mid", "back_low")),
    ("rectus_abdominis", ("chest", "pubis")),
)
_LIMBS = (
    ("far", ("hip_l", "knee_l", "ankle_l")),
    ("far", ("heel_l", "toe_l", "ankle_l", "heel_l")),
    ("far", ("shoulder_l", "elbow_l", "wrist_l")),
    ("trunk", ("head", "neck", "T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1", "hip_r")),
    ("near", ("hip_r", "knee_r", "ankle_r")),
    ("near", ("heel_r", "toe_r", "ankle_r", "heel_r")),
    ("near", ("shoulder_r", "elbow_r", "wrist_r")),
)


def describe_answer(answer: Answer) -> dict[str, Any]:
    """All that the answer's template shows."""
    result, weak = answer.result, bool(answer.result.weak)
    stride = _stride(answer)
    frame = int(max(range(len(stride["time_s"])), key=lambda i: stride["after"]["L4-L5"][i]))
    points = {name: (xs[frame], ys[frame]) for name, (xs, ys) in stride["points"].items()}
    centre = points["L3-L4"]
    return {
        "is_weak": weak,
        "is_own": answer.question.is_own,
        "label": answer.label,
        "speed": localize_decimal(f"{answer.question.speed_m_s:g}"),
        "headline": _headline(answer),
        "headline_band": _headline_band(answer),
        "levels": level_bars(answer),
        "muscles": muscle_bars(answer),
        "shear": shear_rows(answer),
        "shape": _shape(points, stride, frame),
        "close": [_close(state, points, centre, stride, frame) for state in _CLOSE],
        "labels": _labels(stride, frame),
        "effort": effort_rows(stride, frame),
        "loads": load_rows(stride, frame),
        "stride": stride,
        "frame": frame,
        "last": len(stride["time_s"]) - 1,
        "feasible": result.feasibility.is_feasible,
        "was_feasible": answer.before.feasibility.is_feasible,
        "notes": [note.text for note in result.notes if answer.question.is_own or note.id != "already_smooth"],
        "band": result.band,
        "limits": result.limits,
        "paper": paper_rows(answer),
        "moments": moment_rows(answer),
        "resolve_ms": round(1000 * result.timing.resolve_s),
        "mass_kg": answer.question.mass_kg,
    }


def _headline(answer: Answer) -> str:
    result = answer.result
    if not result.feasibility.is_feasible:
        if answer.before.feasibility.is_feasible:
            return gettext("With this weakness the model runner cannot run like this")
        return gettext("Even at full strength the model runner cannot run like this")
    low_back = next(one for one in result.levels if one.level == "L4-L5")
    if not result.weak:
        return gettext("Each stride loads the L4‑L5 disc with up to {load} body weights").format(
            load=localize_decimal(f"{low_back.compression_peak_bw:.1f}")
        )
    long = next(one for one in result.muscles if one.group == "superficial_longissimus" and one.side == "both")
    who = gettext(" and ").join(gettext(WEAK_WORDS[name]) for name in result.weak)
    change = long.change_pct or 0.0
    if change < 2.0:
        return gettext("With {who} weaker, the long back muscle works no harder").format(who=who)
    return gettext("With {who} weaker, the long back muscle works {change} % harder").format(
        who=who, change=f"{change:.0f}"
    )


def _headline_band(answer: Answer) -> str:
    """The band of the headline's number, in words."""
    if not answer.result.weak:
        one = next(level for level in answer.result.levels if level.level == "L4-L5")
        return gettext("{low} to {high} body weights in other reasonable ways to model it.").format(
            low=localize_decimal(f"{one.low:.1f}"), high=localize_decimal(f"{one.high:.1f}")
        )
    long = next(m for m in answer.result.muscles if m.group == "superficial_longissimus" and m.side == "both")
    if long.change_low_pct is None or long.change_high_pct is None:
        return ""
    return gettext("{low} to {high} % in other reasonable ways to model it.").format(
        low=signed(long.change_low_pct), high=signed(long.change_high_pct)
    )


def _stride(answer: Answer) -> dict[str, Any]:
    """The stride for spine.js: times, loads, efforts (the busier side), and the drawing's points."""
    from runback.spine.document import trace_document

    after = trace_document(answer.result.trace)
    before = trace_document(answer.before.trace)
    effort = {group: _busier_side(after, group) for group in GROUPS}
    points = {
        name: [[round(one, 3) for one in xs], [round(one, 3) for one in ys]]
        for name, (xs, ys) in after["points_m"].items()
    }
    highest = float(max(one.trace.compression_bw.max() for one in (answer.result, answer.before)))
    return {
        "time_s": after["time_s"],
        "before": _rounded(before["compression_bw"]),
        "after": _rounded(after["compression_bw"]),
        "after_low": _rounded(after["compression_low_bw"]),
        "after_high": _rounded(after["compression_high_bw"]),
        "highest": highest,
        "effort_before": {group: [one[0] for one in _busier_side(before, group)] for group in GROUPS},
        "effort": {group: [one[0] for one in rows] for group, rows in effort.items()},
        "effort_low": {group: [one[1] for one in rows] for group, rows in effort.items()},
        "effort_high": {group: [one[2] for one in rows] for group, rows in effort.items()},
        "points": points | _trunk_points(points) | _disc_ends(points),
    }


def describe_preview(preview: "Preview") -> dict[str, Any]:
    """Loads and efforts at each moment, as ``spine.js`` keeps them."""
    loads = preview.compression_bw.round(3)
    return {
        "after": {level: loads[:, number].tolist() for number, level in enumerate(LEVELS)},
        "effort": {group: preview.effort[group].round(3).tolist() for group in GROUPS},
    }


def _busier_side(after: dict[str, Any], group: str) -> list[tuple[float, float, float]]:
    """Effort with its band at each moment, of the side that works harder just then."""
    sides = [
        zip(*(after[name][f"{group}_{side}"] for name in ("effort", "effort_low", "effort_high")), strict=True)
        for side in ("left", "right")
    ]
    busier = [max(pair) for pair in zip(*sides, strict=True)]
    return [(round(now, 3), max(round(low, 3), 0.0), round(high, 3)) for now, low, high in busier]


def _rounded(series: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name: [round(one, 3) for one in values] for name, values in series.items()}


def _trunk_points(points: dict[str, list[list[float]]]) -> dict[str, list[list[float]]]:
    """Where muscles begin and end, from the line of the trunk: part of its length up, metres ahead of it."""
    places = {
        "back_top": (0.86, -0.07),
        "back_mid": (0.35, -0.058),
        "back_low": (-0.1, -0.05),
        "outer_top": (0.7, -0.095),
        "outer_mid": (0.35, -0.082),
        "outer_low": (-0.08, -0.07),
        "tail": (-0.2, -0.03),
        "crest": (0.02, 0.03),
        "chest": (0.68, 0.13),
        "pubis": (-0.14, 0.13),
    }
    made: dict[str, list[list[float]]] = {name: [[], []] for name in places}
    for low_x, low_y, top_x, top_y in zip(*points["L5-S1"], *points["neck"], strict=True):
        up_x, up_y = top_x - low_x, top_y - low_y
        length = (up_x**2 + up_y**2) ** 0.5
        for name, (along, ahead) in places.items():
            made[name][0].append(round(low_x + along * up_x + ahead * up_y / length, 3))
            made[name][1].append(round(low_y + along * up_y - ahead * up_x / length, 3))
    return made


def _disc_ends(points: dict[str, list[list[float]]]) -> dict[str, list[list[float]]]:
    """Front and back of each disc, across the line through its neighbours, and the tip of the sacrum."""
    made: dict[str, list[list[float]]] = {}
    for number, level in enumerate(LEVELS):
        above, below = points[LEVELS[max(number - 1, 0)]], points[LEVELS[min(number + 1, 5)]]
        front, back = (made.setdefault(f"{level} {end}", [[], []]) for end in ("front", "back"))
        for x, y, up_x, up_y, low_x, low_y in zip(*points[level], *above, *below, strict=True):
            length = ((up_x - low_x) ** 2 + (up_y - low_y) ** 2) ** 0.5
            over_x, over_y = (_DISC_M * (up_y - low_y) / length, -_DISC_M * (up_x - low_x) / length)
            for end, sign in ((front, 1), (back, -1)):
                end[0].append(round(x + sign * over_x, 4))
                end[1].append(round(y + sign * over_y, 4))
    return made


def _place(point: tuple[float, float], view: tuple[float, float, float], centre: tuple[float, float]) -> str:
    scale, x, y = view
    return f"{x + scale * (point[0] - centre[0]):.1f},{y - scale * (point[1] - centre[1]):.1f}"


def _shape(points: dict[str, tuple[float, float]], stride: dict[str, Any], frame: int) -> dict[str, Any]:
    """The whole body: limbs, muscles and levels as lines through named points."""
    origin = (0.0, 0.0)
    return {
        "view": _BODY,
        "limbs": [_line(kind, names, points, _BODY, origin) for kind, names in _LIMBS if _known(names, points)],
        "muscles": _muscles(_FROM_AFAR, points, _BODY, origin, stride, frame),
        "head": _place(points["head"], _BODY, origin).split(","),
        "levels": _discs(points, _BODY, origin, stride, frame),
    }


def _close(
    state: str,
    points: dict[str, tuple[float, float]],
    centre: tuple[float, float],
    stride: dict[str, Any],
    frame: int,
) -> dict[str, Any]:
    """The lower back close up, ``before`` or ``after``, with muscles by effort and levels by load."""
    view = _CLOSE[state]
    muscles = _muscles(_MUSCLES, points, view, centre, stride, frame, _EFFORT_OF[state])
    bones = [
        _line("bone", (f"{up} front", f"{low} front", f"{low} back", f"{up} back"), points, view, centre)
        for up, low in pairwise(LEVELS)
    ]
    sacrum = _line("bone", ("L5-S1 front", "tail", "back_low", "L5-S1 back"), points, view, centre)
    return {
        "state": state,
        "view": view,
        "muscles": muscles,
        "bones": [*bones, sacrum],
        "levels": _discs(points, view, centre, stride, frame, state),
    }


def _labels(stride: dict[str, Any], frame: int) -> list[dict[str, Any]]:
    """Each level's name and load at a moment, before and after, between the two close-ups."""
    return [
        {
            "level": level,
            "y": _LABEL_TOP + _LABEL_STEP * number,
            "before": f"{stride['before'][level][frame]:.1f}",
            "after": f"{stride['after'][level][frame]:.1f}",
        }
        for number, level in enumerate(LEVELS)
    ]


def _muscles(
    lines: tuple[tuple[str, tuple[str, ...]], ...],
    points: dict[str, tuple[float, float]],
    view: tuple[float, float, float],
    centre: tuple[float, float],
    stride: dict[str, Any],
    frame: int,
    effort: str = "effort",
) -> list[dict[str, Any]]:
    return [
        _line(group, names, points, view, centre) | {"effort": stride[effort][group][frame]}
        for group, names in lines
        if _known(names, points)
    ]


def _known(names: tuple[str, ...], points: dict[str, tuple[float, float]]) -> bool:
    return all(name in points for name in names)


def _line(
    kind: str,
    names: tuple[str, ...],
    points: dict[str, tuple[float, float]],
    view: tuple[float, float, float],
    centre: tuple[float, float],
) -> dict[str, Any]:
    return {
        "kind": kind,
        "through": "|".join(names),
        "points": " ".join(_place(points[name], view, centre) for name in names),
    }


def _discs(
    points: dict[str, tuple[float, float]],
    view: tuple[float, float, float],
    centre: tuple[float, float],
    stride: dict[str, Any],
    frame: int,
    state: str = "after",
) -> list[dict[str, Any]]:
    made = []
    for level in LEVELS:
        load = stride[state][level][frame]
        across = (f"{level} front", f"{level} back")
        made.append(
            {
                "line": _line("disc", across, points, view, centre),
                "level": level,
                "shade": f"{0.12 + 0.88 * max(load, 0) / stride['highest']:.2f}",
            }
        )
    return made
