"""Meanings the own-words screen must hear, and ones it must not, each in many wordings made from parts."""

from itertools import product

import pytest

from runback.assess.text import screen_by_lexicon
from tests.assess.cast import say

SIDES = ("left", "right")


def _missed_in(concept: str, texts: list[str]) -> list[str]:
    return [text for text in texts if concept not in screen_by_lexicon(text).said]


def _found_in(concept: str, texts: list[str]) -> list[str]:
    return [text for text in texts if concept in screen_by_lexicon(text).said]


def test_pain_that_grows_with_each_stretch_of_the_run_until_stopping_is_heard() -> None:
    grows = ("worse every {}", "a bit worse each {}", "it got worse with every {}")
    ends = (
        "had to stop",
        "until I had to walk",
        "had to get picked up",
        "until I could not carry on",
        "so I cut it short",
    )
    units = ("km", "kilometre", "mile", "lap")
    texts = [
        f"Something in my bum at 3k, {grow.format(unit)}, {end}." for grow, unit, end in product(grows, units, ends)
    ]
    assert _missed_in("impact_grows", texts) == []


def test_pain_on_each_landing_is_heard() -> None:
    places = ("every landing", "each landing", "every foot strike", "each time my foot lands", "every time I land")
    assert _missed_in("impact_grows", ["It jolts and hurts when my left heel comes down."]) == []
    pains = ("a sharp stab on {}", "{} hurts", "it is sharp on {}", "{} gets it")
    assert _missed_in("impact_grows", [pain.format(place) for pain, place in product(pains, places)]) == []


def test_each_step_on_one_side_is_heard() -> None:
    steps = ("each step on the {} hurts", "every step on my {} side is painful", "every stride on the {} leg hurts")
    assert _missed_in("impact_grows", [step.format(side) for step, side in product(steps, SIDES)]) == []


def test_pain_on_standing_on_one_leg_beside_pain_on_running_is_heard() -> None:
    stands = (
        "it hurts to stand on that leg",
        "standing on one foot to put my trousers on really gets it",
        "standing on my left leg is painful",
        "when I stand on the right leg it hurts",
    )
    runs = ("My low back hurts after runs", "Sore when I run", "Running brings it on")
    assert _missed_in("impact_grows", [f"{run}, and {stand}." for run, stand in product(runs, stands)]) == []


def test_pain_from_the_first_step_now_and_on_easy_days_too_is_heard() -> None:
    starts = (
        "now it hurts from the first step",
        "these days it is painful from the first stride",
        "hurts from the very first step now",
        "Pain in my bum when I run. Easy days hurt now too",
        "sore when I run, even easy runs hurt now",
    )
    assert _missed_in("impact_grows", list(starts)) == []


def test_less_and_less_running_before_it_hurts_at_the_pelvis_is_heard() -> None:
    places = ("My left buttock", "My sacrum", "The right cheek of my bum", "My tailbone")
    ways = (
        "{} hurts to hop on",
        "{} hurts when I jump",
        "{} is so sore that I cannot run more than ten minutes",
        "{} hurts and I am limping by mile 2",
        "{} is sore and I limp after runs",
        "{} aches after 2 miles, last month it was 8 miles",
    )
    assert _missed_in("impact_grows", [way.format(place) for way, place in product(ways, places)]) == []


def test_an_earlier_stress_fracture_that_this_feels_like_is_heard() -> None:
    texts = [
        f"I had a stress {kind} in my {place} two years ago and this {feels}."
        for kind, place, feels in product(
            ("fracture", "reaction"), ("sacrum", "hip"), ("feels the same", "hurts like that again")
        )
    ]
    assert _missed_in("stress_again", texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "I hop between my two jobs and my hip is a bit stiff.",
        "Jumping jacks are fine, my glute is a bit sore.",
        "I cannot run more than three times a week because of work, back a bit sore.",
        "Stiff from the first step but it eases once I warm up.",
        "My calves are worse every km of a marathon.",
        "My form gets worse every mile.",
        "Every step of the course was uphill.",
        "I work on my balance by standing on one leg.",
        "Every landing on the trampoline class was fun, back a bit stiff.",
        "No pain on landing and it does not hurt to stand on that leg when I run.",
        "My friend has a sharp pain on every landing.",
        "My back is sore and every step hurts since the spasm.",
    ],
)
def test_other_steps_and_landings_are_not_bone_stress(text: str) -> None:
    assert _found_in("impact_grows", [text]) == []


