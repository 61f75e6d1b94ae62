"""Forms from a phone that may arrive twice: each is saved once, by the id from the phone."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from runback.domain.runner import Runner
from runback.store.models import SentRow
from runback.store.owned import owner_id

Answer = TypeVar("Answer")


def save_once(
    runner: Runner, client_id: UUID, act: Callable[[], Answer], is_kept: Callable[[Answer], bool]
) -> Answer | None:
    """The result of ``act``; None, without calling it, if a form with this id was saved before.

    A response that is not saved, or an error, leaves nothing behind, so that the form can be sent again.
    """
    with transaction.atomic():
        _, is_new = SentRow.objects.get_or_create(runner_id=owner_id(runner), client_id=client_id)
        if not is_new:
            return None
        answer = act()
        if not is_kept(answer):
            transaction.set_rollback(True)
    return answer
