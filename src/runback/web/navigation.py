"""The links between pages, collected from the features: each declares its own in ``navigation`` of its AppConfig."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from django.apps import AppConfig, apps

from runback.languages import current
from runback.languages.catalogue import gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A link to a feature: in the ``bar`` of every page, or in the list on ``more`` with a ``hint`` below it.

    ``roles`` are the accounts that have the page.
    """

    url_name: str
    title: str
    place: Literal["bar", "more"]
    hint: str = ""
    roles: tuple[str, ...] = ("runner",)


GROUPS = (
    (gettext_noop("Your back"), ("pain", "trends", "outcomes", "experiments", "spine")),
    (gettext_noop("Your training"), ("strength", "self_tests", "form", "recovery", "shoes", "limits")),
    (gettext_noop("Learn and help"), ("learn", "evidence-shelf", "help")),
    (gettext_noop("Share"), ("report", "sharing")),
    (
        gettext_noop("Your data and settings"),
        ("account", "imports", "data", "reminders", "phone", "devices", "sign-in-ways"),
    ),
)
"""The pages on More under their headings."""


def list_groups(role: str = "runner") -> list[tuple[str, list[NavigationEntry]]]:
    """The headings of More, each with its links."""
    entries = {entry.url_name: entry for entry in list_entries("more", role)}
    return [(gettext(title), [entries[name] for name in names if name in entries]) for title, names in GROUPS]


def list_entries(place: Literal["bar", "more"], role: str = "runner") -> list[NavigationEntry]:
    """The links of one place for that role, in the order of the installed features."""
    return list(_entries(place, role, current()))


@cache
def _entries(place: str, role: str, _language: str) -> tuple[NavigationEntry, ...]:
    entries = (entry for config in apps.get_app_configs() for entry in _entries_of(config))
    return tuple(_translate(entry) for entry in entries if entry.place == place and role in entry.roles)


def find_current(module: str) -> str:
    """The link in the bar that a page belongs to, by its view's module: More for a feature without one there."""
    entries = _entries_of(apps.get_containing_app_config(module))
    return next((entry.url_name for entry in entries if entry.place == "bar"), "more")


def _translate(entry: NavigationEntry) -> NavigationEntry:
    return replace(entry, title=gettext(entry.title), hint=gettext(entry.hint) if entry.hint else "")


def _entries_of(config: AppConfig | None) -> Iterator[NavigationEntry]:
    yield from getattr(config, "navigation", ())
