"""One change, tried in blocks with it and without it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.checks import require_between


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment of a runner.

    ``change`` is an id of experiments.yaml. ``blocks`` follow each other from ``started_on``, each of ``block_days``;
    True is a block with the change. The first ``settle_days`` mornings of a block do not count. ``points`` is the
    difference of the morning score (0 to 10) that matters to the runner. ``stopped_on`` is the day it was ended early.
    """

    change: str
    started_on: date
    blocks: tuple[bool, ...]
    block_days: int
    settle_days: int
    points: float
    stopped_on: date | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        require_between("points", self.points, 0.5, 5)

    @property
    def ends_on(self) -> date:
        """The last day that was planned."""
        return self.started_on + timedelta(days=len(self.blocks) * self.block_days - 1)

    def is_over(self, day: date) -> bool:
        """Whether nothing is left to do on that day."""
        return self.stopped_on is not None or day > self.ends_on

    def is_with(self, day: date) -> bool | None:
        """Whether that day belongs to a block with the change; None outside the experiment."""
        place = (day - self.started_on).days
        if place < 0 or day > self.ends_on or (self.stopped_on is not None and day > self.stopped_on):
            return None
        return self.blocks[place // self.block_days]

    def counts(self, day: date) -> bool:
        """Whether the score of that morning counts: the block has settled, so yesterday belongs to it too."""
        return self.is_with(day) is not None and (day - self.started_on).days % self.block_days >= self.settle_days

    def stop(self, day: date) -> "Experiment":
        """The experiment ended early, with that day as its last."""
        return replace(self, stopped_on=day)
