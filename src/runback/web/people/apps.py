"""The Django app of accounts, sharing and signed-in devices."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry

EVERYBODY = ("runner", "clinician", "admin")


class PeopleConfig(AppConfig):
    name = "runback.web.people"
    navigation = (
        NavigationEntry("people", "People", "bar", roles=("admin",)),
        NavigationEntry("groups", "Groups", "bar", roles=("admin",)),
        NavigationEntry("sharing", "Who can see your record", "more", "share with a clinician, see who looked"),
        NavigationEntry("sign-in-ways", "How you sign in", "more", "passkeys, codes"),
        NavigationEntry("devices", "Signed-in devices", "more", "where you are signed in, signing out"),
        NavigationEntry("devices", "Devices", "bar", roles=("clinician", "admin")),
    )
