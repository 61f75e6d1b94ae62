"""One change at a time in a home: started, followed, answered; a check and the plan go first."""

from datetime import timedelta

import pytest

from runback.domain.errors import BadAnswer, NotFound
from runback.insight.experiment import Answer
from runback.services.insight import experiments
from runback.services.training import check_in
from runback.services.training.plans import current_plan
from runback.store.models import ExperimentRow, PlanRevisionRow
from tests.services.insight.made_up import add_mornings
from tests.services.made_up import ANSWERS, THURSDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def checked(ada, noon):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    return ada


def test_a_change_that_lowers_the_scores_is_found_to_help_at_the_end(checked):
    one = experiments.start_experiment(checked, "heat", 42, 2, THURSDAY)
    days = [THURSDAY + place * DAY for place in range(42)]
    add_mornings(
        checked, {day: (2 if one.is_with(day) else 5) + day.toordinal() % 2 for day in days if day <= one.ends_on}
    )
    (before,) = experiments.view_experiments(checked, one.ends_on)
    (after,) = experiments.view_experiments(checked, one.ends_on + DAY)
    assert (before.outcome.answer, before.is_with) == (Answer.NOT_YET, one.blocks[-1])
    assert (after.outcome.answer, after.is_with) == (Answer.HELPS, None)
    assert after.outcome.effect == pytest.approx(-3, abs=0.3)


def test_only_one_change_is_tried_at_a_time_and_the_next_one_after_a_stop(checked):
    experiments.start_experiment(checked, "heat", 42, 2, THURSDAY)
    with pytest.raises(BadAnswer, match="one change at a time"):
        experiments.start_experiment(checked, "sleep", 42, 2, THURSDAY + 5 * DAY)
    experiments.stop_experiment(checked, THURSDAY + 5 * DAY)
    experiments.start_experiment(checked, "sleep", 42, 2, THURSDAY + 6 * DAY)
    newest, first = experiments.view_experiments(checked, THURSDAY + 6 * DAY)
    assert (newest.change.id, first.change.id) == ("sleep", "heat")
    assert first.outcome.answer is Answer.CANNOT_TELL


def test_one_that_was_started_by_mistake_and_stopped_the_same_day_leaves_nothing(checked):
    experiments.start_experiment(checked, "heat", 42, 2, THURSDAY)
    experiments.stop_experiment(checked, THURSDAY)
    assert experiments.view_experiments(checked, THURSDAY) == ()
    experiments.start_experiment(checked, "sleep", 42, 2, THURSDAY)
    experiments.stop_experiment(checked, THURSDAY + DAY)
    assert len(experiments.view_experiments(checked, THURSDAY + DAY)) == 1


def test_an_earlier_day_shows_the_experiment_as_it_was_then(checked):
    experiments.start_experiment(checked, "heat", 42, 2, THURSDAY)
    experiments.stop_experiment(checked, THURSDAY + 9 * DAY)
    assert experiments.find_running(checked, THURSDAY - DAY) is None
    assert experiments.find_running(checked, THURSDAY + 8 * DAY) is not None
    assert experiments.find_running(checked, THURSDAY + 9 * DAY) is None


@pytest.mark.parametrize("red_flag", ["ces_saddle", "ca_history"])
def test_nothing_is_tried_while_a_warning_sign_is_open(ada, noon, red_flag):
    check_in.save_check(ada, ANSWERS | {"red_flags": [red_flag]}, THURSDAY)
    with pytest.raises(experiments.Closed, match="do first what Today says"):
        experiments.start_experiment(ada, "heat", 42, 2, THURSDAY)
    assert not ExperimentRow.objects.exists()


def test_nothing_is_tried_before_the_first_check(ada, noon):
    with pytest.raises(experiments.Closed, match="Do the check first"):
        experiments.start_experiment(ada, "heat", 42, 2, THURSDAY)


def test_a_warning_sign_in_the_middle_makes_the_experiment_wait(checked):
    experiments.start_experiment(checked, "cadence", 42, 2, THURSDAY)
    assert not experiments.view_experiments(checked, THURSDAY)[0].is_waiting
    check_in.save_check(checked, ANSWERS | {"red_flags": ["inf_fever"]}, THURSDAY + DAY)
    assert experiments.view_experiments(checked, THURSDAY + DAY)[0].is_waiting


def test_an_experiment_changes_nothing_in_the_plan(checked):
    before = current_plan(checked, THURSDAY)
    experiments.start_experiment(checked, "cadence", 42, 2, THURSDAY)
    assert current_plan(checked, THURSDAY) == before
    assert PlanRevisionRow.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "days", "points", "reason"),
    [("magnets", 42, 2, "no change 'magnets'"), ("heat", 41, 2, "42, 56, 84"), ("heat", 42, 3, "1, 2")],
)
def test_what_is_not_on_offer_is_refused_with_what_is(checked, change, days, points, reason):
    with pytest.raises(BadAnswer, match=reason):
        experiments.start_experiment(checked, change, days, points, THURSDAY)


def test_softer_ground_is_not_for_bones_that_may_be_weak(ada, noon):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    assert "surface" in {one.id for one in experiments.list_changes(ada, THURSDAY)}
    check_in.save_check(ada, ANSWERS | {"contexts": ["osteoporosis"]}, THURSDAY)
    assert "surface" not in {one.id for one in experiments.list_changes(ada, THURSDAY)}


def test_a_steady_diary_is_likelier_to_give_an_answer_than_one_that_jumps_about(checked):
    days = [THURSDAY - place * DAY for place in range(1, 60)]
    assert experiments.look_ahead(checked, "heat", THURSDAY).is_likely  # with the usual noise: two points in six weeks
    add_mornings(checked, {day: (0, 9, 3, 8, 1, 7)[day.toordinal() % 6] for day in days})
    jumping = experiments.look_ahead(checked, "heat", THURSDAY)
    assert not jumping.is_likely
    assert jumping.chosen.length_days == 84


def test_ben_neither_sees_nor_stops_adas_experiment(checked, cast):
    experiments.start_experiment(checked, "heat", 42, 2, THURSDAY)
    assert experiments.view_experiments(cast.ben, THURSDAY) == ()
    with pytest.raises(NotFound, match="No experiment is running"):
        experiments.stop_experiment(cast.ben, THURSDAY)
