"""Meanings that ask for a clinician within days, each in many wordings made from parts, and what must not be found."""

from itertools import product

import pytest

from runback.assess.durations import read_days
from runback.assess.scopes import read_sentences
from runback.assess.text import screen_by_lexicon
from tests.assess.cast import say


def _missed_in(concept: str, texts: list[str]) -> list[str]:
    return [text for text in texts if concept not in screen_by_lexicon(text).said]


def _found_in(concept: str, texts: list[str]) -> list[str]:
    return [text for text in texts if concept in screen_by_lexicon(text).said]


def test_pain_that_comes_sooner_week_by_week_is_heard_in_any_grammar() -> None:
    times = ("Each week", "Every time", "With every run", "Each run")
    verbs = ("comes", "come", "starts", "start", "begins", "is there", "sets in")
    texts = [f"{time} it {verb} {how}." for time, verb, how in product(times, verbs, ("earlier", "sooner"))]
    assert _missed_in("earlier_each_run", texts) == []


def test_having_to_stop_at_a_distance_and_hurting_on_walking_next_day_is_heard() -> None:
    stops = ("at 5 km I must stop", "after 4 miles I have to stop", "I had to walk home after 20 minutes")
    days = ("the next day even walking hurts", "walking is painful the day after", "it hurts to walk the morning after")
    texts = [f"Ache on the left of my low back, {stop}, and {day}." for stop, day in product(stops, days)]
    assert _missed_in("impact_grows", texts) == []


def test_periods_that_stay_away_are_heard_under_any_name() -> None:
    names = ("period", "cycle", "monthly")
    ways = ("I lost my {} in spring", "my {} has not shown up since May", "no {} for four months", "my {} disappeared")
    assert _missed_in("low_energy", [way.format(name) for way, name in product(ways, names)]) == []


def test_weight_that_went_by_itself_is_heard_as_an_amount_or_a_size() -> None:
    amounts = ("10 lbs", "half a stone", "five kilo", "12 pounds", "7 kg")
    ways = ("{} gone and I have not changed a thing", "I am {} lighter without trying", "down {}, no idea why")
    texts = [way.format(amount) for way, amount in product(ways, amounts)]
    sizes = ("dropped a dress size without dieting", "my jeans are a size smaller now and I eat the same")
    assert _missed_in("weight_loss", [*texts, *sizes, "went down two belt notches and I eat like always"]) == []


def test_weight_lost_on_purpose_or_lifted_is_not_heard() -> None:
    quiet = (
        "I am 10 lbs lighter thanks to the diet and happy",
        "two sizes smaller since I started running",
        "shoes a size down, I changed the brand",
        "down 5 kg on my squat",
        "gone up a shoe size",
    )
    assert _found_in("weight_loss", list(quiet)) == []


def test_pain_without_a_pause_day_and_night_is_heard() -> None:
    constants = (
        "It hurts without a break",
        "The pain does not pause",
        "There is no rest from it",
        "It is the same pain in the evening as in the morning",
        "It makes no difference how I lie or sit",
        "Regardless of how I lie it throbs",
    )
    nights = ("I walk around the house most nights", "I am awake until dawn", "most nights I sit up in the armchair")
    for text in (f"{constant}. {night}." for constant, night in product(constants, nights)):
        assert "ca_constant_night" in {flag.id for flag in say(text).flags}, text


@pytest.mark.parametrize(
    "text",
    [
        "It pauses when I lie down. I sleep well most nights.",
        "It makes no difference which shoes I wear. I sleep fine.",
        "I am awake until dawn with the baby, back a bit sore.",
        "Same ache after every long run. I was up most nights with the kids.",
        "I took a break from running without a rest day before. I read until morning.",
    ],
)
def test_broken_nights_and_pauses_of_other_kinds_are_not_night_pain(text: str) -> None:
    assert "ca_constant_night" not in {flag.id for flag in say(text).flags}


def test_long_morning_stiffness_is_heard_without_the_word_stiff() -> None:
    mornings = ("In the morning", "When I wake up", "First thing", "Getting out of bed")
    hours = ("more than an hour", "over one hour", "a good hour", "an hour and a half", "45 minutes")
    ends = ("until I can bend", "before I can put my socks on", "to loosen up", "before I move normally")
    texts = [f"{a} it takes {b} {c}." for a, b, c in product(mornings, hours, ends)]
    hobble = [f"I hobble about like an old man until {end} every morning." for end in ("ten", "lunch", "nearly eleven")]
    assert _missed_in("long_stiffness", [*texts, *hobble]) == []


def test_short_stiffness_and_other_hours_are_not_long_stiffness() -> None:
    quiet = (
        "First thing it takes ten minutes to loosen up",
        "In the morning I run for an hour before work",
        "I get up an hour early to walk the dog",
        "It takes an hour to drive to the track",
    )
    assert _found_in("long_stiffness", list(quiet)) == []


def test_running_that_does_it_good_is_heard_as_easing() -> None:
    texts = [
        f"{what} {how}."
        for what, how in product(
            ("Running", "Moving", "Walking about", "Exercise"),
            ("makes it good", "makes it go away", "does it good", "sets it right"),
        )
    ]
    assert _missed_in("eased_by_moving", [*texts, "Once I have run it is great", "By the time I move it is gone"]) == []


