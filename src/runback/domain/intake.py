"""The check-in: what the runner answered. ``read_intake`` turns the answers file into an ``Intake``."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STARTS = ("standard", "gentle", "articles")
EQUIPMENT = ("dumbbell", "kettlebell", "barbell", "band", "step", "bench", "ball")

CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "runner_status": ("new", "returning", "regular", "competitive"),
    "onset": ("sudden_during_run", "sudden_lifting", "sudden_trauma", "after_run", "gradual", "unknown"),
    "trend": ("improving", "same", "worsening"),
    "night_pain": ("none", "wakes_constant", "second_half_up_and_about"),
    "leg_pain": ("none", "above_knee", "below_knee", "both"),
    "numbness": ("none", "leg", "foot", "saddle", "both"),
    "weakness": ("none", "mild", "quad", "calf", "foot_drop", "both"),
    "pain_next_morning": ("same", "up_gone_24h", "up_longer"),
}

LISTS: dict[str, tuple[str, ...]] = {
    "locations": (
        "central_low_back", "left_low_back", "right_low_back", "band_low_back", "si_dimple", "buttock_left",
        "buttock_right", "hip_lateral", "groin", "thigh_front", "thigh_back", "leg_below_knee", "foot", "both_legs",
        "thoracic", "flank", "abdomen",
    ),
    "qualities": ("ache", "sharp", "spasm", "electric", "burning", "deep_bone", "colicky", "tearing"),
    "aggravated_by": (
        "flexion", "extension", "rotation", "sitting", "sit_to_stand", "standing", "walking", "running_impact",
        "downhill", "uphill", "stairs", "hopping", "single_leg_stance", "rolling_in_bed", "cough_sneeze", "rest_night",
        "all_movements", "none_mechanical",
    ),
    "eased_by": (
        "movement", "walking", "lying", "sitting", "standing", "flexion", "extension", "uphill", "rest", "heat",
        "massage", "nsaid", "nothing",
    ),
    "outlook": ("worry", "low_mood", "no_recovery", "avoidance"),
    "energy_signs": (
        "periods_missed", "drive_lost", "food_restricted", "weight_lost", "stress_fracture_trunk",
        "stress_fracture_leg",
    ),
}  # fmt: skip

NUMBERS: dict[str, tuple[float, float]] = {
    "age_years": (1, 120),
    "bmi": (10, 80),
    "weekly_km": (0, 500),
    "longest_run_30d_km": (0, 500),
    "last_run_km": (0, 500),
    "weeks_off": (0, 5_000),
    "pain_days": (0, 40_000),
    "pain_now": (0, 10),
    "pain_worst": (0, 10),
    "pain_running": (0, 10),
    "morning_stiffness_min": (0, 1_440),
    "runs_per_week": (0, 14),
    "usual_long_run_km": (0, 200),
    "pain_walking": (0, 10),
    "easy_pace_s_per_km": (150, 900),
    "height_cm": (90, 250),
    "weight_kg": (25, 300),
}


ALL = "all"
"""Every flag that other checks of the same day found urgent, as a key of ``mistakes``."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A race the runner wants to run."""

    race_km: float
    date: date


@dataclass(frozen=True, slots=True)
class Wishes:
    """What fits the runner's life.

    ``days`` maps mon..sun to that day's total minutes for run, walk_run, strength,
    cross and mobility; None (no `days` key) means the runner did not say, an empty
    mapping means no day is offered. ``start`` is the runner's choice: standard, gentle (shorter runs between
    walks) or articles (16 km in the first week at most, then 10 % a week).
    """

    days: Mapping[str, float] | None = None
    long_run_day: str | None = None
    equipment: tuple[str, ...] = ()
    goal: Goal | None = None
    weeks: int | None = None
    start: str = "standard"


