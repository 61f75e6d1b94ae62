"""A form report in words: each number with its band, what it is, and what it may mean for a back."""

from collections.abc import Iterable
from dataclasses import dataclass

from runback.form.compare import Change, is_uneven
from runback.form.posture import find_cues
from runback.form.report import Estimate, FormReport, Metric, NotMeasurable
from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.sentences import render_cue
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop

LITTLE = gettext_noop("Studies find little difference in joint motion between runners with and without back pain.")
LANDING = ("overstriding", "cadence-5-10")


@dataclass(frozen=True, slots=True)
class Words:
    """A metric in words; ``evidence`` ids support ``means``."""

    name: str
    what: str
    means: str
    evidence: tuple[str, ...] = ()


WORDS = {
    "cadence_spm": Words(
        gettext_noop("Cadence"),
        gettext_noop("Steps a minute, both feet together."),
        gettext_noop(
            "A cadence 5 to 10 % above your own shortens your steps and lowers the load on hip and knee. "
            "It may help a back, but no study has shown that. No number is right for everyone."
        ),
        ("cadence-5-10",),
    ),
    "overstride_pct_leg": Words(
        gettext_noop("Foot ahead of hips"),
        gettext_noop("How far ahead of your hips the ankle lands, as a percentage of your leg length."),
        gettext_noop(
            "Articles say: land under your hips. Studies say: nobody does, but landing far ahead may "
            "load the back more."
        ),
        LANDING,
    ),
    "shank_angle_contact_deg": Words(
        gettext_noop("Shin at landing"),
        gettext_noop("The angle of your shin from vertical. Positive means the foot is ahead of the knee."),
        gettext_noop(
            "A large angle goes with long steps. "
            "Studies find little difference in joint motion between runners with and without back pain."
        ),
        LANDING,
    ),
    "knee_flexion_contact_deg": Words(
        gettext_noop("Knee bend at landing"),
        gettext_noop("0 is a straight leg."),
        gettext_noop(
            "In one small study, people with back pain landed with a straighter knee. In 52 runners with back pain no "
            "joint moved differently."
        ),
        ("overstriding",),
    ),
    "trunk_lean_deg": Words(
        gettext_noop("Trunk lean"),
        gettext_noop(
            "The angle of your trunk from vertical, from hips to shoulders. Positive is forward. "
            "Lean of the leg is the "
            "shin angle above: a video cannot show whether you lean from the ankles or bend at the waist."
        ),
        gettext_noop(
            "Articles say: 5 to 10 degrees, from the ankles. Studies say: leaning moves load from the knee to the hip. "
            "No study looked at backs."
        ),
        ("forward-lean-from-ankles",),
    ),
    "vertical_oscillation_pct_leg": Words(
        gettext_noop("Bounce"),
        gettext_noop("How much your hips rise and fall in a step, as a percentage of your leg length."),
        LITTLE,
        ("cadence-5-10",),
    ),
    "contact_time_ms": Words(
        gettext_noop("Time on the ground"),
        gettext_noop("From landing to toe-off."),
        gettext_noop(
            "It is longer at lower speeds. "
            "Studies find little difference in joint motion between runners with and without back pain."
        ),
    ),
    "flight_time_ms": Words(
        gettext_noop("Time in the air"), gettext_noop("From toe-off until the other foot lands."), LITTLE
    ),
    "foot_angle_contact_deg": Words(
        gettext_noop("Foot at landing"),
        gettext_noop("Positive means toes up: the heel lands first. Near 0, the whole foot lands together."),
        gettext_noop(
            "Articles say: land on the middle of your foot. Studies say: it does not help backs, and "
            "loads the calf more."
        ),
        ("midfoot-strike",),
    ),
    "elbow_angle_deg": Words(
        gettext_noop("Elbow"),
        gettext_noop("180 is a straight arm."),
        gettext_noop("Loose arms cost less energy. No study looked at backs."),
        ("arms-90-shoulders-relaxed",),
    ),
    "pelvic_drop_midstance_deg": Words(
        gettext_noop("Pelvic drop"),
        gettext_noop("How much lower the hip of the swinging leg is halfway through the step, seen from behind."),
        gettext_noop(
            "At six degrees or more, physios often suggest training the side of the hip. That is a convention."
        ),
        ("posture-gait-wu",),
    ),
    "step_width_cm": Words(
        gettext_noop("Step width"),
        gettext_noop("The sideways distance between your feet. Negative means they cross over."),
        LITTLE,
        ("posture-gait-wu",),
    ),
    "step_width_pct_leg": Words(
        gettext_noop("Step width"),
        gettext_noop(
            "The sideways distance between your feet, as a percentage of your leg length. Negative "
            "means they cross over."
        ),
        LITTLE,
        ("posture-gait-wu",),
    ),
    "vertical_oscillation_cm": Words(
        gettext_noop("Bounce"),
        gettext_noop("How much your watch rises and falls in a step."),
        LITTLE,
        ("cadence-5-10",),
    ),
    "vertical_ratio_pct": Words(
        gettext_noop("Bounce per step length"), gettext_noop("Bounce as a percentage of your step length."), LITTLE
    ),
    "contact_balance_left_pct": Words(
        gettext_noop("Left foot's share of the ground time"), gettext_noop("50 is even."), LITTLE
    ),
    "step_length_cm": Words(gettext_noop("Step length"), gettext_noop("It follows from speed and cadence."), LITTLE),
    "power_w": Words(gettext_noop("Power"), gettext_noop("Your watch estimates this."), LITTLE),
}
"""In the order they are shown."""