def test_pain_that_creeps_up_is_heard_as_worsening() -> None:
    steps = ("a notch up", "a bit more", "stronger", "a little higher", "deeper")
    texts = [f"{time} it is {step}." for time, step in product(("Each week", "Every day", "With every night"), steps)]
    more = ("It hurts more and more", "It is stronger and stronger", "It creeps up", "It has been creeping up")
    assert _missed_in("worsening", [*texts, *more]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Each week I run a bit more.",
        "Every day I feel stronger.",
        "Every week a bit more easy running, back fine.",
        "Each day it is a bit better.",
    ],
)
def test_more_running_is_not_more_pain(text: str) -> None:
    assert _found_in("worsening", [text]) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It is now the tenth week.", 70),
        ("I am in my seventh week of this.", 49),
        ("Third month of pain now.", 90),
        ("This is week 9 of it.", 63),
        ("Week eight and no change.", 56),
        ("I have had it since I was 24.", 730),
        ("It has been there since university.", 730),
        ("It hurts since I was about 22.", 730),
        ("Six and a bit weeks of this.", 42),
        ("I have had it for 2 years and ibuprofen works in a day.", 730),
        ("I have run since I was 24.", None),
        ("I am in week 8 of my marathon plan.", None),
        ("In the third week of my plan it began.", None),
        ("I run once a week 7.5k.", None),
        ("Every week 12 km and back to back.", None),
        ("This week 9 was all I managed.", None),
        ("In week 20 miles were easy.", None),
        ("I am in my 30th week of pregnancy.", None),
    ],
)
def test_weeks_that_are_counted_off_are_a_duration(text: str, days: float | None) -> None:
    assert read_days(read_sentences(text)) == days


def test_weeks_counted_off_without_progress_need_a_clinician() -> None:
    weeks = ("It is the eighth week", "This is week 9", "I am in my tenth week with it")
    stays = ("I make no progress", "I do not get any further", "I am not getting anywhere", "it is as bad as ever")
    for text in (f"{week} and {stay}." for week, stay in product(weeks, stays)):
        assert "not_improving" in {flag.id for flag in say(text).flags}, text


def test_being_run_into_is_heard_as_a_hard_blow() -> None:
    vehicles = ("A car", "Some van", "A lorry", "A cyclist")
    ways = ("went into the back of me", "ran into me", "drove into us", "smashed into my car", "knocked me down")
    assert _missed_in("major_trauma", [f"{who} {way} and my back hurts." for who, way in product(vehicles, ways)]) == []


@pytest.mark.parametrize("text", ["I ran into an old friend.", "A car went past me.", "A cyclist ran into trouble."])
def test_meetings_on_the_road_are_not_a_blow(text: str) -> None:
    assert _found_in("major_trauma", [text]) == []


def test_one_spot_at_the_pelvis_that_comes_back_with_running_is_heard() -> None:
    spots = ("I can point to it with one finger", "It is one place", "Always the exact same spot")
    places = ("on my sacrum", "in the left buttock", "by the SI joint", "low in my pelvis")
    ways = ("when I run 2 km it is worse", "it throbs after running", "I rested, then ran again and it is back")
    texts = [f"{spot} {place}, {way}." for spot, place, way in product(spots, places, ways)]
    assert _missed_in("impact_grows", texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "One tight spot in my glute that the foam roller finds after a run.",
        "I rested a week, ran again and all was well.",
        "There is a nagging spot above my belt after an hour of driving.",
        "One finger hurts since I fell on a run.",
    ],
)
def test_a_tight_spot_is_not_bone_stress(text: str) -> None:
    assert _found_in("impact_grows", [text]) == []


def test_pain_in_every_position_and_every_night_is_heard() -> None:
    constants = (
        "It is there when I sit, when I walk, when I lie down",
        "Sitting, standing, lying, all the same",
        "It does not ease whichever way I turn",
        "It is not changing with anything",
    )
    nights = ("I am awake every single night", "I wake up each night from it", "it has me up every night")
    for text in (f"{constant}, {night}." for constant, night in product(constants, nights)):
        assert "ca_constant_night" in {flag.id for flag in say(text).flags}, text


def test_a_stiff_spine_for_months_that_moving_frees_needs_a_clinician() -> None:
    since = ("For two years", "Since eight months", "It has been going on for over a year,")
    stiff = (
        "I wake stiff as a board and need a good hour to loosen up",
        "my mornings are rusty until coffee break",
        "I wake up locked and it takes until eleven",
    )
    eased = (
        "the more I move the better",
        "exercise is the only thing that helps",
        "resting is poison, running does it good",
    )
    for text in (f"{a} {b}, {c}." for a, b, c in product(since, stiff, eased)):
        assert "axspa_stiffness" in {flag.id for flag in say(text, age=30).flags}, text


