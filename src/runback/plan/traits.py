"""What the patterns and answers mean for exercises and routes: a set of traits."""

import re
from datetime import date, timedelta

from runback.domain.assessment import Assessment
from runback.domain.intake import Intake
from runback.knowledge.exercises import load_exercises
from runback.knowledge.plan_rules import load_plan_rules

PATTERN_CONFIDENCE_MIN = 0.15
"""A pattern below this gives no trait, unless it is the best one."""

TRAIT_WORDS = {
    "acute": "the first days after a sudden start",
    "blood_thinners": "blood thinners",
    "bone_stress": "a bone that may be stressed",
    "extension_intolerant": "a back that dislikes leaning back",
    "flexion_intolerant": "a back that dislikes bending forward",
    "fragility": "bones that may be weak",
    "pelvic": "a sore pelvic joint",
    "pregnancy": "pregnancy",
    "radicular": "signs in a leg",
}
"""Every trait, in words for a sentence."""


_FRAGILE_WORDS = ("osteoporosis", "steroids", "fragility", "thin_bones")
_WEEKS = re.compile(r"^(pregnant|postpartum)(?:_(\d+)w)?$")
_LEAK_WORDS = ("leak", "heaviness", "prolapse", "pelvic_pain_jump")


def find_traits(intake: Intake, assessment: Assessment) -> frozenset[str]:
    """The traits of this runner; where two disagree both apply, so the stricter choice wins."""
    found = (
        _pattern_traits(assessment) | _movement_traits(intake) | _body_traits(intake) | _flag_traits(intake, assessment)
    )
    # a pattern of a fresh strain says nothing about a back that has hurt for weeks
    return frozenset(found if _is_fresh(intake) else found - {"acute"})


def _is_fresh(intake: Intake) -> bool:
    days = load_plan_rules().strength_phase_control.acute_days
    return intake.pain_days is None or intake.pain_days < days


def _pattern_traits(assessment: Assessment) -> set[str]:
    known = load_exercises().traits
    shown = [fit for n, fit in enumerate(assessment.patterns) if n == 0 or fit.confidence >= PATTERN_CONFIDENCE_MIN]
    return {trait for fit in shown for trait in known.get(fit.id, ())}


def _movement_traits(intake: Intake) -> set[str]:
    worse = set(intake.aggravated_by)
    traits = set()
    if worse & {"flexion", "cough_sneeze", "uphill"}:
        traits.add("flexion_intolerant")
    if worse & {"extension", "downhill"}:
        traits.add("extension_intolerant")
    if "si_dimple" in intake.locations or worse & {"single_leg_stance", "rolling_in_bed"}:
        traits.add("pelvic")
    return traits


def _body_traits(intake: Intake) -> set[str]:
    traits = set()
    if is_older(intake) or has_thin_bones(intake):
        traits.add("fragility")
    sudden = intake.onset in ("sudden_during_run", "sudden_lifting", "sudden_trauma")
    if sudden and _is_fresh(intake):
        traits.add("acute")
    if has_leg_symptoms(intake):
        traits.add("radicular")
    if is_pregnant(intake):
        traits.add("pregnancy")
    if any("blood_thin" in context or "anticoag" in context for context in intake.contexts):
        traits.add("blood_thinners")
    return traits


def _flag_traits(intake: Intake, assessment: Assessment) -> set[str]:
    ids = {flag.id for flag in assessment.flags} | set(intake.red_flags)
    traits = set()
    if any(one.startswith(("bsi_", "c_bsi")) for one in ids):
        traits.add("bone_stress")
    if any(one.startswith("fx_") for one in ids):
        traits.add("fragility")
    if any(one.startswith(("radic_", "neuro_")) for one in ids):
        traits.add("radicular")
    return traits


def acute_days(intake: Intake, check_day: date) -> tuple[date, date]:
    """The first day of a sudden start, and the day on which its first days are over; where unknown the check's day."""
    rules = load_plan_rules()
    days = rules.strength_phase_control.acute_days
    since = min(int(intake.pain_days or 0), days)
    first = check_day - timedelta(days=since)
    return first, (first if since < days else check_day) + timedelta(days=days)


def is_older(intake: Intake) -> bool:
    """Whether the runner is 65 or older."""
    rules = load_plan_rules()
    return (intake.age_years or 0) >= rules.older.age_min


def has_thin_bones(intake: Intake) -> bool:
    """Whether a context names thin bones, or medicine that makes them so."""
    return any(word in context for context in intake.contexts for word in _FRAGILE_WORDS)


def has_leg_symptoms(intake: Intake) -> bool:
    """Leg pain below the knee, both legs, weakness, or numbness anywhere (plan_rules 1.2)."""
    return (
        intake.leg_pain in ("below_knee", "both")
        or bool({"leg_below_knee", "foot", "both_legs"} & set(intake.locations))
        or intake.weakness not in (None, "none")
        or intake.numbness not in (None, "none")
    )


def is_pregnant(intake: Intake) -> bool:
    """Whether a context says so (``pregnant_12w``)."""
    return any(found[1] == "pregnant" for found in map(_WEEKS.match, intake.contexts) if found)


def weeks_postpartum(intake: Intake) -> int | None:
    """Weeks since the birth; 0 where the context does not say, None without one."""
    found = [match for match in map(_WEEKS.match, intake.contexts) if match and match[1] == "postpartum"]
    return min(int(match[2] or 0) for match in found) if found else None


def has_pelvic_floor_signs(intake: Intake) -> bool:
    """Leakage, heaviness or pelvic pain on jumping among the contexts."""
    return any(word in context for context in intake.contexts for word in _LEAK_WORDS)
