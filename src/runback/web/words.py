"""Plain words for ids, numbers and times; the one place that turns a value into what a runner reads."""

from runback.domain.distances import format_distance, format_plain_distance, in_shown, shown_units
from runback.domain.runner import Units
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop

LABELS = {
    # urgency and running
    "emergency_now": gettext_noop("Emergency"),
    "same_day_urgent": gettext_noop("See someone today"),
    "clinician_within_days": gettext_noop("See someone within a few days"),
    "self_care_ok": gettext_noop("You can look after this yourself"),
    "stop": gettext_noop("No running"),
    "walk_only": gettext_noop("Walking only"),
    "modify": gettext_noop("Easy running only"),
    "ok": gettext_noop("Running is fine"),
    # lights
    "green": gettext_noop("Green"),
    "amber": gettext_noop("Amber"),
    "red": gettext_noop("Red"),
    "purple": gettext_noop("Stop and check"),
    # sessions
    "run": gettext_noop("Run"),
    "walk_run": gettext_noop("Walk and run"),
    "walk": gettext_noop("Walk"),
    "strength": gettext_noop("Strength"),
    "mobility": gettext_noop("Mobility"),
    "cross": gettext_noop("Cross-training"),
    "rest": gettext_noop("Rest"),
    "warm_up": gettext_noop("Warm up"),
    "cool_down": gettext_noop("Cool down"),
    "drill": gettext_noop("Drill"),
    # sports and surfaces
    "ride": gettext_noop("Ride"),
    "swim": gettext_noop("Swim"),
    "other": gettext_noop("Other"),
    "trail": gettext_noop("trail"),
    "track": gettext_noop("track"),
    "treadmill": gettext_noop("treadmill"),
    "road": gettext_noop("road"),
    "race": gettext_noop("Race"),
    # equipment
    "dumbbell": gettext_noop("Dumbbell"),
    "kettlebell": gettext_noop("Kettlebell"),
    "barbell": gettext_noop("Barbell"),
    "band": gettext_noop("Band"),
    "step": gettext_noop("Step"),
    "bench": gettext_noop("Bench"),
    "ball": gettext_noop("Ball"),
    # pain moments and legs
    "morning": gettext_noop("In the morning"),
    "now": gettext_noop("Right now"),
    "during_run": gettext_noop("During a run"),
    "after_run": gettext_noop("After a run"),
    "evening": gettext_noop("In the evening"),
    "none": gettext_noop("None"),
    "above_knee": gettext_noop("Above the knee"),
    "below_knee": gettext_noop("Below the knee"),
    "tingling": gettext_noop("Tingling"),
    "weakness": gettext_noop("Weakness"),
    # places of the body
    "central_low_back": gettext_noop("Central low back"),
    "left_low_back": gettext_noop("Left low back"),
    "right_low_back": gettext_noop("Right low back"),
    "band_low_back": gettext_noop("Band low back"),
    "si_dimple": gettext_noop("Si dimple"),
    "buttock_left": gettext_noop("Buttock left"),
    "buttock_right": gettext_noop("Buttock right"),
    "hip_lateral": gettext_noop("Hip lateral"),
    "groin": gettext_noop("Groin"),
    "thigh_front": gettext_noop("Thigh front"),
    "thigh_back": gettext_noop("Thigh back"),
    "leg_below_knee": gettext_noop("Leg below knee"),
    "foot": gettext_noop("Foot"),
    "both_legs": gettext_noop("Both legs"),
    "thoracic": gettext_noop("Thoracic"),
    "flank": gettext_noop("Flank"),
    "abdomen": gettext_noop("Abdomen"),
    # the verdict of an import on a file
    "look_imported": gettext_noop("New"),
    "look_merged": gettext_noop("More of an activity you have"),
    "look_duplicate": gettext_noop("Already in your history"),
    "look_not_activity": gettext_noop("Not an activity"),
    "look_failed": gettext_noop("Could not be read"),
    "imported": gettext_noop("Imported"),
    "merged": gettext_noop("Merged with an activity you have"),
    "duplicate": gettext_noop("Already imported"),
    "not_activity": gettext_noop("Not an activity"),
    "failed": gettext_noop("Could not be read"),
}

