"""What this kind of model can and cannot tell, in words; shown wherever a result is shown."""

from collections.abc import Mapping
from types import MappingProxyType

from runback.languages.kept import say_later

MOST_LOAD_BW = 12.0
"""Running presses 3 to 7 body weights onto a lumbar disc in models of this class; about 10 kN break a vertebra."""

LIMITS = (
    say_later(
        "This is what a standard muscle model says when the movement stays the same and only strength changes. "
        "A real runner with weak muscles would also move differently."
    ),
    say_later(
        "It is not a measure of your own strength, not a diagnosis, and says nothing about the chance of pain or "
        "injury."
    ),
    say_later(
        "Read the direction and the rough size of a change. The loads in newtons or body weights are a model runner's, "
        "not yours; published models differ by a quarter and more."
    ),
    say_later(
        "The model picks the least effort. Real runners tense more muscles than that, most of all when it hurts."
    ),
    say_later(
        "How ligaments and discs share the turning moments between levels is not known; the band shows what that does."
    ),
    say_later(
        "Shear at the levels above L3-L4 is close to zero, so its per cent changes mean nothing and are not shown."
    ),
    say_later(
        "Weak hip muscles are not shown: of the hip's muscles only the psoas pulls on the spine, and a weak hip "
        "would act "
        "by another movement, which the model does not know."
    ),
    say_later("The latissimus, the fascia of the back and the pressure of the belly are not in the model."),
)
"""Sentences for a runner or physio, most important first."""

SHEAR_LEVELS = ("L3-L4", "L4-L5", "L5-S1")
"""Levels whose shear change is shown as a finding."""

COMPENSATES_PCT = 2.0
"""A rise of the longissimus' peak force of at least this counts as compensating; less is within the solver's noise
between strides."""

LIKELY_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "psoas": say_later(
            "The model's psoas is nearly slack when the back muscles peak, and other hip flexors replace it."
        ),
        "quadratus_lumborum": say_later(
            "The model's quadratus lumborum has 4 % of the trunk's strength: little to replace."
        ),
    }
)
"""Why the longissimus is not asked for more when one of these groups is weak (the paper finds it in four of five)."""
