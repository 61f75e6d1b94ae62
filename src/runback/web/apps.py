"""The Django app of what all pages share: the frame, the base templates and styles. It owns no table."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "runback.web"
    label = "web"
