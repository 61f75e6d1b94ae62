"""The Django app of the pages; it owns no table."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "runback.web"
    label = "web"
