"""Addresses of signing in and out."""

from django.urls import path

from runback.web.signin import views

urlpatterns = [
    path("sign-in/", views.explain, name="sign-in"),
    path("sign-in/<str:token>/", views.enter, name="sign-in-enter"),
    path("sign-out/", views.leave, name="sign-out"),
]
