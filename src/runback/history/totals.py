"""Distance and time of a recording: the device's totals, checked against its own samples."""

from dataclasses import dataclass, replace

import numpy as np

from runback.domain.activity import Lap, Samples, Sport
from runback.history.distance import LIKE, Bounds, Evidence, choose_distance, count_apart, last_of_rising, unit_of
from runback.history.recording import Recording, StatedTotals
from runback.history.sports import fastest_mps, load_sports
from runback.history.track import (
    Steps,
    is_dense,
    moving_seconds,
    steps_of_distance,
    steps_of_positions,
    without_jitter,
    without_rides_in_pauses,
)
from runback.languages.saved import translate_later

_LONGEST_S = 40 * 86_400.0  # the longest real file we have seen spans 31 days
_SAME_PACE = 0.15
_TAIL_S, _TAIL_SHARE, _TAIL_M = 60.0, 0.02, 100.0


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds and metres of an activity, its laps, and what was odd about them.

    ``unit`` is the factor that converts the samples' cumulative distance to metres.
    """

    elapsed_s: float | None
    moving_s: float | None
    distance_m: float | None
    unit: float
    laps: tuple[Lap, ...]
    notes: tuple[str, ...]


_OF_APPS = frozenset({"tcx", "gpx"})  # written by anyone; the other formats have one maker, who knows the units
_SAME_TIME = 1.02
_FORGOTTEN_S, _WHOLE_TRACK = 1800.0, 0.9
_TOO_SHORT = translate_later("The device's moving time is too short for its distance and was not used.")


def find_totals(recording: Recording, sport: Sport, *, is_indoors: bool) -> Totals:
    """The device's totals unless its samples contradict them, else those of the samples."""
    evidence = weigh_samples(recording, sport, is_indoors=is_indoors)
    recording, units = _in_seconds(recording, evidence)
    recording, late = _without_early_end(recording, evidence)
    recording, times = _without_cumulative_laps(recording, evidence)
    elapsed = _elapsed(recording.stated, evidence)
    moving = _moving(recording, evidence, elapsed)
    bounds = _bounds(sport, elapsed)
    is_alone = recording.samples is None and recording.format in _OF_APPS
    stated_m, laps = recording.stated.distance_m, recording.laps
    found = choose_distance(stated_m, laps, evidence, bounds, is_indoors=is_indoors, is_alone=is_alone)
    moving, short = _long_enough(moving, elapsed, found.metres, sport)
    notes = (*evidence.notes, *units, *late, *times, *found.notes, *short)
    return Totals(elapsed, moving, found.metres, evidence.unit, found.laps, notes)


def _long_enough(
    moving: float | None, elapsed: float | None, metres: float | None, sport: Sport
) -> tuple[float | None, tuple[str, ...]]:
    """A moving time long enough for the distance: otherwise it is in minutes, or the elapsed time is used."""
    if not moving or not metres or elapsed is None or moving >= elapsed:
        return moving, ()
    if metres <= _bounds(sport, moving).most:
        return moving, ()
    is_minutes = moving * 60 <= elapsed * _SAME_TIME and metres <= _bounds(sport, moving * 60).most
    return (min(moving * 60, elapsed) if is_minutes else elapsed), (_TOO_SHORT,)


def _bounds(sport: Sport, seconds: float | None) -> Bounds:
    fastest = 0.0 if seconds is None else fastest_mps(sport, seconds)
    return Bounds.of(seconds, fastest, is_on_foot=sport in (Sport.RUN, Sport.WALK))


