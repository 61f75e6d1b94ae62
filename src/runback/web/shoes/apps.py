"""The Django app of the shoes page."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class ShoesConfig(AppConfig):
    name = "runback.web.shoes"
    navigation = (NavigationEntry("shoes", "Shoes", "more", "distance on each pair"),)
