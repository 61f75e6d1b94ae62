"""The Django app of the reminders page."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class RemindersConfig(AppConfig):
    name = "runback.web.reminders"
    navigation = (NavigationEntry("reminders", "Reminders", "more", "on your phone or by mail; off until you choose"),)
