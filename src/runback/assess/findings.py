"""Turning answers, flags, history and the runner's own words into the findings that rules ask about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

from runback.domain.assessment import Flag
from runback.domain.intake import CHOICES, LISTS, NUMBERS, Intake
from runback.knowledge.conditions import Findings

_COUNTED_CONTEXT = re.compile(r"(\w+?)_(\d+(?:\.\d+)?)_?(w|pct|h|y|km|m|d)")
_LEFT = frozenset({"left_low_back", "buttock_left"})
_RIGHT = frozenset({"right_low_back", "buttock_right"})
_BACK = frozenset({"central_low_back", "left_low_back", "right_low_back", "band_low_back", "thoracic"})
_LEG = frozenset({"leg_below_knee", "foot", "both_legs", "thigh_back", "thigh_front"})
_NOT_MECHANICAL = frozenset({"none_mechanical", "rest_night"})
NO_RUN_LONGEST_KM = 3.0


def make_findings(
    intake: Intake,
    flags: Iterable[Flag] = (),
    *,
    numbers: Mapping[str, float] | None = None,
    said: Iterable[str] = (),
    words: Mapping[str, Iterable[str]] | None = None,
) -> Findings:
    """Everything rules may ask about one runner.

    ``numbers`` adds what the history shows (units in the names), ``said`` the hints
    heard in the runner's words, ``words`` further results such as the patterns so far.
    """
    contexts, counted = read_contexts(intake.contexts)
    all_words: dict[str, frozenset[str]] = {
        "given": intake.answered | _filled_keys(intake),
        "context": contexts,
        "flag": frozenset(flag.id for flag in flags) | frozenset(intake.red_flags),
        "fact": derive_facts(intake),
        "said": frozenset(said),
        "test": frozenset(f"{name}={value}" for name, value in intake.self_tests.items() if isinstance(value, str)),
        **{key: _as_set(getattr(intake, key)) for key in (*CHOICES, *LISTS)},
        **{kind: frozenset(values) for kind, values in (words or {}).items()},
    }
    if intake.leg_dominant is not None:
        all_words["leg_dominant"] = frozenset({str(intake.leg_dominant).lower()})
    return Findings(all_words, {**counted, **derive_numbers(intake), **(numbers or {})})


def read_contexts(contexts: Iterable[str]) -> tuple[frozenset[str], dict[str, float]]:
    """Contexts and their beginnings of two words or more, and their numbers.

    postpartum_8w gives postpartum and postpartum_w = 8; no_strength_work gives no_strength
    too. One word alone is no beginning: stress_fracture says nothing of stress.
    """
    names: set[str] = set()
    numbers: dict[str, float] = {}
    for context in contexts:
        words = context.split("_")
        names |= {"_".join(words[:end]) for end in range(2, len(words))} | {context}
        if found := _COUNTED_CONTEXT.fullmatch(context):
            name, amount, unit = found.groups()
            weeks = float(amount) * 4.345 if unit == "m" and name in ("pregnant", "postpartum") else None
            names.add(name)
            numbers[f"{name}_w" if weeks else f"{name}_{unit}"] = weeks or float(amount)
    return frozenset(names), numbers


def derive_facts(intake: Intake) -> frozenset[str]:
    """The names of ``conditions.RESULT_FACTS`` that follow from the answers together."""
    places = frozenset(intake.locations)
    left, right = bool(places & _LEFT), bool(places & _RIGHT)
    across = "band_low_back" in places or (left and right)
    answers = {
        "one_sided": (left or right or places == {"si_dimple"}) and not across,
        "both_sided": across,
        "midline": "central_low_back" in places,
        "no_back_pain": bool(places) and not places & _BACK,
        "leg_free": intake.leg_pain in (None, "none") and not places & _LEG,
        "sudden": (intake.onset or "").startswith("sudden_"),
        "mechanical": bool(set(intake.aggravated_by) - _NOT_MECHANICAL),
        "both_buttocks": {"buttock_left", "buttock_right"} <= places,
        "night_onset": intake.night_pain not in (None, "none"),
        "longest_run_known": intake.longest_run_30d_km is not None,
    }
    return frozenset(name for name, holds in answers.items() if holds)


def derive_numbers(intake: Intake) -> dict[str, float]:
    """Every number of the answers and self-tests, and what follows from them (ratios without unit)."""
    numbers = {key: float(value) for key in NUMBERS if (value := getattr(intake, key)) is not None}
    numbers |= {name: float(value) for name, value in intake.self_tests.items() if isinstance(value, int | float)}
    if intake.age_years is not None and intake.pain_days is not None:
        numbers["onset_age_years"] = intake.age_years - intake.pain_days / 365.25
    longest = find_longest_km(intake)
    if intake.last_run_km is not None and longest:
        numbers["last_run_ratio"] = intake.last_run_km / longest
    if intake.last_run_km is not None and intake.weekly_km:
        numbers["last_run_share"] = intake.last_run_km / intake.weekly_km
    for name in ("side_plank", "single_leg_bridge", "sl_sit_to_stand", "calf_raise"):
        _add_sides(numbers, name)
    return numbers


def find_longest_km(intake: Intake) -> float | None:
    """The longest run of the 30 days before; after a month without runs it counts as 3 km (plan rule)."""
    if intake.longest_run_30d_km:
        return intake.longest_run_30d_km
    if intake.weeks_off is not None and intake.weeks_off * 7 >= 30:
        return NO_RUN_LONGEST_KM
    return None


def _add_sides(numbers: dict[str, float], name: str) -> None:
    """Adds the weaker side (``<name>_weaker``) and the gap between sides in percent of the better one."""
    sides = [numbers[key] for side in "lr" for key in (f"{name}_{side}_s", f"{name}_{side}") if key in numbers]
    if sides:
        numbers[f"{name}_weaker"] = min(sides)
    elif (whole := numbers.get(name, numbers.get(f"{name}_s"))) is not None:
        numbers[f"{name}_weaker"] = whole
    if len(sides) == 2 and max(sides) > 0:
        numbers[f"{name}_gap_pct"] = 100 * (max(sides) - min(sides)) / max(sides)


def _as_set(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset({value}) if isinstance(value, str) else frozenset(value)  # type: ignore[call-overload]


def _filled_keys(intake: Intake) -> frozenset[str]:
    """Keys whose value says something, for intakes made in code without ``answered``."""
    return frozenset(f.name for f in fields(intake) if getattr(intake, f.name) not in (None, (), "", {}))
