"""Form from the watch through the store: whose runs, which runs."""

from datetime import date

import pytest

from runback.domain.errors import NotFound, UnusableInput
from runback.services.activities import list_activities
from runback.services.form import watch
from runback.services.imports import batches
from tests.tracks import gpx


def test_a_run_without_cadence_says_so(ada, walked):
    assert watch.measure_activity(ada, walked.id).form.refused.id == "not_running"


def test_another_runners_activity_is_not_found(cast, walked):
    with pytest.raises(NotFound):
        watch.measure_activity(cast.ben, walked.id)


def test_a_ride_has_no_running_form(ada, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "ride.gpx").write_bytes(gpx(kind="cycling"))
    batches.import_paths(ada, [folder])
    with pytest.raises(UnusableInput, match="not a run"):
        watch.measure_activity(ada, list_activities(ada)[0].id)


def test_an_empty_history_has_no_months(ada):
    report = watch.measure_history(ada, date(2026, 5, 14))
    assert report.months == ()
    assert report.form.refused is not None
