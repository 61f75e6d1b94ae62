"""Errors of contacts and contact times against force plates: standard deviations in s (decisions 0181, 0341, 0424).

Each error has an individual part, which averages out over contacts, and one shared by all contacts of a runner.
"""

import numpy as np

from runback.form import curves
from runback.form.events import body_height
from runback.form.keypoints import SIDES
from runback.form.motion import Motion

CONTACT_ERROR_S, CONTACT_SHARED_S, FEET_SHARED_S = 0.004, 0.0075, 0.011
STANCE_ERROR_S, STANCE_SHARED_S = 0.007, 0.0095
"""Standard deviations of a contact and of a contact time against force plates: individual, and shared by a runner's.
``FEET_SHARED_S`` is for contacts timed without the body, from the legs alone (decision 0424)."""

ANKLE_ERROR_S, ANKLE_SHARED_S = 0.006, 0.010
ANKLE_STANCE_ERROR_S, ANKLE_STANCE_SHARED_S = 0.009, 0.015
"""The same without visible toes, as with COCO's 17 points: toe-off is less clear from the ankle alone."""


USUAL_NOISE_LEG = 0.009
"""White noise of a coordinate in the clips used to determine the errors: 8 mm, in leg lengths. A contact's error
is proportional to it: a pose model's feet have 0.015 to 0.03 in a clip from a phone."""


def contact_errors_s(motion: Motion) -> tuple[float, float]:
    """Error of the instant of contact: the individual part and the shared one."""
    own_s = CONTACT_ERROR_S * _noise_factor(motion)
    if not _shows_toes(motion):
        return max(own_s, ANKLE_ERROR_S), ANKLE_SHARED_S
    return own_s, FEET_SHARED_S if body_height(motion) is None else CONTACT_SHARED_S


def stance_errors_s(motion: Motion) -> tuple[float, float]:
    """Error of the contact time: the individual part and the shared one."""
    own_s = STANCE_ERROR_S * _noise_factor(motion)
    if not _shows_toes(motion):
        return max(own_s, ANKLE_STANCE_ERROR_S), ANKLE_STANCE_SHARED_S
    return own_s, STANCE_SHARED_S


def added_error_s(motion: Motion) -> float:
    """The extra error of a contact, in s, for points noisier than a laboratory's; it adds to the spread of strides."""
    return CONTACT_ERROR_S * float(np.sqrt(_noise_factor(motion) ** 2 - 1))


def _noise_factor(motion: Motion) -> float:
    """How many times noisier the feet's points are than those used to determine the errors, at least 1."""
    leg = curves.leg_length(motion)
    names = [f"{side}_{point}" for side in SIDES for point in ("ankle", "heel", "toe")]
    known = [motion.noise[name] for name in names if np.isfinite(motion.noise.get(name, np.nan))]
    return max(1.0, float(np.median(known)) / (USUAL_NOISE_LEG * leg)) if leg and known else 1.0


def _shows_toes(motion: Motion) -> bool:
    return any(motion.has(f"{side}_toe") for side in SIDES)
