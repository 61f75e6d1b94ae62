"""A runner's own words in German and Spanish: read by a lexicon and a second screen of their own, to the same rule."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from runback.assess import assess
from runback.assess.facts import gather_facts
from runback.assess.other_languages import find_language, is_understood, languages_to_read
from runback.assess.questions import ask_next
from runback.assess.text import screen_by_lexicon, screen_in
from runback.assess.triage import triage
from runback.domain.assessment import Question, Urgency
from runback.domain.intake import Intake
from runback.knowledge.gloss import load_gloss
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.words import load_words, reading_in
from runback.languages import using

OTHERS = ("de", "es")
SETS = ("held_out_texts", "judging_texts", "unseen_texts")
TODAY = (Urgency.EMERGENCY_NOW, Urgency.SAME_DAY_URGENT)


@cache
def read_texts(language: str, kind: str) -> list[str]:
    files = (Path(__file__).with_name(f"{name}_{language}.yaml") for name in SETS)
    return [text for file in files for text in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)[kind]]


def judge(text: str, language: str, age: int = 40) -> Urgency:
    """The urgency of a text alone, of somebody of that age who uses Runback in that language."""
    with using(language):
        return triage(gather_facts(load_red_flags(), Intake(age_years=age, text=text))).urgency


def raised(language: str, kind: str, urgencies: tuple[Urgency, ...]) -> tuple[int, int]:
    texts = read_texts(language, kind)
    return sum(judge(text, language) in urgencies for text in texts), len(texts)


@pytest.mark.parametrize("language", OTHERS)
def test_there_are_more_than_150_texts_of_each_language(language: str) -> None:
    assert sum(len(read_texts(language, kind)) for kind in ("emergency", "today", "self_care")) > 150


@pytest.mark.parametrize("language", OTHERS)
def test_nine_in_ten_emergencies_are_raised_by_text_alone(language: str) -> None:
    heard, of = raised(language, "emergency", TODAY)
    assert heard >= 0.9 * of


@pytest.mark.parametrize("language", OTHERS)
def test_nine_in_ten_texts_for_today_are_raised_by_text_alone(language: str) -> None:
    heard, of = raised(language, "today", TODAY)
    assert heard >= 0.9 * of


@pytest.mark.parametrize("language", OTHERS)
def test_at_most_8_percent_of_ordinary_texts_raise_anything(language: str) -> None:
    quiet, of = raised(language, "self_care", (Urgency.SELF_CARE_OK,))
    assert of - quiet <= 0.08 * of


@pytest.mark.parametrize("language", OTHERS)
def test_three_in_four_texts_of_what_may_wait_are_heard_and_at_most_8_percent_of_harmless_ones_are_raised(
    language: str,
) -> None:
    file = Path(__file__).with_name(f"within_days_texts_{language}.yaml")
    cases = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ranks = [(case["want"] == "none", judge(case["text"], language, age=case["age"]).rank) for case in cases]
    waits, calm = ([rank > 0 for harmless, rank in ranks if harmless is wanted] for wanted in (False, True))
    assert sum(waits) >= 0.75 * len(waits)
    assert sum(calm) <= 0.08 * len(calm)


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_of_a_lexicon_is_found_or_stays_quiet_as_it_says(language: str) -> None:
    wrong = []
    with reading_in(language):
        for concept in load_words().concepts.values():
            wrong += [(concept.id, text) for text in concept.found if concept.id not in screen_by_lexicon(text).heard]
            wrong += [(concept.id, text) for text in concept.quiet if concept.id in screen_by_lexicon(text).heard]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Seit gestern tut mir der Rücken weh", "de"),
        ("Me duele la espalda desde ayer", "es"),
        ("My back has hurt since yesterday", "en"),
        ("J'ai mal au dos depuis hier et la jambe est lourde", "fr"),
        ("Mi fa male la schiena da ieri dopo la corsa", "it"),
        ("Mijn rug doet pijn sinds gisteren en ik ben moe", "nl"),
        ("Dói muito as costas desde ontem, não tenho força", "pt"),
        ("L4 L5", None),
    ],
)
def test_the_language_of_a_text_is_found_by_its_common_words(text: str, language: str | None) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        ("Mein Rücken ist steif und ich bin müde", True),
        ("J'ai mal au dos depuis hier et la jambe est lourde", False),
        ("Спина болит со вчерашнего дня", False),
        ("背中が痛い", False),
        ("L5/S1", True),
        ("", True),
    ],
)
def test_a_text_in_a_language_without_a_lexicon_is_recognised(text: str, *, is_covered: bool) -> None:
    assert is_understood(text) is is_covered


def test_english_is_read_unless_a_text_is_far_from_it() -> None:
    assert languages_to_read("My back hurts") == ("en",)
    assert languages_to_read("numb bum") == ("en",)
    assert languages_to_read(
        "Seit gestern ist mein Rücken steif und die Beine sind schwer, ich habe kaum geschlafen"
    ) == ("de",)
    with using("de"):
        assert languages_to_read("Taubheit am Gesäß") == ("de", "en")
        assert languages_to_read("My back hurts and the leg is numb") == ("en",)
        assert languages_to_read("Genitalien eingeschlafen, Kribbeln am After.") == ("en", "de")


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("Zwischen den Beinen ist alles taub.", True),
        ("Meine Frau hat Taubheit zwischen den Beinen, ich nicht.", False),
        ("Keine Taubheit zwischen den Beinen.", False),
        ("Taub zwischen den Beinen? Nein.", False),
        ("Vor zehn Jahren war ich zwischen den Beinen taub.", False),
        ("Kein Fieber, aber zwischen den Beinen bin ich taub.", True),
        ("Falls ich taub zwischen den Beinen werde, soll ich kommen.", False),
    ],
)
def test_what_is_denied_or_about_others_or_long_past_is_not_heard_in_german(text: str, *, is_heard: bool) -> None:
    assert ("saddle_change" in screen_in(text, ("de",)).heard) is is_heard


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("Tengo dormido entre las piernas.", True),
        ("Mi mujer tiene adormecimiento entre las piernas, yo no.", False),
        ("Sin adormecimiento entre las piernas.", False),
        ("¿Adormecimiento entre las piernas? No.", False),
        ("Hace diez años tuve adormecimiento entre las piernas.", False),
        ("Sin fiebre, pero tengo dormido entre las piernas.", True),
    ],
)
def test_what_is_denied_or_about_others_or_long_past_is_not_heard_in_spanish(text: str, *, is_heard: bool) -> None:
    assert ("saddle_change" in screen_in(text, ("es",)).heard) is is_heard


@pytest.mark.parametrize("text", ["Mein Fuß schleift", "mein fuss schleift", "MEIN FUSS SCHLEIFT!"])
def test_capitals_and_letters_written_otherwise_are_the_same_words(text: str) -> None:
    assert "foot_drop" in screen_in(text, ("de",)).heard


def test_a_year_in_spanish_is_not_the_anus() -> None:
    assert "saddle_change" not in screen_in("Hace un año se me durmió la mano.", ("es",)).heard
    assert "saddle_change" in screen_in("Tengo el ano dormido.", ("es",)).heard


@pytest.mark.parametrize("language", OTHERS)
def test_more_words_in_any_language_never_lower_the_urgency(language: str) -> None:
    for text in read_texts(language, "self_care")[:5]:
        for urgent in read_texts(language, "emergency")[:1]:
            assert judge(f"{urgent} {text}", language).rank >= Urgency.SAME_DAY_URGENT.rank


def test_the_second_screen_gets_words_of_another_language_in_english() -> None:
    with reading_in("de"):
        gloss = load_gloss()
    assert gloss is not None
    assert [gloss.find(word) for word in ("taub", "taubheitsgefuehl", "rueckenschmerzen", "xyz")] == [
        "numb",
        "numbness",
        "back pain",
        "",
    ]
    assert load_gloss() is None


def test_a_guess_quotes_the_sentence_as_it_was_written() -> None:
    text = "Papa ist an einer geplatzten Arterie gestorben. Mein Bauch tut plötzlich weh und mir ist flau."
    assert all(sentence in text for sentence in screen_in(text, ("de",)).said.values())


FRENCH = "J'ai mal au dos depuis hier et la jambe est lourde"


def questions_of(text: str) -> list[Question]:
    facts = gather_facts(load_red_flags(), Intake(age_years=40, text=text))
    return [one for one in ask_next(facts, triage(facts)) if one.key == "red_flags"]


def test_words_in_a_language_that_is_not_read_ask_each_warning_sign_by_itself() -> None:
    together = [one for one in questions_of("") if one.kind == "choices"]
    asked = questions_of(FRENCH)
    assert together
    assert not [one for one in asked if one.kind == "choices"]
    assert {option for one in together for option in one.options} <= {one.id for one in asked}
    assert any("another language" in one.why for one in asked)


@pytest.mark.parametrize(("text", "is_warned"), [(FRENCH, True), ("Mein Rücken ist steif und ich bin müde", False)])
def test_the_result_says_that_own_words_were_not_read(text: str, *, is_warned: bool) -> None:
    found = assess(Intake(age_years=40, text=text), as_of=date(2026, 11, 30))
    assert any("another language" in warning for warning in found.warnings) is is_warned


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("desde que no puedo correr pienso a menudo en hacerme daño", "es"),
        ("Periode überfällig, Rücken zieht", "de"),
        ("¿Puedo correr?", "es"),
    ],
)
def test_a_short_text_is_read_in_the_language_it_may_be_in_whatever_runback_speaks(text: str, language: str) -> None:
    assert language in languages_to_read(text)


@pytest.mark.parametrize("text", ["My back is sore after a long run.", "sore back", "no pain at all now"])
def test_an_english_text_is_read_in_english_alone(text: str) -> None:
    assert languages_to_read(text) == ("en",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Meine Mutter, 79, hat Osteoporose. Beim Bücken hat es geknackst, jetzt hat sie starke Schmerzen.", "de"),
        ("Mi madre, 79 años, tiene osteoporosis. Se agachó y ahora tiene mucho dolor de espalda.", "es"),
    ],
)
def test_a_text_written_for_a_relative_is_heard_as_the_patients(text: str, language: str) -> None:
    with reading_in(language):
        assert "osteoporosis" in screen_by_lexicon(text).said
