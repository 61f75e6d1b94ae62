"""Addresses of Today."""

from django.urls import path

from runback.web.today import views

urlpatterns = [
    path("", views.show, name="today"),
    path("today/not-today/", views.skip, name="today-skip"),
    path("today/before-you-run/", views.before, name="today-before"),
]
