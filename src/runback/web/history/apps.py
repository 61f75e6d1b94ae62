"""The Django app of the history."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class HistoryConfig(AppConfig):
    name = "runback.web.history"
    navigation = (NavigationEntry("history", gettext_noop("History"), "bar"),)
