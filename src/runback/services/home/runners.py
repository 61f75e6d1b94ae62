"""The runners of a home: who they are, and whose account is whose."""

from django.contrib.auth import get_user_model
from django.db import transaction

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.store.mapping_history import runner_record
from runback.store.models import RunnerRow
from runback.store.owned import owner_id


@transaction.atomic
def add_runner(username: str, name: str, zone: str = "UTC") -> Runner:
    """A new runner with an account that has no password yet; raises ``BadAnswer`` for an unknown zone."""
    wanted = Runner(name, zone)
    user = get_user_model().objects.create_user(username=username)
    return runner_record(RunnerRow.objects.create(user=user, name=wanted.name, zone=wanted.zone))


def runner_of_user(user_id: int) -> Runner:
    """The runner who signs in with that account; raises ``NotFound``."""
    row = RunnerRow.objects.filter(user_id=user_id).first()
    if row is None:
        raise NotFound("This account belongs to no runner.")
    return runner_record(row)


def user_id_of(runner: Runner) -> int:
    """The id of the account the runner signs in with; raises ``NotFound``."""
    row = RunnerRow.objects.filter(pk=owner_id(runner)).first()
    if row is None:
        raise NotFound("This runner is not kept here.")
    return int(row.user_id)


def change_profile(runner: Runner, *, name: str | None = None, zone: str | None = None) -> Runner:
    """Change the name or the time zone; raises ``BadAnswer`` for a zone that does not exist."""
    changed = Runner(name or runner.name, zone or runner.zone, runner.id)
    RunnerRow.objects.filter(pk=owner_id(runner)).update(name=changed.name, zone=changed.zone)
    return changed