def test_no_change_since_a_number_of_weeks_needs_a_clinician() -> None:
    times = ("Since two months", "Nine weeks now and", "For eight weeks")
    stays = ("no amelioration", "it is no different", "always the same", "not any better")
    for text in (f"{time} {stay}." for time, stay in product(times, stays)):
        assert "not_improving" in {flag.id for flag in say(text).flags}, text


def test_food_and_weight_that_have_taken_over_are_heard() -> None:
    texts = (
        "I weigh myself several times a day",
        "I panic when I have eaten bread",
        "I feel guilty if I eat on a rest day",
        "I count every calorie",
        "weighing myself every morning and after every meal",
    )
    assert _missed_in("eating_control", list(texts)) == []
    quiet = ("I weigh my food for a recipe", "I feel guilty about not stretching", "I weigh 70 kg")
    assert _found_in("eating_control", list(quiet)) == []


def test_weight_and_thinness_that_others_notice_are_heard() -> None:
    who = ("Everybody keeps asking if I am ill", "My family says I have got so thin", "I have become really skinny")
    assert _missed_in("weight_loss", [*who, "my belt's gone in two holes without trying"]) == []
    quiet = ("Lost weight for my wedding by eating salad", "I am 5 kg lighter by cycling to work")
    assert _found_in("weight_loss", list(quiet)) == []


def test_pain_that_is_permanent_and_keeps_one_out_of_bed_is_heard() -> None:
    constants = ("The ache is permanent", "It hurts moving or not", "It is always pain")
    nights = ("I slept in the armchair", "each night I get up", "I have not slept properly for weeks")
    for text in (f"{constant}, {night}." for constant, night in product(constants, nights)):
        assert "ca_constant_night" in {flag.id for flag in say(text).flags}, text


def test_legs_that_fail_on_walking_or_standing_and_clear_at_once_are_heard() -> None:
    walks = [
        f"My {place} {how} at {far}, pause, gone, carry on, same again."
        for place, how, far in product(("calf", "thigh"), ("grips", "cramps"), ("200 yards", "300 metres"))
    ]
    stands = [
        f"{what} is hell, my legs {how}, as soon as I {rest} I am fine."
        for what, how, rest in product(
            ("Queueing", "Standing", "Shopping"),
            ("ache", "go like lead"),
            ("perch on a wall", "sit", "lean on a trolley"),
        )
    ]
    assert _missed_in("claudication", walks) == []
    assert _missed_in("stenosis", stands) == []


def test_being_sick_after_meals_to_stay_light_is_heard() -> None:
    ways = ("I throw up after dinner", "I make it come up, sick after meals", "I bring up my food")
    assert _missed_in("eating_control", [f"{way} so I stay light." for way in ways]) == []
    assert _found_in("eating_control", ["I was sick after dinner, bad prawns.", "I eat light before a race."]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Can't feel my face in this wind, back's okay.",
        "Could not feel my hands in the headwind, back fine.",
        "Sat through a wedding on a pew, bum numb, fine by the cake.",
        "Bum numb after the film in the cinema, normal again once outside.",
        "Legs all over the place in the last km of the race, back tight.",
        "Ran like a drunk on the final rep, back fine.",
        "Wet trousers? No, just rain.",
    ],
)
def test_cold_wind_hard_seats_and_tired_legs_are_no_emergency(text: str) -> None:
    assert not say(text).flags


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("I cannot feel it when I pass wind.", "ces_bowel"),
        ("Bum numb since the film on Tuesday and it stays numb.", "ces_saddle"),
        ("I walk like a drunk since Monday.", "neuro_gait"),
        ("Wet trousers again and I did not feel it.", "ces_bladder"),
    ],
)
def test_the_signs_beside_them_are_still_heard(text: str, item: str) -> None:
    assert item in {flag.id for flag in say(text).flags}


def test_an_illness_that_is_over_is_no_fever() -> None:
    ends = ("over it", "over it now", "all over", "got over it")
    assert (
        _found_in("fever", [f"Had gastro last week with fever, {end}, back sore." for end in ends if end != "all over"])
        == []
    )


def test_an_emergency_needs_more_than_the_word_bang() -> None:
    assert (
        _found_in("tearing_inside", ["Sudden pain bang in the middle of my back.", "A snap in the middle of my back."])
        == []
    )
    assert _missed_in("tearing_inside", ["Something went bang inside my belly and I feel faint."]) == []


def test_periods_that_stay_away_for_months_with_a_sore_low_back_are_no_emergency() -> None:
    months = ("no period for five months", "no periods since spring", "amenorrhoea for a year")
    backs = ("low back pain with each run", "my lower back is sore", "pain in my hip and low back")
    for text in (f"{month}, {back}." for month, back in product(months, backs)):
        result = say(text, age=24, sex="female")
        assert result.urgency.value != "emergency_now", text
        assert "bsi_energy" in {flag.id for flag in result.flags}, text


def test_a_late_period_with_pain_on_one_side_stays_an_emergency() -> None:
    lates = ("my period is late", "I missed a period", "no period this month")
    sides = ("sharp pain low down on the left", "stabbing pain on one side")
    for text in (f"{side} and {late}." for side, late in product(sides, lates)):
        assert say(text, age=28, sex="female").urgency.value == "emergency_now", text