@dataclass(frozen=True, slots=True)
class Intake:
    """One check-in (interface.md, "The answers file"); None and () mean not answered.

    ``red_flag_answers`` maps a red-flag item to how it was answered: yes, no, not_sure
    or one of the item's own options; ``red_flags`` lists the ones answered yes.
    ``answered`` names the keys that were given, so that an empty list that was given
    ("no red flag") is distinct from one that was not asked. ``mistakes`` maps flags that other checks of the same day
    found urgent, or ``all`` of them, to yes (that was a mistake) or no (it was so).
    """

    age_years: float | None = None
    sex: str | None = None
    bmi: float | None = None
    runner_status: str | None = None
    weekly_km: float | None = None
    longest_run_30d_km: float | None = None
    last_run_km: float | None = None
    weeks_off: float | None = None
    onset: str | None = None
    pain_days: float | None = None
    pain_now: float | None = None
    pain_worst: float | None = None
    pain_running: float | None = None
    trend: str | None = None
    locations: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    aggravated_by: tuple[str, ...] = ()
    eased_by: tuple[str, ...] = ()
    morning_stiffness_min: float | None = None
    night_pain: str | None = None
    leg_pain: str | None = None
    leg_dominant: bool | None = None
    numbness: str | None = None
    weakness: str | None = None
    contexts: tuple[str, ...] = ()
    self_tests: Mapping[str, float | str] = field(default_factory=dict)
    red_flags: tuple[str, ...] = ()
    red_flag_answers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    runs_per_week: float | None = None
    usual_long_run_km: float | None = None
    pain_next_morning: str | None = None
    pain_walking: float | None = None
    easy_pace_s_per_km: float | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    outlook: tuple[str, ...] = ()
    energy_signs: tuple[str, ...] = ()
    mistakes: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes = Wishes()
    answered: frozenset[str] = frozenset()

    def mistake(self, flag_id: str) -> str | None:
        """Yes where the runner calls a flag of another check of the same day a mistake, None where it was not said."""
        return self.mistakes.get(flag_id, self.mistakes.get(ALL))


def read_intake(raw: object) -> Intake:
    """The ``Intake`` of one answers mapping.

    Raises ``BadAnswer`` with the key, the reason and the allowed values for an
    unknown key, a wrong type, a value that is not allowed, or answers that
    contradict each other. Ids in ``red_flags`` are checked by ``assess``, which
    knows the rule book; unknown ``contexts`` and ``self_tests`` are kept.
    """
    if not isinstance(raw, Mapping):
        raise BadAnswer("answers", gettext("The answers are one object of keys and values."))
    known = {f.name for f in fields(Intake)} - {"answered"}
    given = {key: value for key, value in raw.items() if value is not None}
    for key in given:
        if key not in known:
            raise BadAnswer(str(key), gettext("There is no such answer key."), sorted(known))
    values = {key: _read_value(key, value) for key, value in given.items()}
    intake = Intake(**_with_bmi(values), answered=frozenset(values))
    _refuse_contradictions(intake)
    return intake


def _with_bmi(values: dict[str, Any]) -> dict[str, Any]:
    """The body mass index follows from height and weight where it was not given itself."""
    if "bmi" in values or not {"height_cm", "weight_kg"} <= values.keys():
        return values
    bmi = values["weight_kg"] / (values["height_cm"] / 100) ** 2
    return values | {"bmi": min(max(round(bmi, 1), NUMBERS["bmi"][0]), NUMBERS["bmi"][1])}


def _read_value(key: str, value: Any) -> Any:
    if key in NUMBERS:
        return _read_number(key, value, *NUMBERS[key])
    if key in CHOICES:
        return _read_choice(key, value, CHOICES[key])
    if key in LISTS:
        return tuple(dict.fromkeys(_read_choice(key, item, LISTS[key]) for item in _read_list(key, value)))
    if key in ("contexts", "red_flags"):
        return tuple(dict.fromkeys(_read_text(key, item) for item in _read_list(key, value)))
    if key == "leg_dominant":
        if not isinstance(value, bool):
            raise BadAnswer(key, gettext("{value!r} is neither yes nor no.").format(value=value), ("true", "false"))
        return value
    if key == "self_tests":
        return _read_self_tests(value)
    if key == "wishes":
        return read_wishes(value)
    if key == "red_flag_answers":
        return _read_red_flag_answers(value)
    if key == "mistakes":
        return _read_mistakes(value)
    return _read_text(key, value)


