"""Addresses of the account pages."""

from django.urls import path

from runback.web.account import views

urlpatterns = [
    path("more/", views.more, name="more"),
    path("account/", views.show, name="account"),
    path("account/zone/", views.zone, name="account-zone"),
    path("account/running/", views.running, name="account-running"),
    path("account/week/", views.week, name="account-week"),
    path("about/", views.about, name="about"),
    path("account/own-runs/", views.own_runs, name="account-own-runs"),
]
