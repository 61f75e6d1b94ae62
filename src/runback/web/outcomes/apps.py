"""The Django app of outcomes: questionnaires over time."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class OutcomesConfig(AppConfig):
    name = "runback.web.outcomes"
    navigation = (NavigationEntry("outcomes", "Is it getting better?", "more", "short questionnaires over weeks"),)
