"""What a runner's clips and watch say to the check and to the plan."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from runback.domain.activity import Sport
from runback.domain.runner import Runner
from runback.form.report import FormReport
from runback.store.mapping_form import report_record
from runback.store.models import ActivityRow, FormClipRow
from runback.store.models.form import ClipState
from runback.store.owned import rows_of
from runback.store.standing import read_once

STEADY_MPS = 2.0
"""Runs slower than this on average hold walking, whose steps are slower too."""


@read_once(FormClipRow, ActivityRow)
def find_form(runner: Runner, since: date, until: date) -> tuple[Mapping[str, float], str]:
    """Findings of that time and the cue they ask for ("" for none), from the newest clip of each view.

    Where no clip measured cadence the watch does, under a name of its own, as it counts for less.
    """
    from runback.form.posture import find_cues, judge_cadence, list_findings

    reports = tuple(report for _, report in newest_reports(runner, since, until))
    findings = dict(list_findings(reports))
    cue = next((cue for report in reports for cue in find_cues(report)), "")
    if "cadence_spm" in findings:
        return findings, cue
    of_watch, watch_cue = judge_cadence(_cadences(runner, since, until))
    return findings | of_watch, cue or watch_cue


def _cadences(runner: Runner, since: date, until: date) -> list[float]:
    """Mean cadence of each run of that time that was not half walked."""
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, sport=Sport.RUN.value, day__range=(since, until))
    values = rows.order_by("start_utc", "pk").values_list("avg_cadence_spm", "distance_m", "moving_s")
    return [
        cadence
        for cadence, distance_m, moving_s in values
        if cadence and distance_m and moving_s and distance_m / moving_s >= STEADY_MPS
    ]


def newest_reports(runner: Runner, since: date, until: date) -> tuple[tuple[date, FormReport], ...]:
    """The newest measured clip of each view in that time with its day, side first."""
    rows = rows_of(FormClipRow, runner).filter(state=ClipState.DONE, day__gte=since, day__lte=until)
    if not rows.exists():  # most runners have none, and this runs each time a plan is made
        return ()
    found = (_newest(rows.filter(report__view=view)) for view in ("side", "rear"))
    return tuple(each for each in found if each is not None)


def _newest(rows: QuerySet[FormClipRow]) -> tuple[date, FormReport] | None:
    for row in rows.order_by("-day", "-pk")[:20]:
        if row.report is not None and row.report["refused"] is None:
            return row.day, report_record(row.report)
    return None
