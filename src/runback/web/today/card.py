"""Today's session as its card: what to do, what became of it, and what that means."""

from dataclasses import dataclass

from runback.domain.diary import SessionLog
from runback.domain.plan import RUNNING_KINDS, Light, Session, SessionKind
from runback.domain.reason import Fact
from runback.knowledge.sentences import render_by_id, render_sentence
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.training.today import TodayView
from runback.web.plan.cards import SessionCard, describe_session, is_secondary
from runback.web.plan.done import Done, Outcome

HELD_BACK = ("now.amber", "now.cut", "now.after_red")
"""Answers to "why am I not progressing?" that the next morning does not change."""

_TONES = {Light.GREEN: "go", Light.AMBER: "care", Light.RED: "stop", Light.PURPLE: "stop"}
_WORDS = {
    Light.GREEN: gettext_noop("GREEN"),
    Light.AMBER: gettext_noop("AMBER"),
    Light.RED: gettext_noop("RED"),
    Light.PURPLE: gettext_noop("STOP"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """The coloured word beside the headline: always a word and a shape, never colour alone."""

    tone: str
    word: str


def describe_signal(view: TodayView) -> Signal | None:
    """The light of the day's state, STOP while blocked; None where no run was judged lately."""
    if view.status == "blocked":
        return Signal("stop", gettext("STOP"))
    return None if view.light is None else Signal(_TONES[view.light], gettext(_WORDS[view.light]))


def order_sessions(view: TodayView) -> list[Session]:
    """Today's sessions, the one that the headline speaks of first."""

    def rank(session: Session) -> tuple[bool, bool, bool, bool]:
        is_test = session.role == "test_walk"
        return not session.is_run, not is_test, session.kind is not SessionKind.STRENGTH, is_secondary(session)

    return sorted(view.sessions, key=rank)


def main_sessions(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """The sessions of a day that are more than a walk, stretches or rest; of a day without any, the first."""
    return tuple(session for session in sessions if not is_secondary(session)) or sessions[:1]


def describe_cards(view: TodayView, done: Done) -> list[SessionCard]:
    """The cards of today, the main one first."""
    return [describe_session(session, done.of(session), view.today) for session in order_sessions(view)]


def describe_done(view: TodayView, session: Session, outcome: Outcome) -> tuple[str, ...]:
    """What became of the session, and what decides from here; empty while it is to be done."""
    if outcome.is_skipped:
        return (render_by_id("done.skipped", ()),)
    if not outcome.is_done:
        return ()
    return (_describe_what_was_done(session, outcome), *_describe_next(view, session, outcome))


def describe_log(log: SessionLog) -> str:
    """What a log says was done, or that it was skipped."""
    if not log.done:
        return render_by_id("done.skipped", ())
    return _describe_amount(log.distance_km if log.kind in RUNNING_KINDS else None, log.pain_during)


def _describe_what_was_done(session: Session, outcome: Outcome) -> str:
    log = outcome.log
    km = (log.distance_km if log is not None else None) or outcome.ran_km
    return _describe_amount(km if session.is_run else None, None if log is None else log.pain_during)


def _describe_amount(km: float | None, pain: int | None) -> str:
    facts: dict[str, Fact] = {}
    sentence = "done.session"
    if km:
        sentence, facts = "done.run", {"km": round(km, 1)}
    if pain is not None:
        sentence, facts = f"{sentence}_pain", facts | {"pain": pain}
    return render_by_id(sentence, facts.items())


def _describe_next(view: TodayView, session: Session, outcome: Outcome) -> tuple[str, ...]:
    if not session.is_run or view.blocked_by:
        return ()
    if outcome.log is None or outcome.log.pain_during is None:
        return (render_by_id("done.pain_missing", ()),)
    if view.progress is not None and view.progress.now.say in HELD_BACK:
        return (render_sentence(view.progress.now),)
    day = next_run_day(view)
    if day is None:
        return ()
    may_go_up = view.light is Light.GREEN and view.progress is not None and view.progress.stage is not None
    return (render_by_id("done.decides" if may_go_up else "done.counts", (("day", day),)),)


def next_run_day(view: TodayView) -> str | None:
    """The day of the next planned run after today, as ISO text."""
    weeks = () if view.plan is None else view.plan.plan.weeks
    days = [s.date for week in weeks for s in week.sessions if s.is_run and s.date > view.today]
    return min(days).isoformat() if days else None
