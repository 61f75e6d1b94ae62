"""A club or a study sees counts only: from five people on, once a month, and never so that two of them show one person.

Three rules protect a person from a count (docs/decisions/0376):

- a number below five is "fewer than five", and one that leaves fewer than five others out is "all but fewer than five";
- a group is counted once in a calendar month, and a runner is in one group at most: no two groups differ by one;
- it is counted again only when the people counted are the same as before, or differ by five or more.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from runback.domain.activity import Sport
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Runner
from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.store.models import ActivityRow, GroupRow, PainRow, PlanRevisionRow, RunnerRow, SessionRow, StrengthRow
from runback.store.owned import owner_id
from runback.store.wall import lifted

FEWEST = 5
"""Fewer people than these are never counted (our own number; ten is usual where data leave an organisation)."""

NAME_MAX = 200
_RAN, _LOGGED, _HURTS = timedelta(days=28), timedelta(days=14), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Group:
    """A group as an administrator sees it; ``members`` and the counts are in words that hide small numbers.

    ``counted_on`` is None while nothing has been counted; ``has_link`` says whether a link to join with is open.
    """

    id: int
    name: str
    has_link: bool
    counted_on: date | None
    members: str
    counts: tuple[tuple[str, str], ...]


def describe_count(count: int, total: int) -> str:
    """A count out of ``total`` people in words that show neither fewer than five nor all but so few."""
    if count < FEWEST:
        return gettext("fewer than five")
    if total - count < FEWEST:
        return gettext("all but fewer than five")
    return str(count)


def may_count(before: Collection[int], now: Collection[int]) -> bool:
    """Whether a new count of these people identifies nobody: they are the same as before, or differ by five or more."""
    changed = set(before) ^ set(now)
    return len(now) >= FEWEST and (not before or not changed or len(changed) >= FEWEST)


def add_group(name: str) -> int:
    """Make a group; returns its id. Raises ``BadAnswer`` for an invalid name."""
    shown = name.strip()
    if not shown or len(shown) > NAME_MAX or not shown.isprintable():
        raise BadAnswer("name", gettext("A name has 1 to {name_max} characters.").format(name_max=NAME_MAX))
    return int(GroupRow.objects.create(name=shown).pk)


def open_link(group_id: int) -> str:
    """A new token to join the group with; the one before ends. Raises ``NotFound``."""
    token = secrets.token_urlsafe(24)
    if not GroupRow.objects.filter(pk=group_id).update(token_sha256=_digest(token)):
        raise NotFound(gettext("There is no such group."))
    return token


def close_link(group_id: int) -> None:
    """End the link to join with; raises ``NotFound``."""
    if not GroupRow.objects.filter(pk=group_id).update(token_sha256=None):
        raise NotFound(gettext("There is no such group."))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invited_to(token: str) -> str:
    """The name of the group that the link is for; raises ``NotFound``."""
    return _group_of_link(token).name


def _group_of_link(token: str) -> GroupRow:
    row = GroupRow.objects.filter(token_sha256=_digest(token)).first()
    if row is None:
        raise NotFound(gettext("This link has ended. Ask whoever gave it to you for a new one."))
    return row


@transaction.atomic
def join(runner: Runner, token: str) -> None:
    """Put the runner into the group, in place of another one, and keep what they agreed to. Raises ``NotFound``."""
    row = _group_of_link(token)
    RunnerRow.objects.filter(pk=owner_id(runner)).update(group=row, grouped_on=clock.today(runner))
    agree(runner, consent_text(ConsentKind.GROUP))


def leave(runner: Runner) -> None:
    """Take the runner out of the group."""
    RunnerRow.objects.filter(pk=owner_id(runner)).update(group=None, grouped_on=None)


def group_of(runner: Runner) -> str:
    """The name of the group the runner is in; empty where there is none."""
    return RunnerRow.objects.filter(pk=owner_id(runner)).values_list("group__name", flat=True).first() or ""


@lifted()
def list_groups(today: date) -> tuple[Group, ...]:
    """Every group with what was counted last; counts it first where its month has come."""
    for row in GroupRow.objects.all():
        _count_when_due(row.pk, today)
    return tuple(_group(row) for row in GroupRow.objects.order_by("pk"))


def _group(row: GroupRow) -> Group:
    total = len(row.counted)
    counts = tuple((name, describe_count(row.counts[name], total)) for name in MEASURES if name in row.counts)
    is_known = row.counted_on is not None
    members = str(total) if is_known else gettext("fewer than five")
    return Group(row.pk, row.name, row.token_sha256 is not None, row.counted_on, members, counts if is_known else ())


@lifted()  # it counts everybody in the group, and stores only numbers
@transaction.atomic
def _count_when_due(group_id: int, today: date) -> None:
    row = GroupRow.objects.select_for_update().get(pk=group_id)
    month = today.replace(day=1)
    if row.counted_on is not None and row.counted_on >= month:
        return
    whole_month = (month - timedelta(days=1)).replace(day=1)
    people = list(
        RunnerRow.objects.filter(group=row, grouped_on__lte=whole_month, user__is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if may_count(row.counted, people):
        row.counted, row.counted_on = people, today
        row.counts = {name: len(measure(people, month) & set(people)) for name, measure in MEASURES.items()}
        row.save(update_fields=("counted", "counted_on", "counts"))


def _who_has(kind: type[Any], people: list[int], since: date, until: date, **more: object) -> set[int]:
    rows = kind.objects.filter(runner_id__in=people, day__gte=since, day__lt=until, **more)
    return set(rows.values_list("runner_id", flat=True))


def _ran(people: list[int], month: date) -> set[int]:
    return _who_has(ActivityRow, people, month - _RAN, month, sport=Sport.RUN, is_deleted=False)


def _logged(people: list[int], month: date) -> set[int]:
    kinds = (PainRow, SessionRow, StrengthRow)
    return set().union(*(_who_has(kind, people, month - _LOGGED, month) for kind in kinds))


def _hurt(people: list[int], month: date) -> set[int]:
    return _who_has(PainRow, people, month - _HURTS, month, score__gte=load_plan_rules().light_red.pain_min)


def _stopped(people: list[int], month: date) -> set[int]:
    newest = PlanRevisionRow.objects.filter(runner=OuterRef("runner"), made_on__lt=month).order_by("-made_on", "-pk")
    rows = PlanRevisionRow.objects.filter(runner_id__in=people, pk=Subquery(newest.values("pk")[:1]))
    return set(rows.filter(plan__status="blocked").values_list("runner_id", flat=True))


MEASURES: dict[str, Callable[[list[int], date], set[int]]] = {
    gettext_noop("ran in the last four weeks"): _ran,
    gettext_noop("logged something in the last two weeks"): _logged,
    gettext_noop("had high pain in the last week"): _hurt,
    gettext_noop("may not run at the moment"): _stopped,
}
"""What is counted, each as of the first day of the month, by the words it is shown with."""
