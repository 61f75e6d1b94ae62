"""The Django app of the spine pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class SpineConfig(AppConfig):
    name = "runback.web.spine"
    navigation = (NavigationEntry("spine", "Spine model", "more", "what running and weak muscles do to your back"),)
