"""What a recording means: one activity, with its totals checked against its own samples."""

from dataclasses import dataclass

import numpy as np

from runback.domain.activity import Activity, Samples, Source, Sport
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.recording import Recording
from runback.history.sports import guess_sport, is_named, load_sports, map_sport
from runback.history.track import (
    Steps,
    ascent_m,
    first_position,
    is_dense,
    mean_over_time,
    moving_seconds,
    steps_of_distance,
    steps_of_positions,
)
from runback.history.zones import find_offset, is_real_offset

_LONGEST_S = 40 * 86_400.0  # the longest real file we met spans 31 days
_LEAST_HR, _LEAST_CADENCE = 20.0, 20.0  # lower values are dropouts and would pull the average down
_MOST_STEPS, _MOST_TURNS = 240.0, 200.0  # a minute, on foot and on a bike; higher averages are overflowed counters
_FEWEST_CADENCES = 10
"""Fewer values cannot tell whether strides or steps were counted, nor outweigh a strange one."""
_SLACK_M = 200.0  # the clock of a short activity may be some seconds off


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """What the samples say: distance and time, from positions or from the device's own distance."""

    distance_m: float | None = None
    moving_s: float | None = None
    span_s: float | None = None
    positions_m: float | None = None
    notes: tuple[str, ...] = ()


def understand(recording: Recording, *, sources: tuple[Source, ...], zone: str) -> Activity:
    """The activity a recording tells of; ``zone`` is the runner's profile zone, the last resort.

    Totals the device states come first where its own samples do not contradict them; the
    rest is derived from the samples; what neither tells is None.
    Raises ``UnreadableFile`` where the start is not known, ``NotAnActivity`` where nothing was recorded.
    """
    if recording.start_utc is None:
        raise UnreadableFile("The file does not say when it was recorded, so it cannot be placed in the history.")
    sport, surface = map_sport(recording.sport, recording.sub_sport)
    if sport is Sport.OTHER and not is_named(recording.sport, recording.sub_sport):
        sport = Sport(guess_sport(recording.title) or Sport.OTHER)
    evidence = _weigh_samples(recording, sport)
    elapsed = _elapsed(recording, evidence)
    moving = _moving(recording, evidence, elapsed)
    distance, distance_notes = _distance(recording, evidence, sport, elapsed)
    if not recording.samples and elapsed is None and distance is None:
        raise NotAnActivity("The file names an activity but gives neither its time nor its distance.")
    offset, zone_source = find_offset(
        recording.start_utc, recording.utc_offset_s, first_position(recording.samples), zone
    )
    return Activity(
        sport=sport,
        surface=surface,
        start_utc=recording.start_utc,
        utc_offset_s=offset,
        zone_source=zone_source,
        elapsed_s=elapsed,
        moving_s=moving,
        distance_m=distance,
        ascent_m=_ascent(recording),
        avg_hr_bpm=_average(recording.told.avg_hr_bpm, recording.samples, "heart_rate_bpm", _LEAST_HR),
        avg_cadence_spm=_cadence(recording, sport),
        title=recording.title,
        device=recording.device,
        gear=recording.gear,
        perceived_effort=recording.perceived_effort,
        laps=recording.laps,
        sources=sources,
        notes=(*recording.notes, *evidence.notes, *distance_notes, *_offset_notes(recording.utc_offset_s)),
        samples=recording.samples,
    )


def _offset_notes(claimed_s: int | None) -> tuple[str, ...]:
    if claimed_s is None or is_real_offset(claimed_s):
        return ()
    return ("The file's own local time cannot be right and was not used.",)


