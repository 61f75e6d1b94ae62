"""The stride frame by frame with its band, from a solution and those of the other modelling choices."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from runback.spine.arrays import Floats
from runback.spine.band import envelope
from runback.spine.dynamics import GRAVITY_M_S2
from runback.spine.muscle_model import MuscleModel
from runback.spine.names import LUMBAR, MUSCLE_GROUPS, SIDES
from runback.spine.result import Preview, Trace
from runback.spine.solving import Problem, Solution
from runback.spine.stride import Stride


def trace_stride(
    stride: Stride,
    points_m: Mapping[str, Floats],
    kept: Floats,
    chosen: tuple[Problem, Solution],
    others: Sequence[tuple[Problem, Solution]],
) -> Trace:
    """The stride from ``chosen``; ``others``, on the coarse frames, give low and high."""
    weight = stride.person.mass_kg * GRAVITY_M_S2
    problem, solution = chosen
    compression = solution.compression_n[:, ::-1] / weight
    low, high = envelope(compression, [one.compression_n[:, ::-1] / weight for _, one in others])
    effort, effort_low, effort_high, force = {}, {}, {}, {}
    for group in MUSCLE_GROUPS:
        for side in SIDES:
            name = group, side
            muscles = members(stride.model, group, side)
            force[name] = solution.force_n[:, muscles].sum(axis=1)
            effort[name] = _effort(problem, solution, kept, muscles)
            effort_low[name], effort_high[name] = envelope(
                effort[name], [_effort(one, solved, kept, muscles) for one, solved in others]
            )
    moments = stride.moments
    return Trace(
        start_s=float(stride.time_s[0]),
        time_s=stride.time_s - stride.time_s[0],
        compression_bw=compression,
        compression_low_bw=low,
        compression_high_bw=high,
        shear_bw=solution.shear_n[:, ::-1] / weight,
        effort=effort,
        effort_low=effort_low,
        effort_high=effort_high,
        force_n=force,
        moments_nm=_by_plane(moments.value_nm),
        moments_low_nm=_by_plane(moments.low_nm),
        moments_high_nm=_by_plane(moments.high_nm),
        points_m=points_m,
    )


def preview_stride(stride: Stride, kept: Floats, problem: Problem, solution: Solution) -> Preview:
    """The part of a solution that a picture needs."""
    effort = {}
    for group in MUSCLE_GROUPS:
        sides = [_effort(problem, solution, kept, members(stride.model, group, side)) for side in SIDES]
        effort[group] = np.maximum(*sides)
    return Preview(solution.compression_n[:, ::-1] / (stride.person.mass_kg * GRAVITY_M_S2), effort)


@cache
def members(model: MuscleModel, group: str, side: str) -> npt.NDArray[np.intp]:
    """The indices of a group's muscles on one side or ``both``."""
    chosen = model.in_group(group)
    return np.flatnonzero(chosen if side == "both" else chosen & (np.array(model.sides) == side))


def _effort(problem: Problem, solution: Solution, kept: Floats, muscles: npt.NDArray[np.intp]) -> Floats:
    """A group's effort as a share of its remaining strength (n,)."""
    total = solution.force_n[:, muscles].sum(axis=1)
    strength = float((problem.full_strength_n * kept)[muscles].sum())
    return total / strength if strength > 0 else np.zeros_like(total)


def _by_plane(values: Floats) -> dict[str, Floats]:
    return {name: values[:, number] for number, name in enumerate(LUMBAR)}
