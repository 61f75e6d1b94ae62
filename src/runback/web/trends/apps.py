"""The Django app of Trends."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class TrendsConfig(AppConfig):
    name = "runback.web.trends"
    navigation = (NavigationEntry("trends", "Trends", "more", "pain, distance and strength over time"),)
