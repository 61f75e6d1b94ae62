"""Addresses of Today."""

from django.urls import path

from runback.web.today import views

urlpatterns = [
    path("", views.show, name="today"),
    path("today/skip/", views.skip, name="today-skip"),
    path("today/log/<str:kind>/", views.log, name="today-log"),
    path("today/before-you-run/", views.before, name="today-before"),
]
