"""Checks the unit of keypoints by leg length; otherwise widths in centimetres and gravity would be wrong."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from runback.domain.errors import UnusableInput
from runback.form.keypoints import SIDES, Keypoints
from runback.form.report import Notice
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_later

LEG_M = (0.4, 1.4)
"""Hip to ankle of a child and of a very tall adult, with some margin."""

SHARE_LEG_MOST = 0.6
"""The leg of a fully visible runner is at most half as long as the picture is high."""

UPRIGHT_SHARE = 0.7
"""A runner's leg extends much further vertically than along any other axis, in the median over frames."""

LEG_PX_LEAST = 20.0
SMALLER_UNITS = {"millimetres": 1000.0, "centimetres": 100.0}


def correct_unit(keypoints: Keypoints) -> tuple[Keypoints, Notice | None]:
    """The keypoints in metres or pixels, judged by leg length, with a notice if that differs from the stated unit.

    Points with depth come from a laboratory, so smaller units are converted to metres; flat ones are read as
    pixels, which give angles and shares of leg length. Raises ``UnusableInput`` for legs that fit neither.
    """
    leg = _leg_length(keypoints)
    if leg < SHARE_LEG_MOST and _are_shares(keypoints):
        raise UnusableInput(
            gettext(
                "The positions are between 0 and 1, as shares of the picture. Multiply x by its width and y by its "
                "height in pixels, and use --units px."
            )
        )
    if keypoints.unit != "m" or not np.isfinite(leg) or LEG_M[0] <= leg <= LEG_M[1]:
        return keypoints, None
    is_deep = any(np.isfinite(values[:, 2]).any() for values in keypoints.points.values())
    for name, factor in SMALLER_UNITS.items() if is_deep else ():
        if LEG_M[0] <= leg / factor <= LEG_M[1]:
            points = {point: values / factor for point, values in keypoints.points.items()}
            text = translate_later("The leg would be {leg} m long, so the points were read as {name}.").format(
                leg=f"{leg:.0f}", name=name
            )
            return replace(keypoints, points=points), Notice("unit_found", text)
    if leg >= LEG_PX_LEAST and not is_deep:
        text = translate_later(
            "The leg would be {leg} m long, so the points were read as pixels. Say --units px."
        ).format(leg=f"{leg:.0f}")
        return replace(keypoints, unit="px"), Notice("unit_found", text)
    raise UnusableInput(
        gettext("The leg would be {leg:.2g} m long. Give positions in metres, or in pixels with --units px.").format(
            leg=leg
        )
    )


def require_upright(keypoints: Keypoints) -> None:
    """Raise ``UnusableInput`` if the legs are along another axis than y: in some laboratories z points up."""
    along = [np.nanmedian(np.abs(apart), axis=0) for apart in _legs(keypoints)]
    if not along:
        return
    lengths = dict(zip("xyz", np.nan_to_num(np.mean(along, axis=0)).tolist(), strict=True))
    longest = max(lengths, key=lambda axis: lengths[axis])
    if lengths["y"] < UPRIGHT_SHARE * lengths[longest]:
        raise UnusableInput(
            gettext(
                "The legs are along {axis}. In keypoints x points forward, y up and z to the runner's right; name the "
                "columns accordingly."
            ).format(axis=longest)
        )


def _legs(keypoints: Keypoints) -> "Iterator[np.typing.NDArray[np.float64]]":
    """Vectors from ankle to hip, or to the knee if no hip is visible, (n, 3) each."""
    for upper in ("hip", "knee"):
        found = [
            keypoints.points[f"{side}_{upper}"] - keypoints.points[f"{side}_ankle"]
            for side in SIDES
            if f"{side}_{upper}" in keypoints.points and f"{side}_ankle" in keypoints.points
        ]
        found = [each for each in found if np.isfinite(each[:, :2]).all(axis=1).any()]
        if found:
            yield from (np.where(np.isfinite(each).any(axis=0), each, 0.0) for each in found)
            return


def _leg_length(keypoints: Keypoints) -> float:
    """Typical thigh plus shank, or twice the shank if the hips are not visible; NaN if neither is."""
    lengths = []
    for side in SIDES:
        hip, knee, ankle = (keypoints.points.get(f"{side}_{point}") for point in ("hip", "knee", "ankle"))
        if knee is None or ankle is None:
            continue
        shank = _usual_distance(knee - ankle)
        thigh = float("nan") if hip is None else _usual_distance(hip - knee)
        lengths.append(shank + (thigh if np.isfinite(thigh) else shank))
    known = [length for length in lengths if np.isfinite(length)]
    return float(np.mean(known)) if known else float("nan")


def _are_shares(keypoints: Keypoints) -> bool:
    """Whether all positions are shares of the picture (0 to 1), as pose programs write them, without depth."""
    flat = np.concatenate([values[:, :2].ravel() for values in keypoints.points.values()])
    known = flat[np.isfinite(flat)]
    is_deep = any(np.isfinite(values[:, 2]).any() for values in keypoints.points.values())
    if is_deep or not len(known):
        return False
    low, high = np.percentile(known, [1, 99])
    return bool(low > -0.1 and high < 1.1)


def _usual_distance(apart: "np.typing.NDArray[np.float64]") -> float:
    length = np.linalg.norm(np.where(np.isfinite(apart), apart, [np.nan, np.nan, 0.0]), axis=1)
    return float(np.nanmedian(length)) if np.isfinite(length).any() else float("nan")
