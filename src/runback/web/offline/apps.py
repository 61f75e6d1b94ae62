"""The Django app of Runback on a phone: installing it, and what it does while it cannot be reached."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "runback.web.offline"
