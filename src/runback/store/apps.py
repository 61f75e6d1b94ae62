"""The Django app that owns every table of Runback."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "runback.store"
    label = "store"
