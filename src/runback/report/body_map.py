"""The trunk of a standing figure, to lay the places of a body map over."""

from functools import cache

from runback.report.drawing_body import pose_figure
from runback.report.drawing_poses import Limb, Pose
from runback.report.drawing_shapes import flesh

VIEW = (-15.5, -82, 31, 42)
"""Left, top, width and height, in hundredths of the body height: from the shoulders to the thighs (pain/body.css)."""

_SPINE = "M0 -79V-53"


@cache
def draw_trunk(*, is_back: bool) -> str:
    """The trunk as ``<svg>``, hidden from screen readers: the check boxes over it have the words."""
    pose = Pose(leg=Limb(angles=(4, 0, 0)), arm=Limb(angles=(14, 4)))
    paths = "".join(f'<path class="draw-{kind}" d="{path}"/>' for kind, path in flesh(pose_figure(pose, "front")))
    spine = f'<path class="draw-hatch" d="{_SPINE}"/>' if is_back else ""
    view = " ".join(f"{one:g}" for one in VIEW)
    return f'<svg viewBox="{view}" aria-hidden="true" focusable="false"><g>{paths}{spine}</g></svg>'
