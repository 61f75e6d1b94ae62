"""The Django app of the page about the runner's data."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class DataConfig(AppConfig):
    name = "runback.web.data"
    navigation = (NavigationEntry("data", "Your data", "more", "take it with you, back it up, erase it"),)
