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
        "Steps a minute, both feet together.",
        "A cadence 5 to 10 % above your own shortens your steps and lowers the load on hip and knee. "
        "It may help a back, but no study has shown that. No number is right for everyone.",
        ("cadence-5-10",),
    ),
    "overstride_pct_leg": Words(
        "Foot ahead of hips",
        "How far ahead of your hips the ankle lands, as a percentage of your leg length.",
        "Articles say: land under your hips. Studies say: nobody does, but landing far ahead may load the back more.",
        LANDING,
    ),
    "shank_angle_contact_deg": Words(
        "Shin at landing",
        "The angle of your shin from vertical. Positive means the foot is ahead of the knee.",
        f"A large angle goes with long steps. {LITTLE}",
        LANDING,
    ),
    "knee_flexion_contact_deg": Words(
        "Knee bend at landing",
        "0 is a straight leg.",
        "In one small study, people with back pain landed with a straighter knee. In 52 runners with back pain no "
        "joint moved differently.",
        ("overstriding",),
    ),
    "trunk_lean_deg": Words(
        "Trunk lean",
        "The angle of your trunk from vertical, from hips to shoulders. Positive is forward. Lean of the leg is the "
        "shin angle above: a video cannot show whether you lean from the ankles or bend at the waist.",
        "Articles say: 5 to 10 degrees, from the ankles. Studies say: leaning moves load from the knee to the hip. "
        "No study looked at backs.",
        ("forward-lean-from-ankles",),
    ),
    "vertical_oscillation_pct_leg": Words(
        "Bounce",
        "How much your hips rise and fall in a step, as a percentage of your leg length.",
        LITTLE,
        ("cadence-5-10",),
    ),
    "contact_time_ms": Words(
        "Time on the ground", "From landing to toe-off.", f"It is longer at lower speeds. {LITTLE}"
    ),
    "flight_time_ms": Words("Time in the air", "From toe-off until the other foot lands.", LITTLE),
    "foot_angle_contact_deg": Words(
        "Foot at landing",
        "Positive means toes up: the heel lands first. Near 0, the whole foot lands together.",
        "Articles say: land on the middle of your foot. Studies say: it does not help backs, and loads the calf more.",
        ("midfoot-strike",),
    ),
    "elbow_angle_deg": Words(
        "Elbow",
        "180 is a straight arm.",
        "Loose arms cost less energy. No study looked at backs.",
        ("arms-90-shoulders-relaxed",),
    ),
    "pelvic_drop_midstance_deg": Words(
        "Pelvic drop",
        "How much lower the hip of the swinging leg is halfway through the step, seen from behind.",
        "At six degrees or more, physios often suggest training the side of the hip. That is a convention.",
        ("posture-gait-wu",),
    ),
    "step_width_cm": Words(
        "Step width",
        "The sideways distance between your feet. Negative means they cross over.",
        LITTLE,
        ("posture-gait-wu",),
    ),
    "step_width_pct_leg": Words(
        "Step width",
        "The sideways distance between your feet, as a percentage of your leg length. Negative means they cross over.",
        LITTLE,
        ("posture-gait-wu",),
    ),
    "vertical_oscillation_cm": Words(
        "Bounce", "How much your watch rises and falls in a step.", LITTLE, ("cadence-5-10",)
    ),
    "vertical_ratio_pct": Words("Bounce per step length", "Bounce as a percentage of your step length.", LITTLE),
    "contact_balance_left_pct": Words("Left foot's share of the ground time", "50 is even.", LITTLE),
    "step_length_cm": Words("Step length", "It follows from speed and cadence.", LITTLE),
    "power_w": Words("Power", "Your watch estimates this.", LITTLE),
}
"""In the order they are shown."""

UNITS = {"spm": "a minute", "deg": "°", "% leg": "% of leg", "cm": "cm", "ms": "ms", "%": "%", "W": "W"}
DRILLS = {
    "quick_steps": (
        "Count your steps for 30 seconds, double the number and add 5 %. Run one minute in every four to that beat.",
        "Heel flicks, 2 x 20 m, quick and low.",
    ),
    "tall": (
        "High-knee march, 2 x 20 m, standing tall.",
        "Stand tall, lean forward from the ankles until you have to step, then run. Do it five times.",
    ),
    "shoulders": ("Shake out your arms every ten minutes, then let them swing again.",),
    "width": ("Run 100 m along a line with one foot on each side of it. Do it three times.",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One metric as shown; ``low`` and ``high`` hold the clip's mean at 90 %, or 90 % of a run's minutes."""

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


def describe_metrics(report: FormReport) -> tuple[list[Row], list[Missing]]:
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
    value, low, high = (format_number(each, number.unit) for each in (number.value, number.low, number.high))
    evidence = tuple(book[one] for one in words.evidence if one in book)
    return Row(words.name, value, UNITS.get(number.unit, number.unit), low, high, words, evidence, _uneven(metric))


def format_number(value: float, unit: str) -> str:
    """As many digits as mean something."""
    text = f"{value:.0f}" if unit in ("ms", "spm", "% leg", "W") else f"{value:.1f}"
    return "0" if text in ("-0", "-0.0") else text.replace("-", "−")


def _uneven(metric: Metric) -> str:
    part = metric.asymmetry
    if not isinstance(part, Estimate) or not is_uneven(metric):
        return ""
    more = "more" if part.value > 0 else "less"
    unit = UNITS.get(part.unit, part.unit)
    number = format_number(abs(part.value), part.unit)
    return f"Left {number} {unit} {more} than right, which is more than measurement error would explain."


def describe_changes(changes: Iterable[Change]) -> list[dict[str, str | bool]]:
    """Changes between two clips in words, the clear ones first."""
    described: list[dict[str, str | bool]] = []
    for each in sorted(changes, key=lambda change: not change.is_told):
        unit = UNITS.get(each.unit, each.unit)
        described.append(
            {
                "name": WORDS[each.name].name,
                "before": format_number(each.before.value, each.unit),
                "after": format_number(each.after.value, each.unit),
                "by": f"{'+' if each.value > 0 else ''}{format_number(each.value, each.unit)}",
                "least": format_number(each.detectable, each.unit),
                "unit": unit,
                "is_clear": each.is_told,
            }
        )
    return described


def describe_cue(report: FormReport) -> dict[str, object]:
    """One cue with its drills, or none."""
    cues = find_cues(report)
    return {"text": say_cue(cues[0]), "drills": DRILLS.get(cues[0], ())} if cues else {}
