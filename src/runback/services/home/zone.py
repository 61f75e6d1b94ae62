"""The time zone of a runner whose home was made with "UTC" because the machine's own zone was not read."""

from django.db import transaction

from runback.domain.runner import Runner
from runback.services import clock
from runback.services.home.runners import change_profile
from runback.store.models import RunnerRow
from runback.store.owned import owner_id

_UTC = ("UTC", "Etc/UTC")


def needs_zone(runner: Runner) -> bool:
    """Whether the runner's zone is UTC and the runner was not asked yet if that is right."""
    if runner.zone not in _UTC:
        return False
    return RunnerRow.objects.filter(pk=owner_id(runner), zone_asked_on=None).exists()


@transaction.atomic
def answer_zone(runner: Runner, zone: str) -> Runner:
    """Set the zone, which may stay UTC, and do not ask again; raises ``BadAnswer`` for a zone that does not exist.

    Days of entries made before stay as they are, but for checks of what is tomorrow there (``change_profile``).
    """
    changed = change_profile(runner, zone=zone)
    RunnerRow.objects.filter(pk=owner_id(runner)).update(zone_asked_on=clock.today(changed))
    return changed
