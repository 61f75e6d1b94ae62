"""A form report in words: each number with its band, what it is, and what it may mean for a back."""

from collections.abc import Iterable
from dataclasses import dataclass

from runback.form.compare import Change, is_uneven
from runback.form.posture import find_cues
from runback.form.report import Estimate, FormReport, Metric, NotMeasurable
from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.sentences import say_cue

LITTLE = "Studies find little difference in joint motion between runners with and without back pain."
LANDING = ("overstriding", "cadence-5-10")


@dataclass(frozen=True, slots=True)
class Words:
    """A metric in words; ``evidence`` ids stand behind ``means``."""

    name: str
    what: str
    means: str
    evidence: tuple[str, ...] = ()


WORDS = {
    "cadence_spm": Words(
        "Cadence",
        "Steps a minute, both feet.",
        "A step rate 5 to 10 % above your own shortens the step and lowers the load on hip and knee. "
        "That it helps a back is plausible, not shown. No number is right for everybody.",
        ("cadence-5-10",),
    ),
    "overstride_pct_leg": Words(
        "Foot ahead of hips",
        "How far the ankle lands ahead of the hips, in per cent of your leg.",
        "Articles say: land under the hips. Studies say: nobody does; far ahead may load the back more.",
        LANDING,
    ),
    "shank_angle_contact_deg": Words(
        "Shin at landing",
        "The shin against upright; positive is foot ahead of knee.",
        f"Goes with a long step. {LITTLE}",
        LANDING,
    ),
    "knee_flexion_contact_deg": Words(
        "Knee bend at landing",
        "0 is a straight knee.",
        "In one small study runners with back pain landed with a straighter knee. Which came first is not known.",
        ("overstriding",),
    ),
    "trunk_lean_deg": Words(
        "Trunk lean",
        "From mid-hip to mid-shoulder against upright, forward positive. Leg lean is the shin's number above: "
        "bending at the ankles and at the waist cannot be told apart without points on the pelvis.",
        "Articles say: 5 to 10 degrees, from the ankles. Studies say: lean loads the hip, not the knee; none on backs.",
        ("forward-lean-from-ankles",),
    ),
    "vertical_oscillation_pct_leg": Words(
        "Bounce", "How much the hips rise and fall in a step, in per cent of your leg.", LITTLE, ("cadence-5-10",)
    ),
    "contact_time_ms": Words("Time on the ground", "From landing to toe-off.", f"Longer at lower speed. {LITTLE}"),
    "flight_time_ms": Words("Time in the air", "From toe-off to the other foot's landing.", LITTLE),
    "foot_angle_contact_deg": Words(
        "Foot at landing",
        "Toes up is positive: heel first. Near 0 the whole foot lands at once.",
        "Articles say: land on the middle of the foot. Studies say: no help for backs, and load for the calf.",
        ("midfoot-strike",),
    ),
    "elbow_angle_deg": Words(
        "Elbow",
        "180 is a straight arm.",
        "A loose arm costs less energy. Nothing on backs.",
        ("arms-90-shoulders-relaxed",),
    ),
    "pelvic_drop_midstance_deg": Words(
        "Pelvic drop",
        "How far the hip of the swinging leg hangs lower half-way through the step, from behind.",
        "Six degrees or more is taken as a sign to train the side of the hip. That is a convention.",
        ("posture-gait-wu",),
    ),
    "step_width_cm": Words(
        "Step width", "Sideways from foot to foot; negative is crossing.", LITTLE, ("posture-gait-wu",)
    ),
    "step_width_pct_leg": Words(
        "Step width",
        "Sideways from foot to foot in per cent of your leg; negative is crossing.",
        LITTLE,
        ("posture-gait-wu",),
    ),
    "vertical_oscillation_cm": Words(
        "Bounce", "How much the watch rises and falls in a step.", LITTLE, ("cadence-5-10",)
    ),
    "vertical_ratio_pct": Words("Bounce over step length", "Bounce in per cent of the step.", LITTLE),
    "contact_balance_left_pct": Words("Left foot's share of the ground time", "50 is even.", LITTLE),
    "step_length_cm": Words("Step length", "Follows from speed and cadence.", LITTLE),
    "power_w": Words("Power", "The watch's own estimate.", LITTLE),
}
"""In the order they are shown."""

UNITS = {"spm": "a minute", "deg": "°", "% leg": "% of leg", "cm": "cm", "ms": "ms", "%": "%", "W": "W"}
DRILLS = {
    "quick_steps": (
        "Count your steps for 30 seconds, double it, add 5 %, and run one minute in four to that beat.",
        "Butt kicks, 2 times 20 m, quick and low.",
    ),
    "tall": (
        "High-knee march, 2 times 20 m, the crown of the head up.",
        "Stand tall, tip from the ankles until you must step, and run off. Five times.",
    ),
    "shoulders": ("Shake the arms out every ten minutes, then let the elbows bend again.",),
    "width": ("Run 100 m along a line with one foot on each side of it. Three times.",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One metric as shown; ``low`` and ``high`` hold 90 % of steps."""

    name: str
    value: str
    unit: str
    low: str
    high: str
    words: Words
    evidence: tuple[Evidence, ...]
    uneven: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A metric that was not measured, and why."""

    name: str
    why: str


def tell_rows(report: FormReport) -> tuple[list[Row], list[Missing]]:
    """Every metric in words, the measured ones and the others."""
    rows, missing = [], []
    for name, words in WORDS.items():
        metric = report.metrics.get(name)
        if isinstance(metric, Metric):
            rows.append(_row(metric, words))
        elif isinstance(metric, NotMeasurable):
            missing.append(Missing(words.name, metric.reason))
    return rows, missing


def _row(metric: Metric, words: Words) -> Row:
    number = metric.estimate
    book = load_evidence()
    value, low, high = (tell_number(each, number.unit) for each in (number.value, number.low, number.high))
    evidence = tuple(book[one] for one in words.evidence if one in book)
    return Row(words.name, value, UNITS.get(number.unit, number.unit), low, high, words, evidence, _uneven(metric))


def tell_number(value: float, unit: str) -> str:
    """As many digits as mean something."""
    text = f"{value:.0f}" if unit in ("ms", "spm", "% leg", "W") else f"{value:.1f}"
    return "0" if text in ("-0", "-0.0") else text.replace("-", "−")


def _uneven(metric: Metric) -> str:
    part = metric.asymmetry
    if not isinstance(part, Estimate) or not is_uneven(metric):
        return ""
    more = "more" if part.value > 0 else "less"
    unit = UNITS.get(part.unit, part.unit)
    return (
        f"Left {tell_number(abs(part.value), part.unit)} {unit} {more} than right, beyond what measuring alone makes."
    )


def tell_changes(changes: Iterable[Change]) -> list[dict[str, str | bool]]:
    """Changes between two clips in words, those that can be told first."""
    told: list[dict[str, str | bool]] = []
    for each in sorted(changes, key=lambda change: not change.is_told):
        unit = UNITS.get(each.unit, each.unit)
        told.append(
            {
                "name": WORDS[each.name].name,
                "before": tell_number(each.before.value, each.unit),
                "after": tell_number(each.after.value, each.unit),
                "by": f"{'+' if each.value > 0 else ''}{tell_number(each.value, each.unit)}",
                "least": tell_number(each.detectable, each.unit),
                "unit": unit,
                "is_told": each.is_told,
            }
        )
    return told


def tell_cue(report: FormReport) -> dict[str, object]:
    """One cue with its drills, or none."""
    cues = find_cues(report)
    return {"text": say_cue(cues[0]), "drills": DRILLS.get(cues[0], ())} if cues else {}
