"""The Django app of the recovery page."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class RecoveryConfig(AppConfig):
    name = "runback.web.recovery"
    navigation = (NavigationEntry("recovery", "Recovery", "more", "sleep, warmth, rolling, easy movement"),)
