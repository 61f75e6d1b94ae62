"""Every address of the application."""

from django.urls import path

from runback.web.account import views as account
from runback.web.check import views as check
from runback.web.check import week as check_week
from runback.web.check import weekly as check_weekly
from runback.web.evidence import views as evidence
from runback.web.form import views as form
from runback.web.form import watch as form_watch
from runback.web.history import views as history
from runback.web.imports import views as imports
from runback.web.pain import views as pain
from runback.web.plan import hand as plan_hand
from runback.web.plan import out as plan_out
from runback.web.plan import views as plan
from runback.web.self_tests import views as self_tests
from runback.web.shoes import views as shoes
from runback.web.signin import views as signin
from runback.web.spine import views as spine
from runback.web.strength import sessions as strength_sessions
from runback.web.strength import views as strength
from runback.web.today import views as today

urlpatterns = [
    path("", today.show, name="today"),
    path("today/not-today/", today.skip, name="today-skip"),
    path("today/before-you-run/", today.before, name="today-before"),
    path("sign-in/", signin.explain, name="sign-in"),
    path("sign-in/<str:token>/", signin.enter, name="sign-in-enter"),
    path("sign-out/", signin.leave, name="sign-out"),
    path("pain/", pain.show, name="pain"),
    path("pain/log/", pain.log, name="pain-log"),
    path("pain/<int:entry_id>/leg/", pain.tell_leg, name="pain-leg"),
    path("pain/<int:entry_id>/remove/", pain.remove, name="pain-remove"),
    path("check/", check.show, name="check"),
    path("check/begin/", check.begin, name="check-begin"),
    path("check/again/", check.again, name="check-again"),
    path("check/question/", check.ask, name="check-question"),
    path("check/question/<str:question_id>/", check.edit, name="check-edit"),
    path("check/week/", check_week.ask, name="check-week"),
    path("check/weekly/", check_weekly.ask, name="check-weekly"),
    path("check/result/<int:check_id>/", check.result, name="check-result"),
    path("check/clearance/", check.clear, name="check-clearance"),
    path("plan/", plan.show, name="plan"),
    path("plan/out/", plan_out.show, name="plan-out"),
    path("plan/runback.ics", plan_out.calendar, name="plan-calendar"),
    path("plan/workouts.zip", plan_out.workouts, name="plan-workouts"),
    path("plan/workouts/<str:name>", plan_out.workout, name="plan-workout"),
    path("plan/paper/<str:start>/", plan_out.paper, name="plan-paper"),
    path("plan/feed/open/", plan_out.open_feed, name="plan-feed-open"),
    path("plan/feed/close/", plan_out.close_feed, name="plan-feed-close"),
    path("plan/off/", plan_hand.off, name="plan-off"),
    path("plan/off/<int:off_id>/remove/", plan_hand.off_remove, name="plan-off-remove"),
    path("plan/move/<int:move_id>/undo/", plan_hand.undo, name="plan-move-undo"),
    path("plan/move/<str:day>/<str:kind>/", plan_hand.move, name="plan-move"),
    path("calendar/<str:token>.ics", plan_out.feed, name="calendar-feed"),
    path("plan/<str:day>/<str:kind>/", plan.session, name="plan-session"),
    path("history/", history.show, name="history"),
    path("history/<int:activity_id>/", history.activity, name="history-activity"),
    path("import/", imports.show, name="imports"),
    path("import/upload/", imports.upload, name="imports-upload"),
    path("import/start/", imports.start, name="imports-start"),
    path("import/look/<str:name>/", imports.look, name="imports-look"),
    path("import/look/<str:name>/leave/", imports.leave, name="imports-leave"),
    path("import/table/<str:name>/", imports.table, name="imports-table"),
    path("import/<int:job_id>/", imports.progress, name="imports-progress"),
    path("import/<int:job_id>/stop/", imports.stop, name="imports-stop"),
    path("import/<int:job_id>/undo/", imports.undo, name="imports-undo"),
    path("import/<int:job_id>/verdicts.csv", imports.download, name="imports-verdicts"),
    path("strength/", strength.show, name="strength"),
    path("strength/session/", strength_sessions.session, name="strength-session"),
    path("strength/seven-minutes/", strength_sessions.seven_minutes, name="strength-seven-minutes"),
    path("strength/warm-up/", strength_sessions.warm_up, name="strength-warm-up"),
    path("strength/exercise/<str:exercise_id>/", strength.exercise, name="strength-exercise"),
    path("self-tests/", self_tests.show, name="self_tests"),
    path("self-tests/<str:test_id>/", self_tests.guide, name="self_tests-guide"),
    path("self-tests/<str:test_id>/<int:log_id>/remove/", self_tests.remove, name="self_tests-remove"),
    path("shoes/", shoes.show, name="shoes"),
    path("spine/", spine.show, name="spine"),
    path("spine/answer/", spine.answer, name="spine-answer"),
    path("spine/paper/", spine.paper, name="spine-paper"),
    path("spine/own/", spine.keep_own, name="spine-own"),
    path("spine/own/remove/", spine.remove_own, name="spine-own-remove"),
    path("spine/made-up-stride-<int:speed>.csv", spine.made_stride, name="spine-made"),
    path("form/", form.show, name="form"),
    path("form/upload/", form.upload, name="form-upload"),
    path("form/guide/", form.guide, name="form-guide"),
    path("form/watch/", form_watch.show, name="form-watch"),
    path("form/watch/months/", form_watch.months, name="form-watch-months"),
    path("form/watch/<int:activity_id>/", form_watch.run, name="form-watch-run"),
    path("form/<int:clip_id>/", form.clip, name="form-clip"),
    path("form/<int:clip_id>/again/", form.again, name="form-again"),
    path("form/<int:clip_id>/remove/", form.remove, name="form-remove"),
    path("form/<int:clip_id>/remove-video/", form.remove_video, name="form-remove-video"),
    path("form/<int:clip_id>/<str:name>", form.picture, name="form-picture"),
    path("evidence/<slug:evidence_id>/", evidence.show, name="evidence"),
    path("more/", account.more, name="more"),
    path("account/", account.show, name="account"),
    path("account/own-runs/", account.own_runs, name="account-own-runs"),
]
handler400 = "runback.web.problems.refuse"
handler404 = "runback.web.problems.not_found"
handler500 = "runback.web.problems.broke"
