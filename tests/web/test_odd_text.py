"""Text that a database cannot keep is refused with a reason, and nothing is lost or half saved."""

import pytest

from runback.store.mapping_history import activity_values

pytestmark = pytest.mark.django_db

FORMS = {
    "/pain/log/": {"score": "3", "note": "ODD"},
    "/check/begin/": {"text": "ODD"},
    "/shoes/": {"name": "ODD", "action": "add"},
    "/plan/2026-05-13/run/": {"done": "yes", "note": "ODD"},
    "/account/": {"name": "ODD", "zone": "Europe/Berlin"},
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("text", ["a\0b", "\0", "9" * 400, "\ud800", "a\u2028b"], ids=ascii)
def test_no_form_fails_over_odd_text(client, checked, path, text):
    fields = {key: text if value == "ODD" else value for key, value in FORMS[path].items()}
    fields = {key: value.encode("utf-8", "surrogatepass") for key, value in fields.items()}
    assert client.post(path, fields).status_code < 500


@pytest.mark.parametrize("number", ["99999", "-1", "1e308", "NaN", "inf", "9" * 30])
def test_no_form_fails_over_an_odd_number(client, checked, number):
    for path, fields in {
        "/pain/log/": {"score": number},
        "/plan/2026-05-13/run/": {"done": "yes", "distance_km": number, "duration_min": number, "pain_during": number},
        "/plan/races/": {"date": "2026-06-20", "race_km": number},
    }.items():
        assert client.post(path, fields).status_code < 500, path


def test_a_file_with_a_nul_in_its_title_is_kept_without_it(ada, runs):
    from dataclasses import replace

    from runback.services.activities import list_activities

    activity = replace(list_activities(ada)[0], title="Morning\0run", gear="\0shoe")
    values = activity_values(activity)
    assert (values["title"], values["gear"]) == ("Morningrun", "shoe")
