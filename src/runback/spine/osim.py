"""Reads the segments and joints of an OpenSim model (.osim, versions 2 to 4); muscles are not read."""

from pathlib import Path

import numpy as np
from lxml import etree

from runback.spine.arrays import Floats, body_fixed_xyz
from runback.spine.curves import Curve, Polynomial, Spline, scaled
from runback.spine.errors import UnusableModel
from runback.spine.skeleton import GROUND, Axis, Joint, Placement, Segment, Skeleton, order_joints

_MAX_BYTES = 50_000_000
_JOINT_TAGS = frozenset({"CustomJoint", "PinJoint", "WeldJoint", "UniversalJoint"})
_FIXED = Polynomial((0.0,))


def read_osim(path: Path) -> Skeleton:
    """The skeleton of an .osim file.

    Raises ``UnusableModel`` for a file that is not an OpenSim model, for joint types other than Custom, Pin,
    Universal and Weld, and for unknown functions.
    """
    if not path.is_file():
        raise UnusableModel(f"There is no file {path.name}.", path=str(path))
    if path.stat().st_size > _MAX_BYTES:
        raise UnusableModel("The body model is larger than 50 MB; that is not a body model.", path=str(path))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise UnusableModel(f"{path.name} is not readable XML: {error.msg}", path=str(path)) from error
    model = root.find("Model")
    if root.tag != "OpenSimDocument" or model is None:
        raise UnusableModel(f"{path.name} is not an OpenSim model (.osim).", path=str(path))
    try:
        return _read_model(model)
    except UnusableModel as error:
        raise UnusableModel(error.message, path=str(path)) from error


def _read_model(model: etree._Element) -> Skeleton:
    bodies = model.findall("BodySet/objects/Body")
    segments = {body.get("name", ""): _read_segment(body) for body in bodies if body.get("name") != GROUND}
    joints = [_read_joint(joint, None) for joint in model.findall("JointSet/objects/*")]
    for body in bodies:
        joints += [_read_joint(joint, body.get("name", "")) for joint in body.findall("Joint/*")]
    if not segments or not joints:
        raise UnusableModel("The body model has no segments or no joints.")
    for segment in segments.values():
        if segment.mass_kg < 0:
            raise UnusableModel(f"Segment {segment.name} of the body model weighs {segment.mass_kg:g} kg.")
    defaults = {
        one.get("name", ""): _number(one, "default_value", 0.0)
        for one in model.iter("Coordinate")
        if one.get("name") is not None
    }
    return Skeleton(model.get("name", "model"), segments, order_joints(joints), defaults)


def _read_segment(body: etree._Element) -> Segment:
    moments = body.find("inertia")
    if moments is not None:
        xx, yy, zz, xy, xz, yz = _numbers(moments, 6)
    else:
        xx, yy, zz, xy, xz, yz = (
            _number(body, f"inertia_{pair}", 0.0) for pair in ("xx", "yy", "zz", "xy", "xz", "yz")
        )
    inertia = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    return Segment(body.get("name", ""), _number(body, "mass", 0.0), _vector(body, "mass_center"), inertia)


def _read_joint(joint: etree._Element, child: str | None) -> Joint:
    name = joint.get("name", "joint")
    if joint.tag not in _JOINT_TAGS:
        raise UnusableModel(f"Joint {name} is a {joint.tag}; Runback reads Custom, Pin, Universal and Weld joints.")
    if child is None:
        parent, on_parent = _framed(joint, "socket_parent_frame")
        child, on_child = _framed(joint, "socket_child_frame")
    else:
        parent = (joint.findtext("parent_body") or GROUND).strip()
        on_parent = Placement(
            _vector(joint, "location_in_parent"), body_fixed_xyz(_vector(joint, "orientation_in_parent"))
        )
        on_child = Placement(_vector(joint, "location"), body_fixed_xyz(_vector(joint, "orientation")))
    translations, rotations = _axes(joint)
    return Joint(name, parent, child, on_parent, on_child, translations, rotations)


