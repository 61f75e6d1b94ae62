"""Addresses of the plan."""

from django.urls import path

from runback.web.plan import adjust, export, views

urlpatterns = [
    path("plan/", views.show, name="plan"),
    path("plan/month/", views.month, name="plan-month"),
    path("plan/out/", export.show, name="plan-out"),
    path("plan/runback.ics", export.calendar, name="plan-calendar"),
    path("plan/workouts.zip", export.workouts, name="plan-workouts"),
    path("plan/workouts/<str:name>", export.workout, name="plan-workout"),
    path("plan/paper/<str:start>/", export.paper, name="plan-paper"),
    path("plan/feed/open/", export.open_feed, name="plan-feed-open"),
    path("plan/feed/close/", export.close_feed, name="plan-feed-close"),
    path("plan/off/", adjust.off, name="plan-off"),
    path("plan/races/", adjust.races, name="plan-races"),
    path("plan/races/<int:race_id>/remove/", adjust.race_remove, name="plan-race-remove"),
    path("plan/off/<int:off_id>/remove/", adjust.off_remove, name="plan-off-remove"),
    path("plan/move/<int:move_id>/undo/", adjust.undo, name="plan-move-undo"),
    path("plan/move/<str:day>/<str:kind>/", adjust.move, name="plan-move"),
    path("calendar/<str:token>.ics", export.feed, name="calendar-feed"),
    path("plan/log/<int:log_id>/undo/", views.undo_log, name="plan-log-undo"),
    path("plan/log/<int:log_id>/delete/", views.delete_log, name="plan-log-delete"),
    path("plan/<str:day>/<str:kind>/", views.session, name="plan-session"),
]
