"""What a runner lets a clinician see: invited, accepted, looked at, ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet

from runback.domain.errors import BadAnswer, NotFound, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.people.accounts import Account, read_account
from runback.store.mapping_history import runner_record
from runback.store.models import ClinicianNoteRow, GrantRow, Role, RunnerRow, ViewRow
from runback.store.owned import owner_id, row_of, rows_of
from runback.store.wall import lifted, open_for

INVITATION_LASTS = timedelta(days=7)
INVITATIONS_MAX = 10
NOTE_MAX = 4_000
_VIEWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as its runner sees it; ``name`` is empty until somebody has accepted the invitation."""

    id: int
    name: str
    invited_until: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class View:
    """One look of somebody else at the runner's record."""

    at: datetime
    name: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class ClinicianNote:
    """What a clinician wrote, and when."""

    at: datetime
    author: str
    text: str


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(runner: Runner) -> str:
    """A token that one clinician can accept within a week; only its hash is stored.

    Raises ``BadAnswer`` while ten invitations are open.
    """
    if _open_grants(runner).filter(accepted_at=None).count() >= INVITATIONS_MAX:
        raise BadAnswer(
            "invitation",
            gettext("{invitations_max} invitations are open. Take one back first.").format(
                invitations_max=INVITATIONS_MAX
            ),
        )
    token = secrets.token_urlsafe(24)
    GrantRow.objects.create(
        runner_id=owner_id(runner), token_sha256=_digest(token), invited_until=clock.now() + INVITATION_LASTS
    )
    return token


def _open_grants(runner: Runner) -> QuerySet[GrantRow]:
    is_running = Q(accepted_at__isnull=False) | Q(invited_until__gt=clock.now())
    return rows_of(GrantRow, runner).filter(is_running, revoked_at=None)


def list_grants(runner: Runner) -> tuple[Grant, ...]:
    """Who may see the runner's record now, and the invitations that are open."""
    rows = _open_grants(runner).order_by("pk")
    return tuple(Grant(row.pk, row.clinician_name, row.invited_until, row.accepted_at) for row in rows)


def revoke(runner: Runner, grant_id: int | str) -> None:
    """End a grant or an invitation from this moment on; raises ``NotFound``."""
    row = row_of(GrantRow, runner, grant_id)
    row.revoked_at, row.token_sha256 = row.revoked_at or clock.now(), None
    row.save(update_fields=("revoked_at", "token_sha256", "updated_at"))


@lifted()
def invited_by(token: str) -> Runner:
    """The runner whose open invitation this is; raises ``NotFound`` for one that is used, expired or invented."""
    return runner_record(_invitation(token).runner)


def _invitation(token: str) -> GrantRow:
    rows = GrantRow.objects.select_related("runner").filter(token_sha256=_digest(token), revoked_at=None)
    row: GrantRow | None = rows.filter(accepted_at=None, invited_until__gt=clock.now()).first()
    if row is None:
        raise NotFound(gettext("This invitation was used, has ended or was taken back. Ask the runner for a new one."))
    return row


@lifted()
@transaction.atomic
def accept(token: str, clinician: Account) -> Runner:
    """Use an invitation up for this clinician; raises ``NotFound``, and ``UnusableInput`` for another role."""
    if clinician.role != Role.CLINICIAN:
        raise UnusableInput(gettext("Only a clinician's account can accept an invitation."))
    row = _invitation(token)
    taken = GrantRow.objects.filter(pk=row.pk, accepted_at=None, revoked_at=None).update(
        clinician_id=clinician.user_id,
        clinician_name=clinician.name,
        accepted_at=clock.now(),
        token_sha256=None,
    )
    if not taken:
        raise NotFound(gettext("This invitation was used a moment ago."))
    return runner_record(row.runner)


@lifted()
def granted_runner_ids(user_id: int) -> tuple[int, ...]:
    """The ids of the runners whose records this account may open: grants that are accepted and not over."""
    grants = GrantRow.objects.filter(clinician_id=user_id, accepted_at__isnull=False, revoked_at=None)
    is_clinician = get_user_model().objects.filter(pk=user_id, is_active=True, person__role=Role.CLINICIAN).exists()
    return tuple(grants.values_list("runner_id", flat=True).distinct()) if is_clinician else ()


def open_record(user_id: int, runner_id: int, what: str) -> Runner:
    """The runner whose record a clinician opens, with the look noted for the runner.

    The only way to another's record. Raises ``NotFound`` without a grant, also if the runner does not exist.
    """
    runner = _open_record(user_id, runner_id, what)
    open_for([runner_id])
    return runner


@lifted()
@transaction.atomic
def _open_record(user_id: int, runner_id: int, what: str) -> Runner:
    if runner_id not in granted_runner_ids(user_id):
        raise NotFound(gettext("There is no such runner of yours."))
    runner = runner_record(RunnerRow.objects.get(pk=runner_id))
    viewer = read_account(user_id)
    ViewRow.objects.create(runner_id=runner_id, viewer_name=viewer.name, viewer_role=viewer.role, what=what)
    return runner


@lifted()
def note_link(maker: Account, user_id: int) -> None:
    """Note for the runner of an account, if it has one, that somebody made a sign-in link for it."""
    row = RunnerRow.objects.filter(user_id=user_id).first()
    if row is not None and maker.user_id != user_id:
        ViewRow.objects.create(
            runner=row, viewer_name=maker.name, viewer_role=maker.role, what=gettext("a new sign-in link")
        )


def list_views(runner: Runner) -> tuple[View, ...]:
    """The latest looks of other people at the runner's record, newest first."""
    rows = rows_of(ViewRow, runner).order_by("-created_at", "-pk")[:_VIEWS_SHOWN]
    labels = dict(Role.choices) | {"link": "no account"}
    return tuple(View(row.created_at, row.viewer_name, str(labels[row.viewer_role]), row.what) for row in rows)


def add_note(runner: Runner, author: Account, text: str) -> None:
    """Keep a clinician's note in the runner's record; raises ``BadAnswer`` for an empty or a very long one."""
    if not text.strip() or len(text) > NOTE_MAX:
        raise BadAnswer("text", gettext("A note has 1 to {note_max} characters.").format(note_max=NOTE_MAX))
    ClinicianNoteRow.objects.create(runner_id=owner_id(runner), author_name=author.name, text=text.strip())


def list_notes(runner: Runner) -> tuple[ClinicianNote, ...]:
    """The clinicians' notes on the runner, newest first."""
    rows = rows_of(ClinicianNoteRow, runner).order_by("-created_at", "-pk")
    return tuple(ClinicianNote(row.created_at, row.author_name, row.text) for row in rows)
