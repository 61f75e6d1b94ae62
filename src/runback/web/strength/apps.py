"""The Django app of the strength pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class StrengthConfig(AppConfig):
    name = "runback.web.strength"
    navigation = (
        NavigationEntry(
            "strength", gettext_noop("Strength"), "more", gettext_noop("exercises, warm-up, seven-minute routine")
        ),
    )
