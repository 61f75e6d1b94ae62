"""Requests to the spine model, as the pages make them and as its process receives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SpineQuestion:
    """A request: the stride (one's own file or the synthetic one), and the changes to it."""

    mass_kg: float = 70.0
    speed_m_s: int = 4
    lean_deg: float = 0.0
    is_own: bool = False
    weak: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnStride:
    """A runner's own files: the movement, and where sent the ground's push and the body."""

    movement: Path
    ground: Path | None = None
    body: Path | None = None

    @property
    def name(self) -> str:
        """The movement's file name."""
        return self.movement.name

    @property
    def stamp(self) -> tuple[object, ...]:
        """What changes when any of the files does."""
        files = (self.movement, self.ground, self.body)
        return tuple((str(one), one.stat().st_mtime_ns) if one else None for one in files)


@dataclass(frozen=True, slots=True)
class SpineJob:
    """A question as the process gets it, with the files of the stride where it is the runner's own."""

    question: SpineQuestion
    own: OwnStride | None
    with_paper: bool = False
    is_preview: bool = False
