"""Rows to and from experiments."""

from typing import Any

from runback.domain.experiment import Experiment
from runback.store.models import ExperimentRow


def experiment_values(one: Experiment) -> dict[str, Any]:
    """The columns of an experiment's row."""
    return {
        "change": one.change,
        "started_on": one.started_on,
        "blocks": list(one.blocks),
        "block_days": one.block_days,
        "settle_days": one.settle_days,
        "points": one.points,
        "stopped_on": one.stopped_on,
    }


def experiment_record(row: ExperimentRow) -> Experiment:
    """The domain's experiment of that row."""
    return Experiment(
        change=row.change,
        started_on=row.started_on,
        blocks=tuple(bool(block) for block in row.blocks),
        block_days=row.block_days,
        settle_days=row.settle_days,
        points=row.points,
        stopped_on=row.stopped_on,
        id=row.pk,
    )
