"""Clips as a home keeps them."""

from datetime import date

from runback.store.models import FormClipRow
from tests.form.made_runner import MadeRunner

DAY = date(2026, 5, 14)
RUNNER = MadeRunner(seconds=4.0)


def keep(runner, report, day=DAY):
    """A clip with this report, as if it had been measured."""
    from runback.store.mapping_form import report_json

    FormClipRow.objects.create(runner_id=runner.id, day=day, name="c", state="done", report=report_json(report))
