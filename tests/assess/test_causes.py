"""Contributors: this runner's numbers in the reasons, weights in order, never an empty list."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.assess.causes import rank_causes
from runback.assess.own_words import hear_hints
from runback.assess.training_findings import measure_training
from runback.domain.assessment import CauseFit, Flag, FlagSource, Urgency
from runback.domain.intake import Intake, read_intake
from runback.domain.load import Gap, LoadReport, Run, Spike, SpikeSize
from runback.knowledge.causes import load_causes
from runback.knowledge.sentences import render_sentence
from tests.assess.made_up import answers

TODAY = date(2026, 11, 22)


def causes_of(raw: dict[str, Any]) -> dict[str, CauseFit]:
    return {fit.id: fit for fit in rank_causes(read_intake(raw))}


def report(*, spikes: tuple[Spike, ...] = (), gaps: tuple[Gap, ...] = ()) -> LoadReport:
    return LoadReport(TODAY, (), (), 10.0, 11.0, 30.0, spikes, gaps)


def test_a_long_run_is_described_in_the_runners_own_numbers() -> None:
    cause = causes_of({"last_run_km": 19, "longest_run_30d_km": 8})["load_spike_session"]
    assert cause.weight == 2.28
    assert cause.grade == "moderate"
    because = render_sentence(cause.reasons[0])
    assert because.startswith("19 km was 2.4 times your longest run in 30 days (8 km).")
    assert "2.28 times" in because
    assert "5,205 runners" in because


@pytest.mark.parametrize(
    ("last", "weight"), [(8.8, None), (8.9, 1.58), (10.4, 1.58), (10.5, 1.58), (16, 1.58), (16.1, 2.28)]
)
def test_the_edges_of_the_spike_classes(last: float, weight: float | None) -> None:
    # longest 8 km: 110 % = 8.8, 130 % = 10.4, 200 % = 16
    cause = causes_of({"last_run_km": last, "longest_run_30d_km": 8}).get("load_spike_session")
    assert (cause.weight if cause else None) == weight


@settings(max_examples=100, deadline=None)
@given(st.floats(1, 30), st.floats(0.2, 5), st.floats(0.2, 5))
def test_a_longer_run_never_weighs_less(longest: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    weights = [
        cause.weight
        if (cause := causes_of({"last_run_km": longest * r, "longest_run_30d_km": longest}).get("load_spike_session"))
        else 1.0
        for r in (low, high)
    ]
    assert weights[0] <= weights[1]


def test_a_reason_keeps_the_numbers_that_its_sentence_quotes_and_no_more() -> None:
    reason = causes_of({"last_run_km": 19, "longest_run_30d_km": 8, "weekly_km": 40})["load_spike_session"].reasons[0]
    assert reason.say == "cause.load_spike_session.large"
    assert dict(reason.facts) == {"last_run_km": 19, "last_run_ratio": 19 / 8, "longest_run_30d_km": 8}


def test_after_a_month_off_three_kilometres_count_as_the_longest_run() -> None:
    cause = causes_of({"last_run_km": 6, "weeks_off": 17})["load_spike_session"]
    assert cause.reasons[0].rule == "cause.load_spike_session.after_break"
    assert "17 weeks" in render_sentence(cause.reasons[0])


def test_a_strain_off_the_kerb_has_no_clear_contributor() -> None:
    fits = rank_causes(read_intake({"onset": "sudden_during_run", "weekly_km": 35, "runner_status": "regular"}))
    assert [fit.id for fit in fits] == ["none_clear"]


def test_a_faint_contributor_comes_after_no_clear_one() -> None:
    assert [fit.id for fit in rank_causes(read_intake({"contexts": ["worn_shoes"]}))] == ["none_clear", "footwear"]


def test_a_modest_contributor_comes_before_no_clear_one() -> None:
    fits = rank_causes(read_intake({"aggravated_by": ["sitting"], "contexts": ["desk_job"]}))
    assert [fit.id for fit in fits] == ["sitting", "none_clear"]


def test_sitting_counts_for_more_when_the_pain_has_come_back() -> None:
    first = causes_of({"aggravated_by": ["sitting"]})["sitting"]
    again = causes_of({"aggravated_by": ["sitting"], "contexts": ["recurrent_lbp"]})["sitting"]
    assert (first.weight, again.weight) == (1.1, 1.2)


def test_a_strong_contributor_is_alone() -> None:
    assert [fit.id for fit in rank_causes(read_intake({"contexts": ["prior_lbp"]}))] == ["prior_injury"]


def test_the_treadmill_is_never_a_contributor() -> None:
    assert "treadmill" not in causes_of({"contexts": ["treadmill_only"]})


def test_load_ranks_above_worn_shoes() -> None:
    ids = [fit.id for fit in rank_causes(read_intake({"contexts": ["worn_shoes", "weekly_km_up_60pct"]}))]
    assert ids.index("load_spike_weekly") < ids.index("footwear")


def test_two_sources_of_the_same_fact_do_not_multiply() -> None:
    causes = causes_of({"contexts": ["weekly_km_up_60pct"], "text": "I upped my running a lot."})
    assert causes["load_spike_weekly"].weight == 1.4


def test_different_groups_multiply() -> None:
    # poor sleep 1.2 and no rest day 1.2
    assert causes_of({"contexts": ["poor_sleep", "no_rest_days"]})["recovery_deficit"].weight == pytest.approx(1.44)


@pytest.mark.parametrize(
    ("self_tests", "cause"),
    [
        ({"sl_sit_to_stand": 6}, "lower_limb_weakness"),
        ({"sl_sit_to_stand_l": 15, "sl_sit_to_stand_r": 11}, "lower_limb_weakness"),
        ({"side_plank_l_s": 30, "side_plank_r_s": 60}, "core_weakness"),
        ({"prone_hold_s": 12}, "core_weakness"),
        ({"thomas": "positive"}, "tight_muscles"),
        ({"hamstring_lag_deg": 35}, "tight_muscles"),
        ({"trendelenburg": "drop"}, "hip_weakness"),
        ({"single_leg_bridge_l": 12, "single_leg_bridge_r": 25}, "hip_weakness"),
    ],
)
def test_a_weak_self_test_raises_its_contributor(self_tests: dict[str, Any], cause: str) -> None:
    assert cause in causes_of({"self_tests": self_tests})


def test_a_good_leg_test_lowers_leg_strength_below_none() -> None:
    untested = causes_of({"contexts": ["no_strength"]})["lower_limb_weakness"].weight
    tested = causes_of({"contexts": ["no_strength"], "self_tests": {"sl_sit_to_stand": 15}})[
        "lower_limb_weakness"
    ].weight
    assert tested == pytest.approx(0.8 * untested)


def test_signs_of_low_energy_raise_the_contributor() -> None:
    flag = Flag("bsi_energy", Urgency.CLINICIAN_WITHIN_DAYS, FlagSource.ANSWER, "why")
    assert rank_causes(Intake(), (flag,))[0].id == "low_energy"


def test_a_spike_in_the_log_before_the_pain_counts() -> None:
    spike = Spike(TODAY - timedelta(days=9), 14.0, 6.0, 14 / 6, SpikeSize.LARGE)
    fits = rank_causes(read_intake({"pain_days": 5}), (), report(spikes=(spike,)), (), TODAY)
    assert fits[0].id == "load_spike_session"
    assert "14.0 km, 2.3 times your longest run in the 30 days before (6.0 km), 4 days before" in render_sentence(
        fits[0].reasons[0]
    )


@pytest.mark.parametrize("days_ago", [4, 20])
def test_a_spike_after_the_pain_began_or_long_before_does_not_count(days_ago: int) -> None:
    # pain for 5 days: the window is 5 to 19 days ago
    spike = Spike(TODAY - timedelta(days=days_ago), 14.0, 6.0, 14 / 6, SpikeSize.LARGE)
    fits = rank_causes(read_intake({"pain_days": 5}), (), report(spikes=(spike,)), (), TODAY)
    assert [fit.id for fit in fits] == ["none_clear"]


def test_a_break_in_the_log_that_ended_before_the_pain_counts() -> None:
    gap = Gap(TODAY - timedelta(days=60), TODAY - timedelta(days=20), 41)
    fits = rank_causes(read_intake({"pain_days": 5}), (), report(gaps=(gap,)), (), TODAY)
    assert fits[0].id == "detraining"
    assert "41 days without a run" in render_sentence(fits[0].reasons[0])


def test_a_busy_week_in_the_log_is_measured_against_the_three_before() -> None:
    # 10 km in each of three weeks, 15 km in the last: 50 % more
    runs = [Run(TODAY - timedelta(days=7 * week + 1), 10.0, 60.0) for week in (1, 2, 3)]
    runs += [Run(TODAY - timedelta(days=1), 15.0, 90.0)]
    assert measure_training(None, runs, onset=TODAY)["week_change_pct"] == pytest.approx(50)


def test_runs_after_the_pain_began_are_left_out() -> None:
    runs = [Run(TODAY - timedelta(days=7 * week + 10), 10.0, 60.0) for week in (0, 1, 2, 3)]
    later = [Run(TODAY - timedelta(days=2), 40.0, 240.0)]
    onset = TODAY - timedelta(days=9)
    assert measure_training(None, runs + later, onset=onset) == measure_training(None, runs, onset=onset)


def test_hills_in_the_log_count_when_bending_hurts() -> None:
    runs = [Run(TODAY - timedelta(days=day), 10.0, 60.0, ascent_m=300.0) for day in (1, 4, 8, 12)]
    fits = rank_causes(read_intake({"aggravated_by": ["flexion"], "pain_days": 0}), (), None, runs, TODAY)
    gradient = next(fit for fit in fits if fit.id == "gradient")
    assert "30 m a km" in render_sentence(gradient.reasons[0])


def test_a_new_shoe_in_the_log_counts_and_the_first_shoe_does_not() -> None:
    old = [Run(TODAY - timedelta(days=day), 8.0, 50.0, shoe="old") for day in (60, 50, 40, 30)]
    new = [Run(TODAY - timedelta(days=day), 8.0, 50.0, shoe="new") for day in (10, 3)]
    assert measure_training(None, old + new, onset=TODAY)["shoe_age_days"] == 10
    assert "shoe_age_days" not in measure_training(None, old, onset=TODAY)


@settings(max_examples=150, deadline=None)
@given(answers)
def test_contributors_are_never_empty_and_each_has_something_to_do(raw: dict[str, Any]) -> None:
    fits = rank_causes(read_intake(raw))
    assert fits
    assert all(fit.what_to_do and fit.grade and fit.reasons and fit.weight <= load_causes().heaviest for fit in fits)
    assert all(reason.evidence and "{" not in render_sentence(reason) for fit in fits for reason in fit.reasons)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("It starts in the last third of my long runs.", "late_in_run"),
        ("I skipped my warm-up.", "no_warmup"),
        ("I do no strength work.", "no_strength"),
        ("I went from 20 to 45 km.", "ramped_up"),
        ("Since I got new running shoes it aches.", "new_shoes"),
        ("I run on the same side of the road.", "camber"),
        ("I sit at a desk and have long meetings.", "long_sits"),
        ("Sleep is bad.", "poor_sleep"),
        ("I am worried about damage.", "worry"),
        ("Two years ago I had a stress fracture.", "stress_fracture"),
        ("My periods have stopped.", "low_energy"),
    ],
)
def test_a_hint_is_heard_in_the_runners_words(text: str, hint: str) -> None:
    assert hint in hear_hints(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("I have not changed to new shoes.", "new_shoes"),
        ("No new running shoes.", "new_shoes"),
        ("I am not worried about it.", "worry"),
        ("My low back aches.", "worry"),
        ("I never had a stress fracture.", "stress_fracture"),
        ("Not hilly here.", "hills"),
        ("Dad had a bad back from 30.", "late_in_run"),
    ],
)
def test_a_negated_or_unrelated_phrase_is_not_a_hint(text: str, hint: str) -> None:
    assert hint not in hear_hints(text)


@pytest.mark.parametrize(
    ("form", "cause"),
    [
        ({"pelvic_drop_midstance_deg": 8.0}, "hip_weakness"),
        ({"overstride_pct_leg": 40.0}, "overstride"),
        ({"cadence_spm": 150.0}, "overstride"),
        ({"form_items_poor": 3.0}, "poor_form"),
    ],
)
def test_a_measured_form_raises_its_contributor(form: dict[str, float], cause: str) -> None:
    assert cause in {fit.id for fit in rank_causes(Intake(), form=form)}
