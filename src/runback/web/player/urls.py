"""Addresses of the player."""

from django.urls import path

from runback.web.player import views

urlpatterns = [
    path("player/run/", views.run, name="player-run"),
    path("player/motion/<str:stamp>/<str:name>.svg", views.motion, name="player-motion"),
]
