"""How sure contacts and contact times are, from force plates: standard deviations in s (decisions 0181, 0341, 0424).

Each error has a part of its own, which averages out over contacts, and one that all contacts of a runner share.
"""

from runback.form.events import body_height
from runback.form.keypoints import SIDES
from runback.form.motion import Motion

CONTACT_ERROR_S, CONTACT_SHARED_S, FEET_SHARED_S = 0.004, 0.0075, 0.011
STANCE_ERROR_S, STANCE_SHARED_S = 0.007, 0.0095
"""Standard deviations of one contact and one contact time against force plates: its own, and a runner's.
``FEET_SHARED_S`` is that of contacts that the body had no say in: of legs alone (decision 0424)."""

ANKLE_ERROR_S, ANKLE_SHARED_S = 0.006, 0.010
ANKLE_STANCE_ERROR_S, ANKLE_STANCE_SHARED_S = 0.009, 0.015
"""The same where no toe is seen, as with the 17 points of COCO: the ankle alone leaves the ground less clearly."""


def contact_errors_s(motion: Motion) -> tuple[float, float]:
    """Of the instant of a contact: its own part and the shared one."""
    if not _shows_toes(motion):
        return ANKLE_ERROR_S, ANKLE_SHARED_S
    return CONTACT_ERROR_S, FEET_SHARED_S if body_height(motion) is None else CONTACT_SHARED_S


def stance_errors_s(motion: Motion) -> tuple[float, float]:
    """Of a contact's length: its own part and the shared one."""
    if not _shows_toes(motion):
        return ANKLE_STANCE_ERROR_S, ANKLE_STANCE_SHARED_S
    return STANCE_ERROR_S, STANCE_SHARED_S


def _shows_toes(motion: Motion) -> bool:
    return any(motion.has(f"{side}_toe") for side in SIDES)
