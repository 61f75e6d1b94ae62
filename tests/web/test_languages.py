"""Pages are said in the language of the runner; in a made language every text of theirs shows that it is marked."""

import re

import pytest
from django.test import Client

from runback import languages
from runback.domain.runner import Runner
from runback.services.home.runners import change_profile
from runback.services.training import check_in
from runback.web.script_words import WORDS, say_words
from tests.languages import pseudo
from tests.web.conftest import DAYS, EMERGENCY, SAME_DAY, TODAY, client_of

PAGES = (
    "/", "/?log=strength", "/plan/", "/plan/month/", "/plan/races/", "/plan/off/", "/plan/out/", "/check/",
    "/check/begin/", "/check/week/", "/check/running/", "/check/weekly/?all=1", "/account/", "/about/", "/history/",
    "/pain/", "/import/", "/more/", "/data/", "/report/", "/outcomes/", "/strength/",
    "/strength/exercise/goblet_squat/", "/strength/session/", "/strength/seven-minutes/", "/strength/warm-up/",
    "/self-tests/", "/self-tests/calf_raise/", "/recovery/", "/evidence/", "/evidence/foam-rolling/",
    "/experiments/", "/experiments/heat/", "/trends/", "/shoes/", "/limits/", "/form/", "/form/guide/",
    "/form/watch/", "/spine/", "/sharing/", "/devices/", "/phone/", "/offline/", "/help/", "/help/tour/", "/learn/",
    "/learn/why/", "/check/again/", "/check/clearance/", "/run/", "/reminders/",
)  # fmt: skip
ALLOWED = re.compile(
    r"Runback|Ada|km/h|\b(?:km|min|kg|UTC|FIT|TCX|GPX|FHIR|PDF|DOI)\b|https?:\S+|.*\b(?:19|20)\d\d\b.*"
)
"""What no language changes: names, units, formats, and sources of evidence, which start with their author and year."""


@pytest.fixture
def german(ada: Runner, noon) -> Client:
    """Ada's browser, with German in her settings."""
    return client_of(change_profile(ada, language="de"))


@pytest.fixture
def made(made_language: str, monkeypatch) -> None:
    """The made language, as what every page is asked for."""
    monkeypatch.setattr("runback.web.account.forms.NAMES", {**languages.NAMES, pseudo.PSEUDO: "Pseudo"})
    monkeypatch.setattr("runback.web.language._asked_by", lambda request: pseudo.PSEUDO)
    monkeypatch.setattr("runback.assess.text.languages_to_read", lambda text: (languages.ENGLISH,))


def test_every_text_of_every_page_is_marked_for_translation(made, client: Client, checked) -> None:
    unmarked = {}
    for address in PAGES:
        page = client.get(address, follow=True).content.decode()
        assert f'<html lang="{pseudo.PSEUDO}">' in page, address
        unmarked[address] = list(pseudo.find_unmarked(page, ALLOWED))
    assert {address: texts for address, texts in unmarked.items() if texts} == {}


@pytest.mark.parametrize("raised", [EMERGENCY, SAME_DAY, DAYS], ids=["emergency", "same day", "days"])
def test_every_text_of_an_urgent_outcome_is_marked_for_translation(made, client: Client, ada, noon, raised) -> None:
    check_in.save_check(ada, raised, TODAY)
    for address in ("/", "/plan/", "/check/", "/strength/", "/check/clearance/"):
        page = client.get(address, follow=True).content.decode()
        assert list(pseudo.find_unmarked(page, ALLOWED)) == [], address


def test_a_page_without_a_translation_would_be_found() -> None:
    page = '<p>Unmarked words</p><p>Márkééd wóórds</p><p lang="en">Kept words</p><a aria-label="Bare words">12 km</a>'
    assert list(pseudo.find_unmarked(page, ALLOWED)) == ["Unmarked words", "Bare words"]


def test_pages_are_said_in_the_language_of_the_settings(german: Client, checked) -> None:
    page = german.get("/pain/")
    text = page.content.decode()
    assert '<html lang="de">' in text
    assert "Schmerztagebuch" in text
    assert page["Content-Language"] == "de"
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in page["Vary"].split(",")}


def test_a_stranger_is_spoken_to_in_the_language_of_the_browser(db) -> None:
    asked = Client(headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"}).get("/sign-in/", follow=True)
    assert '<html lang="es">' in asked.content.decode()
    other = Client(headers={"accept-language": "fi,sv;q=0.9"}).get("/sign-in/", follow=True)
    assert '<html lang="en">' in other.content.decode()


def test_the_settings_of_the_runner_count_for_more_than_the_browser(german: Client) -> None:
    page = german.get("/pain/", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="de">' in page


def test_a_language_that_is_not_ready_is_neither_offered_nor_spoken(german: Client, monkeypatch) -> None:
    assert '<option value="de" selected>Deutsch</option>' in german.get("/account/").content.decode()
    monkeypatch.setattr(languages, "_READY", ("en",))
    page = german.get("/account/").content.decode()
    assert '<html lang="en">' in page
    assert "Deutsch" not in page


def test_the_page_about_runback_says_who_has_read_the_translations(german: Client) -> None:
    page = german.get("/about/").content.decode()
    assert "mit Hilfe einer Maschine übersetzt" in page
    assert "noch von keiner Fachperson geprüft" in page
    assert 'href="/about/"' in german.get("/account/").content.decode()


def test_numbers_have_a_decimal_comma_in_texts_and_a_point_in_drawings(german: Client, checked) -> None:
    page = german.get("/history/").content.decode()
    assert re.search(r">[^<]*\d,\d km", page)
    drawn = re.findall(r'\b(?:x|y|width|height|cx|cy|r)="([^"]+)"', page + german.get("/spine/").content.decode())
    assert drawn
    assert [value for value in drawn if "," in value] == []


def test_a_check_is_said_again_in_the_language_that_is_chosen_later(client: Client, ada: Runner, checked) -> None:
    english = client.get(f"/check/result/{checked.id}/").content.decode()
    assert "What helps" in english
    change_profile(ada, language="de")
    page = client.get(f"/check/result/{checked.id}/").content.decode()
    assert "Was hilft" in page
    for piece in checked.assessment.advice:
        assert piece.text not in page


def test_an_emergency_is_said_in_german_with_the_same_numbers(german: Client, ada: Runner) -> None:
    check_in.save_check(ada, EMERGENCY, TODAY)
    page = german.get("/").content.decode()
    assert "Hol jetzt Hilfe" in page
    assert re.findall(r'href="tel:(\d+)"', page) == re.findall(r'href="tel:(\d+)"', _in_english(german, ada))


def _in_english(client: Client, runner: Runner) -> str:
    change_profile(runner, language="en")
    return client.get("/").content.decode()


@pytest.mark.parametrize("script", list(WORDS))
def test_a_script_reads_its_texts_in_the_language_of_the_page(script: str) -> None:
    with languages.using("de"):
        said = say_words(script)
    assert said.keys() == WORDS[script].keys()
    for name, text in WORDS[script].items():
        assert sorted(re.findall(r"\{\w+\}", said[name])) == sorted(re.findall(r"\{\w+\}", text))
