"""The Django app of the strength pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class StrengthConfig(AppConfig):
    name = "runback.web.strength"
    navigation = (NavigationEntry("strength", "Strength", "more", "exercises, warm-up, seven-minute routine"),)
