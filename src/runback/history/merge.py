"""The same activity from two sources: recognising it as one, and merging the best of both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

from runback.domain.activity import Activity, Samples, Source, Sport, Surface, ZoneSource
from runback.history.recording import ASK_SPORT, NO_CLOCK, TIME_OF_NAME
from runback.history.union import add_outside, align, find_outside, lead_s
from runback.languages.saved import translate_later

NO_TIME = translate_later("The diary gives the day of this activity, not the time.")
"""The note on an activity of which only the day is known."""

_ON_TIME = frozenset({NO_TIME, NO_CLOCK, TIME_OF_NAME})
_START_TOLERANCE_S = 300.0  # watch and phone are started minutes apart
_LEAST_OVERLAP = 0.5
_LEAST_LIKENESS = 0.7
_LEAST_DISTANCE_LIKENESS = 0.8
_SHIFT_TOLERANCE_S = 20.0
_ON_FOOT = frozenset({Sport.RUN, Sport.WALK})
# By how much a format can hold: laps and sensors, then positions, then the totals in a list, then a diary line.
_TABLES = frozenset({"csv", "runkeeper"})
_SERVICE_LISTS = frozenset({"garmin", "strava"})
_LONG_S = 6 * 3600.0
_WHOLE_SHARE = 1.25  # if one is this much longer, it holds the whole run and the other a part
_WHOLE_METRES = 1.1  # if both have a distance: a watch that was stopped late already has that of the whole run
_LIKE_PACE = 0.6  # of the faster: a recording of the whole day is slower than the run in it
_MOST_LINES = 6
_LEAST_OUTSIDE_S = 600.0
_OF_ONE_RECORDING = frozenset({"time_s", "distance_m"})  # they are relative to its start
_FORMATS_BEST_FIRST = (
    *(
        "fit",
        "tcx",
        "apple_health",
        "gpx",
        "polar",
        "auto_export",
        "gadgetbridge",
        "adidas",
        "samsung",
        "zepp",
        "runkeeper",
        "fitbit",
    ),
    *("garmin", "strava", "csv"),
)
_ZONE_RANK = {ZoneSource.POSITION: 0, ZoneSource.FILE: 1, ZoneSource.PROFILE: 2}
_TOTALS = ("elapsed_s", "moving_s", "distance_m", "ascent_m", "avg_hr_bpm", "avg_cadence_spm")
_WORDS = ("title", "device", "gear", "perceived_effort", "surface")


def is_same(a: Activity, b: Activity) -> bool:
    """Whether two activities are the same one, recorded or exported twice.

    Nobody runs twice at the same time, so they are if they overlap for half of the shorter one; if they agree to
    the second except for the quarter hours of a wrong time zone; or if a table has the same day, distance and time.
    """
    if not _fits_sport(a, b):
        return False
    if NO_TIME in a.notes or NO_TIME in b.notes:
        return _fits_distance(a, b) and _is_same_by_day(a, b)
    if _overlaps(a, b) or (_fits_distance(a, b) and _is_shifted(a, b)):
        return True
    return is_of_table(a) != is_of_table(b) and _is_same_by_day(a, b) and _fits_time(a, b)


def is_part(part: Activity, whole: Activity) -> bool:
    """Whether the first of two overlapping recordings is only a part of the second: less time, and fewer metres."""
    if NO_TIME in (*part.notes, *whole.notes):
        return False
    less, more = _length_s(part) or 0.0, _length_s(whole) or 0.0
    if not 0 < less * _WHOLE_SHARE < more:
        return False
    return not part.distance_m or not whole.distance_m or part.distance_m * _WHOLE_METRES <= whole.distance_m


def add_up(whole: Activity, parts: Sequence[Activity], lines: Sequence[Activity]) -> tuple[Activity, ...]:
    """The diary lines that, with the parts known by their time, add up to that day's whole run; or none.

    One line with parts, or several lines, whose distances add up to that of the whole.
    """
    if not whole.distance_m or NO_TIME in whole.notes:
        return ()
    known = sum(part.distance_m or 0.0 for part in parts)
    able = [line for line in lines if line.day == whole.day and line.distance_m and _fits_sport(line, whole)]
    for count in range(1 if known else 2, min(len(able), _MOST_LINES) + 1):
        for chosen in combinations(able[:_MOST_LINES], count):
            listed = sum(line.distance_m or 0.0 for line in chosen)
            if abs(known + listed - whole.distance_m) <= max(300.0, 0.05 * whole.distance_m) < listed:
                return chosen
    return ()


def is_of_table(activity: Activity) -> bool:
    """Whether it comes only from table lines, with times as somebody typed them."""
    return bool(activity.sources) and all(is_table(source) for source in activity.sources)


def is_table(source: Source) -> bool:
    """Whether the source is a table kept by a person."""
    return source.format in _TABLES


def _is_same_by_day(a: Activity, b: Activity) -> bool:
    """At least one comes from a diary: the same day, and a similar distance or, if that is missing, time."""
    if NO_TIME in a.notes and NO_TIME in b.notes and a.start_utc != b.start_utc:
        return False
    if a.day != b.day:
        return False
    if a.distance_m is not None and b.distance_m is not None:
        return abs(a.distance_m - b.distance_m) <= max(300.0, 0.1 * max(a.distance_m, b.distance_m))
    return _fits_time(a, b)


def _fits_time(a: Activity, b: Activity) -> bool:
    """Whether moving or elapsed times are similar; a missing time never fits."""
    times = [each.moving_s if each.moving_s is not None else each.elapsed_s for each in (a, b)]
    if times[0] is None or times[1] is None:
        return False
    return abs(times[0] - times[1]) <= max(120.0, 0.1 * max(times[0], times[1]))


def _fits_sport(a: Activity, b: Activity) -> bool:
    """Whether the sport is the same; an unstated one fits any, and walks and runs are often mistaken for each other."""
    if a.sport is b.sport or Sport.OTHER in (a.sport, b.sport):
        return True
    return a.sport in _ON_FOOT and b.sport in _ON_FOOT


def _fits_distance(a: Activity, b: Activity) -> bool:
    if a.distance_m is None or b.distance_m is None:
        return True
    low, high = sorted((a.distance_m, b.distance_m))
    if Surface.TREADMILL in (a.surface, b.surface):
        return high - low <= max(200.0, 0.5 * high)
    return high - low <= 200.0 or low >= _LEAST_DISTANCE_LIKENESS * high


def _overlaps(a: Activity, b: Activity) -> bool:
    lead = abs((a.start_utc - b.start_utc).total_seconds())
    length_a, length_b = _length_s(a), _length_s(b)
    if length_a is None or length_b is None:
        return lead <= 90 and _fits_distance(a, b)
    shorter, longer = sorted((length_a, length_b))
    if shorter <= 0:
        return lead <= 90 and _fits_distance(a, b)
    if _shared_s(a, length_a, b, length_b) < _LEAST_OVERLAP * shorter:
        return False
    is_long = longer > max(_LONG_S, 3 * shorter) and not _is_at_pace(a, length_a, b, length_b)
    is_vague = Sport.OTHER in (a.sport, b.sport) or is_long
    if is_vague:  # a whole day's recording or a triathlon is not the run in it
        return lead <= _START_TOLERANCE_S and shorter >= _LEAST_LIKENESS * longer and _fits_distance(a, b)
    return True


def _is_at_pace(a: Activity, length_a: float, b: Activity, length_b: float) -> bool:
    """Whether both have a distance and a similar pace: true of an ultra's stage, not of a whole day's recording."""
    slower, faster = sorted(((a.distance_m or 0.0) / length_a, (b.distance_m or 0.0) / length_b))
    return slower > 0 and slower >= _LIKE_PACE * faster


def shared_s(a: Activity, b: Activity) -> float:
    """Seconds for which both were recording, by the clock; 0 if one has no time."""
    length_a, length_b = _length_s(a), _length_s(b)
    if length_a is None or length_b is None or NO_TIME in (*a.notes, *b.notes):
        return 0.0
    return _shared_s(a, length_a, b, length_b)


def _shared_s(a: Activity, length_a: float, b: Activity, length_b: float) -> float:
    begin = max(a.start_utc, b.start_utc)
    end = min(a.start_utc + timedelta(seconds=length_a), b.start_utc + timedelta(seconds=length_b))
    return max((end - begin).total_seconds(), 0.0)


def _length_s(activity: Activity) -> float | None:
    return activity.elapsed_s if activity.elapsed_s is not None else activity.moving_s


def _is_shifted(a: Activity, b: Activity) -> bool:
    """Whether duration and distance are similar and the starts quarter hours apart: local time exported as UTC."""
    apart = abs((a.start_utc - b.start_utc).total_seconds())
    length_a, length_b = _length_s(a), _length_s(b)
    if not 1800 <= apart <= 14 * 3600 + 60 or not length_a or not length_b or not a.distance_m or not b.distance_m:
        return False
    off_grid = abs(apart - 900 * round(apart / 900))
    if off_grid > _SHIFT_TOLERANCE_S or not _is_zone_shift(a, b, apart):
        return False
    close_time = abs(length_a - length_b) <= max(3.0, 0.002 * max(length_a, length_b))
    close_distance = abs(a.distance_m - b.distance_m) <= max(10.0, 0.002 * max(a.distance_m, b.distance_m))
    return close_time and close_distance and a.sport is b.sport


def _is_zone_shift(a: Activity, b: Activity, apart: float) -> bool:
    """Whether the runner's UTC offset, or an hour of summer time, explains the shift."""
    kinds_a, kinds_b = ({source.format for source in each.sources} for each in (a, b))
    if abs(apart - 3600) <= _SHIFT_TOLERANCE_S and not kinds_a & kinds_b:
        return True
    return any(abs(abs(offset) - apart) <= 60 for offset in (a.utc_offset_s, b.utc_offset_s) if offset)


