"""Addresses of accounts, sharing and signed-in devices."""

from django.urls import path

from runback.web.people import consent, devices, groups, sharing, views

urlpatterns = [
    path("people/", views.show, name="people"),
    path("people/add/", views.add, name="people-add"),
    path("people/<int:user_id>/link/", views.link, name="people-link"),
    path("people/<int:user_id>/stop/", views.stop, name="people-stop"),
    path("people/<int:user_id>/erase/", views.erase_due, name="people-erase"),
    path("people/<int:user_id>/allow/", views.allow, name="people-allow"),
    path("groups/", groups.show, name="groups"),
    path("groups/add/", groups.add, name="group-add"),
    path("groups/<int:group_id>/link/", groups.link, name="group-link"),
    path("groups/<int:group_id>/close/", groups.close, name="group-close"),
    path("groups/leave/", groups.leave, name="group-leave"),
    path("groups/join/<str:token>/", groups.join, name="group-join"),
    path("consent/", consent.show, name="consent"),
    path("sharing/", sharing.show, name="sharing"),
    path("sharing/invite/", sharing.invite, name="sharing-invite"),
    path("sharing/<int:grant_id>/end/", sharing.end, name="sharing-end"),
    path("devices/", devices.show, name="devices"),
    path("devices/<int:device_id>/end/", devices.end, name="devices-end"),
    path("devices/end-others/", devices.end_others, name="devices-end-others"),
]
