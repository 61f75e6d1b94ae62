"""What a runner agrees to before others can see or store their record: the text, its version, and the day."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from runback.domain.runner import Runner
from runback.languages.catalogue import gettext_noop
from runback.services import clock
from runback.store.models import ConsentRow
from runback.store.owned import owner_id, rows_of

VERSION = "2026-11-30"
"""The day of the texts below. Change it with any of the texts: everybody is then asked again."""


class ConsentKind(StrEnum):
    """What the text is about."""

    SERVER = "server"
    CLINICIAN = "clinician"
    GROUP = "group"


_TITLES = {
    ConsentKind.SERVER: gettext_noop("Keeping your record on this server"),
    ConsentKind.CLINICIAN: gettext_noop("Sharing your record with a clinician"),
    ConsentKind.GROUP: gettext_noop("Being counted in a group"),
}
_SERVER = (
    "What is kept: your answers with your own words, pain, sessions, strength, self-tests, shoes and notes; the files "
    "you import with what your watch recorded, places included; clips of your running where you make them; and when "
    "and on which device you signed in.",
    "Who sees it: you, and the clinicians you invite. An administrator adds and stops accounts and sees no record in "
    "Runback. Whoever runs the server can read its files and its database.",
    "In groups: an administrator sees how many people do something where there are five or more of them, and never "
    "who.",
    "{keeps}",
    "How to leave: under Your data you take everything with you, and delete it here at once. Backups of the server may "
    "hold it until they are replaced.",
    "Runback gives no diagnosis, and does not replace a doctor or physio.",
)
_CLINICIAN = (
    "What they see: your checks with your own words, pain, training, self-tests, clips and plan, from before today "
    "too.",
    "What they do: they write notes that you see here, and set limits that make your plan easier. They change nothing "
    "else.",
    "You see each time they open your record.",
    "How to end it: the button on this page. It ends at once. What they have written down elsewhere stays with them.",
)
_GROUP = (
    "What is counted, once a month: how many in the group ran in the last four weeks, logged something in the last "
    "two, have high pain, or may not run at the moment.",
    "Who sees it: administrators of this server. They see numbers only where five or more people are meant, and where "
    "five or more are not; never who.",
    "You are in one group at most. Your numbers count from the first full month on.",
    "How to leave: the button on this page. You are not counted from then on; numbers that were shown before stay.",
)
_KEPT = "How long: until you delete it."
_KEPT_FOR = (
    "How long: until you delete it. Whoever runs this server may delete the whole record of somebody who has not "
    "signed in for {months} months: everything named above, and the account."
)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text to agree to, in paragraphs."""

    kind: ConsentKind
    version: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """A text that the runner agreed to, and when (UTC)."""

    title: str
    version: str
    lines: tuple[str, ...]
    at: datetime


def consent_text(kind: ConsentKind, keep_months: int | None = None) -> ConsentText:
    """The text as it is now; ``keep_months`` is how long the server stores an unused record."""
    keeps = _KEPT if keep_months is None else _KEPT_FOR.format(months=keep_months)
    lines = {ConsentKind.SERVER: _SERVER, ConsentKind.CLINICIAN: _CLINICIAN, ConsentKind.GROUP: _GROUP}[kind]
    version = VERSION if keep_months is None else f"{VERSION}, {keep_months} months"
    return ConsentText(kind, version, _TITLES[kind], tuple(line.replace("{keeps}", keeps) for line in lines))


def agree(runner: Runner, text: ConsentText) -> None:
    """Keep that the runner agreed to this text now."""
    ConsentRow.objects.create(
        runner_id=owner_id(runner), kind=text.kind, version=text.version, text="\n".join(text.lines), at=clock.now()
    )


def has_agreed(runner: Runner, text: ConsentText) -> bool:
    """Whether the runner has agreed to this version of the text."""
    return rows_of(ConsentRow, runner).filter(kind=text.kind, version=text.version).exists()


def list_consents(runner: Runner) -> tuple[Consent, ...]:
    """What the runner agreed to, newest first."""
    rows = rows_of(ConsentRow, runner).order_by("-at", "-pk")
    return tuple(
        Consent(_TITLES[ConsentKind(row.kind)], row.version, tuple(row.text.splitlines()), row.at) for row in rows
    )