def test_growing_impact_pain_in_the_runners_words_needs_a_clinician() -> None:
    result = say("My left buttock hurts, worse every km until I had to stop.")
    assert "bsi_focal_impact" in {flag.id for flag in result.flags}


def test_pain_all_the_time_and_in_the_night_that_no_position_helps_is_heard() -> None:
    constants = ("It is there all the time", "It never lets up", "It does not let up for a second")
    nights = ("nights too", "at night as well", "also at night", "even in the night")
    for text in (f"{constant}, {night}, no position helps." for constant, night in product(constants, nights)):
        assert "ca_constant_night" in {flag.id for flag in say(text).flags}, text


def test_numb_or_weak_arms_or_hands_are_heard() -> None:
    limbs = ("arms", "hands", "fingers")
    ways = (
        "my {} have gone numb",
        "now numb in my {}",
        "pins and needles in both {}",
        "my {} feel weak",
        "weakness in my {}",
        "I have lost strength in my {}",
    )
    assert _missed_in("arms_numb", [way.format(limb) for way, limb in product(ways, limbs)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "My hands went numb in the cold.",
        "My hands go numb on long bike rides.",
        "Pins and needles in my hands from typing.",
        "My arms are weak after press ups.",
        "My arms felt weak at the end of the race.",
        "No numbness in my arms or hands.",
        "I slept on my arm and my fingers were numb for a minute.",
    ],
)
def test_arms_and_hands_with_an_everyday_reason_are_not_the_cord(text: str) -> None:
    assert _found_in("arms_numb", [text]) == []


def test_muscles_that_lock_in_effort_with_sickle_trait_or_heat_are_an_emergency() -> None:
    locks = ("my back locked up", "my back seized", "I collapsed", "my back cramped so hard I was on the ground")
    efforts = ("running sprints", "in conditioning", "on the hill reps")
    for lock, effort in product(locks, efforts):
        text = f"{effort} {lock}. I have sickle cell trait."
        assert say(text, age=19).urgency.value == "emergency_now", text
    for effort in efforts:
        text = f"{effort} in the heat my back locked so bad I was on the ground."
        assert say(text, age=19).urgency.value == "emergency_now", text


@pytest.mark.parametrize(
    "text",
    [
        "My back seized up at the desk in the heat of summer.",
        "My back locked up lifting a box.",
        "My brother has sickle cell trait.",
        "I have sickle cell trait and a stiff back from sitting.",
        "I collapsed on the sofa after a hot run, back a bit stiff.",
    ],
)
def test_a_locked_back_without_effort_is_no_muscle_breakdown(text: str) -> None:
    assert "locked_in_effort" not in screen_by_lexicon(text).said
    assert say(text).urgency.value in ("self_care_ok", "clinician_within_days")


def test_being_shorter_is_heard() -> None:
    texts = [
        "I think I'm shorter",
        "I am shorter, my trousers are too long",
        "I seem to be shorter",
        "I am getting shorter",
    ]
    assert _missed_in("height_loss", texts) == []
    assert (
        _found_in("height_loss", ["I am shorter than my brother", "My stride is shorter", "a shorter run today"]) == []
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It has been going on a year.", 365),
        ("Going on for a year now.", 365),
        ("This is going on 2 months.", 60),
        ("Sore for half a year.", 180),
        ("It began half a year ago.", 180),
        ("A year and a half of this.", 540),
        ("Sore for several weeks.", 21),
        ("It hurts for some weeks now.", 21),
        ("It has ached for months.", 60),
        ("Sore for weeks now.", 14),
        ("The baby is 9 months old. Sore since the baby was a month old.", 240),
        ("8 months postpartum, back pain since he was 2 months.", 180),
        ("Stiff since my twenties.", 730),
        ("Back sore three months, worse landing.", 90),
        ("I have been running since my twenties.", None),
        ("I have run for half a year.", None),
        ("I had half a year off.", None),
    ],
)
def test_durations_in_words(text: str, days: float | None) -> None:
    assert screen_by_lexicon(text).days == days


