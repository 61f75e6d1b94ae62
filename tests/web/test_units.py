"""Miles and pounds over every page: what is kept stays in kilometres and kilograms, and no page mixes."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import resolve

from runback.domain.distances import showing
from runback.domain.plan import SessionKind
from runback.domain.runner import Units
from runback.services.home.runners import change_profile
from runback.services.training import diary
from runback.services.training.adjustments import list_races
from runback.services.training.check_in import correct_answers
from runback.services.training.preferences import save_preferences
from runback.services.training.profile import read_profile
from runback.services.training.today import view_today
from tests.runs import add_run
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db

LEFT = re.compile(r'href="(/[^"#]*)')
METRIC = re.compile(r"(?<![\w-])(?:km|kilomet\w+|kg|kilograms?)(?![\w/-])", re.IGNORECASE)
QUOTED = ("/evidence", "/static", "/sign-out", "/data", "/learn", "/spine")
"""Studies and their model are quoted in their own units; files and folders are not pages."""

CHOICE = re.compile(r'<option value="(?:km|kg)".*?</option>', re.DOTALL)


def visible(page: str) -> str:
    """The words of a page and the texts of its labels, without addresses, names of fields and scripts."""
    page = CHOICE.sub("", page)
    return re.sub(r"<[^>]*>", " ", re.sub(r"<script.*?</script>", " ", page, flags=re.DOTALL))


@pytest.fixture
def in_miles(ada, checked):
    """Ada's settings, with runs, shoes, a race and a diary behind every page."""
    diary.save_shoe(ada, diary.Shoe("Blue pair", None, None, 120.0))
    add_run(ada, TODAY - timedelta(days=60), 14.0)
    save_preferences(ada, weights="lb")
    correct_answers(ada, {"weight_kg": 70.0, "wishes": {**CLEAR["wishes"], "equipment": ["dumbbell"]}}, TODAY)
    return change_profile(ada, units="mi")


def crawl(client) -> dict[str, str]:
    """A page of every kind that links from Today and More lead to, by its address without its query."""
    waiting, seen, kinds = ["/", "/more/", "/plan/races/", "/check/running/", "/check/week/"], {}, Counter()
    while waiting:
        path = waiting.pop(0)
        if path.startswith(QUOTED) or path.endswith((".ics", ".zip", ".fit", ".csv")):
            continue
        kind = resolve(path.split("?")[0]).view_name
        kinds[kind] += 1
        if kinds[kind] > 1:
            continue
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        seen[path.split("?")[0]] = page = answer.content.decode()
        waiting += [link.replace("&amp;", "&") for link in LEFT.findall(page)]
    return seen


def test_no_page_mixes_miles_and_kilometres_or_pounds_and_kilograms(client, in_miles):
    pages = crawl(client)
    assert len(pages) > 25
    assert "154.3 lb" in visible(pages["/check/running/"]) or 'value="154.3"' in pages["/check/running/"]
    mixed = {path: found for path, page in pages.items() if (found := METRIC.search(visible(page)))}
    assert mixed == {}, {
        path: visible(pages[path])[found.start() - 60 : found.end() + 20] for path, found in mixed.items()
    }


def test_in_kilometres_no_page_speaks_of_miles(client, ada, checked):
    for path, page in crawl(client).items():
        shown = re.sub(r'<option value="(?:mi|lb)".*?</option>', "", page, flags=re.DOTALL)
        assert not re.search(r"(?<!\w)(?:mi|mph|miles?|lb|pounds?)(?!\w)", visible(shown)), path


def test_a_race_typed_in_miles_is_kept_in_kilometres_and_shown_as_typed(client, in_miles):
    client.post("/plan/races/", {"date": "2026-09-20", "race_km": "13.1", "priority": "a"})
    assert [race.race_km for race in list_races(in_miles)] == [21.082]  # 13.1 x 1.609344
    assert "13.1 mi" in client.get("/plan/races/").content.decode()


def test_a_run_logged_in_miles_counts_in_kilometres(client, ada, in_miles, move_clock_to):
    view = next(view for n in range(7) if (view := view_today(ada, TODAY + timedelta(days=n))).status == "run")
    move_clock_to(view.today)
    given = {"done": "yes", "distance_km": "2.5", "duration_min": "27", "pain_during": "1", "leg": "none"}
    page = client.post("/today/log/run/", given, follow=True).content.decode()
    (log,) = [log for log in diary.list_sessions(ada) if log.kind is SessionKind.RUN]
    assert log.distance_km == 4.023  # 2.5 x 1.609344
    assert "Done. 2.5 mi, pain 1." in page


def test_the_player_offers_the_planned_distance_in_miles(client, ada, in_miles, move_clock_to):
    view = next(view for n in range(7) if (view := view_today(ada, TODAY + timedelta(days=n))).status == "run")
    move_clock_to(view.today)
    planned = next(one for one in view.sessions if one.is_run).distance_km
    page = client.get("/player/run/").content.decode()
    assert f'name="distance_km" value="{planned / 1.609344:.1f}"' in page
    assert "Kilometres" not in page


def test_a_number_that_was_only_shown_is_not_taken_for_a_change(client, ada, in_miles):
    """20 km are shown as 12.43 miles; saving the page does not make 20.004 km of them."""
    before = read_profile(ada)
    page = client.get("/account/")
    form = page.context["usual_form"]
    with showing(Units.MI):
        sent = {field.name: field.value() or "" for field in form}
    assert sent["weekly_km"] == "12.43"
    client.post("/account/running/", sent)
    assert read_profile(ada) == before


def test_each_runner_has_their_own_unit(client, ben_client, cast, in_miles):
    assert cast.ben.units is Units.KM
    assert " mi" in visible(client.get("/shoes/").content.decode())
    diary.save_shoe(cast.ben, diary.Shoe("Red pair", None, None, 120.0))
    assert "120 km" in visible(ben_client.get("/shoes/").content.decode())
