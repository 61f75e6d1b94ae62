"""The Django app of Learn."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class LearnConfig(AppConfig):
    name = "runback.web.learn"
    navigation = (
        NavigationEntry(
            "learn", gettext_noop("Learn"), "more", gettext_noop("why it hurts, form, strength, when to see someone")
        ),
    )