def merge(a: Activity, b: Activity) -> Activity:
    """Merge two activities into one with the better totals, all channels and both sources.

    The better one (by format, then by samples) takes precedence; the other fills in what it lacks.
    Channels are resampled to the better one's times if the clocks agree.
    """
    main, other = _in_order(a, b)
    filled = {
        name: getattr(main, name) if getattr(main, name) is not None else getattr(other, name)
        for name in (*_TOTALS, *_WORDS)
    }
    if main.sport is Sport.OTHER and other.sport is not Sport.OTHER:
        filled["surface"] = other.surface
    if (listed_m := _listed_indoors(main, other)) is not None:
        filled["distance_m"] = listed_m
    local = min((main, other), key=lambda activity: _ZONE_RANK[activity.zone_source])
    known = {source.sha256 for source in main.sources}
    merged = replace(
        main,
        sport=other.sport if main.sport is Sport.OTHER else main.sport,
        utc_offset_s=local.utc_offset_s,
        zone_source=local.zone_source,
        laps=main.laps or other.laps,
        sources=(*main.sources, *(source for source in other.sources if source.sha256 not in known)),
        notes=_merge_notes(main, other),
        samples=_merge_samples(main, other),
        **filled,
    )
    return add_outside(merged, main, other)


def _listed_indoors(main: Activity, other: Activity) -> float | None:
    """The distance in a service's list for a treadmill recording, because the runner can correct it there."""
    is_listed = bool(other.sources) and all(source.format in _SERVICE_LISTS for source in other.sources)
    if not is_listed or main.surface is not Surface.TREADMILL or not other.distance_m:
        return None
    return other.distance_m if _fits_distance(main, other) else None


