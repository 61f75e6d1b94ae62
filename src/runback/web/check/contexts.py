"""The circumstances a runner may tick, in words; the rule book says what each of them does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A context with a number in it, such as postpartum_8w, asked under a heading; ``unit`` is how it is asked."""

    heading: str
    name: str
    tail: str
    text: str
    unit: str
    low: int
    high: int

    def read(self, contexts: Iterable[str]) -> int | None:
        """The number in these contexts, None where it is not among them."""
        found = (re.fullmatch(rf"{self.name}_(\d+){self.tail}", context) for context in contexts)
        return next((int(match.group(1)) for match in found if match), None)

    def write(self, number: int) -> str:
        """The context with this number."""
        return f"{self.name}_{number}{self.tail}"


TICKED: dict[str, dict[str, str]] = {
    "Training": {
        "no_strength": "I do no strength training",
        "no_warmup": "I run with little or no warm-up",
        "no_rest_days": "My week has no rest day",
        "long_run_jump": "One run was much longer than usual",
        "race_fatigue": "It came late in a long run or race, when I was tired",
        "hot": "It came in the heat",
    },
    "Ground and shoes": {
        "hills": "I run hills",
        "trail": "I run trails",
        "camber": "I run along a sloping road",
        "same_route": "I always run the same route",
        "treadmill_only": "I run on a treadmill only",
        "worn_shoes": "My shoes are worn",
    },
    "Daily life": {
        "poor_sleep": "I sleep little or badly",
        "stress": "This is a stressful time",
        "fear": "I worry that moving harms my back",
        "low_mood": "I feel low",
        "desk_job": "I sit for most of the day",
    },
    "Before this": {
        "prior_lbp": "I had back pain before",
        "prior_leg_injury": "I had a leg injury before",
        "prior_stress_fracture": "I had a stress fracture before",
    },
    "Periods and births": {
        "missed_periods": "I have missed periods",
    },
}
"""By heading; the last one is for women."""

COUNTED = (
    Counted("Training", "weekly_km_up", "pct", "My weeks went up lately: by how much?", "%", 1, 500),
    Counted("Ground and shoes", "new_shoes", "w", "New shoes: for how long?", "weeks", 0, 52),
    Counted("Periods and births", "pregnant", "w", "Pregnant: which week?", "week", 1, 42),
    Counted("Periods and births", "postpartum", "w", "Birth within a year: how long ago?", "weeks", 0, 52),
)
WOMEN = ("Periods and births", "pregnant", "postpartum")
"""What is asked only where the sex given is not male."""


def is_offered(context: str) -> bool:
    """Whether the page has a place for this context."""
    is_ticked = any(context in group for group in TICKED.values())
    return is_ticked or any(one.read([context]) is not None for one in COUNTED)
