"""An activity as a FIT file, written with Garmin's own encoder, so that any watch program reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from garmin_fit_sdk import Encoder, Profile

from runback.domain.activity import Activity, Samples, Sport, Surface
from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

_SPORTS = {
    Sport.RUN: "running",
    Sport.WALK: "walking",
    Sport.RIDE: "cycling",
    Sport.SWIM: "swimming",
    Sport.STRENGTH: "training",
    Sport.OTHER: "generic",
}
_SURFACES = {
    Surface.ROAD: "street",
    Surface.TRAIL: "trail",
    Surface.TRACK: "track",
    Surface.TREADMILL: "treadmill",
}
_SEMICIRCLES_PER_DEGREE = 2**31 / 180
_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)

# channel -> (FIT record field, factor to the field's unit)
_FIELDS = {
    "latitude_deg": ("position_lat", _SEMICIRCLES_PER_DEGREE),
    "longitude_deg": ("position_long", _SEMICIRCLES_PER_DEGREE),
    "altitude_m": ("enhanced_altitude", 1.0),
    "distance_m": ("distance", 1.0),
    "speed_mps": ("enhanced_speed", 1.0),
    "heart_rate_bpm": ("heart_rate", 1.0),
    "cadence_spm": ("cadence", 0.5),  # FIT counts strides of one foot
    "power_w": ("power", 1.0),
    "temperature_c": ("temperature", 1.0),
    "vertical_oscillation_mm": ("vertical_oscillation", 1.0),
    "vertical_ratio_pct": ("vertical_ratio", 1.0),
    "contact_time_ms": ("stance_time", 1.0),
    "contact_balance_pct": ("stance_time_balance", 1.0),
    "step_length_mm": ("step_length", 1.0),
}
_WHOLE_NUMBERS = {"position_lat", "position_long", "heart_rate", "cadence", "power", "temperature"}


class _Encoder(Encoder):
    """Garmin's encoder determines the fields of each record again; this one does so once per set of fields.

    If a later version of the SDK lacks these methods, the bytes are the same and only take longer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._defined: dict[tuple[str, ...], Any] = {}

    def _create_mesg_definition(self, mesg_num: int, mesg: dict[str, Any]) -> Any:
        if mesg_num != Profile["mesg_num"]["RECORD"]:
            return super()._create_mesg_definition(mesg_num, mesg)  # type: ignore[misc]  # its stubs leave it out
        fields = tuple(mesg)  # all are numbers, so their names determine their size
        if fields not in self._defined:
            self._defined[fields] = super()._create_mesg_definition(mesg_num, mesg)  # type: ignore[misc]
        return self._defined[fields]

    def _find_local_mesg_definition(self, mesg_definition: Any) -> Any:
        if mesg_definition in self._local_mesg_definitions:  # type: ignore[attr-defined]
            return mesg_definition
        return super()._find_local_mesg_definition(mesg_definition)  # type: ignore[misc]


def write_fit(activity: Activity) -> bytes:
    """The activity as the bytes of a FIT activity file: file id, records, one lap, one session.

    Raises ``UnusableInput`` for an activity without samples, which FIT's record
    messages would have nothing to say about.
    """
    if activity.samples is None or not len(activity.samples):
        raise UnusableInput(gettext("An activity without samples cannot be written as a FIT file."))
    encoder = _Encoder()
    start = activity.start_utc.astimezone(UTC)
    end = start + timedelta(seconds=float(activity.elapsed_s or activity.samples.columns["time_s"][-1]))
    _put(encoder, "FILE_ID", type="activity", manufacturer="development", product=1, time_created=start)
    _put(encoder, "EVENT", timestamp=start, event="timer", event_type="start")
    _write_records(encoder, activity.samples, start, is_ride=activity.sport is Sport.RIDE)
    _put(encoder, "EVENT", timestamp=end, event="timer", event_type="stop_all")
    totals = _totals(activity, start, end)
    _put(encoder, "LAP", **totals)
    _put(encoder, "SESSION", **totals, sport=_SPORTS[activity.sport], sub_sport=_sub_sport(activity), num_laps=1)
    local = end + timedelta(seconds=activity.utc_offset_s)
    _put(
        encoder,
        "ACTIVITY",
        timestamp=end,
        num_sessions=1,
        type="manual",
        total_timer_time=float(activity.moving_s or activity.elapsed_s or 0),
        local_timestamp=int((local - _FIT_EPOCH).total_seconds()),
    )
    return bytes(encoder.close())


def _sub_sport(activity: Activity) -> str:
    return _SURFACES.get(activity.surface, "generic") if activity.surface else "generic"


def _put(encoder: Encoder, kind: str, **fields: Any) -> None:
    encoder.on_mesg(Profile["mesg_num"][kind], {name: value for name, value in fields.items() if value is not None})


def _totals(activity: Activity, start: datetime, end: datetime) -> dict[str, Any]:
    is_step_sport = activity.sport is not Sport.RIDE
    cadence = activity.avg_cadence_spm
    return {
        "timestamp": end,
        "start_time": start,
        "total_elapsed_time": (end - start).total_seconds(),
        "total_timer_time": float(activity.moving_s or (end - start).total_seconds()),
        "total_distance": activity.distance_m,
        "total_ascent": None if activity.ascent_m is None else round(activity.ascent_m),
        "avg_heart_rate": None if activity.avg_hr_bpm is None else round(activity.avg_hr_bpm),
        "avg_cadence": None if cadence is None else round(cadence / (2 if is_step_sport else 1)),
    }


def _write_records(encoder: Encoder, samples: Samples, start: datetime, *, is_ride: bool) -> None:
    columns: list[tuple[str, list[float]]] = []
    for channel, (field, factor) in _FIELDS.items():
        values = samples.get(channel)
        if values is not None:
            scale = 1.0 if field == "cadence" and is_ride else factor
            columns.append((field, (values * scale).tolist()))
    for row, second in enumerate(np.asarray(samples.columns["time_s"]).tolist()):
        record: dict[str, Any] = {"timestamp": start + timedelta(seconds=second)}
        for field, column in columns:
            value = column[row]
            if value == value:  # NaN is not written
                record[field] = round(value) if field in _WHOLE_NUMBERS else value
        encoder.on_mesg(Profile["mesg_num"]["RECORD"], record)
