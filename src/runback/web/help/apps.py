"""The Django app of help: a search over pages and exercises, and the tour."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class HelpConfig(AppConfig):
    name = "runback.web.help"
    navigation = (
        NavigationEntry(
            "help", gettext_noop("Help"), "more", gettext_noop("search pages and exercises, or take the tour")
        ),
    )
