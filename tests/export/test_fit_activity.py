"""What Runback writes as FIT, Garmin's own SDK reads back."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

from runback.domain.errors import UnusableInput
from runback.export.fit_activity import write_fit
from runback.services.home.demo_runner import (
    SPIKE_DAYS_AGO,
    SPIKE_KM,
    MadeUpRun,
    make_activity,
    make_up_pain,
    make_up_runs,
)

TODAY = date(2026, 11, 22)


def decode(data):
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    return messages


def test_the_official_sdk_reads_back_the_samples_that_were_written():
    activity = make_activity(MadeUpRun(date(2026, 5, 3), 9.25, 6.0, 350.0))
    records = decode(write_fit(activity))["record_mesgs"]
    columns = activity.samples.columns
    assert len(records) == len(activity.samples)
    assert [r["distance"] for r in records] == pytest.approx(columns["distance_m"].tolist(), abs=0.005)
    assert [r["cadence"] * 2 for r in records] == pytest.approx(columns["cadence_spm"].tolist(), abs=1)
    latitude = np.array([r["position_lat"] for r in records]) * 180 / 2**31
    assert latitude == pytest.approx(columns["latitude_deg"], abs=1e-7)


def test_records_with_and_without_a_heart_rate_are_read_back_as_they_were():
    activity = make_activity(MadeUpRun(date(2026, 5, 3), 9.25, 6.0, 350.0))
    heart_rate = activity.samples.columns["heart_rate_bpm"]
    heart_rate[[3, 4, 9]] = np.nan
    records = decode(write_fit(activity))["record_mesgs"]
    assert [n for n, record in enumerate(records) if "heart_rate" not in record] == [3, 4, 9]
    rates = [record["heart_rate"] for record in records if "heart_rate" in record]
    assert rates == np.round(heart_rate[~np.isnan(heart_rate)]).tolist()


def test_the_session_has_sport_totals_and_local_time():
    activity = make_activity(MadeUpRun(date(2026, 5, 3), 9.25, 6.0, 350.0))
    messages = decode(write_fit(activity))
    (session,) = messages["session_mesgs"]
    assert session["sport"] == "running"
    assert session["total_distance"] == 6000
    message = messages["activity_mesgs"][0]
    utc_seconds = (message["timestamp"] - session["start_time"]).total_seconds()
    assert utc_seconds == pytest.approx(2100, abs=1)
    assert activity.utc_offset_s == 7200  # Berlin in May


def test_an_activity_without_samples_is_refused():
    activity = make_activity(MadeUpRun(date(2026, 5, 3), 9.25, 1.0, 350.0))
    with pytest.raises(UnusableInput):
        write_fit(type(activity)(activity.sport, activity.start_utc, activity.utc_offset_s, activity.zone_source))


def test_the_made_up_story_has_a_break_a_comeback_and_a_spike():
    runs = make_up_runs(TODAY)
    days = [run.day for run in runs]
    longest_gap = max(after - before for before, after in pairwise(days))
    assert longest_gap >= timedelta(days=60)
    assert runs[0].day < TODAY - timedelta(days=500)
    spike = next(run for run in runs if run.distance_km == SPIKE_KM)
    month_before = [r.distance_km for r in runs if timedelta(0) < spike.day - r.day <= timedelta(days=30)]
    assert spike.distance_km > 1.5 * max(month_before)
    assert make_up_pain(TODAY)[0][0] == TODAY - timedelta(days=SPIKE_DAYS_AGO - 1)


def test_the_same_day_gives_the_same_story():
    assert make_up_runs(TODAY) == make_up_runs(TODAY)
