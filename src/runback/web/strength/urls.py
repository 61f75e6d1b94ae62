"""Addresses of the strength pages."""

from django.urls import path

from runback.web.strength import sessions, views

urlpatterns = [
    path("strength/", views.show, name="strength"),
    path("strength/session/", sessions.session, name="strength-session"),
    path("strength/seven-minutes/", sessions.seven_minutes, name="strength-seven-minutes"),
    path("strength/warm-up/", sessions.warm_up, name="strength-warm-up"),
    path("strength/exercise/<str:exercise_id>/", views.exercise, name="strength-exercise"),
]
