"""Days in words: ``Tuesday 14 May``, ``Dienstag, 14. Mai``, ``martes, 14 de mayo``."""

from datetime import date, datetime

from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop

MONTHS = (
    gettext_noop("January"), gettext_noop("February"), gettext_noop("March"), gettext_noop("April"),
    pgettext_noop("month", "May"), gettext_noop("June"), gettext_noop("July"), gettext_noop("August"),
    gettext_noop("September"), gettext_noop("October"), gettext_noop("November"), gettext_noop("December"),
)  # fmt: skip
SHORT_MONTHS = (
    gettext_noop("Jan"), gettext_noop("Feb"), gettext_noop("Mar"), gettext_noop("Apr"),
    pgettext_noop("short month", "May"), gettext_noop("Jun"), gettext_noop("Jul"), gettext_noop("Aug"),
    gettext_noop("Sep"), gettext_noop("Oct"), gettext_noop("Nov"), gettext_noop("Dec"),
)  # fmt: skip
WEEKDAYS = (
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
)  # fmt: skip
SHORT_WEEKDAYS = (
    gettext_noop("Mon"), gettext_noop("Tue"), gettext_noop("Wed"), gettext_noop("Thu"), gettext_noop("Fri"),
    gettext_noop("Sat"), gettext_noop("Sun"),
)  # fmt: skip
_MAY = 5


def format_month(value: date) -> str:
    """``May``."""
    return pgettext("month", "May") if value.month == _MAY else gettext(MONTHS[value.month - 1])


def format_short_month(value: date) -> str:
    """``Sep``."""
    return pgettext("short month", "May") if value.month == _MAY else gettext(SHORT_MONTHS[value.month - 1])


def format_weekday(value: date) -> str:
    """``Tuesday``."""
    return gettext(WEEKDAYS[value.weekday()])


def format_short_weekday(value: date) -> str:
    """``Tue``."""
    return gettext(SHORT_WEEKDAYS[value.weekday()])


def format_day(value: date) -> str:
    """``Tuesday 14 May``."""
    pattern = gettext("{weekday} {day} {month}")
    return pattern.format(weekday=format_weekday(value), day=value.day, month=format_month(value))


def format_short_day(value: date) -> str:
    """``Tue 14 May``."""
    pattern = gettext("{short_weekday} {day} {short_month}")
    return pattern.format(
        short_weekday=format_short_weekday(value), day=value.day, short_month=format_short_month(value)
    )


def format_day_month(value: date) -> str:
    """``14 May``, with the short month."""
    return gettext("{day} {short_month}").format(day=value.day, short_month=format_short_month(value))


def format_long_day_month(value: date) -> str:
    """``14 May``, with the full month name."""
    return gettext("{day} {month}").format(day=value.day, month=format_month(value))


def format_date(value: date) -> str:
    """``14 May 2026``, with the short month."""
    pattern = gettext("{day} {short_month} {year}")
    return pattern.format(day=value.day, short_month=format_short_month(value), year=value.year)


def format_long_date(value: date) -> str:
    """``14 May 2026``, with the full month name."""
    pattern = gettext("{day} {month} {year}")
    return pattern.format(day=value.day, month=format_month(value), year=value.year)


def format_datetime(value: datetime) -> str:
    """``14 May 2026, 13:05``."""
    return f"{format_date(value)}, {value:%H:%M}"