INSIDE = {
    # the same words inside a sentence or after a comma
    "morning": pgettext_noop("inside", "in the morning"),
    "now": pgettext_noop("inside", "right now"),
    "during_run": pgettext_noop("inside", "during a run"),
    "after_run": pgettext_noop("inside", "after a run"),
    "evening": pgettext_noop("inside", "in the evening"),
    "none": pgettext_noop("inside", "none"),
    "above_knee": pgettext_noop("inside", "above the knee"),
    "below_knee": pgettext_noop("inside", "below the knee"),
    "tingling": pgettext_noop("inside", "tingling"),
    "weakness": pgettext_noop("inside", "weakness"),
    "run": pgettext_noop("inside", "run"),
    "walk_run": pgettext_noop("inside", "walk and run"),
    "walk": pgettext_noop("inside", "walk"),
    "strength": pgettext_noop("inside", "strength"),
    "mobility": pgettext_noop("inside", "mobility"),
    "cross": pgettext_noop("inside", "cross-training"),
    "rest": pgettext_noop("inside", "rest"),
    "race": pgettext_noop("inside", "race"),
    "trail": pgettext_noop("inside", "trail"),
    "track": pgettext_noop("inside", "track"),
    "treadmill": pgettext_noop("inside", "treadmill"),
    "road": pgettext_noop("inside", "road"),
    "dumbbell": pgettext_noop("inside", "dumbbell"),
    "kettlebell": pgettext_noop("inside", "kettlebell"),
    "barbell": pgettext_noop("inside", "barbell"),
    "band": pgettext_noop("inside", "band"),
    "step": pgettext_noop("inside", "step"),
    "bench": pgettext_noop("inside", "bench"),
    "ball": pgettext_noop("inside", "ball"),
    "imported": pgettext_noop("inside", "imported"),
    "merged": pgettext_noop("inside", "merged with an activity you have"),
    "duplicate": pgettext_noop("inside", "already imported"),
    "not_activity": pgettext_noop("inside", "not an activity"),
    "failed": pgettext_noop("inside", "could not be read"),
    "runner": pgettext_noop("inside", "runner"),
    "clinician": pgettext_noop("inside", "clinician"),
    "admin": pgettext_noop("inside", "admin"),
}

GRADES = (
    pgettext_noop("grade", "high"), pgettext_noop("grade", "moderate"), pgettext_noop("grade", "low"),
    pgettext_noop("grade", "very low"),
)  # fmt: skip
VERDICTS = (
    pgettext_noop("verdict", "supported"), pgettext_noop("verdict", "partly supported"),
    pgettext_noop("verdict", "not shown"), pgettext_noop("verdict", "contradicted"),
    pgettext_noop("verdict", "not in the articles"),
)  # fmt: skip


def label(value: object) -> str:
    """The words for an id; an id without words is shown as its own words."""
    text = str(value)
    known = LABELS.get(text)
    return gettext(known) if known else text.replace("_", " ").replace("-", " ").capitalize()


def label_inside(value: object) -> str:
    """The words for an id inside a sentence: ``in the morning``."""
    known = INSIDE.get(str(value))
    return pgettext("inside", known) if known else label(value).lower()


def label_of(value: object, kind: str) -> str:
    """A word of the rule book in the current language: ``low`` as a ``grade``, ``not shown`` as a ``verdict``."""
    return pgettext(kind, str(value))


def format_range(low: object, high: object) -> str:
    """``4 to 6``."""
    return gettext("{low} to {high}").format(low=low, high=high)


def km(value: float | None) -> str:
    """A distance in km, said with one decimal in the runner's unit: ``6.0 km``, ``3.7 mi``."""
    return gettext("unknown") if value is None else format_distance(value)


def plain_km(value: float) -> str:
    """A distance in km as races name it: ``10 km``, ``21.1 km``, ``13.1 mi``."""
    return format_plain_distance(value)


def whole_km(value: float) -> str:
    """A distance in km without decimals: ``412 km``."""
    return format_distance(value, 0)


def speed(value: float) -> str:
    """Kilometres an hour: ``10.5 km/h``, ``6.5 mph``."""
    return localize_decimal(f"{in_shown(value):.1f} {'mph' if shown_units() is Units.MI else 'km/h'}")


def minutes(value: float | None) -> str:
    """Minutes as ``45 min`` or ``1 h 10 min``."""
    if value is None:
        return gettext("unknown")
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
