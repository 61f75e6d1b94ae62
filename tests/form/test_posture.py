"""What a clip says to causes and cues: clear findings alone."""

import pytest

from runback.form import posture
from runback.form.posture import find_cues, list_findings
from runback.form.report import Notice
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.sentences import render_cue
from tests.form.made_up import made_report


def test_every_cue_is_one_of_the_rule_book():
    cues = {posture.QUICK_STEPS, posture.TALL, posture.SHOULDERS, posture.WIDTH}
    assert cues <= set(load_plan_rules().form_cues)


def test_every_cue_of_the_rule_book_has_its_sentence():
    said = [render_cue(cue) for cue in load_plan_rules().form_cues]
    assert said == [
        "Run tall, with a slight lean from the ankles.",
        "Take shorter, quicker steps.",
        "Let your shoulders drop, your hands loose and your arms swing.",
        "Look ahead, not at your feet.",
        "Keep a little width between your feet.",
    ]


@pytest.mark.parametrize(
    ("values", "cue"),
    [
        ({"overstride_pct_leg": 37}, posture.QUICK_STEPS),
        ({"cadence_spm": 150}, posture.QUICK_STEPS),
        ({"step_width_cm": -3}, posture.WIDTH),
        ({"trunk_lean_deg": 18}, posture.TALL),
        ({"trunk_lean_deg": -3}, posture.TALL),
        ({"elbow_angle_deg": 140}, posture.SHOULDERS),
    ],
)
def test_a_clear_finding_asks_for_its_cue(values, cue):
    assert find_cues(made_report(**values)) == (cue,)


@pytest.mark.parametrize(
    "values", [{"overstride_pct_leg": 36}, {"cadence_spm": 154}, {"trunk_lean_deg": 16}, {"step_width_cm": -1}, {}]
)
def test_a_finding_within_its_error_asks_for_nothing(values):
    assert find_cues(made_report(**values)) == ()


def test_the_most_useful_cue_comes_first():
    assert find_cues(made_report(overstride_pct_leg=40, trunk_lean_deg=20))[0] == posture.QUICK_STEPS


def test_a_refused_clip_says_nothing():
    refused = made_report(refused=Notice("not_running", "No."), overstride_pct_leg=50)
    assert find_cues(refused) == ()
    assert list_findings((refused,)) == {}


def test_findings_are_the_least_that_is_sure_and_poor_points_are_counted_once():
    findings = list_findings(
        (made_report(overstride_pct_leg=40, trunk_lean_deg=20), made_report("rear", pelvic_drop_midstance_deg=8))
    )
    assert findings["overstride_pct_leg"] == pytest.approx(40 - 1.645, abs=0.06)
    assert findings["pelvic_drop_midstance_deg"] == pytest.approx(8 - 1.645, abs=0.06)
    assert findings["form_items_poor"] == 2
