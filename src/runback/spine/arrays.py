"""Small vector algebra on stacks of frames; the first axis is always time."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def rotation_about(axis: Floats, angle: Floats) -> Floats:
    """Rotation matrices (n, 3, 3) about one fixed unit ``axis`` by ``angle`` (n,) in rad (Rodrigues)."""
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    sine = np.sin(angle)[:, None, None]
    versine = (1.0 - np.cos(angle))[:, None, None]
    turned: Floats = np.eye(3) + sine * cross + versine * (cross @ cross)
    return turned


def body_fixed_xyz(angles: Floats) -> Floats:
    """One rotation matrix (3, 3) of OpenSim's body-fixed x-y-z angles in rad."""
    turned = np.eye(3)
    for axis, angle in zip(np.eye(3), angles, strict=True):
        turned = turned @ rotation_about(axis, np.array([angle]))[0]
    return turned


def turn(rotations: Floats, vectors: Floats) -> Floats:
    """Each of the rotations (n, 3, 3) applied to each vector (n, 3) or to one vector (3,)."""
    turned: Floats = (
        np.einsum("nij,...j->ni", rotations, vectors)
        if vectors.ndim == 1
        else np.einsum("nij,nj->ni", rotations, vectors)
    )
    return turned


def cross(left: Floats, right: Floats) -> Floats:
    """Cross product of stacks (n, 3), written out because ``np.cross`` is several times slower."""
    a, b, c = left[..., 0], left[..., 1], left[..., 2]
    x, y, z = right[..., 0], right[..., 1], right[..., 2]
    product = np.empty(np.broadcast_shapes(left.shape, right.shape))
    product[..., 0], product[..., 1], product[..., 2] = b * z - c * y, c * x - a * z, a * y - b * x
    return product
