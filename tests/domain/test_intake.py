"""The answers file: what is accepted, and how what is not is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.errors import BadAnswer
from runback.domain.intake import CHOICES, LISTS, NUMBERS, read_intake


def test_an_empty_check_in_is_one_where_nothing_was_answered():
    intake = read_intake({})
    assert intake.answered == frozenset()
    assert intake.age_years is None
    assert intake.red_flags == ()


def test_an_empty_list_of_flags_is_an_answer_and_a_missing_one_is_not():
    assert "red_flags" in read_intake({"red_flags": []}).answered
    assert "red_flags" not in read_intake({"age_years": 40}).answered


def test_null_is_the_same_as_not_answered():
    assert read_intake({"pain_now": None}) == read_intake({})


def test_an_unknown_key_is_named_with_the_keys_there_are():
    with pytest.raises(BadAnswer) as caught:
        read_intake({"paine_now": 3})
    assert caught.value.key == "paine_now"
    assert "pain_now" in caught.value.allowed


def test_pain_eleven_says_what_pain_is():
    with pytest.raises(BadAnswer, match=r"Pain is a number from 0 to 10\. You entered 11\."):
        read_intake({"pain_now": 11})


@pytest.mark.parametrize("value", ["3", True, float("nan"), [3]])
def test_pain_that_is_no_number_is_refused(value):
    with pytest.raises(BadAnswer, match="not a number"):
        read_intake({"pain_now": value})


def test_pain_now_above_the_worst_pain_is_a_contradiction():
    with pytest.raises(BadAnswer, match="Correct one of them"):
        read_intake({"pain_now": 7, "pain_worst": 5})


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"pane": 1}, "pane"),
        ({"pain_now": "x"}, "pain_now"),
        ({"pain_now": 11}, "pain_now"),
        ({"pain_now": 7, "pain_worst": 5}, "pain_now"),
        ({"locations": "back"}, "locations"),
        ({"locations": ["bak"]}, "locations"),
        ({"leg_dominant": "yes"}, "leg_dominant"),
        ({"text": 4}, "text"),
        ({"red_flags": "ces"}, "red_flags"),
        ({"contexts": [3]}, "contexts"),
        ({"self_tests": []}, "self_tests"),
        ({"wishes": {"days": {"mo": 3}}}, "wishes.days"),
        ({"wishes": {"weeks": 99}}, "wishes.weeks"),
    ],
)
def test_a_bad_answer_gives_its_key_the_reason_and_what_is_allowed(answers, key):
    with pytest.raises(BadAnswer) as caught:
        read_intake(answers)
    assert caught.value.key == key
    assert caught.value.reason.endswith(".")
    assert caught.value.allowed


def test_an_unknown_choice_lists_what_is_allowed():
    with pytest.raises(BadAnswer) as caught:
        read_intake({"trend": "better"})
    assert caught.value.allowed == ("improving", "same", "worsening")


def test_a_word_where_a_list_belongs_is_refused():
    with pytest.raises(BadAnswer, match="is a list"):
        read_intake({"locations": "groin"})


def test_said_twice_counts_once():
    assert read_intake({"qualities": ["ache", "ache", "sharp"]}).qualities == ("ache", "sharp")


def test_unknown_contexts_and_self_tests_are_kept_for_the_rule_book_to_judge():
    intake = read_intake({"contexts": ["moon_boots"], "self_tests": {"juggling_s": 30}})
    assert intake.contexts == ("moon_boots",)
    assert intake.self_tests == {"juggling_s": 30}


def test_days_not_given_are_not_the_same_as_no_day_at_all():
    assert read_intake({"wishes": {}}).wishes.days is None
    assert read_intake({"wishes": {"days": {}}}).wishes.days == {}


@pytest.mark.parametrize(
    ("wishes", "key"),
    [
        ({"days": {"funday": 30}}, "wishes.days"),
        ({"days": {"mon": -5}}, "wishes.days.mon"),
        ({"equipment": ["rowing_boat"]}, "wishes.equipment"),
        ({"goal": {"race_km": 10}}, "wishes.goal"),
        ({"goal": {"race_km": 10, "date": "soon"}}, "wishes.goal.date"),
        ({"long_run_day": "sunday"}, "wishes.long_run_day"),
        ({"colour": "red"}, "wishes.colour"),
    ],
)
def test_a_wish_that_cannot_be_read_names_its_place(wishes, key):
    with pytest.raises(BadAnswer) as caught:
        read_intake({"wishes": wishes})
    assert caught.value.key == key


@given(st.sampled_from(sorted(NUMBERS)), st.floats(allow_nan=False))
def test_every_number_is_kept_as_given_or_refused_by_name(key, value):
    low, high = NUMBERS[key]
    if low <= value <= high:
        assert getattr(read_intake({key: value}), key) == value
    else:
        with pytest.raises(BadAnswer) as caught:
            read_intake({key: value})
        assert caught.value.key == key


@pytest.mark.parametrize(("key", "value"), [(k, v) for k, allowed in CHOICES.items() for v in allowed])
def test_every_listed_choice_is_accepted(key, value):
    assert getattr(read_intake({key: value}), key) == value


@pytest.mark.parametrize("key", sorted(LISTS))
def test_every_listed_item_is_accepted(key):
    assert getattr(read_intake({key: list(LISTS[key])}), key) == LISTS[key]


def test_the_body_mass_index_follows_from_height_and_weight():
    # 81 / 1.8^2
    assert read_intake({"height_cm": 180, "weight_kg": 81}).bmi == 25.0
    assert read_intake({"height_cm": 165, "weight_kg": 60}).bmi == 22.0  # 22.04


def test_a_body_mass_index_that_was_given_stays():
    assert read_intake({"height_cm": 180, "weight_kg": 81, "bmi": 24}).bmi == 24


@pytest.mark.parametrize("key", ["height_cm", "weight_kg"])
def test_height_or_weight_alone_gives_no_body_mass_index(key):
    assert read_intake({key: 100}).bmi is None


def test_a_body_mass_index_that_follows_stays_within_what_may_be_answered():
    assert read_intake({"height_cm": 250, "weight_kg": 25}).bmi == 10  # 4
    assert read_intake({"height_cm": 90, "weight_kg": 300}).bmi == 80  # 370


def test_a_body_mass_index_that_follows_was_not_answered():
    assert read_intake({"height_cm": 180, "weight_kg": 81}).answered == {"height_cm", "weight_kg"}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("runs_per_week", 15, "runs_per_week is a number from 0 to 14. You entered 15."),
        ("usual_long_run_km", -1, "usual_long_run_km is a number from 0 to 200. You entered -1."),
        ("pain_walking", 11, "Pain is a number from 0 to 10. You entered 11."),
        ("easy_pace_s_per_km", 6.5, "easy_pace_s_per_km is a number from 150 to 900. You entered 6.5."),
        ("height_cm", 1.8, "height_cm is a number from 90 to 250. You entered 1.8."),
        ("pain_next_morning", "worse", "'worse' is not one of the answers. Allowed: same, up_gone_24h, up_longer."),
    ],
)
def test_what_cannot_be_a_usual_week_or_a_body_is_refused_in_words(key, value, message):
    with pytest.raises(BadAnswer) as caught:
        read_intake({key: value})
    assert message in caught.value.message


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = scalars | st.lists(scalars, max_size=4) | st.dictionaries(st.text(max_size=8), scalars, max_size=4)
keys = st.sampled_from([*NUMBERS, *CHOICES, *LISTS, "wishes", "self_tests", "text", "contexts"])


@given(st.dictionaries(keys, anything, max_size=6))
def test_whatever_is_sent_is_read_or_refused_as_a_bad_answer(raw):
    with contextlib.suppress(BadAnswer):
        assert read_intake(raw).answered == {key for key, value in raw.items() if value is not None}
