"""A made-up runner: about 18 months of runs with a break, a comeback, a load spike and a sore back.

Nobody real. The story runs over the weeks before today, so the demo is always current.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from runback.domain.activity import Activity, Column, Samples, Sport, Surface, ZoneSource

ZONE = "Europe/Berlin"
NAME = "Kim (made up)"
PROGRAM_DAYS = 9
"""The made-up check-in was this many days ago; the plan has run since."""

SPIKE_DAYS_AGO = 19
SPIKE_KM = 13.0
_FAR = 5
"""From this score on the made-up pain reaches the buttock."""

_CENTRE = (52.4736, 13.4018)  # a former airfield, now a park: nobody's home
_SAMPLE_S = 5.0


@dataclass(frozen=True, slots=True)
class MadeUpRun:
    """One run to be: its local day and hour, distance, pace (s/km) and surface."""

    day: date
    hour: float
    distance_km: float
    pace_s_km: float
    surface: Surface | None = None


def make_up_runs(today: date) -> tuple[MadeUpRun, ...]:
    """Every run before the made-up check-in, oldest first; the same for the same day."""
    rng = np.random.default_rng(20_260_101)
    last_day = today - timedelta(days=PROGRAM_DAYS + 1)
    spike_day = today - timedelta(days=SPIKE_DAYS_AGO)
    runs = []
    for week in range(78, 2, -1):
        monday = today - timedelta(days=today.weekday(), weeks=week)
        for day, km in _make_up_week(week, monday, rng):
            if day < spike_day:
                runs.append(_make_up_run(day, km, rng))
    runs.append(MadeUpRun(spike_day, 9.5, SPIKE_KM, 392.0, Surface.TRAIL))
    return tuple(run for run in runs if run.day <= last_day)


def _weekly_km(week: int) -> float:
    """Kilometres of the week ``week`` weeks ago."""
    if week > 45:  # steady running
        return 20 + 12 * (78 - week) / 33
    if week > 30:  # towards a half marathon, with easier fourth weeks
        return (30 + (45 - week) * 0.9) * (0.75 if week % 4 == 0 else 1.0)
    if week == 30:
        return 36.0
    if week > 18:
        return 26.0
    if week > 8:  # ten weeks without a run
        return 0.0
    return 8.0 + 2.0 * (8 - week)  # the comeback


def _make_up_week(week: int, monday: date, rng: np.random.Generator) -> Iterator[tuple[date, float]]:
    total = _weekly_km(week) * rng.uniform(0.92, 1.06)
    if total < 1:
        return
    if week == 30:  # race week
        yield from (
            (monday + timedelta(days=1), 7.0),
            (monday + timedelta(days=3), 5.0),
            (monday + timedelta(days=6), 21.2),
        )
        return
    days, shares = ((1, 3, 6), (0.3, 0.3, 0.4)) if total < 24 else ((1, 3, 4, 6), (0.22, 0.24, 0.16, 0.38))
    for day, share in zip(days, shares, strict=True):
        if rng.uniform() > 0.05:  # now and then a run is missed
            yield monday + timedelta(days=day), round(total * share, 2)


def _make_up_run(day: date, km: float, rng: np.random.Generator) -> MadeUpRun:
    is_treadmill = day.month in (1, 2) and day.weekday() == 3
    hour = 9.25 if day.weekday() == 6 else float(rng.choice([6.75, 18.25]))
    pace = 350 + 1.2 * km + rng.normal(0, 8)
    return MadeUpRun(day, hour, km, pace, Surface.TREADMILL if is_treadmill else None)


def make_activity(run: MadeUpRun) -> Activity:
    """The run as an activity with samples every five seconds, as a watch would record it."""
    rng = np.random.default_rng(run.day.toordinal())
    local = datetime.combine(run.day, datetime.min.time(), ZoneInfo(ZONE)) + timedelta(hours=run.hour)
    offset = local.utcoffset() or timedelta()
    columns = _record(run, rng)
    elapsed = float(columns["time_s"][-1])
    return Activity(
        sport=Sport.RUN,
        surface=run.surface,
        start_utc=local.astimezone(UTC),
        utc_offset_s=int(offset.total_seconds()),
        zone_source=ZoneSource.FILE,
        elapsed_s=elapsed,
        moving_s=elapsed,
        distance_m=run.distance_km * 1000,
        ascent_m=None if run.surface is Surface.TREADMILL else round(run.distance_km * 6.0),
        avg_hr_bpm=float(np.mean(columns["heart_rate_bpm"])),
        avg_cadence_spm=float(np.mean(columns["cadence_spm"])),
        samples=Samples(columns),
    )


def _record(run: MadeUpRun, rng: np.random.Generator) -> dict[str, Column]:
    duration = run.distance_km * run.pace_s_km
    time = np.append(np.arange(0.0, duration, _SAMPLE_S), duration)
    tired = time / 3600
    surge = 1 + 0.05 * np.sin(time / 97) + rng.normal(0, 0.01, time.size)
    distance = np.concatenate([[0.0], np.cumsum(surge[1:] * np.diff(time))])
    distance *= run.distance_km * 1000 / distance[-1]
    speed = np.gradient(distance, time)
    cadence = 164 + 5 * (speed - 2.8) - 2 * tired + rng.normal(0, 1.0, time.size)
    heart = 118 + 28 * (1 - np.exp(-time / 240)) + 7 * tired + rng.normal(0, 1.2, time.size)
    columns = {
        "time_s": time,
        "distance_m": distance,
        "speed_mps": speed,
        "heart_rate_bpm": np.round(heart),
        "cadence_spm": 2 * np.round(cadence / 2),
        "vertical_oscillation_mm": 82 + 3 * tired + rng.normal(0, 1.5, time.size),
        "contact_time_ms": 262 - 14 * (speed - 2.8) + 5 * tired + rng.normal(0, 3, time.size),
    }
    if run.surface is not Surface.TREADMILL:
        columns |= _loops(distance)
    return columns


def _loops(
    distance: Column,
) -> dict[str, Column]:
    """Positions on a gently hilly 3 km loop around the park."""
    angle = 2 * math.pi * distance / 3000
    radius_m = 3000 / (2 * math.pi)
    metres_per_degree = 111_195.0
    east = radius_m * np.sin(angle) / (metres_per_degree * math.cos(math.radians(_CENTRE[0])))
    return {
        "latitude_deg": _CENTRE[0] + radius_m * np.cos(angle) / metres_per_degree,
        "longitude_deg": _CENTRE[1] + east,
        "altitude_m": 48 + 9 * np.sin(angle),
    }


def make_up_pain(today: date) -> tuple[tuple[date, int], ...]:
    """Morning pain of the episode after the spike until yesterday: worst the next day, then easing."""
    scores = (5, 6, 5, 5, 4, 4, 4, 3, 3, 3, 2, 3, 2, 2, 2, 1, 2, 1)
    first = today - timedelta(days=SPIKE_DAYS_AGO - 1)
    days = ((first + timedelta(days=i), score) for i, score in enumerate(scores))
    return tuple((day, score) for day, score in days if day < today)


def make_up_places(score: int) -> tuple[str, ...]:
    """Where a morning of that score hurt: at its worst the buttock as well."""
    return ("left_low_back", "buttock_left") if score >= _FAR else ("left_low_back",) if score > 1 else ()


def make_up_answers() -> dict[str, object]:
    """The made-up check-in."""
    return {
        "age_years": 38,
        "sex": "female",
        "bmi": 23,
        "runner_status": "returning",
        "weekly_km": 28,
        "weeks_off": 0,
        "onset": "after_run",
        "pain_days": SPIKE_DAYS_AGO - PROGRAM_DAYS,
        "pain_now": 2,
        "pain_worst": 6,
        "pain_running": 2,
        "trend": "improving",
        "locations": ["left_low_back"],
        "qualities": ["ache"],
        "aggravated_by": ["rotation", "sitting"],
        "eased_by": ["movement", "heat"],
        "morning_stiffness_min": 10,
        "night_pain": "none",
        "leg_pain": "none",
        "numbness": "none",
        "weakness": "none",
        "contexts": ["no_strength", "trail", "desk_job"],
        "red_flags": [],
        "text": "Came back after ten weeks off. Friends took me on a 13 km trail run and my left low back "
        "has been sore since. Better every week.",
        "wishes": {
            "days": {"mon": 30, "tue": 75, "wed": 30, "thu": 75, "sat": 40, "sun": 90},
            "long_run_day": "sun",
            "equipment": ["dumbbell", "band"],
        },
    }
