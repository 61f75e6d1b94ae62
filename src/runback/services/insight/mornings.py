"""The morning scores of a diary, one a day."""

from datetime import date

from runback.domain.diary import PainMoment
from runback.domain.runner import Runner
from runback.services.training.diary import list_pain
from runback.services.training.plans import take_as_mornings


def read_mornings(runner: Runner, until: date, since: date | None = None) -> dict[date, int]:
    """The morning score (0 to 10) of each day that has one, both days included; the last entry of a morning counts.

    As in the plan, a "now" before noon is the morning's.
    """
    entries = take_as_mornings(runner, list_pain(runner, since, until))
    return {one.day: one.score for one in entries if one.moment is PainMoment.MORNING}
