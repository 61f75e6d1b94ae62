"""The Django app of the spine pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class SpineConfig(AppConfig):
    name = "runback.web.spine"
    navigation = (
        NavigationEntry(
            "spine", gettext_noop("Spine model"), "more", gettext_noop("what running and weak muscles do to your back")
        ),
    )
