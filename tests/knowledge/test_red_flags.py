"""The red-flag rule book is whole, and faults in it are refused with their place."""

from datetime import date
from typing import Any

import pytest
import yaml

from runback.domain.assessment import Urgency
from runback.knowledge.conditions import Not, parse_condition, walk_condition, words_of
from runback.knowledge.evidence import load_evidence
from runback.knowledge.questions import load_questions
from runback.knowledge.reading import BrokenRuleBook, read_text
from runback.knowledge.red_flags import FILE, load_red_flags, parse_red_flags
from runback.knowledge.wording import Country, load_wording
from runback.knowledge.words import load_words
from tests.shared_data import shared_path


def _book() -> dict[str, Any]:
    return yaml.load(read_text(FILE), yaml.CSafeLoader)


def test_the_rule_book_is_complete() -> None:
    assert parse_red_flags(yaml.dump(_book(), Dumper=yaml.CSafeDumper)) == load_red_flags()


@pytest.mark.corpus
def test_every_item_and_combination_of_the_source_is_in_the_rule_book() -> None:
    source = yaml.load(shared_path("knowledge", "red_flags.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert {item["id"] for item in source["items"]} == set(load_red_flags().by_id)
    ours = {rule.id for rule in load_red_flags().combinations}
    engine = {"c_free_text_override", "c_negation", "c_no_downgrade", "c_uncertain", "c_default"}
    assert {rule["id"] for rule in source["combination_rules"]} - engine <= ours


@pytest.mark.corpus
def test_every_item_keeps_the_mark_and_the_highest_urgency_of_the_source() -> None:
    source = yaml.load(shared_path("knowledge", "red_flags.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for item in source["items"]:
        ours = load_red_flags().by_id[item["id"]]
        highest = max((Urgency(t["urgency"]) for t in item["triggers"]), key=lambda urgency: urgency.rank)
        assert (ours.mark, ours.worst) == (item["mark"], highest), item["id"]
        assert list(ours.sources) == item["sources"]


def test_no_trigger_says_not_so_that_facts_can_only_raise() -> None:
    for place, condition in load_red_flags().conditions():
        if place[0] != "explanations" and place[-1] != "ask_when":
            assert not any(isinstance(part, Not) for part in walk_condition(condition)), place


def test_every_evidence_id_exists() -> None:
    known = set(load_evidence())
    for thing in (*load_red_flags().items, *load_red_flags().combinations):
        assert set(thing.evidence) <= known, thing.id


def test_every_concept_a_condition_names_is_in_the_lexicon() -> None:
    said = {
        name
        for _, condition in load_red_flags().conditions()
        for word in words_of(condition)
        if word.kind == "said"
        for name in word.values
    }
    assert said <= set(load_words().concepts)


def test_every_concept_of_the_lexicon_is_used() -> None:
    used = {
        name
        for condition in (
            *(c for _, c in load_red_flags().conditions()),
            *(question.ask_when for question in load_questions()),
        )
        for word in words_of(condition)
        if word.kind == "said"
        for name in word.values
    }
    assert set(load_words().concepts) - used == set()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda book: book["items"][0].update(group="nowhere"), "ces_saddle"),
        (lambda book: book["items"][0].update(triggers=[]), "triggers"),
        (lambda book: book["items"][0].update(sources=[]), "sources"),
        (lambda book: book["items"][0].update(raised_by=["numbness:purple"]), "ces_saddle"),
        (lambda book: book["items"][0].update(raised_by=["pain_purple>=3"]), "ces_saddle"),
        (lambda book: book["items"][0].update(raised_by=["fact:purple"]), "ces_saddle"),
        (lambda book: book["items"][0].update(raised_by=["flag:purple"]), "ces_saddle"),
        (lambda book: book["items"][0].update(raised_by=["detail:ces_saddle.purple"]), "ces_saddle"),
        (lambda book: book["items"][0].update(raised_by=[{"not": "numbness:leg"}]), "ces_saddle"),
        (lambda book: book["items"][0].update(family="purple"), "ces_saddle"),
        (lambda book: book["items"][0].update(colour="purple"), "colour"),
        (lambda book: book["items"].append(book["items"][0]), "ces_saddle"),
        (lambda book: book["explanations"][0].update(of=["purple"]), "x_bilateral_unchanged"),
    ],
)
def test_a_fault_is_refused_with_its_place(change: Any, place: str) -> None:
    book = _book()
    change(book)
    with pytest.raises(BrokenRuleBook) as problem:
        parse_red_flags(yaml.dump(book, Dumper=yaml.CSafeDumper))
    assert place in problem.value.message


@pytest.mark.parametrize("kind", ["items", "combinations"])
def test_a_red_flag_without_evidence_breaks_the_book(kind: str) -> None:
    book = _book()
    book[kind][0]["evidence"] = []
    with pytest.raises(BrokenRuleBook, match=rf"{book[kind][0]['id']}: evidence cannot be \[\]"):
        parse_red_flags(yaml.dump(book, Dumper=yaml.CSafeDumper))


@pytest.mark.parametrize("raw", ["purple", {"all": [], "any": []}, {"maybe": []}, 7])
def test_what_is_not_a_condition_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_condition(raw)


def test_every_country_says_whom_to_call() -> None:
    wording = load_wording()
    assert wording.place("GB")["emergency"] == "999"
    assert wording.place("us")["emergency"] == "911"
    assert wording.place("XX") == wording.place(None)
    assert "112" in wording.place(None)["emergency"]


def test_a_country_whose_numbers_were_not_read_in_sources_is_not_used() -> None:
    wording = load_wording()
    memory = Country(name="Elsewhere", emergency="12345")
    changed = wording.model_copy(update={"countries": {**wording.countries, "XY": memory}})
    assert changed.place("XY") == changed.place(None)
    read = memory.model_copy(update={"checked": date(2026, 11, 22), "sources": ("https://example.org/",)})
    changed = wording.model_copy(update={"countries": {**wording.countries, "XY": read}})
    assert changed.place("XY")["emergency"] == "12345"


def test_every_country_has_a_name_a_day_and_sources_and_the_default_names_no_number_as_sure() -> None:
    countries = dict(load_wording().countries)
    default = countries.pop("default")
    assert all(country.name and country.checked and country.sources for country in countries.values())
    assert default.name == ""
    assert "local" in (default.emergency or "")
