"""The circumstances a runner may tick, in words; the rule book says what each of them does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from runback.languages.catalogue import gettext_noop


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
    gettext_noop("Training"): {
        "no_strength": gettext_noop("I do no strength training"),
        "no_warmup": gettext_noop("I run with little or no warm-up"),
        "no_rest_days": gettext_noop("My week has no rest day"),
        "long_run_jump": gettext_noop("One run was much longer than usual"),
        "race_fatigue": gettext_noop("It came late in a long run or race, when I was tired"),
        "hot": gettext_noop("It came in the heat"),
    },
    gettext_noop("Ground and shoes"): {
        "hills": gettext_noop("I run hills"),
        "trail": gettext_noop("I run trails"),
        "camber": gettext_noop("I run along a sloping road"),
        "same_route": gettext_noop("I always run the same route"),
        "treadmill_only": gettext_noop("I run on a treadmill only"),
        "worn_shoes": gettext_noop("My shoes are worn"),
    },
    gettext_noop("Daily life"): {
        "poor_sleep": gettext_noop("I sleep little or badly"),
        "stress": gettext_noop("This is a stressful time"),
        "fear": gettext_noop("I worry that moving harms my back"),
        "low_mood": gettext_noop("I feel low"),
        "desk_job": gettext_noop("I sit for most of the day"),
    },
    gettext_noop("Before this"): {
        "prior_lbp": gettext_noop("I had back pain before"),
        "prior_leg_injury": gettext_noop("I had a leg injury before"),
        "prior_stress_fracture": gettext_noop("I had a stress fracture before"),
    },
    gettext_noop("Periods and births"): {
        "missed_periods": gettext_noop("I have missed periods"),
    },
}
"""By heading; the last one is for women."""

COUNTED = (
    Counted(
        gettext_noop("Training"),
        "weekly_km_up",
        "pct",
        gettext_noop("My weeks went up lately: by how much?"),
        "%",
        1,
        500,
    ),
    Counted(
        gettext_noop("Ground and shoes"),
        "new_shoes",
        "w",
        gettext_noop("New shoes: for how long?"),
        gettext_noop("weeks"),
        0,
        52,
    ),
    Counted(
        gettext_noop("Periods and births"),
        "pregnant",
        "w",
        gettext_noop("Pregnant: which week?"),
        gettext_noop("week"),
        1,
        42,
    ),
    Counted(
        gettext_noop("Periods and births"),
        "postpartum",
        "w",
        gettext_noop("Birth within a year: how long ago?"),
        gettext_noop("weeks"),
        0,
        52,
    ),
)
WOMEN = ("Periods and births", "pregnant", "postpartum")
"""What is asked only where the sex given is not male."""


def is_offered(context: str) -> bool:
    """Whether the page has a place for this context."""
    is_ticked = any(context in group for group in TICKED.values())
    return is_ticked or any(one.read([context]) is not None for one in COUNTED)