def _read_number(key: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise BadAnswer(key, gettext("{value!r} is not a number.").format(value=value), (f"{low:g} to {high:g}",))
    if not low <= value <= high:
        what = gettext("Pain") if key.startswith("pain_") and high == 10 else key
        reason = gettext("{what} is a number from {low:g} to {high:g}. You entered {value:g}.").format(
            what=what, low=low, high=high, value=value
        )
        raise BadAnswer(key, reason, (f"{low:g} to {high:g}",))
    return value


def _read_choice(key: str, value: Any, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise BadAnswer(key, gettext("{value!r} is not one of the answers.").format(value=value), allowed)
    return value


def _read_list(key: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise BadAnswer(
            key,
            gettext("{key} is a list; {value!r} is none.").format(key=key, value=value),
            LISTS.get(key, (gettext("a list of words"),)),
        )
    return list(value)


def _read_text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadAnswer(
            key, gettext("{value!r} is not text.").format(value=value), ("text",) if key == "text" else ("words",)
        )
    return value


def _read_self_tests(value: Any) -> dict[str, float | str]:
    if not isinstance(value, Mapping):
        raise BadAnswer(
            "self_tests",
            gettext("{value!r} is not an object.").format(value=value),
            (gettext("an object of test names and results"),),
        )
    for name, result in value.items():
        if isinstance(result, bool) or not isinstance(result, int | float | str):
            raise BadAnswer(
                "self_tests",
                gettext("The result of {name} is a number or a word; {result!r} is neither.").format(
                    name=name, result=result
                ),
            )
        if isinstance(result, int | float) and not 0 <= result <= 10_000:
            raise BadAnswer(
                "self_tests",
                gettext("The result of {name} is a number from 0 up. You entered {result:g}.").format(
                    name=name, result=result
                ),
            )
    return {str(name): result for name, result in value.items()}


def _read_red_flag_answers(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadAnswer("red_flag_answers", gettext("red_flag_answers is an object of red-flag ids and answers."))
    return {_read_text("red_flag_answers", key): _read_text("red_flag_answers", item) for key, item in value.items()}


def _read_mistakes(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {ALL: _read_choice("mistakes", value, ("yes", "no"))}
    if not isinstance(value, Mapping):
        raise BadAnswer("mistakes", gettext("mistakes is yes or no, or an object of red-flag ids and yes or no."))
    return {_read_text("mistakes", key): _read_choice("mistakes", item, ("yes", "no")) for key, item in value.items()}


def read_wishes(value: Any) -> Wishes:
    """The runner's wishes from their JSON form; raises ``BadAnswer`` as ``read_intake`` does."""
    if not isinstance(value, Mapping):
        raise BadAnswer("wishes", gettext("wishes is an object."))
    known = ("days", "long_run_day", "equipment", "goal", "weeks", "start")
    given = {key: item for key, item in value.items() if item is not None}
    for key in given:
        if key not in known:
            raise BadAnswer(f"wishes.{key}", gettext("There is no such wish."), known)
    return Wishes(
        days=_read_days(given["days"]) if "days" in given else None,
        long_run_day=_read_choice("wishes.long_run_day", given["long_run_day"], WEEKDAYS)
        if "long_run_day" in given
        else None,
        equipment=tuple(
            _read_choice("wishes.equipment", item, EQUIPMENT)
            for item in _read_list("wishes.equipment", given.get("equipment", ()))
        ),
        goal=_read_goal(given["goal"]) if "goal" in given else None,
        weeks=int(_read_number("wishes.weeks", given["weeks"], 1, 52)) if "weeks" in given else None,
        start=_read_choice("wishes.start", given.get("start", "standard"), STARTS),
    )


def _read_days(value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise BadAnswer("wishes.days", gettext("wishes.days is an object of days and minutes."), WEEKDAYS)
    for day in value:
        _read_choice("wishes.days", day, WEEKDAYS)
    return {day: _read_number(f"wishes.days.{day}", minutes, 0, 1_440) for day, minutes in value.items()}


def _read_goal(value: Any) -> Goal:
    if not isinstance(value, Mapping) or set(value) != {"race_km", "date"}:
        raise BadAnswer("wishes.goal", gettext("A goal has a race_km and a date."))
    race_km = _read_number("wishes.goal.race_km", value["race_km"], 0.1, 500)
    when = value["date"]
    if isinstance(when, date):
        return Goal(race_km, when)
    try:
        return Goal(race_km, date.fromisoformat(when))
    except (TypeError, ValueError):
        raise BadAnswer(
            "wishes.goal.date", gettext("{when!r} is not a date like 2027-04-25.").format(when=when)
        ) from None


def _refuse_contradictions(intake: Intake) -> None:
    now, worst = intake.pain_now, intake.pain_worst
    if now is not None and worst is not None and now > worst:
        reason = gettext("Pain now ({now:g}) is above the worst pain ({worst:g}). Correct one of them.").format(
            now=now, worst=worst
        )
        raise BadAnswer("pain_now", reason, (f"0 to {worst:g}",))
