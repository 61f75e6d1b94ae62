"""The Django app of accounts, sharing and signed-in devices."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry

EVERYBODY = ("runner", "clinician", "admin")


class PeopleConfig(AppConfig):
    name = "runback.web.people"
    navigation = (
        NavigationEntry("people", gettext_noop("People"), "bar", roles=("admin",)),
        NavigationEntry("groups", gettext_noop("Groups"), "bar", roles=("admin",)),
        NavigationEntry(
            "sharing",
            gettext_noop("Who can see your record"),
            "more",
            gettext_noop("share with a clinician, see who looked"),
        ),
        NavigationEntry("sign-in-ways", gettext_noop("How you sign in"), "more", gettext_noop("passkeys, codes")),
        NavigationEntry(
            "devices", gettext_noop("Signed-in devices"), "more", gettext_noop("where you are signed in, signing out")
        ),
        NavigationEntry("devices", gettext_noop("Devices"), "bar", roles=("clinician", "admin")),
    )
