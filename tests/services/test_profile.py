"""A runner's settings: saved, checked, and changed without touching the past."""

from datetime import date, datetime, timedelta

import pytest

from runback.domain.diary import PainMoment
from runback.domain.errors import BadAnswer
from runback.domain.runner import Experience, Language, Runner, Units, WeekStart
from runback.services import activities
from runback.services.home.runners import change_profile, country_of, runner_of_user, user_id_of
from runback.services.imports import batches
from runback.services.training import diary
from tests.tracks import gpx


def reload(runner: Runner) -> Runner:
    return runner_of_user(user_id_of(runner))


def test_a_new_runner_has_kilometres_english_weeks_from_monday_and_the_country_of_the_zone(ada):
    assert (ada.units, ada.language, ada.week_start, ada.experience) == (
        Units.KM,
        Language.EN,
        WeekStart.MON,
        None,
    )
    assert country_of(ada) == "DE"


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/London", "GB"), ("America/New_York", "US"), ("UTC", None), ("Asia/Kathmandu", "NP")]
)
def test_the_country_comes_from_the_time_zone(zone, country):
    assert country_of(Runner("Kim", zone)) == country


def test_what_is_changed_is_kept_and_the_rest_stays(ada):
    changed = change_profile(ada, units="mi", language="es", week_start="sun", experience="returning")
    assert changed == reload(ada)
    assert (changed.units, changed.language, changed.week_start, changed.experience) == (
        Units.MI,
        Language.ES,
        WeekStart.SUN,
        Experience.RETURNING,
    )
    assert (changed.name, changed.zone) == ("Ada", "Europe/Berlin")
    assert change_profile(changed, name="Ada L.").units is Units.MI


def test_the_country_moves_with_the_zone_until_the_runner_names_one(ada):
    moved = change_profile(ada, zone="America/New_York")
    assert country_of(moved) == "US"
    named = change_profile(moved, country="ch")
    assert country_of(change_profile(named, zone="Europe/London")) == "CH"
    assert country_of(change_profile(named, country="", zone="Europe/London")) == "GB"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("zone", "Middle-earth/Shire", "not a time zone"),
        ("country", "UK", "not a country"),
        ("country", "Germany", "not a country"),
        ("units", "leagues", "km, mi"),
        ("language", "fr", "en, de, es"),
        ("week_start", "wed", "mon, sun"),
        ("experience", "elite", "new, returning, regular, competitive"),
        ("name", "  ", "name"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(ada, key, value, words):
    with pytest.raises(BadAnswer, match=words) as refused:
        change_profile(ada, **{key: value})
    assert refused.value.key == key
    assert reload(ada) == ada


def test_another_zone_does_not_rewrite_past_days(ada, home, tmp_path):
    """23:30 in Berlin is the next day in Kathmandu; what was entered before keeps its day."""
    (tmp_path / "a.gpx").write_bytes(gpx())
    batches.import_paths(ada, [tmp_path / "a.gpx"])
    late = datetime.fromisoformat("2026-05-13T21:30:00+00:00")
    assert diary.log_pain(ada, 2, PainMoment.EVENING, at=late).day == date(2026, 5, 13)
    before = [run.day for run in activities.list_runs(ada)]
    moved = change_profile(ada, zone="Asia/Kathmandu")
    assert [run.day for run in activities.list_runs(moved)] == before
    assert [entry.day for entry in diary.list_pain(moved)] == [date(2026, 5, 13)]
    later = late + timedelta(minutes=1)
    assert diary.log_pain(moved, 2, PainMoment.EVENING, at=later).day == date(2026, 5, 14)
