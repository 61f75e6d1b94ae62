"""The settings of a simulation, with the defaults and their sources."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from runback.languages.saved import translate_later
from runback.spine.errors import BadSetting
from runback.spine.names import WEAKNESS

COUPLED, SOFT, LEVELWISE = "coupled", "soft", "levelwise"
HIDDEN_MOMENTS = (COUPLED, SOFT, LEVELWISE)

TRUNK_STRENGTH = 2.17
"""Trunk muscle strength relative to the shipped one: 100 instead of 46 N/cm2 of muscle (Christophy 2012's is 46; lumbar
models use 46 to 100, Bruno 2015, doi:10.1115/1.4030408). At 46 a runner without deep muscles cannot run as recorded."""

GAIT_LOWPASS_HZ = {"run": 15.0, "walk": 6.0}
"""The default low-pass: the usual cut-offs for joint moments in running and walking."""

RUN_STRIDE_S = 0.87
"""A stride shorter than this counts as running."""

RESTING_LOAD_N = 119.0
"""Load of a lumbar disc with no muscle effort and no weight on it, for 70 kg: 0.10 MPa lying at rest
(Wilke 1999, doi:10.1097/00007632-199904150-00005) times 1,800 mm2 and 0.66. It comes from ligaments and resting
muscle (Nachemson & Evans 1968, doi:10.1016/0021-9290(68)90006-7) and is added to every level's compression."""

REFERENCE_MASS_KG = 75.3
"""The body mass for the model's muscle strengths; strength is proportional to mass to the power 2/3."""


LOWPASS_HZ = (1.0, 500.0)
"""The lowest and highest meaningful cut-off."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of one simulation.

    ``lowpass_hz`` None uses the default for the gait, 0 does not filter. ``power`` 2 or 3 is the exponent of effort.
    ``hidden`` is how freely moments pass between levels without muscle: ``coupled`` (the levels rotate together, as in
    the paper's model), ``soft`` (a few Nm a level), ``levelwise`` (none). ``strength`` scales trunk muscles,
    ``cocontraction`` is the least activation of trunk muscles, ``lean_deg`` leans the trunk forward from the hips.
    """

    lowpass_hz: float | None = None
    power: int = 2
    hidden: str = COUPLED
    strength: float = TRUNK_STRENGTH
    cocontraction: float = 0.0
    lean_deg: float = 0.0
    frames: int = 101

    def __post_init__(self) -> None:
        """Refuse meaningless settings; each message says what is allowed."""
        if self.lowpass_hz is not None and self.lowpass_hz != 0:
            _require("The low-pass in Hz", self.lowpass_hz, *LOWPASS_HZ)
        if self.power not in (2, 3):
            raise BadSetting(f"The power of effort is 2 or 3. You entered {self.power}.")
        if self.hidden not in HIDDEN_MOMENTS:
            raise BadSetting(f"Hidden moments are one of {', '.join(HIDDEN_MOMENTS)}. You entered {self.hidden}.")
        _require("Trunk strength", self.strength, 0.2, 10.0)
        _require("Co-contraction", self.cocontraction, 0.0, 0.2)
        _require("Lean in degrees", self.lean_deg, -20.0, 30.0)
        _require("The number of frames", self.frames, 5, 1001)


@dataclass(frozen=True, slots=True)
class Person:
    """The person simulated: mass in kg, and height in m if known."""

    mass_kg: float
    height_m: float | None = None

    def __post_init__(self) -> None:
        """Refuse masses and heights that no runner has."""
        _require("Body mass in kg", self.mass_kg, 20.0, 250.0)
        if self.height_m is not None:
            _require("Height in m", self.height_m, 1.2, 2.3)


@dataclass(frozen=True, slots=True)
class Choice:
    """One modelling choice in the band: its name in words and the settings for it."""

    name: str
    settings: Settings
    is_new_filter: bool = False


def band_choices(chosen: Settings, lowpass_hz: float) -> tuple[Choice, ...]:
    """The other defensible settings around the chosen ones: hidden moments, strength, filter, co-contraction.

    1.7 % is the co-contraction measured in quiet standing (Cholewicki 1997, doi:10.1097/00007632-199710010-00003).
    """
    other = SOFT if chosen.hidden == COUPLED else COUPLED
    choices = [
        Choice(translate_later("hidden moments {other}").format(other=other), replace(chosen, hidden=other)),
        Choice(translate_later("trunk strength a quarter lower"), replace(chosen, strength=0.75 * chosen.strength)),
        Choice(translate_later("trunk strength a third higher"), replace(chosen, strength=1.33 * chosen.strength)),
        Choice(
            translate_later("co-contraction 1.7 % more"), replace(chosen, cocontraction=chosen.cocontraction + 0.017)
        ),
    ]
    if lowpass_hz:
        for factor, word in ((2.0 / 3.0, "lower"), (4.0 / 3.0, "higher")):
            cutoff = min(max(factor * lowpass_hz, LOWPASS_HZ[0]), LOWPASS_HZ[1])
            choices.append(
                Choice(
                    translate_later("filter {word} ({cutoff} Hz)").format(word=word, cutoff=f"{cutoff:.3g}"),
                    replace(chosen, lowpass_hz=cutoff),
                    True,
                )
            )
    return tuple(choices)


def resolve_weakness(weak: Mapping[str, float]) -> dict[str, float]:
    """Loss of strength per muscle group for the given weakness groups; the larger loss counts.

    Raises ``BadSetting`` for an unknown group or a fraction outside 0 to 1.
    """
    losses: dict[str, float] = {}
    for name, fraction in weak.items():
        if name not in WEAKNESS:
            raise BadSetting(f"{name} is not a weakness group. Allowed: {', '.join(WEAKNESS)}.")
        _require(f"Weakness of {name}", fraction, 0.0, 1.0)
        for group in WEAKNESS[name]:
            losses[group] = max(losses.get(group, 0.0), fraction)
    return losses


def _require(what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise BadSetting(f"{what} is a number from {low:g} to {high:g}. You entered {value:g}.")