def weigh_samples(recording: Recording, sport: Sport, *, is_indoors: bool) -> Evidence:
    """Distance and moving time from the samples; positions indoors or under water are ignored."""
    samples = recording.samples
    if samples is None or len(samples) < 2:
        return Evidence()
    table = load_sports()
    span = float(samples.columns["time_s"][-1])
    steps, notes = _position_steps(samples, table.fastest_mps[sport])
    own, by_speed = steps_of_distance(samples), _metres_of_speed(samples)
    if steps is not None:
        steps = without_jitter(without_rides_in_pauses(steps, recording.pauses), table.standing[sport])
    if own is not None:
        own = without_rides_in_pauses(own, recording.pauses)
    positions_m = None if steps is None else float(steps.metres.sum())
    comparable = None if is_indoors or sport is Sport.SWIM else positions_m
    unit = 1.0
    if own is not None and float(own.metres.sum()) > 0:
        unit = unit_of(
            float(own.metres.sum()), (recording.stated.distance_m, comparable, by_speed), _bounds(sport, span)
        )
        own = Steps(own.from_s, own.to_s, own.metres * unit)
    has_own = own is not None and is_dense(own) and float(own.metres.sum()) > 0
    chosen = own if has_own else steps
    if unit != 1:
        notes = (
            *notes,
            translate_later("The recorded distance was in other units than it should be and was converted."),
        )
    whole_s = max(span, _sane_time(recording.stated.timer_s) or 0.0)
    if chosen is None:
        return Evidence(speed_m=by_speed, span_s=span, unit=unit, notes=notes)
    return Evidence(
        sampled_m=float(own.metres.sum()) if own is not None and has_own else None,
        positions_m=comparable if has_own else positions_m,
        speed_m=by_speed,
        moving_s=moving_seconds(chosen, table.standing[sport], recording.pauses),
        span_s=span,
        covered=0.0 if steps is None else _share_of(steps, whole_s),
        sampled=_share_of(chosen, whole_s),
        unit=unit,
        notes=notes,
    )


def _share_of(steps: Steps, seconds: float) -> float:
    """The share of that time covered by steps of up to a minute."""
    return float(steps.seconds[steps.seconds <= 60].sum()) / seconds if seconds > 0 else 0.0


def _position_steps(samples: Samples, fastest: float) -> tuple[Steps | None, tuple[str, ...]]:
    found = steps_of_positions(samples, fastest)
    if found is None:
        return None, ()
    steps, spikes = found
    notes = (f"{spikes} impossible {'position was' if spikes == 1 else 'positions were'} left out.",) if spikes else ()
    return steps if is_dense(steps) else None, notes


def _metres_of_speed(samples: Samples) -> float | None:
    """Distance from the recorded speed; None if it is missing for more than half of the time."""
    speed = samples.get("speed_mps")
    if speed is None:
        return None
    seconds = np.clip(np.diff(samples.columns["time_s"]), 0, 60)
    known = np.isfinite(speed[:-1])
    if float(seconds[known].sum()) < 0.5 * float(seconds.sum()):
        return None
    metres = float((speed[:-1][known] * seconds[known]).sum())
    return metres if metres > 0 else None


def _in_seconds(recording: Recording, evidence: Evidence) -> tuple[Recording, tuple[str, ...]]:
    """Correct totals in milliseconds instead of seconds, or the reverse, by the time span of the samples."""
    totals, span = recording.stated, evidence.span_s
    known = totals.elapsed_s or totals.timer_s
    if not span or not known:
        return recording, ()
    unit = next((unit for unit in (0.001, 1000.0) if span / LIKE <= known * unit <= span * LIKE), None)
    if unit is None:
        return recording, ()
    times = {
        name: None if (value := getattr(totals, name)) is None else value * unit
        for name in ("elapsed_s", "timer_s", "moving_s")
    }
    laps = tuple(
        replace(lap, elapsed_s=None if lap.elapsed_s is None else lap.elapsed_s * unit) for lap in recording.laps
    )
    note = translate_later("The device's times were in other units than they should be and were converted.")
    return replace(recording, stated=replace(totals, **times), laps=laps), (note,)


