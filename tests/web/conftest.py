"""The cast of two runners, each with a signed-in client; the clock is at noon UTC of 14 May 2026."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from runback.domain.runner import Runner
from runback.services.home.runners import user_id_of
from runback.services.training import check_in
from tests.runs import add_run

TODAY = date(2026, 5, 14)
CLEAR = {
    "age_years": 38,
    "sex": "female",
    "runner_status": "regular",
    "weekly_km": 20,
    "weeks_off": 0,
    "onset": "after_run",
    "pain_days": 12,
    "pain_now": 1,
    "pain_worst": 4,
    "pain_running": 1,
    "trend": "improving",
    "locations": ["left_low_back"],
    "qualities": ["ache"],
    "leg_pain": "none",
    "numbness": "none",
    "weakness": "none",
    "night_pain": "none",
    "contexts": ["no_strength"],
    "energy_signs": [],
    "outlook": [],
    "red_flags": [],
    "text": "My low back is sore since a long run.",
    "wishes": {"days": {"mon": 60, "tue": 60, "wed": 60, "thu": 60, "fri": 60, "sat": 90, "sun": 90}},
}
EMERGENCY = CLEAR | {"red_flags": ["ces_saddle"]}
DAYS = CLEAR | {"red_flags": ["ca_history"]}
SAME_DAY = CLEAR | {"red_flags": ["inf_fever"]}


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once() -> Iterator[None]:
    """Each client starts as a server does, and a server looks through the folders of all static files."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


def client_of(runner: Runner) -> Client:
    """A client signed in as the runner, with CSRF checks on."""
    client = Client()
    client.force_login(get_user_model().objects.get(pk=user_id_of(runner)))
    return client


@pytest.fixture
def move_clock_to(monkeypatch):
    """Moves the clock to noon UTC of a day."""

    def move(day: date) -> None:
        instant = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr("runback.services.clock.now", lambda: instant)

    return move


@pytest.fixture
def client(ada: Runner, noon) -> Client:
    """Ada's browser."""
    return client_of(ada)


@pytest.fixture
def ben_client(cast, noon) -> Client:
    """Ben's browser."""
    return client_of(cast.ben)


@pytest.fixture
def runs(ada: Runner) -> None:
    """Ada's last six weeks: 5 km every other day."""
    for days in range(1, 43, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)


@pytest.fixture
def checked(ada: Runner, runs, noon) -> check_in.SavedCheck:
    """Ada's check that came out clear."""
    return check_in.save_check(ada, CLEAR, TODAY)


@pytest.fixture
def emergency(ada: Runner, runs, noon) -> check_in.SavedCheck:
    """Ada's check that came out as an emergency."""
    return check_in.save_check(ada, EMERGENCY, TODAY)


@pytest.fixture
def blocked(ada: Runner, runs, noon) -> check_in.SavedCheck:
    """Ada's check that asks her to be seen."""
    return check_in.save_check(ada, DAYS, TODAY)
