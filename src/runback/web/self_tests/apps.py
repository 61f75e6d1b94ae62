"""The Django app of the self-tests."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class SelfTestsConfig(AppConfig):
    name = "runback.web.self_tests"
    navigation = (
        NavigationEntry(
            "self_tests", gettext_noop("Self-tests"), "more", gettext_noop("test your strength and flexibility at home")
        ),
    )
