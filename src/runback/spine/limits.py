"""The limitations of this kind of model, in words; shown with every result."""

from collections.abc import Mapping
from types import MappingProxyType

from runback.languages.saved import translate_later

MOST_LOAD_BW = 12.0
"""In models of this kind, running loads a lumbar disc with 3 to 7 body weights; about 10 kN fracture a vertebra."""

LIMITS = (
    translate_later(
        "This is what a standard muscle model says when the movement stays the same and only strength changes. "
        "A real runner with weak muscles would also move differently."
    ),
    translate_later(
        "It is not a measure of your own strength, not a diagnosis, and says nothing about the chance of pain or "
        "injury."
    ),
    translate_later(
        "Read the direction and the rough size of a change. The loads in newtons or body weights are a model runner's, "
        "not yours; published models differ by a quarter and more."
    ),
    translate_later(
        "The model picks the least effort. Real runners tense more muscles than that, most of all when it hurts."
    ),
    translate_later(
        "How ligaments and discs share the turning moments between levels is not known; the band shows what that does."
    ),
    translate_later(
        "Shear at the levels above L3-L4 is close to zero, so its per cent changes mean nothing and are not shown."
    ),
    translate_later(
        "Weak hip muscles are not shown: of the hip's muscles only the psoas pulls on the spine, and a weak hip "
        "would act "
        "by another movement, which the model does not know."
    ),
    translate_later("The latissimus, the fascia of the back and the pressure of the belly are not in the model."),
)
"""Sentences for a runner or physio, most important first."""

SHEAR_LEVELS = ("L3-L4", "L4-L5", "L5-S1")
"""Levels whose shear change is shown as a finding."""

COMPENSATES_PCT = 2.0
"""A rise of the longissimus' peak force of at least this counts as compensation; less is within the solver's noise
between strides."""

LIKELY_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "psoas": translate_later(
            "The model's psoas is nearly slack when the back muscles peak, and other hip flexors replace it."
        ),
        "quadratus_lumborum": translate_later(
            "The model's quadratus lumborum has 4 % of the trunk's strength: little to replace."
        ),
    }
)
"""Why the longissimus does not compensate when one of these groups is weak (in the paper it does in four of five)."""