@pytest.mark.parametrize(
    ("concept", "texts"),
    [
        (
            "gait",
            [
                f"{verb} on a {thing} on the trail."
                for verb, thing in product(
                    ("I keep tripping", "I kept stumbling", "Been falling"), ("log", "branch", "tree stump", "stone")
                )
            ],
        ),
        (
            "gait",
            [
                f"{spasm}, hobbling round holding {hold}."
                for spasm, hold in product(
                    ("Back in spasm", "Serious pain", "It seized up"), ("walls", "the wall", "onto furniture")
                )
            ],
        ),
        (
            "saddle_change",
            [
                f"My {part} {feels} when I sit."
                for part, feels in product(("calf", "left foot", "leg"), ("tingles", "goes numb", "feels fuzzy"))
            ],
        ),
        (
            "low_energy",
            [
                f"{no} {what} periods."
                for no, what in product(("No", "Without"), ("problems with", "trouble with my", "issues with"))
            ],
        ),
        (
            "foot_drop",
            [
                f"My {part} is weak {exercise}."
                for part, exercise in product(
                    ("left leg", "right calf", "left thigh"),
                    ("in the single leg bridge", "on the leg press", "when I do step ups", "in split squats"),
                )
            ],
        ),
        (
            "chest_pain",
            [
                f"{how} {what}."
                for how, what in product(("Burning", "Tight"), ("chest muscles", "chest muscles after press ups"))
            ],
        ),
        (
            "both_legs_nerve",
            [
                f"{pain} down the {where} of my {side} leg."
                for pain, where, side in product(("Pain", "Lightning", "A zap"), ("back", "side", "front"), SIDES)
            ],
        ),
        (
            "self_harm",
            [
                f"I don't want to get {how} {what}."
                for how, what in product(("hooked on", "addicted to", "used to"), ("ibuprofen", "tablets"))
            ],
        ),
    ],
)  # fmt: skip
def test_everyday_meanings_are_not_heard_as_signs(concept: str, texts: list[str]) -> None:
    assert _found_in(concept, texts) == []


@pytest.mark.parametrize(
    ("concept", "text"),
    [
        ("saddle_change", "My bottom goes numb when I sit since my back went."),
        ("gait", "I keep stumbling over nothing, my legs do not do what I tell them."),
        ("gait", "I walk holding on to the walls since my legs are so unsteady."),
        ("low_energy", "No periods since spring."),
        ("foot_drop", "My left foot drags since the gym session on Monday."),
        ("foot_drop", "My left leg is weak on the stairs."),
        ("chest_pain", "A tight chest when I run uphill."),
        ("both_legs_nerve", "Pain down the back of my left leg and now the right leg too."),
    ],
)
def test_the_sign_itself_is_still_heard(concept: str, text: str) -> None:
    assert _missed_in(concept, [text]) == []


def test_wee_before_a_thing_is_small_and_not_urine() -> None:
    things = ("spot", "bone", "twinge", "niggle", "run", "while")
    texts = [
        f"It's the {wee} {thing} every time and I had to go home."
        for wee, thing in product(("same wee", "wee"), things)
    ]
    changed = [f"It got too bad on my last {how} {thing}." for how, thing in product(("wee", "other wee"), things)]
    for concept in ("bladder_change", "bladder_new", "bladder_worse", "bladder_push", "bladder_urge"):
        assert _found_in(concept, [*texts, *changed]) == []
    assert _missed_in("blood_urine", ["My wee was pink.", "There was blood in the wee after the run."]) == []


def test_a_leg_that_is_thinner_is_no_blood_thinner() -> None:
    texts = [
        f"My {part} {looks} thinner on the bad side." for part, looks in product(("thigh", "calf"), ("looks", "is"))
    ]
    assert _found_in("blood_thinner", texts) == []
    pills = ["I take blood thinners.", "I am on thinners.", "They gave me a blood thinner.", "I am taking a thinner."]
    assert _missed_in("blood_thinner", pills) == []


