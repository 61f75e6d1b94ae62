"""The Django app of signing in and out."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "runback.web.signin"
