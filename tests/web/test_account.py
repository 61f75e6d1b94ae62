"""The account page: settings are saved, and a home with UTC by mistake asks for the time zone once."""

import re
from datetime import time

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory

from runback.domain.runner import Runner
from runback.languages import using
from runback.services.activities import list_runs
from runback.services.home.runners import runner_of_user, user_id_of
from runback.services.home.zone import needs_zone
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.services.sharing.plan_files import export_calendar
from runback.services.training import check_in
from runback.services.training.preferences import Preferences, read_preferences
from runback.services.training.profile import read_profile, read_session_times
from runback.services.training.today import view_today
from runback.web.account.forms import ProfileForm
from runback.web.account.zones import canonical_zone, list_countries, zones_by_continent
from runback.web.environment import PublicAddress
from tests.cast import add_runner
from tests.runs import add_run
from tests.web.conftest import TODAY, client_of

pytestmark = pytest.mark.django_db
QUESTION = "Which time zone are you in?"


@pytest.fixture
def cam(home, noon) -> Runner:
    """A runner whose home was made with UTC."""
    return add_runner("cam", "Cam", "UTC")


def saved(runner: Runner) -> Runner:
    return runner_of_user(user_id_of(runner))


def test_a_runner_whose_zone_is_utc_is_asked_for_it(cam):
    text = client_of(cam).get("/account/").content.decode()
    assert QUESTION in text
    assert '<option value="America/New_York"' in text


def test_a_runner_whose_zone_is_known_is_not_asked(client):
    assert QUESTION not in client.get("/account/").content.decode()


def test_the_answer_is_saved_and_not_asked_again(cam):
    browser = client_of(cam)
    assert browser.post("/account/zone/", {"zone": "America/New_York"})["Location"] == "/account/"
    assert saved(cam).zone == "America/New_York"
    assert QUESTION not in browser.get("/account/").content.decode()


@pytest.mark.parametrize("answer", [{"zone": "UTC"}, {"skip": "yes"}])
def test_utc_may_be_right_and_is_not_asked_again(cam, answer):
    browser = client_of(cam)
    browser.post("/account/zone/", answer)
    assert saved(cam).zone == "UTC"
    assert not needs_zone(cam)
    assert QUESTION not in browser.get("/account/").content.decode()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "/etc/passwd"])
def test_an_unusable_zone_is_refused_and_asked_again(cam, zone):
    response = client_of(cam).post("/account/zone/", {"zone": zone})
    assert response.status_code == 400
    assert QUESTION in response.content.decode()
    assert saved(cam).zone == "UTC"
    assert needs_zone(cam)


def test_the_answer_leads_back_to_today_and_never_away(cam):
    browser = client_of(cam)
    assert browser.post("/account/zone/", {"skip": "yes", "back": "/"})["Location"] == "/"
    assert browser.post("/account/zone/", {"skip": "yes", "back": "https://evil.example/"})["Location"] == "/account/"


def test_today_can_propose_the_zone_of_a_phone_on_a_journey(client, cam):
    """zone.js shows the card where the phone's clock is another one; while the zone is asked for there is one card."""
    page = client.get("/").content.decode()
    assert 'data-zone="Europe/Berlin" data-home="Berlin" hidden' in page
    assert "data-zone=" not in client_of(cam).get("/").content.decode()


@pytest.mark.parametrize("name", ["US/Eastern", "America/New_York"])
def test_a_phone_may_send_its_zone_under_an_older_name(cam, name):
    assert client_of(cam).post("/account/zone/", {"zone": name, "back": "/"})["Location"] == "/"
    assert saved(cam).zone == "America/New_York"


def test_the_settings_show_the_zone_that_is_saved(cam, client):
    assert '<option value="UTC" selected>' in client_of(cam).get("/account/").content.decode()
    assert '<option value="Europe/Berlin" selected' in client.get("/account/").content.decode()


def test_any_page_can_hold_the_question(cam, rf: RequestFactory, django_user_model):
    request = rf.get("/")
    request.user = django_user_model.objects.get(pk=user_id_of(cam))
    page = Template("{% load zone_question %}{% zone_question %}").render(RequestContext(request))
    assert QUESTION in page
    assert 'name="back" value="/"' in page


def test_the_demo_does_not_ask(cam, settings):
    settings.IS_DEMO = True
    assert QUESTION not in client_of(cam).get("/account/").content.decode()


def test_in_a_home_of_one_the_settings_name_the_folder(settings, noon, home):
    client = client_of(add_runner("cam", "Cam"))
    page = client.get("/account/").content.decode()
    assert str(settings.HOME) in page
    assert "Nothing is sent anywhere" in page


@pytest.mark.parametrize("is_public", [True, False])
def test_where_others_are_the_settings_name_no_folder_of_the_server(client, ada, settings, is_public):
    if is_public:
        settings.PUBLIC = PublicAddress("https://run.example.org", "run.example.org")
    agree(ada, consent_text(ConsentKind.SERVER))
    page = client.get("/account/").content.decode()
    assert str(settings.HOME) not in page
    assert "on this computer" not in page
    assert "How you sign in" in page


def test_settings_are_saved(client, ada):
    rest = {"units": "mi", "language": "en", "week_start": "sun"}
    response = client.post("/account/", {"name": "Ada L.", "zone": "Asia/Kolkata"} | rest, follow=True)
    assert "Saved." in response.content.decode()
    assert (saved(ada).name, saved(ada).zone) == ("Ada L.", "Asia/Kolkata")
    assert (saved(ada).units, saved(ada).week_start) == ("mi", "sun")


