"""Mornings put straight into a diary."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from runback.domain.diary import PainEntry, PainMoment
from runback.domain.runner import Runner
from runback.store.mapping_diary import pain_values
from runback.store.models import PainRow


def add_mornings(runner: Runner, scores: Mapping[date, int], moment: PainMoment = PainMoment.MORNING) -> None:
    """One score a day, entered at five in the morning UTC of that day."""
    entries = (
        PainEntry(datetime(day.year, day.month, day.day, 5, tzinfo=UTC), day, score, moment, entered_on=day)
        for day, score in scores.items()
    )
    PainRow.objects.bulk_create(PainRow(runner_id=runner.id, **pain_values(one)) for one in entries)
