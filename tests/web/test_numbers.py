"""Numbers as people type them."""

import re

import pytest
from django.forms import ValidationError

from runback.services.training.adjustments import list_races
from runback.web.numbers import NumberField, with_point


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8.5", 8.5), ("8,5", 8.5), (" 8,50 ", 8.5), ("8", 8.0), ("8,", 8.0), (",5", 0.5), ("0", 0.0), ("-1,5", -1.5)],
)
def test_a_decimal_comma_is_a_decimal_point(typed, meant):
    assert NumberField().clean(typed) == meant


@pytest.mark.parametrize(
    "typed", ["1.234,5", "1,234.5", "8,5,1", "1e3", "nan", "inf", "8 5", "acht", "٣", "8km", ",", "0x1"]
)
def test_what_could_be_another_number_is_asked_back(typed):
    with pytest.raises(ValidationError, match=r"Enter a number like 8\.5"):
        NumberField().clean(typed)
    with pytest.raises(ValueError, match=re.escape(typed)):
        with_point(typed)


def test_nothing_is_nothing_and_bounds_hold():
    assert NumberField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        NumberField(max_value=5).clean("5,1")


@pytest.mark.django_db
def test_a_race_of_21_comma_1_kilometres_is_not_211(ada, client, checked):
    client.post("/plan/races/", {"date": "2026-09-20", "race_km": "21,1", "priority": "a"})
    assert [race.race_km for race in list_races(ada)] == [21.1]


@pytest.mark.django_db
def test_no_page_has_a_field_that_drops_the_comma(client, checked):
    for path in ("/plan/races/", "/shoes/", "/form/", "/check/week/", "/strength/today/", "/self-tests/"):
        fields = re.findall(r'<input type="number"[^>]*>', client.get(path, follow=True).content.decode())
        assert all('step="any"' not in field and 'step="0' not in field for field in fields), path