def test_unusable_settings_are_refused_with_what_was_entered(client, ada):
    response = client.post("/account/", {"name": "", "zone": "Mars/Olympus"})
    assert response.status_code == 400
    assert saved(ada) == ada


def test_the_form_has_the_settings_of_the_runner_and_no_others(ada):
    assert list(ProfileForm(runner=ada).fields)[:2] == ["name", "zone"]
    known = {*Runner.__dataclass_fields__, *Preferences.__dataclass_fields__}
    assert set(ProfileForm(runner=ada).fields) <= known


def test_a_zone_under_an_older_name_is_found_in_the_list():
    assert canonical_zone("Asia/Calcutta") == "Asia/Kolkata"
    assert canonical_zone("Etc/UTC") == canonical_zone("UTC") == "UTC"
    (kolkata,) = [zone for zone in zones_by_continent()["Asia"] if zone.name == "Asia/Kolkata"]
    assert "Asia/Calcutta" in kolkata.aliases


def test_places_are_named_as_people_say_them():
    named = {zone.name: zone.place for zones in zones_by_continent().values() for zone in zones}
    assert named["America/Argentina/Buenos_Aires"] == "Buenos Aires, Argentina"
    assert named["America/New_York"] == "New York"
    assert ("DE", "Germany") in list_countries()


@pytest.mark.parametrize(
    ("language", "continent", "place", "country"),
    [
        ("de", "Europa", "Wien", "Österreich"),
        ("es", "Europa", "Viena", "Austria"),
        ("en", "Europe", "Vienna", "Austria"),
    ],
)
def test_places_and_countries_are_named_in_the_language_of_now(language, continent, place, country):
    with using(language):
        assert place in [zone.place for zone in zones_by_continent()[continent]]
        assert ("AT", country) in list_countries()
        assert [code for code, _ in list_countries()][:1] == ["AF"]  # Afghanistan before Ägypten


def test_usual_running_is_shown_from_the_history_and_corrected(client, ada, runs):
    """Six weeks of 5 km every other day."""
    form = client.get("/account/").context["usual_form"]
    assert form.initial["runs_per_week"] in (3, 4)
    assert form.initial["runner_status"] is None
    sent = {"runner_status": "regular", "weekly_km": "40", "runs_per_week": "5", "tue": "06:30"}
    assert "Saved." in client.post("/account/running/", sent, follow=True).content.decode()
    kept = read_profile(ada)
    assert (kept["runner_status"], kept["weekly_km"], kept["runs_per_week"]) == ("regular", 40, 5)
    assert read_session_times(ada) == {1: time(6, 30)}


def test_usual_running_left_unchanged_keeps_following_the_history(client, ada, runs):
    form = client.get("/account/").context["usual_form"]
    sent = {key: value for key, value in form.initial.items() if value is not None}
    client.post("/account/running/", sent)
    assert read_profile(ada) == {}


def test_a_correction_on_the_settings_page_reaches_the_plan(client, ada, checked):
    client.post("/account/running/", {"runner_status": "regular", "weekly_km": "16", "runs_per_week": "3"})
    assert check_in.latest_check(ada).intake.weekly_km == 16
    assert view_today(ada, TODAY).progress.usual_km == 16


def test_the_week_and_the_goal_are_changed_on_the_settings_page(client, ada, checked):
    sent = {"mon": "30", "sat": "60", "race_km": "10", "race_on": "2026-09-06"}
    assert "Saved." in client.post("/account/week/", sent, follow=True).content.decode()
    wishes = check_in.latest_check(ada).intake.wishes
    assert wishes.days == {"mon": 30, "sat": 60}
    assert (wishes.goal.race_km, str(wishes.goal.date)) == (10, "2026-09-06")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/account/running/", {"weekly_km": "-3"}),
        ("/account/running/", {"tue": "late"}),
        ("/account/week/", {"mon": "x"}),
    ],
)
def test_usual_running_that_cannot_be_is_refused(client, ada, path, sent):
    assert client.post(path, sent).status_code == 400
    assert read_profile(ada) == {}


def test_clock_and_reminder_are_saved_and_followed(client, ada, checked):
    page = client.get("/account/").content.decode()
    assert "24 hours, like 18:30" in page
    assert "It decides which emergency numbers you see. Now: 112." in page  # Berlin
    given = {
        "name": "Ada",
        "zone": "Europe/Berlin",
        "country": "",
        "units": "km",
        "language": "en",
        "week_start": "mon",
    }
    client.post("/account/", given | {"clock": "12", "reminder_min": "0"})
    assert read_preferences(ada) == Preferences("12", 0)
    assert b"VALARM" not in export_calendar(ada, TODAY)
    add_run(ada, TODAY, 5.0)
    run = list_runs(ada)[-1].activity_id
    assert re.search(r"\d:\d\d [ap]\.m\.", client.get(f"/history/{run}/").content.decode())


def test_a_clock_of_ten_hours_is_refused(client, ada):
    given = {
        "name": "Ada",
        "zone": "Europe/Berlin",
        "country": "",
        "units": "km",
        "language": "en",
        "week_start": "mon",
    }
    assert client.post("/account/", given | {"clock": "10"}).status_code == 400
    assert read_preferences(ada) == Preferences()
