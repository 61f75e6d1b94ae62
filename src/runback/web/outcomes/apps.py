"""The Django app of outcomes: questionnaires over time."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class OutcomesConfig(AppConfig):
    name = "runback.web.outcomes"
    navigation = (
        NavigationEntry(
            "outcomes", gettext_noop("Is it getting better?"), "more", gettext_noop("short questionnaires over weeks")
        ),
    )
