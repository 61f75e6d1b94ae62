"""Drawings: bodies of human proportions, feet on the floor, hands where they grip, words for every picture."""

import math
from xml.etree import ElementTree

import pytest

from runback.domain.errors import NotFound
from runback.knowledge.exercises import load_exercises
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.routines import load_routines
from runback.knowledge.self_tests import load_self_tests
from runback.report.drawing import draw
from runback.report.drawing_body import pose_figure
from runback.report.drawing_poses import FROM_ABOVE, load_drawings, parse_drawings
from runback.report.drawing_shapes import REGIONS, SAME, capsule

SVG = "{http://www.w3.org/2000/svg}"
POSES = [
    (f"{name} {which}", drawing, pose)
    for name, drawing in load_drawings().items()
    for which, pose in (("start", drawing.start), ("end", drawing.end))
    if pose is not None
]


def each_pose(*, on_floor: bool = False):
    chosen = [one for one in POSES if not on_floor or not (one[2].air or one[1].view in FROM_ABOVE)]
    return pytest.mark.parametrize(("drawing", "pose"), [one[1:] for one in chosen], ids=[one[0] for one in chosen])


def gap(figure, one, other):
    return math.dist(figure.points[one], figure.points[other])


def test_a_standing_body_has_the_heights_of_winters_figure():
    figure = pose_figure(parse_drawings("a: {text: Standing upright., start: {}}")["a"].start, "side")

    assert figure.points["ankle"][1] == pytest.approx(3.9, abs=0.1)
    assert figure.points["knee"][1] == pytest.approx(28.5, abs=0.1)
    assert figure.points["hip"][1] == pytest.approx(53.0, abs=0.1)
    assert figure.points["shoulder"][1] == pytest.approx(81.8, abs=0.1)
    assert figure.points["head"][1] + 6.2 == pytest.approx(100, abs=1.5)


def test_a_right_angle_at_hip_and_knee_puts_the_thigh_level_and_the_shank_upright():
    text = "a: {text: Sitting on nothing., start: {at: [0, 28.5], leg: [90, 90, 0]}}"
    points = pose_figure(parse_drawings(text)["a"].start, "side").points

    assert points["knee"] == pytest.approx((24.5, 28.5))
    assert points["ankle"] == pytest.approx((24.5, 3.9))


def test_an_elbow_bends_behind_a_hand_that_grips_and_a_knee_before_a_foot_that_stands():
    text = "a: {text: A small squat., start: {at: [0, 40], leg: {to: [0, 0]}, arm: {to: [15, 60]}}}"
    figure = pose_figure(parse_drawings(text)["a"].start, "side")

    assert figure.points["knee"][0] > 5
    assert figure.points["elbow"][1] < figure.points["wrist"][1]
    assert figure.points["wrist"] == pytest.approx((15, 61.6))
    assert figure.missed == 0


def test_a_hand_out_of_reach_misses_by_the_distance_that_is_lacking():
    text = "a: {text: Reaching too far., start: {at: [0, 53], arm: {to: [100, 80.2]}}}"
    figure = pose_figure(parse_drawings(text)["a"].start, "side")

    assert figure.missed == pytest.approx(100 - 18.6 - 14.6, abs=0.1)


@each_pose()
def test_every_hand_and_foot_reaches_its_place(drawing, pose):
    assert pose_figure(pose, drawing.view).missed < 0.5


@each_pose(on_floor=True)
def test_every_figure_is_on_the_floor(drawing, pose):
    assert -1.5 < pose_figure(pose, drawing.view).lowest() < 1.8


@each_pose()
def test_no_limb_is_longer_than_its_bone(drawing, pose):
    figure = pose_figure(pose, drawing.view)
    for mark in ("", "2"):
        assert gap(figure, f"knee{mark}", f"ankle{mark}") < 24.6 * 1.06
        assert gap(figure, f"elbow{mark}", f"wrist{mark}") < 14.6 * 1.06


def test_every_exercise_drill_stretch_and_self_test_has_a_drawing():
    drawn = set(load_drawings())
    routines = load_routines()
    wanted = {"brisk_walk", "easy_run"} | {one.drawing for one in load_exercises().exercises}
    wanted |= {one.id for one in (*routines.warm_up.parts, *routines.mobility.parts)}
    wanted |= {one.drawing for one in load_self_tests().tests.values()}

    assert wanted <= drawn
    assert drawn <= wanted, "a drawing nobody shows"


def test_every_muscle_of_the_library_can_be_highlighted():
    muscles = {name for one in load_exercises().exercises for name in one.muscles}
    assert muscles <= set(REGIONS) | set(SAME)


@pytest.mark.parametrize("name", sorted(load_drawings()))
def test_a_drawing_is_well_formed_has_its_words_and_no_style_of_its_own(name):
    text = draw(name, "A <name> & more", ("glutes",))
    root = ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))

    assert root.findtext(f"{SVG}title") == "A <name> & more"
    assert len(root.findtext(f"{SVG}desc")) >= 10
    assert root.get("role") == "img"
    assert "style" not in text
    assert "NaN" not in text
    _left, _top, width, height = map(float, root.get("viewBox").split())
    assert 60 <= width <= 240
    assert 20 <= height <= 220


def test_the_last_pose_shows_the_muscles_and_the_first_is_paler():
    text = draw("goblet_squat", "Goblet squat", ("quads", "glutes"))

    assert text.count("draw-muscle") == 2
    assert text.index("draw-start") < text.index("draw-end") < text.index("draw-muscle")
    assert "draw-start" not in draw("goblet_squat", "Goblet squat", is_small=True)


def test_a_drawing_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        draw("cartwheel", "Cartwheel")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {text: Too short to be, start: {legs: [1]}}", "legs"),
        ("a: {text: Nothing like this., start: {props: [{kind: anvil, at: hand}]}}", "anvil"),
        ("a: {text: Nothing like this., start: {props: [{kind: ball, at: tail}]}}", "tail"),
        ("a: {text: Nothing like this., start: {}, arrows: [knee]}", "no way of knee"),
    ],
)
def test_a_broken_pose_is_refused_by_name(text, said):
    with pytest.raises(BrokenRuleBook, match=said):
        parse_drawings(text)


def test_the_outline_of_two_equal_circles_is_a_stadium():
    assert capsule((0, 0), 2, (10, 0), 2) == "M0 -2L10 -2A2 2 0 0 1 10 2L0 2A2 2 0 0 1 0 -2Z"
