"""Made-up reports of a clip, pose tracks of a video, and minutes of a watch."""

from datetime import date, timedelta

import numpy as np

from runback.domain.activity import Samples
from runback.form.minutes import cut_minutes
from runback.form.report import Estimate, FormReport, Metric, NotMeasurable
from runback.form.video import LANDMARKS, PoseTrack
from tests.form.made_runner import RUNNER

DAY = date(2026, 3, 2)
WIDTH, HEIGHT, SCALE = 720, 1280, 500
"""Of a made-up video, in pixels; the scale is pixels a metre."""


def made_report(view="side", refused=None, **values):
    """Each value with an error of 1."""
    metrics = {n: Metric(Estimate(v, v - 5, v + 5, 20, "", 1.0), NotMeasurable("No.")) for n, v in values.items()}
    return FormReport(view, 60.0, refused, (), (), metrics)


def made_track(facing=1, runner=RUNNER, rate=60, noise_px=2.0, seed=0):
    """The made runner filmed from the side: 500 pixels a metre, facing right or left."""
    keypoints = runner.keypoints(rate)
    rng = np.random.default_rng(seed)
    marks = np.full((len(keypoints.time_s), 33, 3), 0.9)
    for name, place in LANDMARKS.items():
        point = keypoints.points[name]
        marks[:, place, 0] = WIDTH / 2 + facing * SCALE * point[:, 0]
        marks[:, place, 1] = HEIGHT - 100 - SCALE * point[:, 1]
    marks[:, :, :2] += rng.normal(0, noise_px, marks[:, :, :2].shape)
    return PoseTrack(keypoints.time_s, marks, np.zeros(len(marks)), WIDTH, HEIGHT)


def made_samples(minutes=40, speed=2.8, drift_ms=0.0, per_mps=-40.0, seed=0, **columns):
    """Contact time is 250 ms at 2.8 m/s, falls 40 ms for each m/s, and drifts by ``drift_ms`` over the run."""
    rng = np.random.default_rng(seed)
    time = np.arange(0.0, 60 * minutes)
    speeds = speed + 0.15 * np.sin(time / 240) + rng.normal(0, 0.05, len(time))
    contact = 250 + per_mps * (speeds - 2.8) + drift_ms * time / time[-1] + rng.normal(0, 4, len(time))
    made = {
        "time_s": time,
        "speed_mps": speeds,
        "cadence_spm": 168 + 6 * (speeds - 2.8) + rng.normal(0, 1.5, len(time)),
        "contact_time_ms": contact,
        "vertical_oscillation_mm": 90 + rng.normal(0, 2, len(time)),
        "contact_balance_pct": 50.5 + rng.normal(0, 0.2, len(time)),
    }
    return Samples(made | columns)


def made_minutes(**wishes):
    day = wishes.pop("day", DAY)
    return cut_minutes(made_samples(**wishes), "1", day)


def made_months(slow_by=0.0, shift_ms=0.0):
    """Eight runs a month for two months; the second month is slower, and shifted by this many milliseconds."""
    made = []
    for month in (0, 1):
        for number in range(8):
            samples = made_samples(
                minutes=20, speed=2.8 + 0.1 * (number % 3) - slow_by * month, seed=10 * month + number
            )
            columns = dict(samples.columns)
            columns["contact_time_ms"] = columns["contact_time_ms"] + shift_ms * month
            made.append(cut_minutes(Samples(columns), str(number), DAY + timedelta(days=31 * month + 2 * number)))
    return made
