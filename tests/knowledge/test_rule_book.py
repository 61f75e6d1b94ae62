"""The rule book: complete, cross-checked, and in words that help."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runback.knowledge.citations import list_citations
from runback.knowledge.conditions import AtLeast, Comparison, Word, parse_condition
from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.evidence_page import render_evidence_page
from runback.knowledge.patterns import load_patterns
from runback.knowledge.rule_book import load_rule_book
from runback.knowledge.sections import RuleBook
from tests.notation import STUDY_NOTATION

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "you have": r"\byou have\b",
    "out of place": r"out of place",
    "bone on bone": r"bone[- ]on[- ]bone",
    "injury risk": r"injury risk|risk of injury",
    "safe": r"\bsafe(?:ly|r|st)?\b",
    "a dose": r"\b\d+ ?(?:mg|milligram|g of|tablets?)\b",
    "a scan to get": r"(?:get|have|need|ask for|book) (?:a |an |your )?(?:x-?ray|mri|ct|scan)\b",
    "wear and tear": r"wear and tear|worn-out (?:disc|spine|joint)",
    "an exclamation": r"!",
}


def texts_of(book: RuleBook) -> Iterator[tuple[str, str]]:
    """Every sentence of the owned sections that a runner can read, with its place."""
    for pattern in book.patterns.patterns.values():
        for name in ("label", "description", "tell_apart", "running", "strength", "stretching"):
            yield f"patterns.{pattern.id}.{name}", getattr(pattern, name)
        for feature in pattern.features:
            yield f"patterns.{pattern.id}.{feature.id}", feature.because
    for cause in book.causes.causes.values():
        for name in ("label", "studies", "what_to_do"):
            yield f"causes.{cause.id}.{name}", getattr(cause, name)
        for rule in cause.rules:
            yield f"causes.{cause.id}.{rule.id}", rule.because
    for advice in book.advice.rules:
        yield f"advice.{advice.id}", advice.text
    for test in book.self_tests.tests.values():
        yield f"self_tests.{test.id}", " ".join((test.label, test.asks, *test.steps, *test.stop_when, test.norm.text))
    for rule in book.plan_rules.rules:
        yield f"plan_rules.{rule.id}", rule.text
    for way in book.recovery.ways:
        yield f"recovery.{way.id}", " ".join((way.name, way.dose, *way.how))
    for entry in book.evidence.values():
        said = (entry.claim, entry.articles_say or "", entry.studies_say, entry.product_use)
        yield f"evidence.{entry.id}", " ".join(said)


def test_the_rule_book_loads_and_every_rule_has_evidence_that_exists() -> None:
    book = load_rule_book()
    assert len(book.evidence) == 188
    cited = [citation.evidence for citation in list_citations(book)]
    assert all(ids and set(ids) <= set(book.evidence) for ids in cited)


def test_all_patterns_and_causes_of_the_design_are_there() -> None:
    book = load_rule_book()
    assert set(book.patterns.patterns) == {
        "muscular_acute_strain", "muscle_soreness_doms", "myofascial_chronic", "facet_arthritic",
        "vertebral_compression_fracture", "pars_stress", "sacral_stress_fracture", "discogenic_axial", "radicular_disc",
        "si_joint", "inflammatory_axspa", "hip_referred", "stenosis_neurogenic", "vascular_claudication",
        "visceral_renal_other", "nonspecific_mixed",
    }  # fmt: skip
    assert set(book.causes.causes) == {
        "load_spike_session", "load_spike_weekly", "detraining", "lower_limb_weakness", "core_weakness", "hip_weakness",
        "warmup", "fatigue", "poor_form", "overstride", "prior_injury", "tight_muscles", "footwear", "surface",
        "gradient", "recovery_deficit", "low_energy", "bmi", "psychosocial", "sitting", "treadmill", "none_clear",
    }  # fmt: skip


def test_the_caps_are_those_of_the_rule_book() -> None:
    patterns = load_patterns().patterns
    caps = {
        "muscular_acute_strain": 0.7,
        "facet_arthritic": 0.5,
        "discogenic_axial": 0.6,
        "si_joint": 0.6,
        "radicular_disc": 0.8,
    }
    assert {name: patterns[name].cap for name in caps} == caps


def test_ratios_stay_within_their_bounds() -> None:
    patterns = load_patterns().patterns.values()
    assert all(0.3 <= feature.lr <= 4 for pattern in patterns for feature in pattern.features)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_text_of_the_rule_book_says(name: str) -> None:
    forbidden = re.compile(FORBIDDEN[name], re.IGNORECASE)
    assert [place for place, text in texts_of(load_rule_book()) if forbidden.search(text)] == []


def test_no_text_of_the_rule_book_is_a_study_note() -> None:
    book = load_rule_book()
    said = [*texts_of(book), *book.sentences.items()]
    said += [(item.id, f"{item.question} {item.short}") for item in book.red_flags.items]
    said += [(one.id, one.why) for one in book.red_flags.combinations]
    assert len(said) > 500
    assert [(place, found[0]) for place, text in said if (found := STUDY_NOTATION.search(text))] == []


def sentences_in_lists(book: RuleBook) -> Iterator[tuple[str, str]]:
    """What is written as a list of sentences; an unquoted comma in a YAML list cuts a sentence in two."""
    for way in book.recovery.ways:
        yield from ((f"recovery.{way.id}", line) for line in (way.dose or "A.", *way.how))
    for test in book.self_tests.tests.values():
        yield from ((f"self_tests.{test.id}", line) for line in (*test.steps, *test.stop_when))
    for exercise in book.exercises.exercises:
        yield from ((f"exercises.{exercise.id}", line) for line in (*exercise.cues, *exercise.faults))
    yield from (("routines.hip_and_trunk", line) for line in book.routines.hip_and_trunk.say)


def test_no_sentence_of_a_list_is_cut_in_two() -> None:
    cut = [
        (place, line) for place, line in sentences_in_lists(load_rule_book()) if not re.match(r"[A-Z0-9].*\.$", line)
    ]
    assert cut == []


def test_no_text_names_a_file_of_the_research() -> None:
    names = re.compile(r"\.txt|\bseeds?\b|mapmyrun|runner's world", re.IGNORECASE)
    folder = ROOT / "src" / "runback" / "knowledge"
    for file in ("evidence", "patterns", "causes", "advice", "self_tests"):
        text = (folder / f"{file}.yaml").read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if names.search(line) and "full.txt" not in line] == []


def test_a_red_flag_of_which_no_source_was_seen_says_so() -> None:
    book = load_rule_book()
    read = {key for key, entry in book.evidence.items() if entry.mark in ("S", "S+K")}
    seen = {item.id for item in book.red_flags.items if read & set(item.evidence)}
    assert "cardiac_chest" not in seen
    assert {"fx_major_trauma", "vasc_dissection", "ces_saddle"} <= seen


def test_the_evidence_page_is_current() -> None:
    assert (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8") == render_evidence_page()


def test_what_was_not_seen_is_shown_as_not_verified() -> None:
    page = render_evidence_page()
    unseen = [entry for entry in load_evidence().values() if not entry.is_verified]
    assert page.count("· not verified here") == len(unseen) == 0
    conventions = [entry for entry in load_evidence().values() if entry.is_convention]
    assert page.count("· a convention, not studied") == len(conventions) > 0


def test_an_entry_shows_articles_and_studies_side_by_side() -> None:
    entry = load_evidence()["insoles-for-back"]
    assert entry.articles_say == "Consider insoles for flat feet or high arches."
    assert entry.verdict == "contradicted"
    assert entry.studies_say == "Insoles neither treat nor prevent back pain."
    assert "0.78 (0.50-1.23)" in entry.for_clinicians
    assert entry.grade == "moderate"


RUNNER_FIELDS = ("claim", "articles_say", "studies_say", "verdict", "product_use")


@pytest.mark.parametrize("entry", load_evidence().values(), ids=lambda entry: entry.id)
def test_an_entry_speaks_to_a_runner_in_plain_words(entry: Evidence) -> None:
    said = {field: getattr(entry, field) or "" for field in RUNNER_FIELDS}
    assert {field: found[0] for field, text in said.items() if (found := STUDY_NOTATION.search(text))} == {}
    assert len(entry.claim) <= 125
    assert entry.claim[-1] not in ".!?"
    for field in ("articles_say", "studies_say", "product_use"):
        assert len(said[field]) <= 220
        assert not said[field] or said[field].endswith(".")
    assert max(len(sentence.split()) for sentence in re.split(r"[.:;] ", entry.studies_say)) <= 32


@pytest.mark.parametrize(
    "note",
    [
        "PSFS +0.949/time point in leg group", "RR 0.55 (0.41-0.74)", "n=40, p<.05", "NPRS<=2", "OR 2.617", "p = .04",
        "sens 50-73 %, spec 0-87 %", "cadence 166 v 171", "kappa 0.80", "pain -15.3/100 (-25.3 to -5.3)", "[K]",
        "~30 s",
    ],
)  # fmt: skip
def test_a_study_note_is_known_when_it_is_seen(note: str) -> None:
    assert STUDY_NOTATION.search(note)


@pytest.mark.parametrize(
    "sentence",
    ["Hold it for 20 to 30 seconds, or longer.", "2 of 10 runners", "Keep each run within 110 %.", "7 or 8 km"],
)
def test_a_plain_sentence_is_no_study_note(sentence: str) -> None:
    assert not STUDY_NOTATION.search(sentence)


@pytest.mark.parametrize("entry", load_evidence().values(), ids=lambda entry: entry.id)
def test_the_sentence_for_clinicians_is_another_than_the_runners(entry: Evidence) -> None:
    assert entry.for_clinicians.strip().endswith((".", ")"))
    assert entry.for_clinicians != entry.studies_say


def test_no_source_is_a_bare_front_page() -> None:
    bare = re.compile(r"https?://[^/]+/?$")
    assert [entry.id for entry in load_evidence().values() if any(bare.match(url) for url in entry.url)] == []


def test_no_two_entries_say_the_same() -> None:
    said = [entry.studies_say for entry in load_evidence().values()]
    assert len(set(said)) == len(said)


def test_a_condition_is_read_from_its_notation() -> None:
    parsed = parse_condition(["leg_pain:below_knee|both", "age_years>=65"])
    assert parsed == AtLeast(
        2, (Word("leg_pain", frozenset({"below_knee", "both"})), Comparison("age_years", ">=", 65.0))
    )


@pytest.mark.parametrize(
    "raw", ["leg_pain:knee", "mood:low", "age_years=65", {"some": []}, {"any": "x"}, "fact:odd", 3]
)
def test_a_condition_that_means_nothing_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"condition|answer|parts"):
        parse_condition(raw)
