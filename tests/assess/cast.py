"""A small cast of check-ins for the tests of assess."""

from datetime import date
from typing import Any

from runback.assess import assess
from runback.domain.assessment import Assessment, Urgency
from runback.domain.intake import read_intake

TODAY = date(2026, 11, 22)

ORDINARY: dict[str, Any] = {
    "age_years": 35,
    "sex": "male",
    "onset": "gradual",
    "pain_days": 10,
    "pain_now": 2,
    "pain_worst": 4,
    "trend": "improving",
    "locations": ["left_low_back"],
    "qualities": ["ache"],
    "aggravated_by": ["sitting"],
    "eased_by": ["movement"],
    "leg_pain": "none",
    "numbness": "none",
    "weakness": "none",
    "red_flags": [],
}


def check(**answers: Any) -> Assessment:
    """The assessment of an ordinary sore back with these answers changed (None takes one away)."""
    return assess(read_intake({**ORDINARY, **answers}), as_of=TODAY)


def say(text: str, *, age: float = 35, sex: str = "male") -> Assessment:
    """The assessment of words alone."""
    return assess(read_intake({"age_years": age, "sex": sex, "text": text}), as_of=TODAY)


def urgency(**answers: Any) -> Urgency:
    """The urgency of ``check``."""
    return check(**answers).urgency
