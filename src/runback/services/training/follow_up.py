"""The follow-up of a check: what is due to be asked again, and the answers it starts from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from runback.assess.followup import FollowUp, carry_answers, find_changes, find_changes_in_diary, plan_follow_up
from runback.domain.diary import PainEntry, SessionLog
from runback.domain.runner import Runner
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.answers import LastAnswers
from runback.services.training.check_in import SavedCheck, latest_check, recent_checks
from runback.services.training.diary import list_pain
from runback.store import queries
from runback.store.mapping_diary import pain_record, session_record
from runback.store.models import PainRow, SessionRow
from runback.store.owned import owner_id
from runback.store.standing import read_once

NEWS = gettext_noop("You want to report a change.")
_TREND = timedelta(days=28)
_TREND_POINTS = 6
_HEARD = LastAnswers(find_changes_in_diary)
_PLANNED = LastAnswers(plan_follow_up)


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A follow-up that is due. ``changes`` are what the diary has reported since the check (empty: it is only time)."""

    last: SavedCheck
    plan: FollowUp
    changes: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Whether only the cauda-equina items are asked, because a leg is affected."""
        return not self.plan.keys


def find_due(runner: Runner, today: date, *, has_news: bool = False, last: SavedCheck | None = None) -> DueCheck | None:
    """The follow-up that is due on that day, None when nothing is, or without a check; ``last`` where known.

    A week after the last check, or when the diary reports something new or worse, every red flag
    is asked again; with leg symptoms the cauda-equina items at every check-in.
    """
    last = last or latest_check(runner, until=today)
    if last is None:
        return None
    changes = list_changes_since(runner, last, today)
    stated = changes or ((gettext(NEWS),) if has_news else ())
    plan = _PLANNED.of(last.id, last.intake, made_on=last.made_on, as_of=today, changes=stated)
    return DueCheck(last, plan, changes) if plan.is_due else None


def list_changes_since(runner: Runner, last: SavedCheck, today: date) -> tuple[str, ...]:
    """What the diary reports as new or worse since that check; what was logged before it counted there."""
    pain = _list_pain_since(runner, last.made_on, last.kept_at, today)
    logs = _list_sessions_since(runner, last.made_on, last.kept_at, today)
    return _HEARD.of(last.id, last.intake, pain, logs) if pain or logs else ()


@read_once(PainRow)
def _list_pain_since(runner: Runner, day: date, kept_at: datetime, today: date) -> tuple[PainEntry, ...]:
    """What was logged for these days after that instant."""
    return tuple(map(pain_record, queries.pain_since(owner_id(runner), day, today, kept_at)))


@read_once(SessionRow)
def _list_sessions_since(runner: Runner, day: date, kept_at: datetime, today: date) -> tuple[SessionLog, ...]:
    """What was logged for these days after that instant."""
    return tuple(map(session_record, queries.sessions_since(owner_id(runner), day, today, kept_at)))


def begin_answers(due: DueCheck, today: date) -> dict[str, Any]:
    """The answers file that the follow-up starts from."""
    return carry_answers(due.last.answers, due.plan, (today - due.last.made_on).days)


def list_differences(check: SavedCheck, before: SavedCheck) -> tuple[str, ...]:
    """What is new, worse or better than at the check before, a sentence each."""
    changes = list(find_changes(before.intake, check.intake))
    old, new = before.intake.pain_now, check.intake.pain_now
    if old is not None and new is not None and new < old:
        changes.insert(
            0,
            gettext("The pain fell from {old} to {new}.").format(
                old=localize_decimal(f"{old:g}"), new=localize_decimal(f"{new:g}")
            ),
        )
    if check.assessment.urgency.rank < before.assessment.urgency.rank:
        changes.append(gettext("What was urgent at the last check was answered otherwise this time."))
    return tuple(changes) or (gettext("Nothing is new or worse."),)


def pain_over_checks(runner: Runner, today: date) -> tuple[tuple[date, float], ...]:
    """The pain of the last checks of four weeks and of the diary's worst per day between them, oldest first."""
    worst: dict[date, float] = {}
    for entry in list_pain(runner, today - _TREND, today):
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    for check in recent_checks(runner, today - _TREND, today):
        if check.intake.pain_now is not None:
            worst.setdefault(check.made_on, check.intake.pain_now)
    return tuple((day, worst[day]) for day in sorted(worst))[-_TREND_POINTS:]
