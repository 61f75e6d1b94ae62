"""Poses as data: joint angles, what touches what, and the props in the picture (poses.yaml).

Lengths are in hundredths of the body height, angles in degrees, x forwards (to the right),
y up, the floor at 0. A direction of 0 points up, 90 forwards. See docs/decisions/0210.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field, model_validator

from runback.knowledge.reading import BrokenRuleBook, Entry, parse_yaml

FILE = "poses.yaml"
Point = tuple[float, float]
View = Literal["side", "front", "above", "above_front"]
"""``above`` shows a runner lying on the side, ``above_front`` one lying on the back, both from the ceiling."""

FRONTAL = ("front", "above_front")
FROM_ABOVE = ("above", "above_front")
PARTS = (
    "hip", "waist", "shoulder", "neck", "head",
    "knee", "ankle", "heel", "toe", "elbow", "wrist", "hand",
    "knee2", "ankle2", "heel2", "toe2", "elbow2", "wrist2", "hand2",
)  # fmt: skip
"""Points of a figure; those with a 2 are of the far side (in a front view of the left of the picture)."""

PROPS = (
    "dumbbell", "kettlebell", "barbell", "plate", "band", "strap", "step", "bench", "chair", "table", "wall", "post",
    "ball", "roller", "cushion", "mat", "line",
)  # fmt: skip


class Limb(Entry):
    """A leg or an arm by its joint angles, by where it ends, or by its points where it is foreshortened.

    ``angles``: hip and knee flexion and ankle dorsiflexion, or shoulder and elbow flexion.
    ``to``: the surface under foot or hand, the joints between follow. ``points``: knee and
    ankle, or elbow and wrist. ``end`` is the direction of foot or hand (a foot that is
    placed is flat, a hand without a direction grips). ``bend`` is the side an
    elbow or knee of a front view points to. ``scale`` shortens both segments.
    """

    angles: tuple[float, ...] | None = None
    to: Point | None = None
    points: tuple[Point, Point] | None = None
    end: float | None = None
    bend: Literal[-1, 1] = 1
    scale: tuple[float, float] = (1.0, 1.0)

    @model_validator(mode="before")
    @classmethod
    def _take_angles(cls, given: object) -> object:
        return {"angles": given} if isinstance(given, list) else given


class Prop(Entry):
    """A prop in the picture: ``at`` a point or a part of the figure, ``to`` where it ends (bands, benches)."""

    kind: str
    at: str | Point
    to: str | Point | None = None
    turn: float = 0.0
    height: float | None = None

    @model_validator(mode="after")
    def _know(self) -> "Prop":
        if self.kind not in PROPS:
            raise ValueError(f"{self.kind} is no thing that can be drawn")
        for one in (self.at, self.to):
            if isinstance(one, str) and one not in PARTS:
                raise ValueError(f"{one} is no part of a figure")
        return self


class Pose(Entry):
    """One posture. ``trunk``: direction of the pelvis, then flexion of lumbar spine, thorax and neck.

    The figure is placed by its pelvis (``at``), by one part that rests on a surface point
    (``rest``), or with its lowest part on the floor.
    """

    trunk: tuple[float, float, float, float] = (0, 0, 0, 0)
    at: Point | None = None
    rest: tuple[str, float, float] | None = None
    leg: Limb = Limb(angles=(0, 0, 0))
    leg2: Limb | None = None
    arm: Limb = Limb(angles=(5, 10))
    arm2: Limb | None = None
    props: tuple[Prop, ...] = ()
    air: bool = False  # nothing touches the floor


class Arrow(Entry):
    """A movement: the way of ``part`` from the first pose to the second, moved by ``by``, bulging by ``bulge``."""

    part: str
    by: Point = (0, 0)
    bulge: float = 0.2
    both: bool = False
    turn: bool = False

    @model_validator(mode="before")
    @classmethod
    def _take_name(cls, given: object) -> object:
        return {"part": given} if isinstance(given, str) else given


class Cycle(Entry):
    """A walk or a run seen from the side, as joint angles at equal shares of one stride (two steps) of the near side.

    ``legs``: hip and knee flexion and ankle dorsiflexion; ``arms``: shoulder and elbow flexion. The far side does the
    same half a stride later. ``lift`` is the height of the lowest part above the floor over one step, where both feet
    are in the air. ``seconds`` is the time of a stride.
    """

    seconds: float = Field(gt=0)
    lean: float = 0.0
    legs: tuple[tuple[float, float, float], ...] = Field(min_length=4)
    arms: tuple[tuple[float, float], ...]
    lift: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _fit(self) -> "Cycle":
        if len(self.legs) % 2 or len(self.arms) != len(self.legs):
            raise ValueError("a stride has an even number of moments, the same for legs and arms")
        if self.lift and 2 * len(self.lift) != len(self.legs):
            raise ValueError("the lift is given for one step, which is half a stride")
        return self


class Drawing(Entry):
    """A first and a second pose (one for a hold), and the words that say the same; ``cycle`` where it goes by steps."""

    text: str = Field(min_length=10)
    view: View = "side"
    start: Pose
    end: Pose | None = None
    cycle: Cycle | None = None
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()


@cache
def load_drawings() -> Mapping[str, Drawing]:
    """Every drawing by id; raises ``BrokenRuleBook`` naming what is no pose."""
    return parse_drawings((Path(__file__).parent / FILE).read_text(encoding="utf-8"))


def parse_drawings(text: str) -> Mapping[str, Drawing]:
    """Drawings from YAML text; raises ``BrokenRuleBook``."""
    found = parse_yaml(text, FILE, dict[str, Drawing])
    for name, drawing in found.items():
        for arrow in drawing.arrows:
            if arrow.part not in PARTS or (drawing.end is None and not arrow.turn):
                raise BrokenRuleBook(f"{FILE}: {name}: no way of {arrow.part} to draw", path=FILE)
    return MappingProxyType(found)