def fill_whole(whole: Activity, parts: Sequence[Activity]) -> Activity:
    """The whole run with what only its parts have: channels, title and notes, minutes, and missing totals.

    Totals are summed where that makes sense, and otherwise averaged by time.
    """
    if not parts:
        return whole
    parts = sorted(parts, key=lambda part: part.start_utc)
    fields: dict[str, Any] = {
        name: next((value for each in (whole, *parts) if (value := getattr(each, name)) is not None), None)
        for name in _WORDS
    }
    fields["notes"] = tuple(
        dict.fromkeys((*whole.notes, *(note for part in parts for note in _note_on_minutes_outside(whole, part))))
    )
    fields |= {name: _total_of(name, parts) for name in _TOTALS if getattr(whole, name) is None}
    filled = replace(whole, samples=_fill_samples(whole, parts), **fields)
    for part in parts:
        filled = add_outside(filled, filled, part)
    return filled


def _total_of(name: str, parts: Sequence[Activity]) -> float | None:
    known = [(value, _length_s(part) or 0.0) for part in parts if (value := getattr(part, name)) is not None]
    if not known or len(known) < len(parts):
        return None
    if not name.startswith("avg_"):
        return float(sum(value for value, _ in known))
    seconds = sum(length for _, length in known)
    return sum(value * length for value, length in known) / seconds if seconds else None


def _fill_samples(whole: Activity, parts: Sequence[Activity]) -> Samples | None:
    """The whole's samples with the parts' channels; without samples of its own it gets none."""
    import numpy as np

    if whole.samples is None:
        return None
    time_s, columns = whole.samples.columns["time_s"], dict(whole.samples.columns)
    for part in parts:
        theirs = {} if part.samples is None else part.samples.columns
        for name in theirs.keys() - _OF_ONE_RECORDING:
            brought = align(time_s, theirs["time_s"] + lead_s(whole, part), theirs[name])
            if np.isfinite(brought).any():
                before = columns.get(name)
                columns[name] = brought if before is None else np.where(np.isfinite(before), before, brought)
    return Samples(
        {name: columns[name] for name in (*whole.samples.columns, *sorted(columns.keys() - whole.samples.columns))}
    )


