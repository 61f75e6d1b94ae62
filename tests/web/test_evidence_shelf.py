"""The shelf of evidence: every statement can be found, none is linked from nothing, and runners read plain words."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string

from runback.knowledge.evidence import TOPICS, Evidence, load_evidence, topic_title
from runback.knowledge.rule_book import index_citations
from runback.web.evidence.descriptions import SECTIONS, describe_uses
from runback.web.evidence.forms import ShelfForm
from tests.notation import STUDY_NOTATION

ENTRIES = load_evidence().values()


def find(**asked: str) -> list[str]:
    return [entry.id for entry in ShelfForm(asked).choose(ENTRIES)]


def read(page: str) -> str:
    """The words of a page without its head, its tags and the sources, which are titles of studies."""
    body = page.partition("<main")[2].partition(">Source</h2>")[0]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def test_the_shelf_links_every_statement_under_its_topic(client):
    page = client.get("/evidence/").content.decode()
    assert set(re.findall(r'href="/evidence/([\w-]+)/"', page)) == set(load_evidence())
    used = [topic for topic in TOPICS if any(entry.topic == topic for entry in ENTRIES)]
    places = [page.index(f"<summary>{topic_title(topic)} ") for topic in used]
    assert places == sorted(places)


def test_more_leads_to_the_shelf(client):
    assert b'href="/evidence/"' in client.get("/more/").content


@pytest.mark.parametrize(
    ("words", "statement"),
    [
        ("flat feet", "insoles-for-back"),
        ("COUCH-free insoles", None),
        ("ten miles", "first-week-ten-miles"),
        ("glutes treadmill", "treadmill-less-glute"),
        ("heat ice alternate", "heat-ice-alternating"),
        ("sciatica", "surgery-5-10"),
        ("quarter of a moon", None),
    ],
)
def test_every_word_has_to_be_in_a_statement_that_is_found(words, statement):
    found = find(q=words)
    assert statement in found if statement else found == []


def test_no_words_find_everything_and_capitals_make_no_difference():
    assert find() == list(load_evidence())
    assert find(q="INSOLES") == find(q="insoles")


def test_the_shelf_shows_what_studies_contradict():
    contradicted = find(verdict="contradicted")
    assert {"insoles-for-back", "bone-on-bone", "surgery-5-10"} <= set(contradicted)
    assert "stay-active" not in contradicted
    assert find(verdict="contradicted", grade="high") == ["bone-on-bone", "xray-best", "routine-imaging-no"]


def test_a_choice_that_is_none_finds_nothing(client):
    assert find(grade="certain") == []
    assert b"Nothing found" in client.get("/evidence/?grade=certain").content


def test_a_search_is_written_back_without_becoming_markup(client):
    page = client.get("/evidence/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page
    assert "0 of" in page


def test_every_statement_that_articles_make_is_on_the_shelf_with_both_sides(client):
    page = unescape(client.get("/evidence/").content.decode())
    for entry in ENTRIES:
        assert entry.studies_say in page
        assert entry.articles_say is None or entry.articles_say in page


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_runner_reads_no_study_note(entry: Evidence):
    page = render_to_string("evidence/show.html", {"evidence": entry, "uses": describe_uses(entry.id)})
    found = STUDY_NOTATION.search(read(page))
    assert found is None, found
    assert entry.for_clinicians not in unescape(page)


def test_the_shelf_and_the_recovery_page_hold_no_study_note(client, checked):
    for path in ("/evidence/", "/recovery/", "/spine/"):
        found = STUDY_NOTATION.search(read(client.get(path).content.decode()))
        assert found is None, (path, found)


def test_only_the_page_for_clinicians_shows_what_is_for_clinicians():
    from pathlib import Path

    web = Path(__file__).parents[2] / "src" / "runback" / "web"
    shown = {path.name for path in web.rglob("*.html") if re.search(r"for_clinicians|\.measure\b", path.read_text())}
    assert shown == {"clinicians.html"}


def test_a_clinician_finds_numbers_and_limits_one_link_away(client):
    assert b'href="/evidence/single-session-spike/clinicians/"' in client.get("/evidence/single-session-spike/").content
    page = client.get("/evidence/single-session-spike/clinicians/").content.decode()
    assert "2.28 (1.50-3.48)" in page
    assert client.get("/evidence/no-such-thing/clinicians/").status_code == 404


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("single-session-spike", "The source was opened"),
        ("massage", "some details are from memory"),
        ("deload-week", "A convention"),
    ],
)
def test_a_clinician_reads_how_much_of_the_source_was_seen(client, statement, words):
    assert words in client.get(f"/evidence/{statement}/clinicians/").content.decode()


def test_a_statement_names_where_runback_uses_it(client):
    page = client.get("/evidence/foam-rolling/").content.decode()
    assert 'href="/recovery/#rolling"' in page
    assert "Roll buttocks, thighs and upper back" in page


def test_every_section_that_rests_on_evidence_has_a_title():
    assert {one.section for found in index_citations().values() for one in found} == set(SECTIONS)


BACKGROUND = {
    "lbp-risk-factors-runners-review", "strength-cuts-injuries",
    "exercise-prevention-in-runners-null", "temperature-discomfort", "self-reported-strength-univariate",
    "stride-width", "gait-retraining-injury-rct", "stratified-care", "low-cadence-bsi",
    "symptom-checker-audit", "symptom-checker-review", "msk-digital-triage-dart", "remote-assessment-concordance",
    "fda-2026-wellness", "mdr-rule-11",
    "mhealth-lbp-reviews", "mic-values",
}  # fmt: skip
"""Statements that no entry of the rule book rests on; the shelf leads to them."""


def test_a_statement_is_used_by_the_rule_book_or_known_as_background():
    assert set(load_evidence()) - set(index_citations()) == BACKGROUND


def test_a_claim_that_is_contradicted_says_so_above_it(client):
    page = client.get("/evidence/bone-on-bone/").content.decode()
    assert page.index("<strong>contradicted</strong>") < page.index("<h1")
    assert "A claim of articles" not in client.get("/evidence/single-session-spike/").content.decode()
