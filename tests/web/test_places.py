"""Whom to call: the runner's country reaches the outcome, and an unknown one names no number as sure."""

import pytest

from runback.services.training import check_in
from tests.web.conftest import EMERGENCY, SAME_DAY, TODAY

pytestmark = pytest.mark.django_db


def test_a_runner_in_berlin_is_told_the_numbers_of_germany(client, ada, emergency):
    text = client.get("/").content.decode()
    assert 'href="tel:112"' in text
    assert "For Germany, the country of your time zone." in text
    assert any("Call 112" in advice.text for advice in emergency.assessment.advice)
    assert emergency.assessment.safety_net.startswith("Call 112")


def test_the_same_day_outcome_names_the_countrys_line(client, ada, runs, noon):
    check = check_in.save_check(ada, SAME_DAY, TODAY)
    assert "116 117" in client.get(f"/check/result/{check.id}/").content.decode()


def test_a_runner_in_a_country_without_checked_numbers_is_told_the_local_one_first(ben_client, cast, noon):
    check_in.save_check(cast.ben, EMERGENCY, TODAY)
    text = ben_client.get("/").content.decode()
    assert text.index("Call your local emergency number.") < text.index('href="tel:112"')
    assert "if you do not know it: most mobile phones" in text
