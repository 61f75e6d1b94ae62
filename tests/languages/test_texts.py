"""The texts of the rule book in other languages: found, read, checked, and shown."""

from datetime import date

import pytest

from runback.domain.reason import Reason
from runback.knowledge.advice import load_advice
from runback.knowledge.evidence import load_evidence
from runback.knowledge.exercises import load_exercises
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.sentences import in_ten, render_by_id, render_sentence
from runback.knowledge.text_check import find_text_faults, find_text_problems, read_english
from runback.knowledge.text_prints import find_changed, note_prints, read_prints
from runback.knowledge.texts import FIELDS, find_slots, read_texts
from runback.knowledge.wording import load_wording
from runback.languages import LANGUAGES, using

OTHERS = LANGUAGES[1:]


def test_every_language_has_every_text_of_the_rule_book() -> None:
    assert find_text_problems() == ()


def test_a_text_is_found_by_ids_and_by_places_in_lists_without_ids() -> None:
    raw = {
        "stop_always": ["Stop.", "Rest."],
        "self_tests": [{"id": "plank", "label": "Plank", "norm": {"text": "Long."}}],
    }
    found = {slot.path: slot.text for slot in find_slots("self_tests.yaml", raw)}
    assert found == {
        "stop_always.0": "Stop.",
        "stop_always.1": "Rest.",
        "self_tests.plank.label": "Plank",
        "self_tests.plank.norm.text": "Long.",
    }


def test_an_id_in_place_of_words_and_a_bare_number_are_no_texts() -> None:
    raw = {"exercises": [{"id": "plank", "easier": "on the knees", "harder": "plank_long"}, {"id": "plank_long"}]}
    assert [slot.path for slot in find_slots("exercises.yaml", raw)] == ["exercises.plank.easier"]
    assert list(find_slots("wording.yaml", {"countries": {"GB": {"emergency": "999"}}})) == []


@pytest.mark.parametrize("file", FIELDS)
def test_every_field_that_a_runner_reads_is_there(file: str) -> None:
    paths = read_english(file)
    for field in FIELDS[file]:
        pattern = field.split(".")
        assert any(_fits(path.split("."), pattern) for path in paths) or field == "*", field


def _fits(path: list[str], pattern: list[str]) -> bool:
    return len(path) == len(pattern) and all(want in ("*", part) for part, want in zip(path, pattern, strict=True))


ENGLISH = {"a.text": "Stop for {days:count day|days}.", "b.text": "Yoga", "c.text": "Rest."}
GERMAN = {"a.text": "Hör {days:count Tag|Tage} auf.", "b.text": "Yoga", "c.text": "Ruh dich aus."}


def check(**changes: str | None) -> list[tuple[str, str]]:
    own = {**GERMAN, **{key.replace("_", "."): text for key, text in changes.items()}}
    return list(find_text_faults(ENGLISH, {k: v for k, v in own.items() if v is not None}, frozenset({"Yoga"})))


def test_a_whole_translation_has_no_faults() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"c_text": None}, "missing"),
        ({"c_text": " "}, "empty"),
        ({"c_text": "Rest."}, "English text"),
        ({"c_text": "Ruh dich with Freunden aus."}, "“with” is English"),
        ({"a_text": "Hör auf."}, "lacks {days:count}"),
        ({"a_text": "Hör {days:count Tag|Tage} am {day:weekday} auf."}, "has {day:weekday}"),
        ({"a_text": "Hör {days:number} Tage auf."}, "lacks {days:count}"),
        ({"a_text": "Hör {days auf."}, "cannot be read"),
        ({"d_text": "Zu viel."}, "no text there"),
    ],
)
def test_each_kind_of_slip_in_a_translation_is_named(changes: dict[str, str | None], says: str) -> None:
    ((path, what),) = check(**changes)
    assert path == next(iter(changes)).replace("_", ".")
    assert says in what


def test_a_record_has_the_texts_of_the_language_and_the_numbers_of_the_rule_book() -> None:
    with using("de"):
        german = load_exercises().by_id["side_plank"]
    english = load_exercises().by_id["side_plank"]
    assert (german.name, english.name) == ("Seitstütz", "Side plank")
    assert (german.doses, german.evidence, german.rung) == (english.doses, english.evidence, english.rung)


