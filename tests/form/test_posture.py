"""What a clip says to causes and cues: clear findings alone."""

import pytest

from runback.form import posture
from runback.form.posture import find_cues, tell_findings
from runback.form.report import Notice
from runback.knowledge.plan_rules import load_plan_rules
from tests.form.made_up import made_report


def test_every_cue_is_one_of_the_rule_book():
    cues = {value for name, value in vars(posture).items() if name.startswith("CUE_")}
    assert cues <= set(load_plan_rules().form_cues)


@pytest.mark.parametrize(
    ("values", "cue"),
    [
        ({"overstride_pct_leg": 37}, posture.CUE_SHORTER),
        ({"cadence_spm": 150}, posture.CUE_SHORTER),
        ({"step_width_cm": -3}, posture.CUE_WIDTH),
        ({"trunk_lean_deg": 18}, posture.CUE_TALL),
        ({"trunk_lean_deg": -3}, posture.CUE_TALL),
        ({"elbow_angle_deg": 140}, posture.CUE_ARMS),
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
    assert find_cues(made_report(overstride_pct_leg=40, trunk_lean_deg=20))[0] == posture.CUE_SHORTER


def test_a_refused_clip_says_nothing():
    refused = made_report(refused=Notice("not_running", "No."), overstride_pct_leg=50)
    assert find_cues(refused) == ()
    assert tell_findings((refused,)) == {}


def test_findings_are_the_least_that_is_sure_and_poor_points_are_counted_once():
    told = tell_findings(
        (made_report(overstride_pct_leg=40, trunk_lean_deg=20), made_report("rear", pelvic_drop_midstance_deg=8))
    )
    assert told["overstride_pct_leg"] == pytest.approx(40 - 1.645, abs=0.06)
    assert told["pelvic_drop_midstance_deg"] == pytest.approx(8 - 1.645, abs=0.06)
    assert told["form_items_poor"] == 2
