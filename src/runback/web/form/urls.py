"""Addresses of the running form pages."""

from django.urls import path

from runback.web.form import views, watch

urlpatterns = [
    path("form/", views.show, name="form"),
    path("form/upload/", views.upload, name="form-upload"),
    path("form/guide/", views.guide, name="form-guide"),
    path("form/watch/", watch.show, name="form-watch"),
    path("form/watch/months/", watch.months, name="form-watch-months"),
    path("form/watch/<int:activity_id>/", watch.run, name="form-watch-run"),
    path("form/<int:clip_id>/", views.clip, name="form-clip"),
    path("form/<int:clip_id>/again/", views.again, name="form-again"),
    path("form/<int:clip_id>/remove/", views.remove, name="form-remove"),
    path("form/<int:clip_id>/remove-video/", views.remove_video, name="form-remove-video"),
    path("form/<int:clip_id>/<str:name>", views.picture, name="form-picture"),
]
