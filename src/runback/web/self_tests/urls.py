"""Addresses of the self-tests."""

from django.urls import path

from runback.web.self_tests import views

urlpatterns = [
    path("self-tests/", views.show, name="self_tests"),
    path("self-tests/<str:test_id>/", views.guide, name="self_tests-guide"),
    path("self-tests/<str:test_id>/<int:log_id>/remove/", views.remove, name="self_tests-remove"),
]
