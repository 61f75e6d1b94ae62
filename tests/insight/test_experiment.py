"""One change at a time: blocks, what counts, the answer, and how often it is right."""

from datetime import date, timedelta

import numpy as np
import pytest

from runback.domain.errors import BadAnswer
from runback.domain.experiment import Experiment
from runback.insight.effect import find_effects
from runback.insight.experiment import (
    INTERVAL,
    Answer,
    draw_blocks,
    find_power,
    judge_experiment,
    make_up_scores,
    measure_noise,
)
from runback.knowledge.experiments import UsualNoise, load_experiments
from runback.knowledge.sentences import render_sentence

BOOK = load_experiments()
RULES = BOOK.rules
START = date(2026, 6, 1)
AFTER = START + timedelta(days=42)
NOISE = UsualNoise(level=5, spread=1.3, likeness=0.4)


def experiment(**changes):
    values = {"change": "cadence", "blocks": (True, False, False, True, True, False)}
    values |= {"started_on": START, "block_days": 7, "settle_days": 1, "points": 1.0}
    return Experiment(**values | changes)


def scores_of(one, low, high):
    """The same score on each morning with the change and on each without, a little up and down."""
    days = [one.started_on + timedelta(days=day) for day in range(42)]
    return {day: (low if one.is_with(day) else high) + (day.toordinal() % 2) for day in days}


@pytest.mark.parametrize(("length", "block", "count"), [(42, 7, 6), (56, 7, 8), (42, 4, 10), (84, 4, 20)])
def test_each_pair_of_blocks_has_one_with_the_change_and_both_orders_come(length, block, count):
    drawn = [draw_blocks(length, block, np.random.default_rng(seed)) for seed in range(40)]
    assert {len(blocks) for blocks in drawn} == {count}
    assert all(first != second for blocks in drawn for first, second in zip(blocks[::2], blocks[1::2], strict=True))
    assert {blocks[0] for blocks in drawn} == {True, False}


def test_a_morning_counts_when_its_block_has_settled():
    one = experiment(settle_days=2)
    assert [one.counts(START + timedelta(days=day)) for day in range(9)] == [False] * 2 + [True] * 5 + [False] * 2
    assert (one.is_with(START), one.is_with(START + timedelta(days=7))) == (True, False)
    assert one.is_with(START - timedelta(days=1)) is None
    assert one.is_with(AFTER) is None
    assert one.ends_on == AFTER - timedelta(days=1)


def test_nobody_looks_for_a_difference_that_no_score_can_show():
    with pytest.raises(BadAnswer, match="points"):
        experiment(points=0.1)


def test_there_is_no_answer_before_the_end():
    one = experiment()
    found = judge_experiment(one, scores_of(one, 1, 6), one.ends_on, RULES)
    assert (found.answer, found.effect) == (Answer.NOT_YET, None)
    assert render_sentence(found.because) == "The answer comes after 12 July. 36 mornings count so far."


def test_a_clear_difference_helps_and_the_words_say_by_how_much():
    one = experiment()
    found = judge_experiment(one, scores_of(one, 2, 5), AFTER, RULES)
    assert found.answer is Answer.HELPS
    assert found.low < found.effect < found.high < 0
    assert found.effect == pytest.approx(-3, abs=0.2)
    assert render_sentence(found.because).startswith(
        f"Your mornings were {-found.effect:.1f} points lower with the change"
    )
    assert (found.n_with, found.n_without) == (18, 18)


def test_the_other_way_round_it_is_worse():
    one = experiment()
    found = judge_experiment(one, scores_of(one, 5, 2), AFTER, RULES)
    assert found.answer is Answer.WORSE
    assert found.effect == pytest.approx(3, abs=0.2)


def test_equal_mornings_are_no_difference_that_matters():
    one = experiment()
    found = judge_experiment(one, scores_of(one, 4, 4), AFTER, RULES)
    assert found.answer is Answer.NO_DIFFERENCE
    assert "You looked for 1." in render_sentence(found.because)


