"""The Django app of the history."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class HistoryConfig(AppConfig):
    name = "runback.web.history"
    navigation = (NavigationEntry("history", "History", "bar"),)