def test_a_part_of_the_body_that_does_not_wake_up_is_no_wish_to_die() -> None:
    parts = ("My toes are asleep and they", "My left foot went to sleep and it", "Half my foot", "The outer toes")
    texts = [f"{part} {never} wake up." for part, never in product(parts, ("don't", "won't", "will not", "never"))]
    assert _found_in("self_harm", texts) == []
    wishes = ["I hope I do not wake up.", "I'd like to go to sleep and never wake up.", "I wish I would not wake up."]
    assert _missed_in("self_harm", wishes) == []


def test_a_tingle_of_seconds_is_no_numb_patch_and_one_that_stays_is() -> None:
    brief = [
        f"{what} in my leg {how}."
        for what, how in product(
            ("Tingling", "It tingled"), ("for about ten seconds last month", "once, never since", "for a few seconds")
        )
    ]
    assert _found_in("numb_patch", brief) == []
    assert _missed_in("numb_patch", ["Tingling in my foot for weeks.", "It tingles in my calf all day."]) == []


def test_weak_bones_of_the_family_are_not_the_runner_s() -> None:
    bones = ("weak bones", "osteoporosis", "brittle bones")
    texts = [f"There is {b} {whose}." for b, whose in product(bones, ("in my family", "on my father's side"))]
    assert _found_in("osteoporosis", texts) == []
    assert _missed_in("osteoporosis", [f"There is {b} in my family and my own scan was bad." for b in bones]) == []


def test_some_weeks_into_something_are_no_pregnancy() -> None:
    texts = [
        f"{n} {unit} in and {what}."
        for n, unit, what in product(
            ("Two", "6", "Three"), ("weeks", "months"), ("the back is stiff after each run", "I still can't run")
        )
    ]
    assert _found_in("pregnant", texts) == []
    assert (
        _missed_in("pregnant", ["I am 24 weeks in and sore.", "20 weeks along.", "I'm nearly 30 weeks pregnant."]) == []
    )


def test_how_runners_talk_of_hard_sessions_is_no_wish_to_die() -> None:
    drills = [
        f"{name} {what} today." for name, what in product(("Suicide", "suicides"), ("sprints", "shuttles", "drills"))
    ]
    hills = [f"I want to die {where}." for where in ("on hill reps", "on the last hills", "at mile 20", "in intervals")]
    ends = [f"I always end it all with {end}." for end in ("a sprint finish", "a beer", "a short jog", "a PB")]
    assert _found_in("self_harm", [*drills, *hills, *ends]) == []
    meant = [
        "I want to die.",
        "I think about suicide.",
        "I want to end it all.",
        "Suicide runs in my family, I want to die.",
    ]
    assert _missed_in("self_harm", meant) == []


def test_a_part_of_the_body_that_wobbles_is_no_trouble_with_walking() -> None:
    parts = ("back is", "bum feels", "shoulders are", "core felt", "hips are a bit")
    texts = [
        f"My {part} wobbly {when}." for part, when in product(parts, ("after the gym", "this morning", "at the desk"))
    ]
    assert _found_in("gait", texts) == []
    assert _missed_in("gait", ["I am wobbly on my feet.", "I feel wobbly when I walk.", "My walk is wobbly."]) == []


def test_what_legs_do_in_and_after_a_hard_run_is_no_emergency_and_what_stays_is() -> None:
    runs = ("hill reps", "the half marathon", "my long run", "squats")
    texts = [
        f"{how} after {run}." for how, run in product(("Wobbly legs", "My legs are wooden", "Legs felt wobbly"), runs)
    ]
    texts += [f"My legs gave up at {place}." for place in ("mile 20", "km 35")]
    for concept in ("gait", "both_legs_nerve", "legs_fail"):
        assert _found_in(concept, texts) == []
    assert _missed_in("gait", ["I am wobbly since the marathon and walk like a drunk."]) == []
    assert (
        _missed_in("both_legs_nerve", ["Both legs tingle since the half marathon.", "My legs went numb on Monday."])
        == []
    )
    assert _missed_in("legs_fail", ["Legs gave up at mile 20 and have no power to hold me since."]) == []
