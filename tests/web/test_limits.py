"""The limits page: what a clinician set, entered, shown in the plan, and taken away."""

import pytest

from runback.services.training import adjust

pytestmark = pytest.mark.django_db


def test_a_limit_is_entered_shown_in_the_plan_and_removed(ada, client, checked):
    sent = {"by": "Ana Ruiz, physio", "run_minutes": "20", "no_hills": "on", "added": ["bird_dog"]}
    assert client.post("/limits/", sent).status_code == 302

    (kept,) = adjust.list_limits(ada)
    assert (kept.run_minutes_max, kept.no_hills, kept.added) == (20, True, ("bird_dog",))
    for page in ("/limits/", "/plan/"):
        assert "no run longer than 20 minutes" in client.get(page).content.decode()
    client.post(f"/limits/{kept.id}/remove/")
    assert adjust.list_limits(ada) == ()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"by": "Ana"}, "Say what is limited or added"),
        ({"by": "Ana", "run_km": "5", "first": "2026-01-02", "until": "2026-01-01"}, "is before the first"),
        ({"run_km": "5"}, "This field is required"),
    ],
)
def test_an_entry_that_says_nothing_is_asked_back_and_nothing_is_kept(ada, client, checked, sent, says):
    answer = client.post("/limits/", sent)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert adjust.list_limits(ada) == ()
