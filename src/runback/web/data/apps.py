"""The Django app of the page about the runner's data."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class DataConfig(AppConfig):
    name = "runback.web.data"
    navigation = (
        NavigationEntry(
            "data", gettext_noop("Your data"), "more", gettext_noop("take it with you, back it up, erase it")
        ),
    )