@pytest.mark.parametrize("language", OTHERS)
def test_only_texts_differ_between_languages(language: str) -> None:
    with using(language):
        flags, advice, evidence = load_red_flags(), load_advice(), load_evidence()
    assert [item.triggers[0].urgency for item in flags.items] == [
        item.triggers[0].urgency for item in load_red_flags().items
    ]
    assert [rule.when for rule in advice.rules] == [rule.when for rule in load_advice().rules]
    assert [one.grade for one in evidence.values()] == [one.grade for one in load_evidence().values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergency_numbers_follow_the_country_and_not_the_language(language: str) -> None:
    with using(language):
        wording = load_wording()
        assert "999" in wording.place("GB")["emergency"]
        assert "112" in wording.place("DE")["emergency"]
        assert "112" in wording.place(None)["emergency"]


@pytest.mark.parametrize(
    ("language", "spec", "said"),
    [
        ("en", "day", "14 May"), ("de", "day", "14. Mai"), ("es", "day", "14 de mayo"),
        ("en", "weekday", "Tuesday 14 May"), ("de", "weekday", "Dienstag, 14. Mai"),
        ("es", "weekday", "martes 14 de mayo"),
        ("en", "date", "14 May 2024"), ("de", "date", "14. Mai 2024"), ("es", "date", "14 de mayo de 2024"),
    ],
)  # fmt: skip
def test_a_day_is_written_as_in_the_language(
    language: str, spec: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _render(language, f"{{x:{spec}}}", date(2024, 5, 14).isoformat(), monkeypatch) == said


@pytest.mark.parametrize(
    ("language", "template", "fact", "said"),
    [
        ("en", "{x:km}", 8.5, "8.5 km"), ("de", "{x:km}", 8.5, "8,5 km"), ("es", "{x:plain_km}", 8.5, "8,5 km"),
        ("de", "{x:number}", 1.5, "1,5"), ("es", "{x:pct}", 0.45, "45 %"), ("de", "{x:+.1f}", -0.75, "-0,8"),
        ("de", "{x:count Lauf|Läufe}", 1, "1 Lauf"), ("de", "{x:count Lauf|Läufe}", 3, "3 Läufe"),
        ("es", "{x:bout}", "8 x 2 min run, 1 min walk", "8 x 2 min corriendo, 1 min caminando"),
        ("de", "{x:bout}", "deep water run or bike", "Aquajogging oder Radfahren"),
        ("en", "{x:bout}", "30 min run", "30 min run"),
        ("es", "{x:exercise}", "side_plank", "Plancha lateral"),
        ("de", "{x:days_before}", 3, "3 Tage, bevor der Schmerz begann"),
    ],
)  # fmt: skip
def test_a_fact_is_written_as_in_the_language(
    language: str, template: str, fact: float | str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _render(language, template, fact, monkeypatch) == said


def _render(language: str, template: str, fact: float | str, monkeypatch: pytest.MonkeyPatch) -> str:
    from runback.knowledge import sentences

    known = sentences.find_template
    monkeypatch.setattr(sentences, "find_template", lambda name: template if name == "trial" else known(name))
    with using(language):
        return render_by_id("trial", (("x", fact),))


def test_a_share_is_given_in_tenths() -> None:
    said = []
    for language in LANGUAGES:
        with using(language):
            said.append(in_ten(0.62))
    assert said == ["about 6 in 10", "etwa 6 von 10", "unas 6 de cada 10"]


def test_a_cause_says_the_runners_own_numbers_in_german() -> None:
    rule = "cause.load_spike_weekly.new_runner"
    with using("de"):
        assert (
            render_sentence(Reason(rule, (), rule, (("weekly_km", 18.5),)))
            == "18,5 km in der Woche sind viel für Laufneulinge."
        )


@pytest.mark.parametrize("language", OTHERS)
def test_the_runner_is_addressed_as_a_friend(language: str) -> None:
    formal = {"de": ("Ihnen", "Ihren Rücken", "Bitte beachten Sie"), "es": ("usted", "su médico", "su espalda")}[
        language
    ]
    for file in FIELDS:
        for path, text in read_texts(file, language).items():
            assert not any(word in text for word in formal), (path, text)


ENGLISH_TEXTS = {"rest": "Rest.", "run": "Run."}
GERMAN_TEXTS = {"rest": "Ruh dich aus.", "run": "Lauf."}


def test_a_translation_of_an_english_text_that_has_changed_is_named_until_somebody_looks_at_it() -> None:
    prints = note_prints(ENGLISH_TEXTS, GERMAN_TEXTS, {})
    assert list(find_changed(ENGLISH_TEXTS, GERMAN_TEXTS, prints)) == []
    changed = ENGLISH_TEXTS | {"rest": "Rest well."}
    ((path, what),) = find_changed(changed, GERMAN_TEXTS, prints)
    assert (path, "Rest well." in what, "--still-right rest" in what) == ("rest", True, True)
    assert list(find_changed(changed, GERMAN_TEXTS, note_prints(changed, GERMAN_TEXTS, prints))) == [(path, what)]
    assert list(find_changed(changed, GERMAN_TEXTS, note_prints(changed, GERMAN_TEXTS, prints, ["rest"]))) == []


def test_a_text_that_was_translated_again_is_noted_by_make_catalogues() -> None:
    prints = note_prints(ENGLISH_TEXTS, GERMAN_TEXTS, {})
    changed, again = ENGLISH_TEXTS | {"rest": "Rest well."}, GERMAN_TEXTS | {"rest": "Ruh dich gut aus."}
    ((path, what),) = find_changed(changed, again, prints)
    assert (path, "make catalogues" in what) == ("rest", True)
    assert list(find_changed(changed, again, note_prints(changed, again, prints))) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("file", FIELDS)
def test_every_text_of_the_rule_book_is_named_when_its_english_changes(language: str, file: str) -> None:
    english, own, prints = read_english(file), read_texts(file, language), read_prints(language)[file]
    changed = {path: f"{text} Or not." for path, text in english.items()}
    found = dict(find_changed(changed, own, prints))
    assert found.keys() == english.keys()
    assert all("The English has changed" in what for what in found.values())
