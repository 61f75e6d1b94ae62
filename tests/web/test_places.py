"""Whom to call: the runner's country reaches the outcome, and an unknown one names no number as sure."""

import re

import pytest

from runback.services.home.runners import change_profile
from runback.services.training import check_in
from tests.web.conftest import EMERGENCY, SAME_DAY, TODAY

pytestmark = pytest.mark.django_db


def test_a_runner_in_berlin_gets_the_numbers_of_germany(client, ada, emergency):
    text = client.get("/").content.decode()
    assert 'href="tel:112"' in text
    assert "For Germany, the country of your time zone." in text
    assert any("Call 112" in advice.text for advice in emergency.assessment.advice)
    assert emergency.assessment.safety_net.startswith("Call 112")


def test_the_same_day_outcome_names_the_countrys_line(client, ada, runs, noon):
    check = check_in.save_check(ada, SAME_DAY, TODAY)
    assert "116 117" in client.get(f"/check/result/{check.id}/").content.decode()


def test_a_runner_in_a_country_without_checked_numbers_gets_the_local_one_first(ben_client, cast, noon):
    check_in.save_check(cast.ben, EMERGENCY, TODAY)
    text = ben_client.get("/").content.decode()
    said = "Call your local emergency number. If you do not know it, this one works on most mobile phones:"
    assert text.index(said) < text.index('href="tel:112"')


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Ruf den Notruf deines Landes an. Kennst du die Nummer nicht, geht diese mit den meisten Handys:"),
        (
            "es",
            "Llama al número de emergencias de tu país. Si no lo sabes, este funciona en la mayoría de los móviles:",
        ),
    ],
)
def test_whom_to_call_without_a_country_is_a_whole_sentence_in_every_language(client, ada, noon, language, said):
    check_in.save_check(change_profile(ada, zone="UTC", language=language), EMERGENCY, TODAY)
    assert said in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("zone", "numbers"),
    [
        ("Europe/Madrid", ["112"]),
        ("Atlantic/Canary", ["112"]),
        ("America/Tijuana", ["911"]),
        ("America/Argentina/Cordoba", ["107", "911"]),
        ("America/Santiago", ["131"]),
        ("America/Bogota", ["123"]),
        ("America/Lima", ["106"]),
        ("America/Asuncion", ["141", "911"]),
        ("America/El_Salvador", ["132"]),
    ],
)
def test_the_zone_of_a_spanish_speaking_country_decides_which_numbers_are_shown(client, ada, noon, zone, numbers):
    check_in.save_check(change_profile(ada, zone=zone, language="es"), EMERGENCY, TODAY)
    assert re.findall(r'href="tel:(\d+)"', client.get("/").content.decode()) == numbers
