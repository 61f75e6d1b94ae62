"""The Django app of help: a search over pages and exercises, and the tour."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class HelpConfig(AppConfig):
    name = "runback.web.help"
    navigation = (NavigationEntry("help", "Help", "more", "search pages and exercises, or take the tour"),)
