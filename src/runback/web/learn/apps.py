"""The Django app of Learn."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class LearnConfig(AppConfig):
    name = "runback.web.learn"
    navigation = (NavigationEntry("learn", "Learn", "more", "why it hurts, form, strength, when to see someone"),)
