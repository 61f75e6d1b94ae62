"""Plain words for ids, numbers and times; the one place that turns a value into what a runner reads."""

from datetime import date

from runback.domain.distances import in_shown, say_distance, say_plain_distance, shown_units
from runback.domain.runner import Units

LABELS = {
    # urgency and running
    "emergency_now": "Emergency",
    "same_day_urgent": "See someone today",
    "clinician_within_days": "See someone within a few days",
    "self_care_ok": "You can look after this yourself",
    "stop": "No running",
    "walk_only": "Walking only",
    "modify": "Easy running only",
    "ok": "Running is fine",
    # lights
    "green": "Green",
    "amber": "Amber",
    "red": "Red",
    "purple": "Stop and check",
    # sessions
    "run": "Run",
    "walk_run": "Walk and run",
    "walk": "Walk",
    "strength": "Strength",
    "mobility": "Mobility",
    "cross": "Cross-training",
    "rest": "Rest",
    "warm_up": "Warm up",
    "cool_down": "Cool down",
    "drill": "Drill",
    # sports and surfaces
    "ride": "Ride",
    "swim": "Swim",
    "other": "Other",
    "trail": "trail",
    "track": "track",
    "treadmill": "treadmill",
    "road": "road",
    # pain moments and legs
    "morning": "In the morning",
    "now": "Right now",
    "during_run": "During a run",
    "after_run": "After a run",
    "evening": "In the evening",
    "none": "None",
    "above_knee": "Above the knee",
    "below_knee": "Below the knee",
    "tingling": "Tingling",
    "weakness": "Weakness",
    # the verdict of an import on a file
    "imported": "Imported",
    "merged": "Merged with an activity you have",
    "duplicate": "Already imported",
    "not_activity": "Not an activity",
    "failed": "Could not be read",
}


def label(value: object) -> str:
    """The words for an id; an id without words is shown as its own words."""
    text = str(value)
    return LABELS.get(text) or text.replace("_", " ").replace("-", " ").capitalize()


def km(value: float | None) -> str:
    """A distance in km, said with one decimal in the runner's unit: ``6.0 km``, ``3.7 mi``."""
    return "unknown" if value is None else say_distance(value)


def plain_km(value: float) -> str:
    """A distance in km as races name it: ``10 km``, ``21.1 km``, ``13.1 mi``."""
    return say_plain_distance(value)


def whole_km(value: float) -> str:
    """A distance in km without decimals: ``412 km``."""
    return say_distance(value, 0)


def speed(value: float) -> str:
    """Kilometres an hour: ``10.5 km/h``, ``6.5 mph``."""
    return f"{in_shown(value):.1f} {'mph' if shown_units() is Units.MI else 'km/h'}"


def minutes(value: float | None) -> str:
    """Minutes as ``45 min`` or ``1 h 10 min``."""
    if value is None:
        return "unknown"
    whole = round(value)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def seconds(value: float) -> str:
    """Seconds as ``45 s``, ``2 min`` or ``2 min 30 s``."""
    whole, rest = divmod(round(value), 60)
    if not whole:
        return f"{rest} s"
    return f"{whole} min {rest} s" if rest else f"{whole} min"


def day(value: date) -> str:
    """``Tuesday 14 May``."""
    return f"{value:%A} {value.day} {value:%B}"


def short_day(value: date) -> str:
    """``Tue 14 May``."""
    return f"{value:%a} {value.day} {value:%b}"


def pace(distance_m: float | None, moving_s: float | None) -> str:
    """Minutes a kilometre or mile: ``5:40 /km``; empty where it is not known."""
    if not distance_m or not moving_s or distance_m < 100:
        return ""
    whole, rest = divmod(round(moving_s / in_shown(distance_m / 1000)), 60)
    return f"{whole}:{rest:02d} /{shown_units()}"


def file_name(path: str) -> str:
    """A path without the folder that uploads go to; a long one keeps its last parts."""
    _, mark, inside = path.partition("/uploads/")
    if mark:
        return "/".join(inside.split("/")[2:]) or inside
    return "/".join(path.split("/")[-3:])