def _without_early_end(recording: Recording, evidence: Evidence) -> tuple[Recording, tuple[str, ...]]:
    """Drop totals that end before the samples although the runner went on: they cover only a part."""
    totals, samples = recording.stated, recording.samples
    ends_s = totals.elapsed_s or totals.timer_s
    if not ends_s or evidence.moving_s is None or samples is None:
        return recording, ()
    if evidence.moving_s - ends_s <= max(_TAIL_S, 0.05 * ends_s):
        return recording, ()  # some devices leave pauses out of elapsed time
    steps = steps_of_distance(samples) or _position_steps(samples, 60.0)[0]
    if steps is None:
        return recording, ()
    whole = float(steps.metres.sum()) * evidence.unit
    tail = float(steps.metres[steps.from_s >= ends_s].sum()) * evidence.unit
    is_whole = totals.distance_m is not None and abs(totals.distance_m - whole) < tail / 2
    if is_whole or tail < max(_TAIL_M, _TAIL_SHARE * whole) or not _is_at_pace(totals, whole, evidence.moving_s):
        return recording, ()
    note = translate_later("The device's totals end before its samples do; the totals were taken from the samples.")
    return replace(recording, stated=StatedTotals(avg_count=totals.avg_count, step_length_m=totals.step_length_m)), (
        note,
    )


def _is_at_pace(totals: StatedTotals, metres: float, seconds: float) -> bool:
    """Whether the totals give the same pace as the samples, as totals of a part do."""
    stated_s = totals.timer_s or totals.elapsed_s
    if not totals.distance_m or not stated_s or seconds <= 0 or totals.elapsed_s:
        return True
    return abs(totals.distance_m / stated_s - metres / seconds) <= _SAME_PACE * metres / seconds


def _without_cumulative_laps(recording: Recording, evidence: Evidence) -> tuple[Recording, tuple[str, ...]]:
    """Take the time of the last lap if lap times are cumulative."""
    totals, span = recording.stated, evidence.span_s
    last = last_of_rising([lap.elapsed_s for lap in recording.laps])
    if totals.timer_s is None or span is None or last is None or totals.timer_s <= LIKE * span + 60:
        return recording, ()
    if abs(last - span) > 0.1 * span + 60:
        return recording, ()
    laps = count_apart(recording.laps, "elapsed_s")
    note = translate_later("Each lap's time counts from the start; the last one is the total.")
    return replace(recording, stated=replace(totals, timer_s=last), laps=laps), (note,)


def _elapsed(totals: StatedTotals, evidence: Evidence) -> float | None:
    """Elapsed time: as stated, but never shorter than the timer or the samples."""
    known = [value for value in (_sane_time(totals.elapsed_s), _sane_time(totals.timer_s)) if value is not None]
    if evidence.span_s is not None and (not known or evidence.span_s > max(known) + 60):
        known.append(evidence.span_s)
    return max(known) if known else None


def _sane_time(value: float | None) -> float | None:
    return value if value is not None and 0 < value < _LONGEST_S else None


def _moving(recording: Recording, evidence: Evidence, elapsed: float | None) -> float | None:
    """The device's timer, else its moving time, else that of the samples; without the time of a forgotten watch."""
    stated_s = _sane_time(recording.stated.timer_s) or _sane_time(recording.stated.moving_s)
    found = evidence.moving_s
    if stated_s is not None:
        return found if found and _was_forgotten(stated_s, found, evidence) else stated_s
    if found is None and recording.stated.elapsed_s is not None and recording.samples is None:
        return None
    if found is None or elapsed is None:
        return found
    return min(found, elapsed)


def _was_forgotten(timer_s: float, moving_s: float, evidence: Evidence) -> bool:
    """Whether the timer ran on for as long again, and at least half an hour, while the positions did not move."""
    stood_s = timer_s - moving_s
    return stood_s > max(moving_s, _FORGOTTEN_S) and evidence.covered >= _WHOLE_TRACK


def measure_whole(samples: Samples) -> tuple[float | None, float | None]:
    """Metres and moving seconds of all samples, from the device's distance or the positions."""
    own = steps_of_distance(samples)
    steps = (
        own if own is not None and is_dense(own) and float(own.metres.sum()) > 0 else _position_steps(samples, 60.0)[0]
    )
    if steps is None:
        return None, None
    return float(steps.metres.sum()), moving_seconds(steps, load_sports().standing[Sport.RUN])
