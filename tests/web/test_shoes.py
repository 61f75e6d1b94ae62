"""Shoes: the default pair, retiring, rotation, when to have a look, and ground by run."""

from datetime import timedelta

import pytest

from runback.domain.diary import SessionLog
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import SessionKind
from runback.domain.runner import Shoe
from runback.services.activities import choose_shoe, edit_activity, list_runs
from runback.services.training import diary
from runback.services.training.default_shoe import choose_default, read_default
from runback.services.training.shoes import ground_km, view_shoes
from tests.runs import add_run
from tests.services.made_up import import_run
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def blue(ada) -> Shoe:
    return diary.save_shoe(ada, Shoe("Blue", None, None, 490.0))


def text_of(client) -> str:
    return client.get("/shoes/").content.decode()


def log_run(ada, km: float, day=TODAY) -> None:
    log = SessionLog(day, SessionKind.RUN, distance_km=km, duration_min=km * 6, pain_during=0)
    diary.log_session(ada, log, TODAY)


def test_runs_from_today_on_go_to_the_default_pair_and_earlier_ones_do_not(client, ada, blue, noon, tmp_path):
    client.post(f"/shoes/{blue.id}/default/")
    log_run(ada, 4.0)
    log_run(ada, 5.0, TODAY - timedelta(days=3))
    import_run(ada, tmp_path / "watch", TODAY - timedelta(days=5), 6.0)
    assert {run.day: run.shoe for run in list_runs(ada)} == {
        TODAY: "Blue", TODAY - timedelta(days=3): None, TODAY - timedelta(days=5): None,
    }  # fmt: skip
    assert "New runs" in text_of(client)


def test_an_imported_run_goes_to_the_default_pair(ada, blue, noon, tmp_path):
    choose_default(ada, blue.id, TODAY - timedelta(days=10))
    import_run(ada, tmp_path / "watch", TODAY - timedelta(days=5), 6.0)
    assert [run.shoe for run in list_runs(ada)] == ["Blue"]


def test_a_retired_pair_is_no_default_and_can_be_taken_back(client, ada, blue, noon):
    client.post(f"/shoes/{blue.id}/default/")
    client.post(f"/shoes/{blue.id}/retire/")
    assert read_default(ada) is None
    with pytest.raises(BadAnswer, match="Blue is retired"):
        choose_default(ada, blue.id, TODAY)
    client.post(f"/shoes/{blue.id}/retire/", {"undo": "1"})
    assert diary.list_shoes(ada)[0].retired_on is None


def test_nobody_chooses_or_retires_anothers_pair(ben_client, cast, blue):
    assert ben_client.post(f"/shoes/{blue.id}/default/").status_code == 404
    assert ben_client.post(f"/shoes/{blue.id}/retire/").status_code == 404
    with pytest.raises(NotFound):
        choose_default(cast.ben, blue.id, TODAY)


@pytest.mark.parametrize(("km", "wear"), [(9.0, ""), (10.0, "look"), (309.0, "look"), (310.0, "check")])
def test_a_pair_asks_for_a_look_at_500_km_and_for_a_check_at_800(client, ada, blue, noon, km, wear):
    """490 km before Runback, and these."""
    for _ in range(10):
        add_run(ada, TODAY - timedelta(days=40), km / 10)
    for run in list_runs(ada):
        choose_shoe(ada, run.activity_id, blue.id)
    (pair,) = view_shoes(ada, TODAY)
    assert pair.wear == wear
    page = text_of(client)
    assert ("time for a look" in page) == bool(wear)
    assert ("check them closely" in page) == (wear == "check")
    assert ("No study links old shoes" in page or "no study links old shoes" in page) == bool(wear)


def test_rotation_and_ground_are_shares_of_the_last_four_weeks(client, ada, blue, noon):
    for days, km in ((1, 6.0), (2, 2.0), (40, 20.0)):
        add_run(ada, TODAY - timedelta(days=days), km)
    old, trail, road = list_runs(ada)
    for run in (old, road):
        choose_shoe(ada, run.activity_id, blue.id)
    edit_activity(ada, trail.activity_id, surface="trail")
    (pair,) = view_shoes(ada, TODAY)
    assert (pair.km, pair.recent_km) == (516.0, 6.0)
    assert ground_km(ada, TODAY) == (("", 6.0), ("trail", 2.0))
    assert "<dt>Trail</dt><dd>25 %</dd>" in text_of(client)
