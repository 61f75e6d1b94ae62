"""What a clip contributes to the check and to the plan: clear findings only, and one cue.

A finding counts if it exceeds its limit by more than measurement error. Limits
are conventions of this rule book (causes.yaml); studies find little difference in joint motion
between runners with and without back pain (docs/form.md), so the weights there are small.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import mean, stdev

from runback.form.report import BAND, FormReport, Metric

LONG_STEP_PCT = 35.0
"""Ankle ahead of mid-hip at contact, in per cent of the leg: causes.yaml, overstride."""

SLOW_STEP_SPM = 155.0
RUNS_MIN, RUN_SPREAD_SPM = 3, 3.0
"""The fewest runs needed to judge cadence, and the smallest assumed spread between a runner's runs."""

LEAN_DEG = (0.0, 15.0)
ELBOW_DEG = (60.0, 130.0)
WIDTH_CROSSING_PCT = 0.0

QUICK_STEPS = "quick_steps"
TALL = "tall"
SHOULDERS = "shoulders"
WIDTH = "width"
"""Cues of plan_rules.yaml, form_cues, by their id."""


def _sure_least(report: FormReport, name: str) -> float:
    """The value minus its error (one-sided 95 %); minus infinity if it was not measured."""
    metric = report.metrics.get(name)
    return metric.estimate.value - BAND * metric.estimate.error if isinstance(metric, Metric) else float("-inf")


def _sure_most(report: FormReport, name: str) -> float:
    metric = report.metrics.get(name)
    return metric.estimate.value + BAND * metric.estimate.error if isinstance(metric, Metric) else float("inf")


def find_cues(report: FormReport) -> tuple[str, ...]:
    """The ids of the cues that this clip clearly calls for, the most useful first; usually none.

    The runner works on one at most; ``knowledge.sentences.render_cue`` gives its text.
    """
    if report.refused is not None:
        return ()
    wanted = {
        QUICK_STEPS: _sure_least(report, "overstride_pct_leg") >= LONG_STEP_PCT
        or _sure_most(report, "cadence_spm") < SLOW_STEP_SPM,
        WIDTH: min(_sure_most(report, "step_width_cm"), _sure_most(report, "step_width_pct_leg")) < WIDTH_CROSSING_PCT,
        TALL: _sure_least(report, "trunk_lean_deg") > LEAN_DEG[1] or _sure_most(report, "trunk_lean_deg") < LEAN_DEG[0],
        SHOULDERS: _sure_least(report, "elbow_angle_deg") > ELBOW_DEG[1]
        or _sure_most(report, "elbow_angle_deg") < ELBOW_DEG[0],
    }
    return tuple(cue for cue, is_wanted in wanted.items() if is_wanted)


def list_findings(reports: tuple[FormReport, ...]) -> Mapping[str, float]:
    """Numbers for ``assess.rank_causes(form=...)`` from the latest clips of each view.

    Overstride and pelvic drop are lower confidence limits, cadence is an upper one.
    ``form_items_poor`` counts stride, arms and lean; head position is not measured.
    """
    facts: dict[str, float] = {}
    for report in (each for each in reports if each.refused is None):
        for name in ("overstride_pct_leg", "pelvic_drop_midstance_deg"):
            if isinstance(report.metrics.get(name), Metric):
                facts[name] = round(_sure_least(report, name), 1)
        if isinstance(report.metrics.get("cadence_spm"), Metric):
            facts["cadence_spm"] = round(_sure_most(report, "cadence_spm"), 1)
        cues = find_cues(report)
        is_stride_poor = QUICK_STEPS in cues or WIDTH in cues
        poor = is_stride_poor + (TALL in cues) + (SHOULDERS in cues)
        facts["form_items_poor"] = max(facts.get("form_items_poor", 0.0), float(poor))
    return facts


def judge_cadence(cadences: Sequence[float]) -> tuple[dict[str, float], str]:
    """The upper confidence limit of a runner's mean cadence, and the cue for it; nothing with fewer than three runs.

    A watch measures only the rhythm of steps, so the number has its own name and a smaller weight in causes.yaml.
    """
    if len(cadences) < RUNS_MIN:
        return {}, ""
    most = mean(cadences) + BAND * max(stdev(cadences), RUN_SPREAD_SPM) / sqrt(len(cadences))
    return {"watch_cadence_spm": round(most, 1)}, QUICK_STEPS if most < SLOW_STEP_SPM else ""