def _weigh_samples(recording: Recording, sport: Sport) -> _Evidence:
    samples = recording.samples
    if samples is None or len(samples) < 2:
        return _Evidence()
    table = load_sports()
    span = float(samples.columns["time_s"][-1])
    found = steps_of_positions(samples, table.fastest_mps[sport])
    notes: tuple[str, ...] = ()
    positions_m = None
    steps: Steps | None = None
    if found is not None:
        steps, spikes = found
        if spikes:
            notes = (f"{spikes} impossible {'position was' if spikes == 1 else 'positions were'} left out.",)
        if not is_dense(steps):
            steps = None
    own = steps_of_distance(samples)
    if steps is not None:
        positions_m = float(steps.metres.sum())
    chosen = own if own is not None and is_dense(own) and float(own.metres.sum()) > 0 else steps
    if chosen is None:
        return _Evidence(span_s=span, notes=notes)
    moving = moving_seconds(chosen, table.standing[sport], recording.pauses)
    return _Evidence(float(chosen.metres.sum()), moving, span, positions_m, notes)


def _elapsed(recording: Recording, evidence: _Evidence) -> float | None:
    """Start to end by the clock: told, but never shorter than the timer or the samples."""
    told, timer = recording.told.elapsed_s, _sane_time(recording.told.timer_s)
    known = [value for value in (_sane_time(told), timer) if value is not None]
    if evidence.span_s is not None and (not known or evidence.span_s > max(known) + 60):
        known.append(evidence.span_s)
    return max(known) if known else None


def _sane_time(value: float | None) -> float | None:
    return value if value is not None and 0 < value < _LONGEST_S else None


def _moving(recording: Recording, evidence: _Evidence, elapsed: float | None) -> float | None:
    """The device's timer, else what it calls moving, else what the samples show."""
    told = _sane_time(recording.told.timer_s) or _sane_time(recording.told.moving_s)
    if told is not None:
        return told
    found = evidence.moving_s
    if found is None and recording.told.elapsed_s is not None and recording.samples is None:
        return None
    if found is None or elapsed is None:
        return found
    return min(found, elapsed)


def _distance(
    recording: Recording, evidence: _Evidence, sport: Sport, elapsed: float | None
) -> tuple[float | None, tuple[str, ...]]:
    """Metres: told, else sampled, else summed over positions; what is absurd is replaced and noted."""
    told = recording.told.distance_m
    most = load_sports().fastest_mps[sport] * elapsed + _SLACK_M if elapsed is not None else float("inf")
    if told is not None and 0 < told <= most:
        return told, ()
    if evidence.distance_m is not None and evidence.distance_m <= most:
        notes = (
            () if told is None or told == 0 else (f"The device's distance of {told / 1000:.1f} km cannot be right.",)
        )
        return evidence.distance_m, notes
    if evidence.positions_m is not None and evidence.positions_m <= most:
        return evidence.positions_m, ("The recorded distance cannot be right; it was measured from the positions.",)
    if told == 0:
        return 0.0, ()
    if told is None and evidence.distance_m is None:
        return None, ()
    return None, ("The recorded distance cannot be right, and there are no positions to correct it.",)


def _ascent(recording: Recording) -> float | None:
    told = recording.told.ascent_m
    if told is not None and 0 <= told < 20_000:
        return told
    return ascent_m(recording.samples) if recording.samples is not None else None


def _cadence(recording: Recording, sport: Sport) -> float | None:
    """The average cadence; None for an overflowed counter and for what rests on a handful of samples."""
    most = _MOST_STEPS if sport in (Sport.RUN, Sport.WALK) else _MOST_TURNS
    told = recording.told.avg_cadence_spm
    told = told if told is not None and told <= most else None
    samples = recording.samples
    column = None if samples is None else samples.get("cadence_spm")
    is_thin = column is None or int(np.isfinite(column).sum()) < _FEWEST_CADENCES
    found = _average(told, None if is_thin else samples, "cadence_spm", _LEAST_CADENCE)
    return found if found is not None and found <= most else None


def _average(told: float | None, samples: Samples | None, name: str, least: float) -> float | None:
    if told is not None and told >= least:
        return told
    found = mean_over_time(samples, name, least) if samples is not None else None
    return None if found is None else round(found, 2)
