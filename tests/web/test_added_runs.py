"""Runs and walks added without a file on any day, and a pain score of an earlier day."""

from datetime import timedelta

import pytest

from runback.domain.activity import Sport
from runback.domain.diary import PainMoment
from runback.domain.runner import Language
from runback.languages import using
from runback.services import activities
from runback.services.training import diary
from runback.services.training.today import view_today
from runback.web.help.search import search
from runback.web.today.road import list_missing
from tests.runs import add_run
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db
SATURDAY = TODAY - timedelta(days=5)


def add(client, **given: str):
    fields = {"kind": "run", "day": SATURDAY.isoformat(), "distance_km": "6,4", "duration_min": "40", "done": "yes"}
    return client.post("/history/add/", fields | {"leg": "none"} | given)


def test_a_run_of_last_week_is_added_without_a_check_and_can_be_changed_and_deleted(client, ada):
    answer = add(client, pain_during="2")
    (run,) = activities.list_activities(ada)
    assert (run.day, run.sport, run.distance_m, run.moving_s) == (SATURDAY, Sport.RUN, 6400, 2400)
    (log,) = diary.list_sessions(ada)
    assert log.pain_during == 2
    page = client.get(answer["Location"]).content.decode()
    assert f"/history/logs/{log.id}/" in page
    client.post(
        f"/history/logs/{log.id}/", {"kind": "walk", "day": TODAY, "duration_min": "50", "done": "yes", "leg": "none"}
    )
    (walk,) = activities.list_activities(ada)
    assert (walk.day, walk.sport, walk.distance_m, walk.moving_s) == (TODAY, Sport.WALK, None, 3000)
    client.post(f"/plan/log/{log.id}/delete/", {"back": "history"})
    assert activities.list_activities(ada) == ()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"distance_km": "", "duration_min": ""}, "Enter how far it was, or how long it took."),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "is in the future"),
        ({"duration_min": "4"}, "Check both numbers."),
        ({"kind": "swim"}, "Select a valid choice"),
        ({"day": "soon"}, "Enter a valid date"),
        ({"day": "0001-01-01"}, "is too long ago"),
    ],
)
def test_what_cannot_be_is_asked_back_beside_what_was_typed(client, ada, wrong, says):
    answer = add(client, **wrong)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert diary.list_sessions(ada) == ()


def test_nobody_changes_anothers_log(client, ben_client, ada):
    add(client)
    (log,) = diary.list_sessions(ada)
    assert ben_client.get(f"/history/logs/{log.id}/").status_code == 404


def test_a_logged_walk_is_in_history_and_is_not_a_recorded_one(client, ada):
    add(client, kind="walk", distance_km="")
    assert "Walk" in client.get("/history/").content.decode()
    assert activities.list_walks(ada, SATURDAY, TODAY) == ()


@pytest.mark.parametrize("page", ["/", "/history/"])
def test_today_and_history_lead_to_it(client, checked, page):
    assert 'href="/history/add/"' in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((Language.EN, text) for text in ("add a run", "log a run", "by hand", "log a walk", "log run by hand")),
        *((Language.DE, text) for text in ("Lauf nachtragen", "lauf eintragen", "von hand", "lauf hinzufügen")),
        *((Language.ES, text) for text in ("añadir una carrera", "anotar una carrera", "a mano", "sin reloj")),
    ],
)
def test_help_finds_it_in_the_words_that_people_use(language, text):
    with using(language):
        assert "/history/add/" in [one.address for one in search(text)][:2]


@pytest.mark.parametrize("moment", list(PainMoment))
def test_a_forgotten_score_is_kept_on_its_own_day_and_known_as_entered_today(client, ada, moment):
    client.post("/pain/log/", {"score": "3", "moment": moment.value, "day": SATURDAY.isoformat()})
    (entry,) = diary.list_pain(ada)
    assert (entry.day, entry.moment, entry.score, entry.entered_on) == (SATURDAY, moment, 3, TODAY)
    assert diary.morning_pain(ada, SATURDAY, TODAY) == ({SATURDAY: 3} if moment is PainMoment.MORNING else {})


def test_an_empty_day_is_now_and_one_to_come_is_refused(client, ada):
    client.post("/pain/log/", {"score": "3", "day": ""})
    assert [entry.day for entry in diary.list_pain(ada)] == [TODAY]
    for wrong in ((TODAY + timedelta(days=1)).isoformat(), "soon", "0001-01-01"):
        assert client.post("/pain/log/", {"score": "3", "day": wrong}).status_code == 400


def test_a_morning_that_progress_waits_for_is_linked_with_its_day(client, ada, checked, move_clock_to):
    ran = TODAY + timedelta(days=1)
    add_run(ada, ran, 5.0)
    move_clock_to(ran + timedelta(days=2))
    view = view_today(ada, ran + timedelta(days=2))
    (address,) = [one.address for one in list_missing(view, ada) if one.reason.say == "waiting.morning"]
    page = client.get(address).content.decode()
    assert f'value="{ran + timedelta(days=1)}"' in page
    assert 'value="morning" checked' in page
