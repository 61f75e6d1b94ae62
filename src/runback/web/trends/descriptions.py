"""Trends in words: spans, titles, what could help, the pain calendar, and where it hurt."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from runback.domain.runner import WeekStart
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext, gettext_noop
from runback.report.trend_chart import draw_days
from runback.services.training.trends import TrendsView
from runback.trends.finding import Finding
from runback.web.pain.body import describe_place

CALENDAR_WEEKS = 26
"""The calendar shows this many weeks at most, the newest ones."""

_FEW_DONE = 2 / 3
_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A span that can be chosen: its key in the address, its name, its days."""

    key: str
    name: str
    days: int


SPANS: Mapping[str, Span] = {
    span.key: span
    for span in (
        Span("4w", gettext_noop("4 weeks"), 28),
        Span("12w", gettext_noop("12 weeks"), 84),
        Span("6m", gettext_noop("6 months"), 182),
        Span("1y", gettext_noop("1 year"), 364),
        Span("3y", gettext_noop("3 years"), 1096),
        Span("10y", gettext_noop("10 years"), 3653),
    )
}
DEFAULT = "12w"


@dataclass(frozen=True, slots=True)
class Help:
    """Something the runner could change about the plan, and the page where it is done."""

    text: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """A week of the pain calendar: its first day, and the worst pain of each of its days (None: no entry)."""

    start: date
    days: tuple[tuple[date, int | None], ...]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place where it hurt: its id and words, the days it was named on, and those days as a strip."""

    id: str
    text: str
    days: tuple[date, ...]
    strip: SafeString


def choose_title(finding: Finding | None, shown: str) -> str:
    """The finding, else what is shown."""
    return shown if finding is None else render_by_id(finding.say, finding.facts)


def describe_done(view: TrendsView) -> str:
    """The title of what was done: a finding, else the count."""
    planned = sum(week.runs + week.strength for week in view.weeks)
    done = sum(week.runs_done + week.strength_done for week in view.weeks)
    return choose_title(
        view.left_out, gettext("{done} of {planned} planned sessions done").format(done=done, planned=planned)
    )


def suggest_help(view: TrendsView) -> list[Help]:
    """What could help to do what is planned; nothing where two of three sessions are done."""
    found = []
    if view.left_out is not None:
        weekday = render_by_id(f"weekdays.{dict(view.left_out.facts)['weekday']}", ())
        text = gettext("{weekday} seem hard to keep. Another day may fit better.").format(weekday=weekday)
        found.append(Help(text, reverse("check-week"), gettext("Your days")))
    strength = sum(week.strength for week in view.weeks)
    runs = sum(week.runs for week in view.weeks)
    if strength and sum(week.strength_done for week in view.weeks) < _FEW_DONE * strength:
        text = gettext("Strength is what is left out. Seven minutes count too.")
        found.append(Help(text, reverse("strength-seven-minutes"), gettext("Seven minutes")))
    if runs and sum(week.runs_done for week in view.weeks) < _FEW_DONE * runs:
        text = gettext("Fewer runs were done than planned. With fewer or shorter days the plan fits what you do.")
        found.append(Help(text, reverse("check-week"), gettext("Your days")))
    return found


def describe_calendar(view: TrendsView, week_start: WeekStart) -> list[CalendarWeek]:
    """The weeks of the calendar, newest first; empty without an entry."""
    if not view.worst:
        return []
    back = (view.today.weekday() + (week_start is WeekStart.SUN)) % _WEEK_DAYS
    start = view.today - timedelta(days=back)
    first = max(view.first, min(view.worst))
    weeks: list[CalendarWeek] = []
    while start + timedelta(days=_WEEK_DAYS) > first and len(weeks) < CALENDAR_WEEKS:
        days = [start + timedelta(days=n) for n in range(_WEEK_DAYS)]
        weeks.append(CalendarWeek(start, tuple((day, view.worst.get(day)) for day in days)))
        start -= timedelta(days=_WEEK_DAYS)
    return weeks


def describe_places(view: TrendsView) -> list[PlaceLine]:
    """Each place that hurt, the most often named first."""
    counted = Counter(place for places in view.places.values() for place in sorted(places))
    return [_describe_place(view, place) for place, _ in counted.most_common()]


def _describe_place(view: TrendsView, place: str) -> PlaceLine:
    days = tuple(day for day, places in view.places.items() if place in places)
    text = describe_place(place)
    strip = draw_days(view.first, view.today, days)
    return PlaceLine(place, text, days, mark_safe(strip))  # noqa: S308 -- numbers alone
