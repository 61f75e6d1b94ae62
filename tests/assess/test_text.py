"""The own-words screen: what counts, what does not, and how sure that is on made-up texts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from runback.assess.facts import gather_facts
from runback.assess.text import screen_by_lexicon, screen_text
from runback.assess.triage import triage
from runback.domain.assessment import FlagSource, Urgency
from runback.domain.intake import read_intake
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.words import load_words
from tests.assess.cast import say

HERE = Path(__file__).parent
SETS = sorted(path.stem for path in HERE.glob("own_words*.yaml"))


def _texts(name: str) -> list[dict[str, Any]]:
    texts: list[dict[str, Any]] = yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return texts


ALL = [case for name in SETS for case in _texts(name)]


def _rank(case: dict[str, Any]) -> int:
    return say(case["text"], age=case["age"], sex=case["sex"]).urgency.rank


def _rank_of_flags(case: dict[str, Any]) -> int:
    """The same without patterns and advice, which can only add: less work for many texts."""
    intake = read_intake({"age_years": case["age"], "sex": case["sex"], "text": case["text"]})
    return triage(gather_facts(load_red_flags(), intake)).urgency.rank


@pytest.mark.parametrize("concept", sorted(load_words().concepts))
def test_each_concept_is_found_and_not_found_as_the_lexicon_says(concept: str) -> None:
    known = load_words().concepts[concept]
    missed = [phrase for phrase in known.found if concept not in screen_by_lexicon(phrase).said]
    false = [phrase for phrase in known.quiet if concept in screen_by_lexicon(phrase).said]
    assert (missed, false) == ([], [])


def test_nine_in_ten_emergencies_are_raised_to_at_least_today() -> None:
    cases = [case for case in ALL if case.get("at_least") == "emergency_now"]
    raised = [_rank_of_flags(case) >= Urgency.SAME_DAY_URGENT.rank for case in cases]
    assert sum(raised) >= 0.9 * len(raised)


def test_nine_in_ten_of_the_rest_reach_their_urgency() -> None:
    cases = [case for case in ALL if case.get("at_least") in ("same_day_urgent", "clinician_within_days")]
    reached = [_rank_of_flags(case) >= Urgency(case["at_least"]).rank for case in cases]
    assert sum(reached) >= 0.9 * len(reached)


def test_at_most_8_percent_of_ordinary_texts_raise_anything() -> None:
    cases = [case for case in ALL if "at_most" in case]
    false = [case["text"] for case in cases if _rank(case) > 0]
    assert len(false) <= 0.08 * len(cases), false


@pytest.mark.parametrize(
    ("text", "concept", "said"),
    [
        ("No numbness between my legs.", "saddle_change", False),
        ("No fever, chills, weight loss or numbness down below.", "saddle_change", False),
        ("No leg pain, but numb between my legs.", "saddle_change", True),
        ("I have not run since I went numb between my legs.", "saddle_change", True),
        ("My dad was numb between his legs.", "saddle_change", False),
        ("My wife says I am numb between the legs from cycling.", "saddle_change", True),
        ("Ten years ago I was numb between my legs.", "saddle_change", False),
        ("Ten years ago I was numb between my legs and now it is back again.", "saddle_change", True),
        ("Maybe a bit numb between my legs.", "saddle_change", True),
        ("Not sure if I am numb between my legs.", "saddle_change", True),
        ("I was told to watch for numbness between my legs.", "saddle_change", False),
        ("Numbness between the legs: none.", "saddle_change", False),
        ("Denies saddle numbness.", "saddle_change", False),
        ("Never had a fever.", "fever", False),
        ("I had cancer ten years ago.", "cancer", True),
        ("My mother had cancer.", "cancer", False),
        ("NUMB BETWEEN MY LEGS!!!", "saddle_change", True),
        ("Numbness between the legs? No.", "saddle_change", False),
        ("Numb between the legs? Nope. Trouble peeing? None.", "bladder_change", False),
        ("Numb down there, trouble peeing - all fine.", "saddle_change", False),
        ("Numbness between the legs? Yes.", "saddle_change", True),
        ("Numbness between the legs? No, more like cotton wool.", "saddle_change", True),
        ("Trouble peeing? No. But I am numb between my legs.", "saddle_change", True),
        ("Numb between my legs - normal?", "saddle_change", True),
        ("Numb between my legs. Is that fine?", "saddle_change", True),
        ("Can you feel the paper when you wipe? No.", "saddle_change", True),
        ("Can you feel the paper when you wipe? Yes.", "saddle_change", False),
        ("Bladder control? None.", "bladder_change", True),
        ("Husband's on blood thinners.", "blood_thinner", False),
        ("My other half is on warfarin.", "blood_thinner", False),
        ("Both kids are in bed with a high temperature.", "fever", False),
        ("The kids and I have a fever.", "fever", True),
        ("Husband's noticed that my foot drags.", "foot_drop", True),
        ("I came off a motorbike in 1998 and healed fine.", "major_trauma", False),
        ("I came off a motorbike in 2026.", "major_trauma", True),
        ("Pneumonia three years ago, I have been healthy ever since.", "infection_risk", False),
        ("Pneumonia three weeks ago, poorly ever since.", "infection_risk", True),
        ("80k a day bent over the bars.", "major_trauma", False),
        ("I went over the bars.", "major_trauma", True),
        ("A fell race with 900 m of descent.", "major_trauma", False),
        ("Fell 3 m onto rocks in the fell race.", "major_trauma", True),
        ("I thought about calling an ambulance.", "major_trauma", False),
        ("Stood shivering in a bin bag before the start.", "fever", False),
        ("Shivering at the start line and still shivering in bed.", "fever", True),
        ("My ground contact is uneven.", "gait", False),
        ("The ground feels uneven under my feet.", "gait", True),
        ("Zaps run into the left calf and the right calf at once.", "both_legs_nerve", True),
        ("My left hamstring is tight, now the right one is as well.", "both_legs_nerve", False),
    ],
)
def test_scopes(text: str, concept: str, said: bool) -> None:
    assert (concept in screen_text(text).said) is said


def test_a_sign_between_the_legs_counts_even_when_it_is_said_to_be_over() -> None:
    assert "saddle_change" in screen_text("I was numb between my legs two weeks ago, fine now.").said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I had a fever two months ago with flu, all good since.", False),
        ("I had fever in November but nothing since.", False),
        ("I had a fever two days ago.", True),
        ("Ten years ago I had a fever, now I have it again.", True),
    ],
)
def test_a_fever_weeks_ago_that_is_over_does_not_count(text: str, said: bool) -> None:
    assert ("fever" in screen_text(text).said) is said


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("Legs turned to jelly after the hill reps, back a bit tight.", False),
        ("My legs turned to jelly this morning and won't hold me up.", True),
        ("I lost my balance on a root once.", False),
        ("I keep losing my balance since Tuesday.", True),
        ("I tripped over the dog yesterday.", False),
        ("My bum goes numb on the bike saddle, gone once I get off.", False),
        ("My bum went numb on the bike and still is two days later.", True),
        ("Bowel cancer 5 years ago, my back wakes me every night.", True),
        ("My mum had bowel cancer 5 years ago.", False),
        ("No morning stiffness, no feeling down there at all.", True),
    ],
)
def test_the_same_words_in_harmless_and_in_serious_use(text: str, raised: bool) -> None:
    assert bool(say(text).flags) is raised


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("For five weeks it hurts.", 35),
        ("It has hurt for the past 10 days.", 10),
        ("Nine months of stiffness.", 270),
        ("I have smoked for 30 years.", None),
        ("I was treated four years ago.", None),
        ("Hurts since I fell two weeks ago.", 14),
        ("Tweaked it moving house three weeks back.", 21),
        ("It's six weeks and still sore.", 42),
        ("Back stiff till lunch, 8 months.", 240),
        ("Three weeks off and then a 10k.", None),
    ],
)
def test_durations_in_text(text: str, days: float | None) -> None:
    assert screen_text(text).days == days


def test_a_flag_from_text_says_so_and_quotes_the_words() -> None:
    flag = next(flag for flag in say("Toilet paper feels different when I wipe").flags if flag.id == "ces_saddle")
    assert flag.source is FlagSource.TEXT
    assert "Toilet paper feels different" in flag.why


def test_no_more_than_20_000_characters_are_read() -> None:
    sign = "I am numb between my legs."
    assert screen_text("My back aches. " * 1_300 + sign).said  # 19,500 characters before it
    assert not screen_text("My back aches. " * 1_400 + sign).said  # 21,000


PATIENTS = [
    ("My mum is 79 and has osteoporosis. She bent down, something cracked and now the pain is awful.", "osteoporosis"),
    ("My dad had prostate cancer. His back hurts and since yesterday his legs give way.", "cancer"),
    ("Gran, 83, has pain in the back and cannot feel between her legs since last night.", "saddle_change"),
]
OTHER_PEOPLE = [
    ("My mum has osteoporosis and my back hurts since yesterday.", "osteoporosis"),
    ("Dad had cancer, so I worry. The pain started last week.", "cancer"),
    ("My friend has a sharp pain between his legs, numb since yesterday.", "saddle_change"),
    ("My gran was numb between her legs.", "saddle_change"),
]


@pytest.mark.parametrize(("text", "concept"), PATIENTS)
def test_a_text_written_for_a_relative_who_hurts_now_is_heard_as_the_patients(text: str, concept: str) -> None:
    assert concept in screen_by_lexicon(text).said


@pytest.mark.parametrize(("text", "concept"), OTHER_PEOPLE)
def test_what_others_have_beside_the_writers_own_pain_is_not_the_writers(text: str, concept: str) -> None:
    assert concept not in screen_by_lexicon(text).said
