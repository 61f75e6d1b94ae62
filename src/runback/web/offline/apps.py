"""The Django app of Runback on a phone: installing it, and what it does while it cannot be reached."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class OfflineConfig(AppConfig):
    name = "runback.web.offline"
    navigation = (NavigationEntry("phone", "On your phone", "more", "install it, or pair a phone on your Wi-Fi"),)
