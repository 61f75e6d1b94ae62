"""Drawings in motion: limbs keep their length, nothing jumps, and what stands on the floor stays there."""

import math
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from runback.domain.errors import NotFound
from runback.report.drawing_body import SEGMENTS, pose_figure
from runback.report.drawing_motion import STEPS, animate, find_poses
from runback.report.drawing_poses import FROM_ABOVE, Cycle, load_drawings

MOVING = sorted(name for name, drawing in load_drawings().items() if drawing.end is not None)
STRIDES = sorted(name for name, drawing in load_drawings().items() if drawing.cycle is not None)
BONES = {"thigh": ("knee", "ankle", "shank"), "arm": ("elbow", "wrist", "forearm")}


def figures(name):
    drawing = load_drawings()[name]
    return [pose_figure(pose, drawing.view) for pose in find_poses(drawing)]


def test_a_movement_begins_and_ends_in_the_poses_of_the_drawing():
    drawing = load_drawings()["dead_bug"]
    poses = find_poses(drawing)

    assert len(poses) == STEPS + 1
    assert (poses[0], poses[-1]) == (drawing.start, drawing.end)


@pytest.mark.parametrize("name", MOVING)
def test_no_part_jumps_and_no_bone_grows(name):
    found = figures(name)
    whole = {part: math.dist(found[0].points[part], found[-1].points[part]) for part in found[0].points}
    for one, two in pairwise(found):
        for part in one.points:
            assert math.dist(one.points[part], two.points[part]) <= 6 + whole[part], part
    for upper, lower, segment in BONES.values():
        for mark in ("", "2"):
            ends = [math.dist(f.points[upper + mark], f.points[lower + mark]) for f in (found[0], found[-1])]
            for figure in found:
                length = math.dist(figure.points[upper + mark], figure.points[lower + mark])
                assert min(ends) - SEGMENTS[segment] * 0.5 <= length <= max(ends) + 0.5, (upper, mark)


@pytest.mark.parametrize("name", MOVING)
def test_nobody_sinks_into_the_floor_on_the_way(name):
    drawing = load_drawings()[name]
    if drawing.view in FROM_ABOVE:
        return
    found = figures(name)
    least = min(found[0].lowest(), found[-1].lowest(), 0.0)
    assert min(figure.lowest() for figure in found) >= least - 2.5


def test_a_foot_that_stands_stays_where_it_is_through_a_squat():
    heels = [figure.points["heel"] for figure in figures("goblet_squat")]
    assert all(math.dist(heels[0], heel) < 0.6 for heel in heels)


def test_the_moving_drawing_takes_its_time_and_says_what_it_shows():
    root = ET.fromstring(animate("goblet_squat", "Goblet squat", ("quads",), 4))
    moving = [one for one in root.iter() if one.tag.endswith("animate")]

    assert {one.get("dur") for one in moving} == {"4s"}
    assert all(len(one.get("values").split(";")) == 2 * STEPS + 1 for one in moving)
    assert root.get("aria-label").startswith("Goblet squat: ")


def test_a_held_posture_does_not_move():
    assert "<animate" not in animate("front_plank", "Plank", (), 4)


@pytest.mark.parametrize("name", STRIDES)
def test_a_stride_goes_round_without_a_jump_and_no_bone_grows(name):
    found = figures(name)
    for one, two in zip(found, [*found[1:], found[0]], strict=True):
        for part in one.points:
            assert math.dist(one.points[part], two.points[part]) < 22, (one.points[part], part)
    for figure in found:
        for mark in ("", "2"):
            assert math.dist(figure.points["hip"], figure.points["knee" + mark]) == pytest.approx(SEGMENTS["thigh"])
            assert math.dist(figure.points["knee" + mark], figure.points["ankle" + mark]) == pytest.approx(
                SEGMENTS["shank"]
            )


@pytest.mark.parametrize("name", STRIDES)
def test_the_far_side_does_the_same_half_a_stride_later(name):
    found = figures(name)
    half = len(found) // 2
    for place, figure in enumerate(found):
        other = found[(place + half) % len(found)]
        for part in ("knee", "ankle", "toe", "elbow", "hand"):
            near = [a - b for a, b in zip(figure.points[part], figure.points["hip"], strict=True)]
            far = [a - b for a, b in zip(other.points[part + "2"], other.points["hip"], strict=True)]
            assert near == pytest.approx(far), part


def test_a_walker_has_a_foot_on_the_floor_and_a_runner_leaves_it_twice_a_stride():
    lowest = {name: [round(figure.lowest(), 6) for figure in figures(name)] for name in STRIDES}
    assert set(lowest["brisk_walk"]) == set(lowest["high_knee_march"]) == {0.0}
    assert sum(one > 0 for one in lowest["easy_run"]) == 4
    assert lowest["easy_run"][:6] == lowest["easy_run"][6:]


def test_the_stance_foot_moves_backwards_under_the_runner():
    toes = [figure.points["toe"][0] - figure.points["hip"][0] for figure in figures("easy_run")[:5]]
    assert toes == sorted(toes, reverse=True)


def test_a_stride_begins_again_where_it_ended_in_its_own_time():
    root = ET.fromstring(animate("easy_run", "Run", (), 4))
    moving = [one for one in root.iter() if one.tag.endswith("animate")]
    values = [one.get("values").split(";") for one in moving]
    assert {one.get("dur") for one in moving} == {"0.7s"}
    assert all(paths[0] == paths[-1] and len(paths) == 13 for paths in values)
    assert {one.get("calcMode") for one in moving} == {"linear"}


@pytest.mark.parametrize("change", [{"legs": [[0, 0, 0]] * 5}, {"arms": [[0, 0]] * 3}, {"lift": [0, 0, 0]}])
def test_a_stride_that_does_not_go_round_is_refused(change):
    cycle = {"seconds": 1, "legs": [[0, 0, 0]] * 4, "arms": [[0, 0]] * 4}
    with pytest.raises(ValueError, match="stride"):
        Cycle.model_validate(cycle | change)


@pytest.mark.parametrize("name", [*MOVING, *STRIDES])
def test_every_movement_is_small_enough_for_a_phone(name):
    assert len(animate(name, name, ("quads",), 4)) < 40_000


def test_an_unknown_drawing_is_not_found():
    with pytest.raises(NotFound):
        animate("cartwheel", "Cartwheel", (), 4)
