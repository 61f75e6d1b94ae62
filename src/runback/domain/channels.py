"""The sample channels of an activity: names with units, plausible range, and storage scale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of samples.

    ``scale`` is how many stored integers make one unit (100 keeps two decimals),
    ``low`` and ``high`` bound what a device can plausibly report.
    """

    name: str
    scale: int
    low: float
    high: float
    meaning: str


_ALL = (
    Channel("time_s", 1000, 0, 4e6, "seconds since start_utc, never decreasing"),
    Channel("latitude_deg", 10_000_000, -90, 90, "WGS 84 latitude"),
    Channel("longitude_deg", 10_000_000, -180, 180, "WGS 84 longitude"),
    Channel("altitude_m", 10, -500, 9_000, "height above sea level"),
    Channel("distance_m", 100, 0, 2e6, "distance since start"),
    Channel("speed_mps", 1000, 0, 60, "speed over ground"),
    Channel("heart_rate_bpm", 1, 20, 250, "heart rate"),
    Channel("cadence_spm", 10, 0, 400, "steps a minute, both feet; for rides revolutions a minute"),
    Channel("power_w", 1, 0, 3_000, "power"),
    Channel("temperature_c", 10, -50, 70, "temperature at the device"),
    Channel("vertical_oscillation_mm", 10, 0, 300, "bounce of the trunk in a step"),
    Channel("vertical_ratio_pct", 100, 0, 100, "vertical oscillation over step length"),
    Channel("contact_time_ms", 10, 50, 1_000, "ground contact time"),
    Channel("contact_balance_pct", 100, 20, 80, "left foot's share of ground contact"),
    Channel("step_length_mm", 10, 100, 3_000, "distance from one contact to the next"),
)

CHANNELS: dict[str, Channel] = {channel.name: channel for channel in _ALL}
