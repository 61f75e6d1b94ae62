"""The Django app of the account pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class AccountConfig(AppConfig):
    name = "runback.web.account"
    label = "runback_account"  # "account" is the label of django-allauth's app
    navigation = (
        NavigationEntry("more", gettext_noop("More"), "bar"),
        NavigationEntry("account", gettext_noop("Settings"), "more", gettext_noop("time zone, your data, signing out")),
    )
