"""From demand and geometry to muscle forces and disc loads, for one set of strengths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from runback.spine.arrays import Floats
from runback.spine.corrections import SHARES
from runback.spine.levels import Demand, disc_loads
from runback.spine.muscle_model import MuscleModel, SpineGeometry
from runback.spine.names import LUMBAR
from runback.spine.settings import COUPLED, LEVELWISE, REFERENCE_MASS_KG, RESTING_LOAD_N, Person, Settings
from runback.spine.sharing import Sharing, share_load

LUMBAR_GIVE_NM2 = 0.1
LEGS_GIVE_NM2 = 1.0
"""Compliance of the reserve moments: small, so that muscles are used as long as they can supply the moment."""
SOFT_GIVE_NM2 = 150.0
"""Compliance of the moments that pass between levels without muscle in the ``soft`` choice: about 2 Nm rms in a run,
which a level's own stiffness (1 to 2 Nm a degree) gives for a degree or two off the distributed rotation."""
_PLANES, _JOINTS = 3, 5
_HIDDEN = slice(_PLANES, _PLANES * _JOINTS)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The muscle-sharing problem of some frames: moments per N of each muscle, and each muscle's effect on each disc.

    ``arms`` (n, e, m) Nm/N, ``moments_nm`` (n, e), ``give`` (e,), ``pulls`` (n, 12, m) compression then shear per N,
    ``loads_n`` (n, 12) the same without muscles.
    """

    arms: Floats
    moments_nm: Floats
    give: Floats
    pulls: Floats
    loads_n: Floats
    full_strength_n: Floats
    floor: Floats
    power: int


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Forces (n, m) N, activations (n, m), compression and shear (n, 6) N from L5-S1 up, reserves and multipliers."""

    force_n: Floats
    activation: Floats
    compression_n: Floats
    shear_n: Floats
    reserve_nm: Floats
    multiplier: Floats
    is_solved: bool

    @property
    def lumbar_reserve_nm(self) -> float:
        """The largest lumbar moment not supplied by muscles; hidden moments between levels are not reserves."""
        return float(np.abs(self.reserve_nm[:, :_PLANES]).max())

    @property
    def legs_reserve_nm(self) -> float:
        """The largest leg moment not supplied by muscles."""
        return float(np.abs(self.reserve_nm[:, -10:]).max())


def build_problem(
    model: MuscleModel, geometry: SpineGeometry, demand: Demand, person: Person, scale: float, settings: Settings
) -> Problem:
    """Assemble the problem for the settings' hidden moments, strengths and floor."""
    count, muscles = len(demand.back_nm), len(model.muscles)
    mix = _mixing(settings.hidden)
    turning = geometry.turn_arms.reshape(count, muscles, -1).transpose(0, 2, 1)
    arms = -scale * np.concatenate([mix @ turning, geometry.leg_arms.transpose(0, 2, 1)], axis=1)
    moments = np.concatenate([demand.turning_nm.reshape(count, -1) @ mix.T, demand.legs_nm], axis=1)
    give = np.full(arms.shape[1], LEGS_GIVE_NM2)
    give[: len(mix)] = LUMBAR_GIVE_NM2
    if settings.hidden != COUPLED:
        give[_HIDDEN] = LUMBAR_GIVE_NM2 if settings.hidden == LEVELWISE else SOFT_GIVE_NM2
    size = (person.mass_kg / REFERENCE_MASS_KG) ** (2.0 / 3.0)
    strength = model.strength_n * size * np.where(model.is_trunk, settings.strength, 1.0)
    compression, shear = disc_loads(model, geometry.pulls)
    alone = disc_loads(model, demand.force_n)
    resting = RESTING_LOAD_N * (person.mass_kg / 70.0) ** (2.0 / 3.0)
    return Problem(
        arms=arms,
        moments_nm=moments,
        give=give,
        pulls=np.concatenate([compression, shear], axis=2).transpose(0, 2, 1),
        loads_n=np.concatenate([alone[0] + resting, alone[1]], axis=1),
        full_strength_n=strength,
        floor=np.where(model.is_trunk, settings.cocontraction, 0.0),
        power=settings.power,
    )


def _mixing(hidden: str) -> Floats:
    """Rows that combine the 15 level moments: the three coupled rotations, then (unless coupled) the remaining ones."""
    coupled = np.zeros((_PLANES, _PLANES * _JOINTS))
    for row, plane in enumerate(LUMBAR):
        coupled[row, _JOINTS * row : _JOINTS * (row + 1)] = SHARES[plane]
    if hidden == COUPLED:
        return coupled
    rest = np.linalg.svd(coupled)[2][_PLANES:]
    return np.concatenate([coupled, rest])


def weaken(model: MuscleModel, losses: Mapping[str, float]) -> Floats:
    """The share of strength left in each muscle (m,) when groups lose the given fractions."""
    kept = np.ones(len(model.muscles))
    for group, loss in losses.items():
        kept[model.in_group(group)] = 1.0 - loss
    return kept


def solve_problem(problem: Problem, kept: Floats, start: Floats | None = None) -> Solution:
    """Distribute the moments among muscles of ``kept`` (m,) strength; ``start``: a nearby solution's multipliers."""
    return solve_problems([problem], kept, [start])[0]


def solve_problems(problems: Sequence[Problem], kept: Floats, starts: Sequence[Floats | None]) -> list[Solution]:
    """Solve several problems at once, in order; those with the same reserves and cost are iterated together."""
    found: dict[int, Solution] = {}
    kinds = [(problem.give.tobytes(), problem.power) for problem in problems]
    for kind in set(kinds):
        alike = [number for number, one in enumerate(kinds) if one == kind]
        strengths = [problems[number].full_strength_n * kept for number in alike]
        first = problems[alike[0]]
        begun = [starts[number] for number in alike]
        shared = share_load(
            np.concatenate([problems[number].arms * one for number, one in zip(alike, strengths, strict=True)]),
            np.concatenate([problems[number].moments_nm for number in alike]),
            first.give,
            np.concatenate([np.broadcast_to(problems[n].floor, problems[n].arms[:, 0].shape) for n in alike]),
            power=first.power,
            start=_join(begun),
        )
        at = 0
        for number, strength in zip(alike, strengths, strict=True):
            rows = slice(at, at := at + len(problems[number].arms))
            found[number] = _finish(problems[number], strength, shared, rows)
    return [found[number] for number in range(len(problems))]


def _join(starts: Sequence[Floats | None]) -> Floats | None:
    """All starts combined, or None if any is missing."""
    known = [start for start in starts if start is not None]
    return np.concatenate(known) if len(known) == len(starts) else None


def _finish(problem: Problem, strength: Floats, shared: Sharing, rows: slice) -> Solution:
    activation = shared.activation[rows]
    force = activation * strength
    loads = problem.loads_n + (problem.pulls @ force[..., None])[..., 0]
    return Solution(
        force_n=force,
        activation=activation,
        compression_n=loads[:, :6],
        shear_n=loads[:, 6:],
        reserve_nm=shared.reserve_nm[rows],
        multiplier=shared.multiplier[rows],
        is_solved=bool(shared.is_solved[rows].all()),
    )