def test_scores_that_jump_about_give_no_clear_answer():
    one = experiment(points=1.0)
    jumps = {START + timedelta(days=day): score for day, score in enumerate([0, 9, 3, 8, 1, 7] * 7)}
    found = judge_experiment(one, jumps, AFTER, RULES)
    assert found.answer is Answer.CANNOT_TELL
    assert found.low < 0 < found.high


def test_an_experiment_stopped_early_is_unclear_however_clear_it_looks():
    one = experiment().stop(START + timedelta(days=29))
    found = judge_experiment(one, scores_of(experiment(), 2, 6), START + timedelta(days=29), RULES)
    assert found.answer is Answer.CANNOT_TELL
    assert found.high < 0
    assert render_sentence(found.because).startswith("It was stopped early")


def test_too_few_mornings_give_no_clear_answer():
    one = experiment()
    few = dict(list(scores_of(one, 2, 5).items())[:12])
    found = judge_experiment(one, few, AFTER, RULES)
    assert (found.answer, found.effect) == (Answer.CANNOT_TELL, None)
    assert (
        render_sentence(found.because) == "Too few morning scores: 6 with the change and 4 without. Each side needs 8."
    )


def test_mornings_after_the_given_day_change_nothing():
    one = experiment()
    scores = scores_of(one, 2, 5)
    later = scores | {AFTER + timedelta(days=day): 0 for day in range(1, 5)}
    assert judge_experiment(one, later, AFTER, RULES) == judge_experiment(one, scores, AFTER, RULES)


@pytest.mark.parametrize("likeness", [0.0, 0.4, 0.8])
@pytest.mark.parametrize("change", ["cadence", "heat"])
def test_nine_in_ten_intervals_contain_the_effect_and_false_positives_are_rare(change, likeness):
    """1,200 diaries each; benchmarks/judge_experiments.py has more of them, of more kinds."""
    random = np.random.default_rng(11)
    held, helps = [], []
    for effect in (0.0, -1.5):
        for _ in range(12):
            block = BOOK.changes[change].block_days
            is_with = np.repeat(draw_blocks(56, block, random), block)
            days = np.arange(len(is_with), dtype=float)
            noise = NOISE.model_copy(update={"likeness": likeness})
            scores = make_up_scores(is_with, effect, noise, 50, random)
            chosen = (days % block >= 1) & (random.random(len(days)) < 0.8)
            found = find_effects(days[chosen], is_with[chosen], scores[chosen])
            low, high = (found.quantile(share) for share in INTERVAL)
            held.append(((low <= effect) & (effect <= high)).mean())
            helps += [(found.chance_below(0.0) >= RULES.sure).mean()] if effect == 0 else []
    assert 0.87 <= np.mean(held) <= 0.93
    assert np.mean(helps) <= 0.05


def test_power_grows_with_the_difference_and_with_the_weeks():
    change = BOOK.changes["cadence"]

    def chance(length, points, spread=1.3):
        noise = NOISE.model_copy(update={"spread": spread})
        return find_power(change, length, points, noise, 0.8, RULES).chance

    assert chance(42, 2) > chance(42, 1) + 0.2
    assert chance(84, 1) > chance(42, 1) + 0.1
    assert chance(42, 2, spread=2.5) < chance(42, 2) - 0.2


def test_power_is_none_where_hardly_any_morning_is_logged():
    assert find_power(BOOK.changes["heat"], 42, 2, NOISE, 0.1, RULES).chance == 0


def test_the_noise_of_a_diary_is_measured_without_its_trend():
    random = np.random.default_rng(5)
    days = [START - timedelta(days=back) for back in range(60, 0, -1)]
    scores = dict(zip(days, 6 - np.arange(60) / 20 + random.normal(size=60), strict=True))
    noise, share = measure_noise(scores, START, RULES)
    assert noise.spread == pytest.approx(1, abs=0.2)
    assert noise.level == pytest.approx(4.5, abs=0.3)  # 6 to 3 in a straight line
    assert noise.likeness < 0.3
    assert share == 1


def test_a_short_diary_takes_the_usual_noise_and_scores_of_the_day_itself_do_not_count():
    scores = {START - timedelta(days=back): 4 for back in range(13)}
    assert measure_noise(scores, START, RULES) == (RULES.usual_noise, RULES.usual_share_logged)
