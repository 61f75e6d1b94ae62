"""What a recording means: one activity, with its totals checked against its own samples."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from runback.domain.activity import Activity, Samples, Source, Sport, Surface, ZoneSource
from runback.history.cadence import LEAST_SPM, mean_count, mean_step_length_m, steps_factor, usual_steps
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.recording import NO_ZONE, VEHICLE, Recording, StatedTotals
from runback.history.sport import find_activity_sport
from runback.history.totals import Totals, find_totals
from runback.history.track import ascent_m, first_position, mean_over_time
from runback.history.vehicle import cut, find_on_foot
from runback.history.virtual import is_virtual
from runback.history.zones import find_offset, is_real_offset, local_to_utc
from runback.languages.saved import translate_later

RIDE_AS_RUN = translate_later(
    "This was saved as a run but is faster than anybody runs for so long, so it counts as a ride."
)

TOO_FAST_HEART = translate_later("Heart rates above 230 are noise of the sensor and were left out.")

_ON_FOOT = frozenset({Sport.RUN, Sport.WALK})
_LEAST_HR, _MOST_HR = 20.0, 230.0  # lower values are dropouts and would lower the average
_MOST_STEPS, _MOST_TURNS = 240.0, 200.0  # a minute, on foot and on a bike; higher averages are overflowed counters
_FEWEST_CADENCES = 10
"""Fewer values are too few to decide between strides and steps, or to outweigh an outlier."""


def interpret(recording: Recording, *, sources: tuple[Source, ...], zone: str) -> Activity:
    """The activity in a recording; ``zone`` is the zone in the runner's profile, the last resort.

    Totals stated by the device take precedence unless its own samples contradict them; the
    rest is derived from the samples; what neither has is None.
    Raises ``UnreadableFile`` if the start is not known, ``NotAnActivity`` if nothing was recorded.
    """
    if recording.start_utc is None:
        raise UnreadableFile(
            translate_later("The file does not say when it was recorded, so it cannot be placed in the history.")
        )
    start_utc, offset, zone_source = _place_in_time(recording, recording.start_utc, zone)
    sport, surface, sport_notes = find_activity_sport(recording)
    part, sport, vehicle_notes = _leave_vehicle(recording, sport, surface)
    totals = find_totals(part, sport, is_indoors=surface is Surface.TREADMILL)
    recording, part = _in_steps(recording, part, sport, totals)
    heart_rate, heart_notes = _heart_rate(part)
    if not recording.samples and totals.elapsed_s is None and totals.distance_m is None:
        raise NotAnActivity(translate_later("The file names an activity but gives neither its time nor its distance."))
    return Activity(
        sport=sport,
        surface=surface if sport is Sport.RUN else None,
        start_utc=start_utc,
        utc_offset_s=offset,
        zone_source=zone_source,
        elapsed_s=totals.elapsed_s,
        moving_s=totals.moving_s,
        distance_m=totals.distance_m,
        ascent_m=_ascent(part),
        avg_hr_bpm=heart_rate,
        avg_cadence_spm=_cadence(part, sport),
        title=recording.title,
        device=recording.device,
        gear=recording.gear,
        perceived_effort=recording.perceived_effort,
        laps=totals.laps,
        sources=sources,
        notes=(*recording.notes, *sport_notes, *vehicle_notes, *totals.notes, *heart_notes, *_zone_notes(recording)),
        samples=_in_metres(recording.samples, totals.unit),
    )


def _leave_vehicle(
    recording: Recording, sport: Sport, surface: Surface | None
) -> tuple[Recording, Sport, tuple[str, ...]]:
    """The part of a run that was on foot, with totals for that part; a ride if none of it was."""
    found = None if surface is Surface.TREADMILL else find_on_foot(recording.samples, sport, recording.pauses)
    if found is None or recording.samples is None:
        return recording, sport, ()
    if found.is_empty:
        return recording, Sport.RIDE, (RIDE_AS_RUN,)
    minutes = (found.end_s - found.start_s) / 60
    note = translate_later("{vehicle} {value} km are left out; {minutes} minutes on foot count.").format(
        vehicle=VEHICLE, value=f"{found.vehicle_m / 1000:.1f}", minutes=f"{minutes:.0f}"
    )
    inside = tuple(lap for lap in recording.laps if found.start_s <= lap.start_s < found.end_s)
    part = replace(recording, samples=cut(recording.samples, found), stated=StatedTotals(), pauses=(), laps=inside)
    return part, sport, (note,)


def _in_metres(samples: Samples | None, unit: float) -> Samples | None:
    """The samples with their cumulative distance in metres."""
    if samples is None or unit == 1 or "distance_m" not in samples.columns:
        return samples
    return Samples({**samples.columns, "distance_m": samples.columns["distance_m"] * unit})


def _place_in_time(recording: Recording, start: datetime, zone: str) -> tuple[datetime, int, ZoneSource]:
    """The start in UTC, the UTC offset, and where the offset comes from."""
    place = None if is_virtual(recording) else first_position(recording.samples)
    if recording.is_local_clock:
        start = local_to_utc(start, place, zone)
    return start, *find_offset(start, recording.utc_offset_s, place, zone)


def _zone_notes(recording: Recording) -> tuple[str, ...]:
    if recording.is_local_clock:
        return (NO_ZONE,)
    if recording.utc_offset_s is None or is_real_offset(recording.utc_offset_s):
        return ()
    return (translate_later("The file's own local time cannot be right and was not used."),)


def _ascent(recording: Recording) -> float | None:
    stated_m = recording.stated.ascent_m
    if stated_m is not None and 0 <= stated_m < 20_000:
        return stated_m
    return ascent_m(recording.samples) if recording.samples is not None else None


def _in_steps(recording: Recording, part: Recording, sport: Sport, totals: Totals) -> tuple[Recording, Recording]:
    """Recording and part with the cadence of runs and walks in steps a minute (both feet), in samples and totals."""
    if sport not in _ON_FOOT:
        return recording, part
    stated_totals = part.stated
    speed = totals.distance_m / totals.moving_s if totals.distance_m and totals.moving_s else None
    usual = usual_steps(speed, mean_step_length_m(part.samples) or stated_totals.step_length_m)
    if stated_totals.steps and totals.moving_s:
        usual = stated_totals.steps / totals.moving_s * 60
    sampled = 1.0 if recording.counts_steps else steps_factor(mean_count(part.samples), usual)
    stated = None
    if stated_totals.avg_count:
        stated = stated_totals.avg_count * (
            1.0 if recording.counts_steps else steps_factor(stated_totals.avg_count, usual)
        )
    elif stated_totals.steps and totals.moving_s:
        stated = usual
    part = replace(part, stated=replace(stated_totals, avg_count=stated), samples=_times(part.samples, sampled))
    return replace(recording, samples=_times(recording.samples, sampled)), part


def _times(samples: Samples | None, factor: float) -> Samples | None:
    if samples is None or factor == 1 or "cadence_spm" not in samples.columns:
        return samples
    return Samples({**samples.columns, "cadence_spm": samples.columns["cadence_spm"] * factor})


def _cadence(recording: Recording, sport: Sport) -> float | None:
    """The average cadence; None for an overflowed counter or too few samples."""
    most = _MOST_STEPS if sport in _ON_FOOT else _MOST_TURNS
    average = recording.stated.avg_count
    average = average if average is not None and average <= most else None
    samples = recording.samples
    column = None if samples is None else samples.get("cadence_spm")
    is_thin = column is None or int(np.isfinite(column).sum()) < _FEWEST_CADENCES
    found = _average(average, None if is_thin else samples, "cadence_spm", LEAST_SPM)
    return found if found is not None and found <= most else None


def _heart_rate(recording: Recording) -> tuple[float | None, tuple[str, ...]]:
    """The average of plausible heart rates; higher ones are sensor noise."""
    stated, samples = recording.stated.avg_hr_bpm, recording.samples
    if stated is not None and stated > _MOST_HR:
        return None, (TOO_FAST_HEART,)
    column = None if samples is None else samples.get("heart_rate_bpm")
    if samples is None or column is None or not (column > _MOST_HR).any():
        return _average(stated, samples, "heart_rate_bpm", _LEAST_HR), ()
    likely = Samples({**samples.columns, "heart_rate_bpm": np.where(column > _MOST_HR, np.nan, column)})
    return _average(None, likely, "heart_rate_bpm", _LEAST_HR), (TOO_FAST_HEART,)


def _average(stated: float | None, samples: Samples | None, name: str, least: float) -> float | None:
    if stated is not None and stated >= least:
        return stated
    found = mean_over_time(samples, name, least) if samples is not None else None
    return None if found is None else round(found, 2)
