"""Addresses of the page What helps me."""

from django.urls import path

from runback.web.experiments import views

urlpatterns = [
    path("experiments/", views.show, name="experiments"),
    path("experiments/stop/", views.stop, name="experiments-stop"),
    path("experiments/<str:change_id>/", views.start, name="experiments-start"),
]
