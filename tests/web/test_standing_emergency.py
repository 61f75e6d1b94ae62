"""While an emergency of today is open, every page of the check and of the plan shows the number to call."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from runback.services.training import check_in
from runback.web.check import urls
from tests.web.conftest import CLEAR, EMERGENCY, TODAY
from tests.web.made_up import begin

pytestmark = pytest.mark.django_db

CALL = 'href="tel:112"'
STEPS = {"check-screen": ("words", "running", "week", "mistakes")}
LEADS_ON = ("check", "check-question")
"""Addresses that only lead to another page."""


def pages(check_id: int) -> list[str]:
    """The address of every page of the check, whatever pages are added."""
    found = [reverse("today"), reverse("plan"), reverse("plan-month")]
    for pattern in urls.urlpatterns:
        name = str(pattern.name)
        if name == "check-result":
            found.append(reverse(name, args=(check_id,)))
        elif name in STEPS:
            found.extend(reverse(name, args=(step,)) for step in STEPS[name])
        elif name not in LEADS_ON:
            found.append(reverse(name))
    return found


def above_the_form(page: str) -> str:
    """The page up to its form, or all of it."""
    main = page.split("<main", 1)[-1]
    return main.split('<form method="post"', 1)[0]


def without_call(client, check_id: int) -> list[str]:
    """The pages above whose form there is no number to call."""
    seen = {address: client.get(address, follow=True) for address in pages(check_id)}
    assert all(response.status_code == 200 for response in seen.values())
    return [address for address, response in seen.items() if CALL not in above_the_form(response.content.decode())]


def test_every_page_shows_the_number_while_an_emergency_is_open(client, emergency):
    begin(client, "")
    assert without_call(client, emergency.id) == []


def test_a_calm_check_of_the_same_day_does_not_take_it_away_anywhere(client, ada, emergency):
    later = check_in.save_check(ada, CLEAR, TODAY)
    begin(client, "")
    assert without_call(client, later.id) == []


def test_no_page_carries_it_without_an_emergency(client, checked):
    begin(client, "")
    addresses = [one for one in pages(checked.id) if not one.endswith("/mistakes/")]
    assert [one for one in addresses if CALL in client.get(one, follow=True).content.decode()] == []


def test_called_a_mistake_it_is_gone_from_the_steps_of_that_check(client, ada, emergency):
    begin(client, "")
    client.post(reverse("check-screen", args=("mistakes",)), {"mistakes": "yes"})
    for step in ("running", "week"):
        assert CALL not in client.get(reverse("check-screen", args=(step,))).content.decode()
    assert CALL in client.get(reverse("check-running")).content.decode(), "what is saved still says so"


def test_an_emergency_from_an_earlier_day_asks_for_a_clinician_and_no_call(client, ada, move_clock_to):
    check_in.save_check(ada, EMERGENCY, TODAY)
    move_clock_to(TODAY + timedelta(days=1))
    check_in.save_check(ada, CLEAR, TODAY + timedelta(days=1))
    assert CALL not in client.get(reverse("check-running")).content.decode()


def test_the_number_is_shown_once_beside_what_else_to_do(client, emergency):
    """The list of what to watch for, which is on every result, says it once more."""
    begin(client, "")
    for address in ("/", "/plan/", f"/check/result/{emergency.id}/", "/check/begin/"):
        page = above_the_form(client.get(address).content.decode()).split("Get help now if")[0]
        seen = re.sub(r"<[^>]*>", " ", page)
        assert (address, seen.count("112")) == (address, 1)
        assert "Or go to" in seen
