"""Addresses of the installed application."""

from django.urls import path

from runback.web.offline import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="service-worker"),
    path("phone/", views.phone, name="phone"),
    path("offline/", views.show, name="offline"),
    path("offline/ping/", views.ping, name="offline-ping"),
]
