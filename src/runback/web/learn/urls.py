"""Addresses of Learn."""

from django.urls import path

from runback.web.learn import views

urlpatterns = [
    path("learn/", views.show, name="learn"),
    path("learn/<slug:lesson_id>/", views.lesson, name="learn-lesson"),
]
