"""The cached muscle model: the same model, built once, and replaced if it is damaged."""

from collections.abc import Callable
from pathlib import Path

import mujoco
import numpy as np
import pytest

from runback.spine.muscle_model import load_muscle_model
from runback.spine.ready_model import load_ready_model

SMALL = "<mujoco><worldbody><body name='bone'><geom size='1'/><joint name='hip'/></body></worldbody></mujoco>"


class Builder:
    """Puts a small model together and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> mujoco.MjModel:
        """The model."""
        self.times += 1
        return mujoco.MjModel.from_xml_string(SMALL)


def test_a_model_is_put_together_once_and_read_from_then_on(tmp_path: Path) -> None:
    build = Builder()
    models = [load_ready_model(build, tmp_path / "cache") for _ in range(3)]
    assert build.times == 1
    for model in models:
        assert (model.body("bone").name, model.joint("hip").name, model.nv) == ("bone", "hip", 1)
    (kept,) = (tmp_path / "cache").iterdir()
    assert kept.suffix == ".mjb"


@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: data[:99] + b"\xff" + data[100:], lambda _: b""]
)
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    build = Builder()
    load_ready_model(build, tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert load_ready_model(build, tmp_path).nv == 1
    assert build.times == 2
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_to_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    build = Builder()
    assert load_ready_model(build, tmp_path / "file" / "cache").nv == 1
    assert build.times == 1


def test_the_muscle_model_reads_back_as_it_was_put_together(tmp_path: Path) -> None:
    from runback.spine.muscle_model import index_model

    model = load_muscle_model()
    load_ready_model(lambda: model.mujoco_model, tmp_path)
    again = index_model(load_ready_model(Builder(), tmp_path))
    assert again.muscles == model.muscles
    np.testing.assert_array_equal(again.strength_n, model.strength_n)
    assert again.mujoco_model.ntexdata < 100  # no pictures: the file stays below a megabyte
    assert again.mujoco_model.nmesh == 0
