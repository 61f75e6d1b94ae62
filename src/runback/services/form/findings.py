"""What a runner's clips say to the check and to the plan."""

from collections.abc import Mapping
from datetime import date

from runback.domain.runner import Runner
from runback.form.report import FormReport
from runback.store.mapping_form import report_record
from runback.store.models import FormClipRow
from runback.store.models.form import ClipState
from runback.store.owned import rows_of


def tell_clips(runner: Runner, since: date, until: date) -> tuple[Mapping[str, float], str]:
    """Findings of the newest measured clip of each view in that time, and the cue they ask for ("" for none)."""
    reports = tuple(report for _, report in newest_reports(runner, since, until))
    if not reports:
        return {}, ""
    from runback.form.posture import find_cues, tell_findings

    return tell_findings(reports), next((cue for report in reports for cue in find_cues(report)), "")


def newest_reports(runner: Runner, since: date, until: date) -> tuple[tuple[date, FormReport], ...]:
    """The newest measured clip of each view in that time with its day, side first."""
    found = (_newest(runner, view, since, until) for view in ("side", "rear"))
    return tuple(each for each in found if each is not None)


def _newest(runner: Runner, view: str, since: date, until: date) -> tuple[date, FormReport] | None:
    rows = rows_of(FormClipRow, runner).filter(state=ClipState.DONE, day__gte=since, day__lte=until)
    for row in rows.filter(report__view=view).order_by("-day", "-pk")[:20]:
        if row.report is not None and row.report["refused"] is None:
            return row.day, report_record(row.report)
    return None
