"""The queries that pages ask most, compiled once (``store.compiled``); the first value of each is the runner's id."""

from runback.domain.activity import Sport
from runback.domain.diary import PainMoment
from runback.store.compiled import Compiled
from runback.store.models import ActivityRow, PainRow, PlannedWeekRow, PlanRevisionRow, RunnerRow, SessionRow

PAGE = 25
"""So many activities are on one page."""

RUN_COLUMNS = (
    "pk",
    "day",
    "distance_m",
    "moving_s",
    "elapsed_s",
    "surface",
    "start_utc",
    "utc_offset_s",
    "ascent_m",
    "gear",
    "shoe__name",
)
"""What load needs of an activity."""

pain_between = Compiled(
    lambda runner_id, first, last: (
        PainRow.objects.filter(runner_id=runner_id, day__gte=first, day__lte=last)
        .order_by("at_utc", "pk")
        .values_list("at_utc", "day", "score", "moment", "leg", "note", "pk", "entered_on", "places")
    )
)
"""What the diary shows of the pain entries of these days, oldest first."""

morning_pain_between = Compiled(
    lambda runner_id, first, last: (
        PainRow.objects.filter(runner_id=runner_id, day__gte=first, day__lte=last)
        .filter(moment__in=(PainMoment.MORNING, PainMoment.NOW))
        .order_by("at_utc", "pk")
        .values_list("day", "score", "moment", "at_utc")
    )
)
"""Day, score, moment and instant of what may be a morning's entry."""

pain_since = Compiled(
    lambda runner_id, first, last, instant: PainRow.objects.filter(
        runner_id=runner_id, day__gte=first, day__lte=last, updated_at__gt=instant
    )
)
"""The pain entries for these days that were saved after an instant."""

sessions_between = Compiled(
    lambda runner_id, first, last: SessionRow.objects.filter(
        runner_id=runner_id, day__gte=first, day__lte=last
    ).order_by("day", "pk")
)
"""The session logs of these days, oldest first."""

sessions_since = Compiled(
    lambda runner_id, first, last, instant: SessionRow.objects.filter(
        runner_id=runner_id, day__gte=first, day__lte=last, updated_at__gt=instant
    )
)
"""The session logs for these days that were saved after an instant."""

last_revision: Compiled[PlanRevisionRow] = Compiled(
    lambda runner_id, until: PlanRevisionRow.objects.filter(runner_id=runner_id, made_on__lte=until).order_by(
        "-made_on", "-pk"
    )[:1]
)
"""The newest revision of the plan that was made up to that day."""

last_revision_key = Compiled(
    lambda runner_id, until: (
        PlanRevisionRow.objects.filter(runner_id=runner_id, made_on__lte=until)
        .order_by("-made_on", "-pk")
        .values_list("pk", "updated_at", "inputs")[:1]
    )
)
"""Of the newest revision up to that day: its id, when it was saved, and the fingerprint of what it rests on."""

revision_notices = Compiled(
    lambda runner_id, first, last: (
        PlanRevisionRow.objects.filter(runner_id=runner_id, made_on__gte=first, made_on__lte=last)
        .order_by("-made_on", "-pk")
        .values_list("pk", "updated_at", "notices")
    )
)
"""Of the revisions of these days, newest first: id, when it was saved, and its notices."""

planned_week_starts = Compiled(
    lambda runner_id: PlannedWeekRow.objects.filter(runner_id=runner_id).values_list("start", flat=True)
)
"""The Mondays of the weeks that are kept."""

planned_weeks_between = Compiled(
    lambda runner_id, first, last: PlannedWeekRow.objects.filter(
        runner_id=runner_id, start__gte=first, start__lte=last
    ).order_by("start")
)
"""The kept weeks that start on these days, oldest first."""

runner_profile: Compiled[RunnerRow] = Compiled(
    lambda runner_id: RunnerRow.objects.filter(pk=runner_id).only("running", "experience")
)
"""The runner's row with the profile alone."""

recorded_walks = Compiled(
    lambda runner_id, logged, first, last: (
        ActivityRow.objects.filter(
            runner_id=runner_id, is_deleted=False, sport=Sport.WALK.value, day__gte=first, day__lte=last
        )
        .exclude(source_rows__format=logged)
        .order_by("start_utc", "pk")
        .values(*RUN_COLUMNS)
    )
)
"""The walks of these days whose source is not of the format ``logged``, oldest first."""

newest_activities = Compiled(
    lambda runner_id: (
        ActivityRow.objects.filter(runner_id=runner_id, is_deleted=False)
        .select_related("shoe")
        .order_by("-start_utc", "-pk")[:PAGE]
    )
)
"""The first page of activities, with their shoes."""