UNITS = {
    "spm": gettext_noop("a minute"),
    "deg": "°",
    "% leg": gettext_noop("% of leg"),
    "cm": "cm",
    "ms": "ms",
    "%": "%",
    "W": "W",
}
DRILLS = {
    "quick_steps": (
        gettext_noop(
            "Count your steps for 30 seconds, double the number and add 5 %. Run one minute in every four to that beat."
        ),
        gettext_noop("Heel flicks, 2 x 20 m, quick and low."),
    ),
    "tall": (
        gettext_noop("High-knee march, 2 x 20 m, standing tall."),
        gettext_noop("Stand tall, lean forward from the ankles until you have to step, then run. Do it five times."),
    ),
    "shoulders": (gettext_noop("Shake out your arms every ten minutes, then let them swing again."),),
    "width": (gettext_noop("Run 100 m along a line with one foot on each side of it. Do it three times."),),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One metric as shown; ``low`` and ``high`` contain the clip's mean at 90 %, or 90 % of a run's minutes."""

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
            missing.append(Missing(gettext(words.name), metric.reason))
    return rows, missing


def _row(metric: Metric, words: Words) -> Row:
    number = metric.estimate
    book = load_evidence()
    value, low, high = (format_number(each, number.unit) for each in (number.value, number.low, number.high))
    evidence = tuple(book[one] for one in words.evidence if one in book)
    said = Words(gettext(words.name), gettext(words.what), gettext(words.means), words.evidence)
    return Row(said.name, value, format_unit(number.unit), low, high, said, evidence, _uneven(metric))


def format_number(value: float, unit: str) -> str:
    """As many digits as mean something."""
    text = f"{value:.0f}" if unit in ("ms", "spm", "% leg", "W") else f"{value:.1f}"
    return "0" if text in ("-0", "-0.0") else localize_decimal(text.replace("-", "−"))


def format_unit(unit: str) -> str:
    """The unit of a metric in words: ``a minute`` for ``spm``."""
    known = UNITS.get(unit)
    return gettext(known) if known else unit


def _uneven(metric: Metric) -> str:
    part = metric.asymmetry
    if not isinstance(part, Estimate) or not is_uneven(metric):
        return ""
    number = f"{format_number(abs(part.value), part.unit)} {format_unit(part.unit)}"
    if part.value > 0:
        text = gettext("Left {number} more than right, which is more than measurement error would explain.")
    else:
        text = gettext("Left {number} less than right, which is more than measurement error would explain.")
    return text.format(number=number)


def describe_changes(changes: Iterable[Change]) -> list[dict[str, str | bool]]:
    """Changes between two clips in words, the clear ones first."""
    described: list[dict[str, str | bool]] = []
    for each in sorted(changes, key=lambda change: not change.is_clear):
        unit = format_unit(each.unit)
        described.append(
            {
                "name": gettext(WORDS[each.name].name),
                "before": format_number(each.before.value, each.unit),
                "after": format_number(each.after.value, each.unit),
                "by": f"{'+' if each.value > 0 else ''}{format_number(each.value, each.unit)}",
                "least": format_number(each.detectable, each.unit),
                "unit": unit,
                "is_clear": each.is_clear,
            }
        )
    return described


def describe_cue(report: FormReport) -> dict[str, object]:
    """One cue with its drills, or none."""
    cues = find_cues(report)
    return {"text": render_cue(cues[0]), "drills": [gettext(one) for one in DRILLS.get(cues[0], ())]} if cues else {}
