"""The Django app of the self-tests."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class SelfTestsConfig(AppConfig):
    name = "runback.web.self_tests"
    navigation = (NavigationEntry("self_tests", "Self-tests", "more", "test your strength and flexibility at home"),)
