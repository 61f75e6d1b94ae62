"""The Django app of Trends."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class TrendsConfig(AppConfig):
    name = "runback.web.trends"
    navigation = (
        NavigationEntry(
            "trends", gettext_noop("Trends"), "more", gettext_noop("pain, distance and strength over time")
        ),
    )
