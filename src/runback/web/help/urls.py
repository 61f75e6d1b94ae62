"""Addresses of help."""

from django.urls import path

from runback.web.help import views

urlpatterns = [
    path("help/", views.show, name="help"),
    path("help/tour/", views.tour, name="help-tour"),
]