def _in_order(a: Activity, b: Activity) -> tuple[Activity, Activity]:
    """The main activity, then the other: the whole run before a part of it, else the better source."""
    length_a, length_b = _length_s(a) or 0.0, _length_s(b) or 0.0
    shorter, longer = sorted((length_a, length_b))
    is_timed = NO_TIME not in a.notes and NO_TIME not in b.notes
    if is_timed and shorter > 0 and longer > _WHOLE_SHARE * shorter and not (is_of_table(a) or is_of_table(b)):
        metres = (a.distance_m or 0.0, b.distance_m or 0.0)
        if (length_a > length_b) == (metres[0] > metres[1]):
            return (a, b) if length_a > length_b else (b, a)
    return (a, b) if _rank(a) <= _rank(b) else (b, a)


def _merge_notes(main: Activity, other: Activity) -> tuple[str, ...]:
    """Every note once, without the other's note on an unknown time and without answered questions."""
    notes = (*main.notes, *(note for note in other.notes if note not in _ON_TIME))
    if _is_far_apart(main, other):
        notes = (
            *notes,
            translate_later("Another source has {value} km for it.").format(
                value=f"{(other.distance_m or 0) / 1000:.1f}"
            ),
        )
    notes = (*notes, *_note_on_minutes_outside(main, other))
    is_answered = Sport.OTHER not in (main.sport, other.sport) or main.sport is not other.sport
    return tuple(dict.fromkeys(note for note in notes if not (is_answered and note == ASK_SPORT)))


def _note_on_minutes_outside(main: Activity, other: Activity) -> tuple[str, ...]:
    """A note on minutes of the other that are not counted, if they are more than a difference between clocks."""
    outside = 0.0 if find_outside(main, other) else _outside_s(main, other)
    if outside < _LEAST_OUTSIDE_S:
        return ()
    alone = translate_later(
        "Another recording of it begins earlier or ends later by {count} minutes, which do not count."
    )
    return (alone.format(count=round(outside / 60)),)


def _outside_s(main: Activity, other: Activity) -> float:
    """Seconds of the other before the main one began, and after it ended."""
    if shared_s(main, other) == 0 or is_of_table(main) or is_of_table(other):
        return 0.0
    lead = (main.start_utc - other.start_utc).total_seconds()
    return max(lead, 0.0) + max((_length_s(other) or 0.0) - (_length_s(main) or 0.0) - lead, 0.0)


def _is_far_apart(a: Activity, b: Activity) -> bool:
    """Whether the two have quite different distances for about the same time."""
    lengths = sorted((_length_s(a) or 0.0, _length_s(b) or 0.0))
    is_alike = lengths[0] >= lengths[1] / _WHOLE_SHARE
    return is_alike and bool(a.distance_m and b.distance_m) and not _fits_distance(a, b)


def _rank(activity: Activity) -> tuple[int, int, int, str]:
    """The sort key, smaller is better: format, number of channels, number of samples, then checksum."""
    formats = [
        _FORMATS_BEST_FIRST.index(source.format) for source in activity.sources if source.format in _FORMATS_BEST_FIRST
    ]
    samples = activity.samples
    channels = len(samples.columns) if samples is not None else 0
    first = activity.sources[0].sha256 if activity.sources else ""
    # without samples and distance it has nothing to offer, so it comes after every format
    bare = 10 if samples is None and activity.distance_m is None else 0
    return (min(formats, default=9) + bare, -channels, -(len(samples) if samples is not None else 0), first)


def _merge_samples(main: Activity, other: Activity) -> Samples | None:
    import numpy as np

    if main.samples is None or other.samples is None:
        return main.samples if main.samples is not None else other.samples and _shift_samples(main, other)
    lead = lead_s(main, other)
    time_s = main.samples.columns["time_s"]
    theirs = other.samples.columns["time_s"] + lead
    columns = dict(main.samples.columns)
    for name, column in other.samples.columns.items():
        if name != "time_s" and name not in columns:
            brought = align(time_s, theirs, column)
            if np.isfinite(brought).any():
                columns[name] = brought
    return Samples(columns)


def _shift_samples(main: Activity, other: Activity) -> Samples | None:
    """The other's samples relative to the main start; those before it are left out."""
    if other.samples is None:
        return None
    time_s = other.samples.columns["time_s"] + lead_s(main, other)
    inside = time_s >= 0
    if not inside.any():
        return None
    return Samples({name: (time_s if name == "time_s" else col)[inside] for name, col in other.samples.columns.items()})
