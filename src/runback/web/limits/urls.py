"""Addresses of the limits page."""

from django.urls import path

from runback.web.limits import views

urlpatterns = [
    path("limits/", views.show, name="limits"),
    path("limits/<int:limit_id>/remove/", views.remove, name="limit-remove"),
]
