"""The sport of a recording: from its words, then from its title, then from speed and cadence."""

import numpy as np

from runback.domain.activity import Samples, Sport, Surface
from runback.history.cadence import mean_count
from runback.history.recording import ASK_SPORT, RUN_BY_SPEED, Recording
from runback.history.sports import find_sport, is_named, map_sport
from runback.history.totals import find_totals
from runback.history.virtual import is_virtual

_SLOWEST_MPS, _FASTEST_MPS = 1.6, 4.5  # 10:25 to 3:42 a km
_ASKED_MPS = (1.9, 4.0)
_STRIDES, _STEPS = (68.0, 105.0), (136.0, 210.0)
_EVEN_SHARE = 0.85  # cyclists stop pedalling now and then


def find_activity_sport(recording: Recording) -> tuple[Sport, Surface | None, tuple[str, ...]]:
    """The sport, the surface of a run, and a note if the sport was inferred or has to be asked for."""
    sport, surface = map_sport(recording.sport, recording.sub_sport)
    notes: tuple[str, ...] = ()
    if sport is Sport.OTHER and not is_named(recording.sport, recording.sub_sport):
        from_title = find_sport(recording.title)
        sport, surface = map_sport(recording.title or "", None) if from_title is not None else (sport, surface)
        if from_title is None:
            sport, notes = _by_movement(recording)
    if sport is Sport.RUN and is_virtual(recording):
        surface = Surface.TREADMILL
    return sport, surface if sport is Sport.RUN else None, notes


def _by_movement(recording: Recording) -> tuple[Sport, tuple[str, ...]]:
    """A run if speed and cadence are those of running; a question if only the speed is."""
    totals = find_totals(recording, Sport.OTHER, is_indoors=False)
    if not totals.distance_m or not totals.moving_s or totals.moving_s < 120:
        return Sport.OTHER, ()
    speed = totals.distance_m / totals.moving_s
    steps = recording.stated.steps
    count = steps / totals.moving_s * 60 if steps else mean_count(recording.samples) or recording.stated.avg_count
    if count is None:
        return Sport.OTHER, (ASK_SPORT,) if _ASKED_MPS[0] <= speed <= _ASKED_MPS[1] else ()
    is_run = _is_running(count) and _SLOWEST_MPS <= speed <= _FASTEST_MPS and _is_even(recording.samples)
    return (Sport.RUN, (RUN_BY_SPEED,)) if is_run else (Sport.OTHER, ())


def _is_running(count: float) -> bool:
    return any(low <= count <= high for low, high in (_STRIDES, _STEPS))


def _is_even(samples: Samples | None) -> bool:
    """Whether the cadence hardly ever drops to zero, as on foot."""
    cadence = None if samples is None else samples.get("cadence_spm")
    if cadence is None:
        return True
    known = cadence[np.isfinite(cadence)]
    return len(known) > 0 and float(np.mean(known >= 40)) >= _EVEN_SHARE
