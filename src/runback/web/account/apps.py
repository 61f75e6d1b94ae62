"""The Django app of the account pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class AccountConfig(AppConfig):
    name = "runback.web.account"
    label = "runback_account"  # "account" is the label of django-allauth's app
    navigation = (
        NavigationEntry("more", "More", "bar"),
        NavigationEntry("account", "Settings", "more", "time zone, your data, signing out"),
    )
