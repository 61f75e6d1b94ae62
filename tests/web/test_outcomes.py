"""The questionnaires on the web: asked by themselves, skippable, and shown beside what trials reported."""

from datetime import timedelta

import pytest

from runback.services.training.outcomes import view_outcomes
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db
ACTIVITIES = {f"activity_{n}": f"thing {n}" for n in (1, 2, 3)} | {f"activity_{n}_score": "4" for n in (1, 2, 3)}


def test_today_asks_where_the_runner_starts_from_until_it_is_answered_or_skipped(client, checked):
    assert "How your back limits your day, to begin with" in client.get("/").content.decode()
    assert client.post("/outcomes/skip/").status_code == 302
    assert "How your back limits your day, to begin with" not in client.get("/").content.decode()


def test_an_emergency_page_asks_nothing_of_the_kind(client, emergency):
    assert "How your back limits your day, to begin with" not in client.get("/").content.decode()


def test_answers_are_scored_and_shown_with_their_source(ada, client, checked):
    data = {"rmdq": ["1", "3", "17"], "nprs_pain": "5", "peg_pain": "6", **ACTIVITIES}
    assert client.post("/outcomes/answer/", data).status_code == 302
    scores = {one.instrument.id: one.scores[0].score for one in view_outcomes(ada, TODAY).outcomes[:4]}
    assert (scores["rmdq"].score, scores["nprs"].score, scores["psfs"].score) == (3, 5.0, 4.0)
    # only one of the three items of the PEG was answered
    assert not scores["peg"].valid
    page = client.get("/outcomes/").content.decode()
    assert "too few answers" in page
    assert "Roland M, Morris R 1983" in page
    assert "52 of 100 people against 39" in page
    assert 'value="thing 2"' in client.get("/outcomes/answer/").content.decode()


def test_none_of_these_is_a_score_of_nought_and_no_tick_at_all_is_no_answer(ada, client, checked):
    client.post("/outcomes/answer/", {"rmdq": ["none"]})
    assert view_outcomes(ada, TODAY).outcomes[2].scores[0].score.score == 0
    client.post("/outcomes/answer/", {})
    assert view_outcomes(ada, TODAY).outcomes[2].scores[0].score.score == 0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"rmdq": ["1", "none"]}, "Untick one of them"),
        ({"rmdq": ["25"]}, "25"),
        ({"nprs_pain": "11"}, "11"),
        ({"activity_1": "run", "activity_1_score": "3"}, "Name 3 to 5 activities"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_saved(ada, client, checked, data, error):
    response = client.post("/outcomes/answer/", data)
    assert response.status_code == 400
    assert error in response.content.decode()
    assert all(one.scores == () for one in view_outcomes(ada, TODAY).outcomes)


def test_before_anything_was_trained_nobody_is_asked_about_harm(client, checked, move_clock_to):
    assert "Did anything go wrong?" not in client.get("/outcomes/answer/").content.decode()
    move_clock_to(TODAY + timedelta(days=1))
    assert "Did anything go wrong?" in client.get("/outcomes/answer/").content.decode()


def test_harm_leads_to_the_check(ada, client, checked):
    response = client.post("/outcomes/answer/", {"happened": "yes", "note": "a fall", "saw_clinician": "on"})
    assert response["Location"].partition("?")[0] == "/check/weekly/"
    assert view_outcomes(ada, TODAY).adverse_events[0].note == "a fall"
    assert "a fall" in client.get("/outcomes/").content.decode()
