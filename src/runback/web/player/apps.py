"""The Django app of the player: one thing to do at a time, by the clock, with the drawing in motion."""

from django.apps import AppConfig


class PlayerConfig(AppConfig):
    name = "runback.web.player"
