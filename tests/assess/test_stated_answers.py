"""What a runner's own words answer of the form; each text was written here, the answers by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.assess.stated_answers import read_stated_answers
from runback.domain.intake import read_intake
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.stated_answers import load_stated_answers, parse_stated_answers
from runback.languages import using


@pytest.mark.parametrize(
    ("text", "worse", "better"),
    [
        ("It is worse when sitting.", ["sitting"], []),
        ("Sitting makes it worse and walking helps.", ["sitting"], ["walking"]),
        ("Worse sitting, better walking.", ["sitting"], ["walking"]),
        ("It hurts when I bend forward and when I cough.", ["flexion", "cough_sneeze"], []),
        ("Hurts running downhill but heat helps.", ["running_impact", "downhill"], ["heat"]),
        ("Driving sets it off. Lying down eases it.", ["sitting"], ["lying"]),
        ("Sitting does not hurt.", [], []),
        ("Ibuprofen helps, a massage too.", [], ["massage", "nsaid"]),
        ("Arching back is painful.", ["extension"], []),
        ("I am a runner and sit at a desk.", [], []),
        ("Turning over in bed hurts.", ["rolling_in_bed"], []),
        ("There is pain whenever I run.", ["running_impact"], []),
        ("It hurts to move.", ["all_movements"], []),
        ("Pain in my back, and I run a lot.", [], []),
    ],
)
def test_what_makes_it_worse_and_what_eases_it(text, worse, better):
    stated = read_stated_answers(text)
    assert (stated.get("aggravated_by", []), stated.get("eased_by", [])) == (worse, better)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("My left lower back aches.", "locations", ["left_low_back"]),
        ("Pain in the low back on the right side", "locations", ["right_low_back"]),
        ("It is across my whole lower back", "locations", ["band_low_back"]),
        ("Pain between my shoulder blades", "locations", ["thoracic"]),
        ("Deep in my left butt, near the SI joint", "locations", ["si_dimple", "buttock_left"]),
        ("No pain in the groin", "locations", None),
        ("Sore since a long run.", "onset", "after_run"),
        ("I felt something go in the last km of a run", "onset", "sudden_during_run"),
        ("It crept up over the summer", "onset", "gradual"),
        ("It gets better each week", "trend", "improving"),
        ("It is getting worse", "trend", "worsening"),
        ("It is getting better, then it is getting worse", "trend", None),
        ("It is not getting better", "trend", None),
        ("A dull ache", "qualities", ["ache"]),
        ("Today it is 3/10", "pain_now", 3),
        ("6 out of 10 when I run", "pain_running", 6),
        ("At its worst 8/10, now 2/10", "pain_worst", 8),
        ("I did 7/10 of my sessions", "pain_now", None),
        ("I have had this for 3 weeks", "pain_days", 21),
        ("Ten days of pain in my back", "pain_days", 10),
        ("It started about two months ago", "pain_days", 60),
        ("I have run for 3 years", "pain_days", None),
        ("I can walk, but slowly", "onset", None),
        ("I had to be picked up", "onset", None),
        ("It began when lifting a sofa", "onset", "sudden_lifting"),
    ],
)
def test_other_answers_in_the_runners_words(text, key, value):
    assert read_stated_answers(text).get(key) == value


@given(st.text(max_size=300))
def test_any_text_gives_answers_that_the_form_takes(text):
    read_intake(read_stated_answers(text))


def test_nothing_is_found_in_an_empty_text():
    assert read_stated_answers("") == {}


def test_an_answer_that_the_form_does_not_have_is_named():
    heads = "clause: ',', new_subject: 'i', numbers: [one], units: {}, out_of: 'of'"
    text = (
        f"{{{heads}, frames: {{}}, denied: 'no', activities: {{flying: fly}}, said: {{}}, lasting: {{}}, scores: {{}}}}"
    )
    with pytest.raises(BrokenRuleBook, match="'flying' is no answer"):
        parse_stated_answers(text)


@pytest.mark.parametrize(
    ("language", "text", "key", "value"),
    [
        ("de", "Es zieht im unteren Rücken, mal links.", "locations", ["left_low_back"]),
        ("de", "Rechts im Kreuz tut es weh.", "locations", ["right_low_back"]),
        ("de", "Schmerzen zwischen den Schulterblättern", "locations", ["thoracic"]),
        ("de", "Ich habe keine Schmerzen in der Leiste.", "locations", None),
        ("de", "Beim Sitzen wird es schlimmer, Gehen hilft.", "aggravated_by", ["sitting"]),
        ("de", "Beim Sitzen wird es schlimmer, Gehen hilft.", "eased_by", ["walking"]),
        ("de", "Das Laufen tut nicht weh.", "aggravated_by", None),
        ("de", "Schmerzen beim Bücken und beim Husten.", "aggravated_by", ["flexion", "cough_sneeze"]),
        ("de", "Es kam schleichend.", "onset", "gradual"),
        ("de", "Seit dem langen Lauf am Sonntag ist der Rücken nicht gut.", "onset", "after_run"),
        ("de", "Es wird jeden Tag besser.", "trend", "improving"),
        ("de", "Es wird nicht besser.", "trend", None),
        ("de", "Der Rücken tut seit drei Wochen weh.", "pain_days", 21),
        ("de", "Ich laufe seit 3 Jahren.", "pain_days", None),
        ("de", "Es hat vor zwei Monaten angefangen.", "pain_days", 60),
        ("de", "Heute ist es 3 von 10.", "pain_now", 3),
        ("de", "Ein dumpfer Schmerz im Rücken", "qualities", ["ache"]),
        ("es", "Me duele la zona lumbar, a la derecha.", "locations", ["right_low_back"]),
        ("es", "Me duele la espalda a la izquierda.", "locations", ["left_low_back"]),
        ("es", "No me duele la ingle.", "locations", None),
        ("es", "Empezó poco a poco.", "onset", "gradual"),
        ("es", "Va mejor poco a poco.", "onset", None),
        ("es", "Me duele desde la tirada larga del domingo.", "onset", "after_run"),
        ("es", "Peor sentado, mejor caminando.", "aggravated_by", ["sitting"]),
        ("es", "Peor sentado, mejor caminando.", "eased_by", ["walking"]),
        ("es", "Correr no me duele.", "aggravated_by", None),
        ("es", "Va a peor.", "trend", "worsening"),
        ("es", "Me duele la espalda desde hace dos semanas.", "pain_days", 14),
        ("es", "Llevo tres meses con dolor de espalda.", "pain_days", 90),
        ("es", "Llevo tres años corriendo.", "pain_days", None),
        ("es", "Ahora es un 4 sobre 10.", "pain_now", 4),
    ],
)
def test_german_and_spanish_words_answer_as_english_ones_do(language, text, key, value):
    with using(language):
        assert read_stated_answers(text).get(key) == value


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_language_has_phrases_for_what_english_has(language):
    english, own = load_stated_answers(), load_stated_answers(language)
    assert own.activities.keys() == english.activities.keys()
    assert {key: phrases.keys() for key, phrases in own.said.items()} == {
        key: phrases.keys() for key, phrases in english.said.items()
    }
    assert own.scores.keys() == english.scores.keys()
    assert len(own.numbers) == len(english.numbers)
