"""The running profile: what a runner is used to and what fits their week, saved from one check to the next.

It has the keys of the answers file. An answer of a check counts first, then the profile, then the history.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from runback.domain.errors import BadAnswer, NotFound
from runback.domain.intake import WEEKDAYS, read_intake
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.store import queries
from runback.store.models import RunnerRow
from runback.store.owned import one_at_a_time, owner_id

STATUS = "runner_status"
LONGEST = "longest_run_30d_km"
KEPT = (
    "weekly_km",
    "runs_per_week",
    "usual_long_run_km",
    LONGEST,
    "easy_pace_s_per_km",
    "height_cm",
    "weight_kg",
    "wishes",
)
TIMES = "session_times"
_LONGEST_ON = "longest_on"
_LONGEST_COUNTS = timedelta(days=30)
_CONFIRMED = "weekly_km_confirmed"


def _row_of(runner: Runner) -> RunnerRow:
    row = queries.runner_profile.first(owner_id(runner))
    if row is None:
        raise NotFound(gettext("This runner is not known here."))
    return row


def read_profile(runner: Runner, as_of: date | None = None) -> dict[str, Any]:
    """The profile as answers; the longest run of 30 days is left out once it is older than that on ``as_of``."""
    row = _row_of(runner)
    kept = {key: row.running[key] for key in KEPT if key in row.running}
    said_on = row.running.get(_LONGEST_ON)
    if as_of is not None and said_on is not None and as_of - date.fromisoformat(said_on) > _LONGEST_COUNTS:
        kept.pop(LONGEST, None)
    return {STATUS: row.experience, **kept} if row.experience else kept


def longest_said_on(runner: Runner) -> str | None:
    """The day (ISO) on which the longest run of 30 days was said last; None where it never was."""
    said_on: str | None = _row_of(runner).running.get(_LONGEST_ON)
    return said_on


@one_at_a_time
def save_profile(runner: Runner, answers: Mapping[str, Any], today: date) -> None:
    """Keep those of these answers that belong to the profile; None deletes one. Raises ``BadAnswer``."""
    given = {key: value for key, value in answers.items() if key in (*KEPT, STATUS)}
    if not given:
        return
    read_intake(given)
    row = RunnerRow.objects.get(pk=owner_id(runner))
    running = row.running | {key: value for key, value in given.items() if key != STATUS}
    if LONGEST in given:
        running[_LONGEST_ON] = today.isoformat()
    row.running = {key: value for key, value in running.items() if value is not None}
    if STATUS in given:
        row.experience = given[STATUS] or ""
    row.save(update_fields=("running", "experience"))


@one_at_a_time
def confirm_week(runner: Runner, weekly_km: float) -> None:
    """Keep that the runner confirmed this usual week (km), whatever the history says."""
    row = RunnerRow.objects.get(pk=owner_id(runner))
    row.running = row.running | {_CONFIRMED: weekly_km}
    row.save(update_fields=("running",))


def confirmed_week(runner: Runner) -> float | None:
    """The usual week in km that the runner confirmed last; None without one."""
    kept = _row_of(runner).running.get(_CONFIRMED)
    return None if kept is None else float(kept)


def read_session_times(runner: Runner) -> dict[int, time]:
    """When the runner starts a session, by day of the week (0 is Monday); days without a time are left out."""
    row = _row_of(runner)
    return {WEEKDAYS.index(day): time.fromisoformat(text) for day, text in row.running.get(TIMES, {}).items()}


@one_at_a_time
def save_session_times(runner: Runner, times: Mapping[str, str]) -> None:
    """Save the start times by day (mon to sun) as HH:MM, replacing earlier ones; raises ``BadAnswer``."""
    for day, text in times.items():
        if day not in WEEKDAYS:
            raise BadAnswer(TIMES, gettext("{day!r} is not a day.").format(day=day), WEEKDAYS)
        try:
            time.fromisoformat(text)
        except ValueError:
            raise BadAnswer(TIMES, gettext("{text!r} is not a time like 06:30.").format(text=text)) from None
    row = RunnerRow.objects.get(pk=owner_id(runner))
    row.running = row.running | {TIMES: dict(times)}
    row.save(update_fields=("running",))
