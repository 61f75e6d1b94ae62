"""Addresses of the reminders page."""

from django.urls import path

from runback.web.reminders import views

urlpatterns = [
    path("reminders/", views.show, name="reminders"),
    path("reminders/device/", views.add_device, name="reminders-device"),
    path("reminders/device/<int:device_id>/delete/", views.end_device, name="reminders-device-delete"),
    path("reminders/test/", views.send_test, name="reminders-test"),
    path("reminders/code/", views.send_code, name="reminders-code"),
    path("reminders/confirm/", views.confirm, name="reminders-confirm"),
]
