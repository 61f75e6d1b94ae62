"""A move as its page shows it: the session's own size on the new day, and what else changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from runback.domain.plan import Change, Session, Title
from runback.knowledge.sentences import join_titles
from runback.plan.move import MoveOption


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """A day that may take the session. ``own`` is what that day then has, ``others`` what other days change to.

    ``is_resized``: the session itself becomes longer or shorter there.
    """

    day: date
    own: str
    is_resized: bool
    others: tuple[Change, ...]


def describe_options(options: Iterable[MoveOption], session: Session) -> list[MoveChoice]:
    """Each day with what it would have and change."""
    return [_describe(option, session) for option in options]


def _describe(option: MoveOption, session: Session) -> MoveChoice:
    others = tuple(change for change in option.changes if change.date not in (option.day, session.date))
    after = next((change.after for change in option.changes if change.date == option.day), ())
    own = [title for title in after if _is_of_kind(title, session)] or list(after)
    return MoveChoice(option.day, join_titles(own), session.title not in after, others)


def _is_of_kind(title: Title, session: Session) -> bool:
    """Whether the title is that of the moved session: of strength, or of a run."""
    return (title.role.startswith(("strength", "seven"))) is (not session.is_run)
