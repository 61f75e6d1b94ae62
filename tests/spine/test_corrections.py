"""Each correction of the shipped muscle model: that the defect is there, and that it is gone."""

import mujoco
import numpy as np
import pytest

from runback.spine.corrections import SHARES, VERTEBRAE
from runback.spine.generic import build_generic
from runback.spine.muscle_model import MuscleModel, load_muscle_model, pose_spine, shipped_spec
from runback.spine.names import LEGS, LUMBAR, MUSCLE_GROUPS


@pytest.fixture(scope="module")
def shipped() -> mujoco.MjModel:
    """The model as it comes."""
    import warnings

    spec = shipped_spec()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spec.compile()


@pytest.fixture(scope="module")
def corrected() -> MuscleModel:
    """The model as we use it."""
    return load_muscle_model()


def posture(**angles_deg: float) -> dict[str, np.ndarray]:
    return {name: np.array([np.radians(angles_deg.get(name, 0.0))]) for name in (*LUMBAR, *LEGS)}


def shares_of(model: mujoco.MjModel, leader: str) -> float:
    """What the joints above L5-S1 turn, per turn of the joint they follow."""
    index = model.joint(leader).id
    return sum(
        float(model.eq_data[row, 1])
        for row in range(model.neq)
        if model.eq_type[row] == mujoco.mjtEq.mjEQ_JOINT
        and model.eq_obj2id[row] == index
        and model.joint(model.eq_obj1id[row]).name.startswith("L")
    )


def test_the_shipped_trunk_turns_nearly_twice_the_requested_angle(shipped: mujoco.MjModel) -> None:
    assert 1.0 + shares_of(shipped, "flex_extension") == pytest.approx(1.875)


@pytest.mark.parametrize("plane", LUMBAR)
def test_the_shares_of_the_levels_add_up_to_the_whole_turn(plane: str) -> None:
    assert sum(SHARES[plane]) == pytest.approx(1.0)


def test_the_mended_trunk_turns_as_far_as_asked(corrected: MuscleModel) -> None:
    shape = pose_spine(corrected, posture(lumbar_extension=20.0))
    below_top = shape.below[0, 5]  # L1, which turns with the trunk: T12-L1 does not turn in this model
    assert np.degrees(np.arctan2(below_top[1, 0], below_top[0, 0])) == pytest.approx(20.0, abs=1e-6)


def test_the_shipped_psoas_does_not_flex_the_hip(shipped: mujoco.MjModel) -> None:
    data = mujoco.MjData(shipped)
    mujoco.mj_fwdPosition(shipped, data)
    tendon = shipped.tendon("Ps_L3_TP_r_tendon").id
    start, count = int(shipped.ten_J_rowadr[tendon]), int(shipped.ten_J_rownnz[tendon])
    hip = int(shipped.joint("hip_flexion_r").dofadr[0])
    row = dict(
        zip(shipped.ten_J_colind[start : start + count].tolist(), data.ten_J[start : start + count], strict=True)
    )
    assert row.get(hip, 0.0) == 0.0


def test_every_psoas_fascicle_flexes_its_own_hip(corrected: MuscleModel) -> None:
    arms = pose_spine(corrected, posture()).leg_arms[0]
    for muscle, line in zip(corrected.muscles, arms, strict=True):
        if muscle.startswith("Ps_"):
            own, other = (
                ("hip_flexion_r", "hip_flexion_l") if muscle.endswith("_r") else ("hip_flexion_l", "hip_flexion_r")
            )
            assert -0.06 < line[LEGS.index(own)] < -0.01, muscle  # shortens by 1 to 6 cm a radian
            assert line[LEGS.index(other)] == 0.0


def test_only_the_fascicles_of_the_psoas_are_left(shipped: mujoco.MjModel, corrected: MuscleModel) -> None:
    assert "psoas_r" in {shipped.actuator(row).name for row in range(shipped.nu)}
    assert [name for name in corrected.muscles if "soas" in name] == []
    assert sum(name.startswith("Ps_") for name in corrected.muscles) == 22


def test_the_shipped_left_longissimus_has_points_on_the_right(shipped: mujoco.MjModel) -> None:
    assert shipped.site("LTpT_T12_LTpT_t12_R-P1_l").pos[2] > 0


def test_left_and_right_muscles_mirror_each_other(corrected: MuscleModel) -> None:
    arms = pose_spine(corrected, posture()).turn_arms[0]
    place = {name: number for number, name in enumerate(corrected.muscles)}
    for name, number in place.items():
        if name.endswith("_r"):
            left, right = arms[place[f"{name[:-2]}_l"]], arms[number]
            np.testing.assert_allclose(left[0], right[0], atol=1e-3, err_msg=name)
            np.testing.assert_allclose(left[1:], -right[1:], atol=1e-3, err_msg=name)


def test_the_trunks_inertia_is_a_trunks_and_not_the_shipped_tenth(shipped: mujoco.MjModel) -> None:
    assert float(shipped.body("torso").inertia.max()) < 0.2
    assert build_generic(75.3371, 1.70).segments["torso"].inertia_kgm2[2, 2] == pytest.approx(1.4314, rel=1e-4)


def test_a_straight_muscle_pulls_its_two_vertebrae_together(corrected: MuscleModel) -> None:
    pulls = pose_spine(corrected, posture()).pulls[0]
    number = corrected.muscles.index("MF_m5s_r")  # from the sacrum to L5: crosses L5-S1 and nothing else
    assert np.linalg.norm(pulls[number, 0]) == pytest.approx(1.0, abs=1e-6)
    assert np.abs(pulls[number, 1:]).max() == 0.0


def test_every_trunk_group_has_as_many_muscles_left_as_right(corrected: MuscleModel) -> None:
    for group in MUSCLE_GROUPS:
        sides = np.array(corrected.sides)[corrected.in_group(group)]
        assert (sides == "left").sum() == (sides == "right").sum() > 0


def test_there_is_one_vertebra_per_level(corrected: MuscleModel) -> None:
    assert corrected.slides.shape == (len(VERTEBRAE), 3)
    assert len(set(corrected.slides.ravel().tolist())) == 18
