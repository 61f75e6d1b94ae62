"""Pages are in the language of the runner; in a made language every text of theirs shows that it is marked."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.utils import translation

from runback import languages
from runback.domain.runner import Runner
from runback.services.home.erase import Erased
from runback.services.home.restore import Restored
from runback.services.home.runners import change_profile, user_id_of
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.services.training import check_in
from runback.web.data import ending
from runback.web.environment import PublicAddress
from runback.web.script_words import WORDS, script_texts
from runback.web.signin import links
from tests.languages import pseudo
from tests.people import Clinic
from tests.runs import add_many_runs
from tests.web.conftest import DAYS, EMERGENCY, SAME_DAY, TODAY, client_of
from tests.web.walking import ORDINARY, fill_screen

PAGES = (
    "/", "/?log=strength", "/plan/", "/plan/month/", "/plan/races/", "/plan/off/", "/plan/out/", "/check/",
    "/check/begin/", "/check/week/", "/check/running/", "/check/weekly/?all=1", "/account/", "/about/", "/history/",
    "/pain/", "/import/", "/more/", "/data/", "/report/", "/outcomes/", "/strength/",
    "/strength/exercise/goblet_squat/", "/strength/session/", "/strength/seven-minutes/", "/strength/warm-up/",
    "/self-tests/", "/self-tests/calf_raise/", "/recovery/", "/evidence/", "/evidence/foam-rolling/",
    "/experiments/", "/experiments/heat/", "/trends/", "/shoes/", "/limits/", "/form/", "/form/guide/",
    "/form/watch/", "/spine/", "/sharing/", "/devices/", "/phone/", "/offline/", "/help/", "/help/tour/", "/learn/",
    "/learn/why/", "/check/again/", "/check/clearance/", "/run/", "/reminders/", "/history/add/", "/report/preview/",
)  # fmt: skip
ALLOWED = re.compile(
    r"Runback|Ada|km/h|\S+@\S+|\berase\b|\b(?:km|min|kg|UTC|FIT|TCX|GPX|FHIR|PDF|DOI)\b|https?:\S+|.*\b(?:19|20)\d\d\b.*"
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
    for module in ("text", "stated_answers"):
        monkeypatch.setattr(f"runback.assess.{module}.languages_to_read", lambda text: (languages.ENGLISH,))
    monkeypatch.setattr("runback.languages._WITH_COMMA", frozenset({pseudo.PSEUDO}))


POINT = re.compile(r"(?<![\d./])\d+\.\d{1,2}(?![\d./])|(?<![\d,])\d{1,3},\d{3}(?![\d,])")
"""A decimal point, or a comma between thousands: 5.0 and 20,000."""


def test_every_text_of_every_page_is_marked_for_translation(made, client: Client, checked) -> None:
    unmarked = {}
    for address in PAGES:
        page = client.get(address, follow=True).content.decode()
        assert f'<html lang="{pseudo.PSEUDO}">' in page, address
        unmarked[address] = list(pseudo.find_unmarked(page, ALLOWED))
        unmarked[address] += [text for text in pseudo.find_texts(page) if POINT.search(text)]
    assert {address: texts for address, texts in unmarked.items() if texts} == {}


def _unmarked(page: HttpResponse, where: str, names: re.Pattern[str] = ALLOWED) -> list[str]:
    text = page.content.decode()
    assert f'<html lang="{pseudo.PSEUDO}">' in text, where
    return [f"{where}: {words}" for words in pseudo.find_unmarked(text, names)]


def test_the_pages_of_a_long_history_are_marked_for_translation(made, client: Client, ada: Runner, checked) -> None:
    add_many_runs(ada, TODAY - timedelta(days=43), 60)
    client.post("/check/", {"text": "sore"})
    page = client.get("/check/running/")
    assert page.context["usual"]
    found = _unmarked(page, "/check/running/")
    for path in ("/", "/history/", "/trends/?span=all", "/account/"):
        found += _unmarked(client.get(path), path)
    assert found == []


def _browser_of(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


@pytest.fixture
def with_mail(settings) -> None:
    """A public server with mail, where somebody may sign in by it."""
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    settings.MAIL_IS_ON, settings.MAIL_IN_BACKGROUND = True, False


def test_the_pages_of_signing_in_are_marked_for_translation(made, ada: Runner, noon, settings) -> None:
    stranger, user_id = Client(), user_id_of(ada)
    link = f"/sign-in/{links.new_token(user_id)}/"
    found = _unmarked(stranger.get("/sign-in/"), "sign-in") + _unmarked(stranger.get("/sign-in/wrong/"), "wrong link")
    stranger.get(link)
    for path in ("ways/", "ways/app/", "ways/codes/", "ways/passkeys/", "again/?next=/data/"):
        found += _unmarked(stranger.get(f"/sign-in/{path}", follow=True), path)
    found += _unmarked(stranger.post("/sign-out/", follow=True), "signed out")
    assert found == []


def test_the_pages_of_signing_in_by_mail_are_marked_for_translation(made, with_mail, ada: Runner, noon) -> None:
    agree(ada, consent_text(ConsentKind.SERVER))
    stranger, ada_in = Client(), client_of(ada)
    found = _unmarked(stranger.get("/sign-in/"), "sign-in") + _unmarked(ada_in.get("/sign-in/ways/"), "ways")
    found += _unmarked(stranger.get(f"/sign-in/{links.new_token(user_id_of(ada))}/"), "link")
    found += _unmarked(stranger.post("/sign-in/email/", {"email": "ada@example.org"}), "sent")
    found += _unmarked(stranger.post("/sign-in/email/", {"email": "nobody"}), "not sent")
    token = signing.dumps({"user": user_id_of(ada), "email": "ada@example.org"}, salt="runback.sign-in.email")
    found += _unmarked(stranger.get(f"/sign-in/email/{token}/"), "confirm")
    found += _unmarked(stranger.post(f"/sign-in/email/{token}/"), "confirmed")
    found += _unmarked(ada_in.post("/sign-out/", follow=True), "signed out")
    assert found == []


def test_the_pages_of_several_people_are_marked_for_translation(made, clinic: Clinic, settings, monkeypatch) -> None:
    monkeypatch.setattr("runback.web.again.is_sign_in_needed", lambda request: False)
    names = re.compile(rf"{ALLOWED.pattern}|\b(?:Ben|Cleo|Dora|Emil|Club|cleo|dora|emil|ada|ben|fay)\b")
    emil, cleo, ada = _browser_of("emil"), _browser_of("cleo"), client_of(clinic.ada)
    emil.post("/groups/add/", {"name": "Club"})
    (group_id,) = re.findall(r"/groups/(\d+)/link/", emil.get("/groups/").content.decode())
    group = emil.post(f"/groups/{group_id}/link/")
    (joining,) = re.findall(r"/groups/join/[\w-]+/", group.content.decode())
    pages = {
        "people": emil.get("/people/"), "groups": emil.get("/groups/"), "group": group, "join": ada.get(joining),
        "added": emil.post("/people/add/", {"username": "fay", "name": "Ben", "role": "runner"}),
        "clinic": cleo.get("/clinic/"), "record": cleo.get(f"/clinic/{clinic.ada.id}/"),
        "intervals": ada.get("/import/intervals/"), "sharing": ada.get("/sharing/"),
    }  # fmt: skip
    ada.post(joining)
    pages["member"] = ada.get("/sharing/")
    settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    pages["consent"] = ada.get("/consent/")
    assert [words for where, page in pages.items() for words in _unmarked(page, where, names)] == []


def test_the_pages_after_a_backup_or_an_end_are_marked_for_translation(made, client: Client, tmp_path: Path) -> None:
    done = Restored(tmp_path / "home", 3, "2026-05-14", None)
    gone = Erased(tmp_path / "home", (("diary", 3, 1000),), ("/other",))
    names = re.compile(rf"{ALLOWED.pattern}|{re.escape(str(tmp_path))}\\S*|b\\.zip|/other|diary")
    with languages.using(pseudo.PSEUDO), translation.override(pseudo.PSEUDO):
        request = client.get("/data/").wsgi_request
        pages = [
            render(request, "data/restored.html", {"done": done, "home": tmp_path, "name": "b.zip"}).content.decode(),
            render(request, "data/left.html").content.decode(),
            ending.restored(done),
            ending.farewell(gone),
        ]
    assert [words for page in pages for words in pseudo.find_unmarked(page, names)] == []


@pytest.mark.parametrize("raised", [EMERGENCY, SAME_DAY, DAYS], ids=["emergency", "same day", "days"])
def test_every_text_of_an_urgent_outcome_is_marked_for_translation(made, client: Client, ada, noon, raised) -> None:
    check_in.save_check(ada, raised, TODAY)
    for address in ("/", "/plan/", "/check/", "/strength/", "/check/clearance/"):
        page = client.get(address, follow=True).content.decode()
        assert list(pseudo.find_unmarked(page, ALLOWED)) == [], address


def test_a_page_without_a_translation_would_be_found() -> None:
    page = '<p>Unmarked words</p><p>Márkééd wóórds</p><p lang="en">Kept words</p><a aria-label="Bare words">12 km</a>'
    assert list(pseudo.find_unmarked(page, ALLOWED)) == ["Unmarked words", "Bare words"]


def test_pages_are_in_the_language_of_the_settings(german: Client, checked) -> None:
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


@pytest.mark.parametrize(("asked", "spoken"), [("de-CH,de;q=0.9", "de"), ("es", "es"), ("fi", "en"), ("en-GB", "en")])
def test_a_new_home_speaks_the_language_of_the_first_browser_and_keeps_it(ada: Runner, noon, asked, spoken) -> None:
    client = client_of(ada)
    for header in (asked, "en-US"):
        page = client.get("/", headers={"accept-language": header}).content.decode()
        assert f'<html lang="{spoken}">' in page


def test_a_chosen_language_is_kept_and_whoever_was_here_before_keeps_theirs(ada: Runner, cast, noon) -> None:
    change_profile(ada, language="en")
    check_in.save_check(cast.ben, DAYS, TODAY)
    for runner in (ada, cast.ben):
        page = client_of(runner).get("/", headers={"accept-language": "de"}).content.decode()
        assert '<html lang="en">' in page


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


def test_a_check_is_shown_in_the_language_that_is_chosen_later(client: Client, ada: Runner, checked) -> None:
    english = client.get(f"/check/result/{checked.id}/").content.decode()
    assert "What helps" in english
    change_profile(ada, language="de")
    page = client.get(f"/check/result/{checked.id}/").content.decode()
    assert "Was hilft" in page
    for piece in checked.assessment.advice:
        assert piece.text not in page


def test_an_emergency_in_german_has_the_same_numbers(german: Client, ada: Runner) -> None:
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
        said = script_texts(script)
    assert said.keys() == WORDS[script].keys()
    for name, text in WORDS[script].items():
        assert sorted(re.findall(r"\{\w+\}", said[name])) == sorted(re.findall(r"\{\w+\}", text))


def test_every_screen_of_a_check_is_marked_for_translation(made, client: Client, ada: Runner) -> None:
    client.post("/check/begin/", {"text": "My back is sore."})
    found, seen = [], []
    while (step := client.get("/check/question/")["Location"]).startswith("/check/question/"):
        page = client.get(step)
        if step.endswith(("/beginning/", "/running/")):
            refused = client.post(step, {"pain_days": ["?", "weeks"], "weekly_km": "?"})
            found += _unmarked(refused, f"{step} refused")
        sent = {"skip": "1", "tue": "45"} if step.endswith(("/running/", "/week/")) else fill_screen(page, ORDINARY)
        found += _unmarked(page, step)
        assert client.post(step, sent).status_code == 302, step
        seen.append(step)
    assert len(seen) > 10
    assert found + _unmarked(client.get(step), step) == []


def test_the_screens_about_an_emergency_in_the_words_are_marked_for_translation(made, client: Client, ada) -> None:
    client.post("/check/begin/", {"text": "I cannot feel the seat when I sit down."})
    names = re.compile(rf"{ALLOWED.pattern}|I cannot feel the seat when I sit down")
    found = _unmarked(client.get("/check/question/", follow=True), "saddle", names)
    client.post("/check/question/ces_saddle/", {"ces_saddle": "no"})
    assert client.get("/check/question/")["Location"] == "/check/question/words/"
    found += _unmarked(client.get("/check/question/words/"), "words", names)
    client.post("/check/question/words/", {"text": "I cannot feel the seat when I sit down."})
    assert found + _unmarked(client.get("/check/question/", follow=True), "result", names) == []
