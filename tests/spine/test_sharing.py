"""Static optimisation: small cases worked by hand, and agreement with Clarabel on real problems."""

import clarabel
import numpy as np
import pytest
from scipy import sparse

from runback.spine.settings import LEVELWISE, SOFT, Settings, resolve_weakness
from runback.spine.sharing import share_load
from runback.spine.solving import weaken
from tests.spine.subjects import open_subject

ARMS = np.array([[[10.0, 20.0]]])
"""One joint, two muscles whose full effort gives 10 and 20 Nm."""
STIFF = np.array([1e-6])
NO_FLOOR = np.zeros(2)


def test_two_muscles_share_a_moment_in_the_ratio_of_their_arms() -> None:
    shared = share_load(ARMS, np.array([[10.0]]), STIFF, NO_FLOOR)
    np.testing.assert_allclose(shared.activation, [[0.2, 0.4]], atol=1e-5)


def test_a_full_muscle_leaves_the_rest_to_the_other() -> None:
    shared = share_load(ARMS, np.array([[28.0]]), STIFF, NO_FLOOR)
    np.testing.assert_allclose(shared.activation, [[0.8, 1.0]], atol=1e-5)


def test_cubed_effort_spreads_the_load_more_evenly() -> None:
    shared = share_load(ARMS, np.array([[10.0]]), STIFF, NO_FLOOR, power=3)
    first = 10.0 / (10.0 + 20.0 * np.sqrt(2.0))  # stationarity: a squared is in the ratio of the arms, 1 to 2
    np.testing.assert_allclose(shared.activation, [[first, np.sqrt(2.0) * first]], atol=1e-3)


def test_what_no_muscle_can_carry_is_reported_as_reserve() -> None:
    shared = share_load(ARMS, np.array([[40.0]]), np.array([0.1]), NO_FLOOR)
    assert shared.is_solved.all()
    np.testing.assert_allclose(shared.activation, [[1.0, 1.0]], atol=1e-6)
    assert shared.reserve_nm[0, 0] == pytest.approx(10.0, abs=1e-3)


def test_a_floor_keeps_muscles_tensed_that_would_rest() -> None:
    opposed = np.array([[[10.0, -10.0]]])
    shared = share_load(opposed, np.array([[3.0]]), STIFF, np.array([0.05, 0.05]))
    np.testing.assert_allclose(shared.activation, [[0.35, 0.05]], atol=1e-5)


def test_another_power_is_refused() -> None:
    with pytest.raises(ValueError, match="2 or 3"):
        share_load(ARMS, np.array([[1.0]]), STIFF, NO_FLOOR, power=4)


def solve_with_clarabel(arms: np.ndarray, moments: np.ndarray, give: np.ndarray, floor: np.ndarray) -> np.ndarray:
    """The same quadratic program, frame by frame, by an interior-point solver that shares no code with ours."""
    frames, rows, muscles = arms.shape
    cost = sparse.diags(np.concatenate([np.ones(muscles), 1.0 / give])).tocsc()
    cones = [clarabel.ZeroConeT(rows), clarabel.NonnegativeConeT(2 * muscles)]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    found = np.empty((frames, muscles))
    eye, none = sparse.eye(muscles), sparse.csc_matrix((muscles, rows))
    for frame in range(frames):
        equal = sparse.hstack([sparse.csc_matrix(arms[frame]), sparse.eye(rows)])
        limits = sparse.vstack([equal, sparse.hstack([-eye, none]), sparse.hstack([eye, none])]).tocsc()
        right = np.concatenate([moments[frame], -floor, np.ones(muscles)])
        solver = clarabel.DefaultSolver(cost, np.zeros(muscles + rows), limits, right, cones, settings)
        found[frame] = np.array(solver.solve().x)[:muscles]
    return found


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "hidden", "weak"),
    [
        ("hamner_subject02_4ms", "coupled", {}),
        ("hamner_subject02_4ms", "coupled", {"all_deep": 1.0}),
        ("hamner_subject02_4ms", SOFT, {"deep_es": 0.5}),
        ("hamner_subject01_4ms", LEVELWISE, {"all_deep": 1.0}),
        ("rajagopal_walk", "coupled", {"psoas": 1.0}),
    ],
)
def test_it_agrees_with_clarabel_to_a_thousandth(name: str, hidden: str, weak: dict[str, float]) -> None:
    opened = open_subject(name, Settings(hidden=hidden))
    problem, few = opened.problem, slice(None, None, 5)
    strength = problem.full_strength_n * weaken(opened.stride.model, resolve_weakness(weak))
    arms, moments = problem.arms[few] * strength, problem.moments_nm[few]
    ours = share_load(arms, moments, problem.give, problem.floor)
    assert ours.is_solved.all()
    theirs = solve_with_clarabel(arms, moments, problem.give, problem.floor)
    able = strength > 0
    assert float(np.abs(ours.activation - theirs)[:, able].max()) < 1e-3