def _framed(joint: etree._Element, socket: str) -> tuple[str, Placement]:
    wanted = (joint.findtext(socket) or "").strip().rsplit("/", 1)[-1]
    for frame in joint.findall("frames/PhysicalOffsetFrame"):
        if frame.get("name") == wanted:
            body = (frame.findtext("socket_parent") or "").strip().rsplit("/", 1)[-1]
            return body, Placement(_vector(frame, "translation"), body_fixed_xyz(_vector(frame, "orientation")))
    return wanted, Placement(np.zeros(3), np.eye(3))


def _axes(joint: etree._Element) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
    if joint.tag == "WeldJoint":
        return (), ()
    names = [one.get("name", "") for one in joint.iter("Coordinate")]
    if joint.tag == "PinJoint":
        return (), (Axis(np.array([0.0, 0.0, 1.0]), names[0], Polynomial((1.0, 0.0))),)
    if joint.tag == "UniversalJoint":
        return (), tuple(Axis(np.eye(3)[i], names[i], Polynomial((1.0, 0.0))) for i in (0, 1))
    found = {one.get("name", ""): _read_axis(one) for one in joint.iter("TransformAxis")}
    turns = tuple(found[key] for key in sorted(found) if key.startswith("rotation"))
    moves = tuple(found[key] for key in sorted(found) if key.startswith("translation"))
    return moves, turns


def _read_axis(axis: etree._Element) -> Axis:
    coordinate = (axis.findtext("coordinates") or "").split()
    direction = _vector(axis, "axis")
    length = float(np.linalg.norm(direction)) or 1.0
    holder = axis.find("function")
    functions = list(holder) if holder is not None else [one for one in axis if one.get("name") == "function"]
    curve = _read_curve(functions[0]) if functions else _FIXED
    return Axis(direction / length, coordinate[0] if coordinate else None, curve)


def _read_curve(function: etree._Element) -> Curve:
    tag = function.tag
    if tag == "Constant":
        return Polynomial((_number(function, "value", 0.0),))
    if tag in {"LinearFunction", "PolynomialFunction"}:
        return Polynomial(tuple(_numbers(function.find("coefficients"), None)))
    if tag in {"SimmSpline", "NaturalCubicSpline", "GCVSpline", "PiecewiseLinearFunction"}:
        x, y = (tuple(_numbers(function.find(key), None)) for key in ("x", "y"))
        if len(x) < 2 or len(x) != len(y):
            raise UnusableModel(f"A {tag} of the body model has {len(x)} x and {len(y)} y values.")
        return Spline(x, y)
    if tag == "MultiplierFunction":
        inner = function.find("function")
        if inner is not None and len(inner):
            return scaled(_read_curve(inner[0]), _number(function, "scale", 1.0))
    raise UnusableModel(f"The body model uses a {tag}, which Runback cannot read.")


def _number(element: etree._Element, key: str, otherwise: float) -> float:
    text = element.findtext(key)
    return otherwise if text is None else _numbers_of(text, 1)[0]


def _vector(element: etree._Element, key: str) -> Floats:
    text = element.findtext(key)
    return np.zeros(3) if text is None or not text.strip() else np.array(_numbers_of(text, 3))


def _numbers(element: etree._Element | None, count: int | None) -> list[float]:
    return _numbers_of("" if element is None else element.text or "", count)


def _numbers_of(text: str, count: int | None) -> list[float]:
    try:
        numbers = [float(word) for word in text.split()]
    except ValueError as error:
        raise UnusableModel(f"The body model has text where a number belongs: {text.strip()[:40]}") from error
    if not np.all(np.isfinite(numbers)) or (count is not None and len(numbers) != count):
        raise UnusableModel(f"The body model needs {count} finite numbers where it says: {text.strip()[:40]}")
    return numbers
