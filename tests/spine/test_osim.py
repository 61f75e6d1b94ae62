"""Body models: both generations of the file format, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from runback.spine.curves import Polynomial, Spline, scaled
from runback.spine.errors import UnusableModel
from runback.spine.osim import read_osim
from tests.shared_data import shared_path

NEW = """<?xml version="1.0"?><OpenSimDocument Version="40000"><Model name="stick"><BodySet><objects>
<Body name="rod"><mass>2</mass><mass_center>0 -0.5 0</mass_center><inertia>0.2 0.01 0.2 0 0 0</inertia></Body>
</objects></BodySet><JointSet><objects><PinJoint name="hinge">
<socket_parent_frame>ground_offset</socket_parent_frame><socket_child_frame>/bodyset/rod</socket_child_frame>
<coordinates><Coordinate name="swing"><default_value>0.1</default_value></Coordinate></coordinates>
<frames><PhysicalOffsetFrame name="ground_offset"><socket_parent>/ground</socket_parent>
<translation>0 2 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame></frames>
</PinJoint></objects></JointSet></Model></OpenSimDocument>"""
OLD = """<?xml version="1.0"?><OpenSimDocument Version="30000"><Model name="stick"><BodySet><objects>
<Body name="ground"><mass>0</mass></Body>
<Body name="rod"><mass>2</mass><mass_center>0 -0.5 0</mass_center><inertia_xx>0.2</inertia_xx>
<inertia_yy>0.01</inertia_yy><inertia_zz>0.2</inertia_zz><Joint><PinJoint name="hinge">
<parent_body>ground</parent_body><location_in_parent>0 2 0</location_in_parent>
<orientation_in_parent>0 0 0</orientation_in_parent><location>0 0 0</location><orientation>0 0 0</orientation>
<CoordinateSet><objects><Coordinate name="swing"><default_value>0.1</default_value></Coordinate></objects>
</CoordinateSet></PinJoint></Joint></Body></objects></BodySet></Model></OpenSimDocument>"""


@pytest.mark.parametrize("text", [NEW, OLD], ids=["version 4", "version 3"])
def test_a_stick_on_a_hinge_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stick.osim"
    path.write_text(text)
    body = read_osim(path)
    assert body.mass_kg == 2.0
    assert body.segments["rod"].inertia_kgm2.diagonal().tolist() == [0.2, 0.01, 0.2]
    joint = body.joint_of("swing")
    assert (joint.parent, joint.child) == ("ground", "rod")
    assert joint.on_parent.origin_m.tolist() == [0.0, 2.0, 0.0]
    assert body.defaults["swing"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html/>", "not an OpenSim model"),
        ("no xml", "not readable XML"),
        (NEW.replace("PinJoint", "BushingForce"), "BushingForce"),
        (NEW.replace("<mass>2</mass>", "<mass>two</mass>"), "text where a number belongs"),
        (NEW.replace("<socket_parent>/ground</socket_parent>", "<socket_parent>/bodyset/mast</socket_parent>"), "rod"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + NEW.split("?>", 1)[1].replace("stick", "&x;"),
         "readable XML"),
    ],
)  # fmt: skip
def test_what_is_not_a_body_model_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.osim"
    path.write_text(text)
    with pytest.raises(UnusableModel, match=words) as caught:
        read_osim(path)
    assert caught.value.path == str(path)


def test_a_model_without_a_back_joint_says_what_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "stick.osim"
    path.write_text(NEW)
    with pytest.raises(UnusableModel, match="lumbar_extension"):
        read_osim(path).joint_of("lumbar_extension")


def test_a_spline_is_straight_beyond_its_ends() -> None:
    value, slope, bend = Spline((0.0, 1.0, 2.0), (0.0, 1.0, 2.0))(np.array([-1.0, 0.5, 3.0]))
    np.testing.assert_allclose(value, [-1.0, 0.5, 3.0], atol=1e-12)
    np.testing.assert_allclose(slope, 1.0)
    np.testing.assert_allclose(bend, 0.0, atol=1e-12)


def test_a_multiplied_polynomial_keeps_its_derivatives() -> None:
    value, slope, bend = scaled(Polynomial((1.0, 0.0, 2.0)), 3.0)(np.array([2.0]))  # 3 (x^2 + 2)
    assert (value[0], slope[0], bend[0]) == (18.0, 12.0, 6.0)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("parts", "mass_kg"),
    [
        (("spine", "hamner2010", "subject02_RRA_Adjusted.osim"), 65.9),
        (("spine", "rajagopal_walk", "subject_scaled_walk.osim"), 85.0668),
        (("spine", "models", "Rajagopal2016.osim"), 75.337),
        (("mocap", "hamner_subject01.osim"), 72.84),
    ],
)
def test_real_models_weigh_what_their_subjects_weigh(parts: tuple[str, ...], mass_kg: float) -> None:
    assert read_osim(shared_path(*parts)).mass_kg == pytest.approx(mass_kg, abs=0.001)
