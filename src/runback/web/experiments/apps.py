"""The Django app of the page What helps me."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class ExperimentsConfig(AppConfig):
    name = "runback.web.experiments"
    navigation = (NavigationEntry("experiments", "What helps me", "more", "try one change at a time"),)
