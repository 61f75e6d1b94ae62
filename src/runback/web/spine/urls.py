"""Addresses of the spine pages."""

from django.urls import path

from runback.web.spine import views

urlpatterns = [
    path("spine/", views.show, name="spine"),
    path("spine/answer/", views.answer, name="spine-answer"),
    path("spine/preview/", views.preview, name="spine-preview"),
    path("spine/paper/", views.paper, name="spine-paper"),
    path("spine/own/", views.save_own, name="spine-own"),
    path("spine/own/remove/", views.remove_own, name="spine-own-remove"),
    path("spine/made-up-stride-<int:speed>.csv", views.made_stride, name="spine-made"),
]
