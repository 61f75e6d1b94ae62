"""A page made of noise shows a finding in fewer than 5 of 100 cases, and real changes are found."""

from datetime import date, timedelta

import numpy as np
import pytest

from runback.trends.adherence import PlannedSession, find_left_out
from runback.trends.mornings import find_response
from runback.trends.noise import compare_means, compare_shares, find_order, fit_line
from runback.trends.pain import find_pain_trend, pain_by_week
from runback.trends.self_tests import Repeats, find_progress

MONDAY = date(2026, 1, 5)
PAGES = 120
HABITS = ("weekdays", "every other day", "any day", "three weeks on, three off")


def days(count: int) -> list[date]:
    return [MONDAY + timedelta(days=n) for n in range(count)]


def make_pain(rng: np.random.Generator, count: int, alike: float) -> dict[date, int]:
    """A diary of noise: each day is ``alike`` the one before, scores 0 to 10, a quarter of the days not answered."""
    value, scores = rng.normal(), []
    for _ in range(count):
        scores.append(int(np.clip(round(3 + 1.5 * value), 0, 10)))
        value = alike * value + np.sqrt(1 - alike**2) * rng.normal()
    return {day: score for day, score in zip(days(count), scores, strict=True) if rng.random() < 0.75}


def make_runs(rng: np.random.Generator, count: int, habit: str) -> dict[date, float]:
    """Runs that know nothing of the pain: three fixed weekdays with a long one on Sunday, every other day, or any."""
    chosen = {
        "weekdays": lambda day: day.weekday() in (1, 3, 6),
        "every other day": lambda day: day.toordinal() % 2 == 0,
        "any day": lambda day: rng.random() < 0.45,
        "three weeks on, three off": lambda day: day.toordinal() // 21 % 2 == 0,
    }[habit]
    return {day: float(rng.gamma(6)) * (1.7 if day.weekday() == 6 else 1) for day in days(count) if chosen(day)}


def has_finding(rng: np.random.Generator, count: int, alike: float, habit: str) -> bool:
    """Whether a whole page of noise claims anything."""
    pain = make_pain(rng, count, alike)
    sessions = [PlannedSession(day, "run", rng.random() < 0.7) for day in days(count) if day.weekday() in (1, 3, 6)]
    tests = [
        Repeats(f"test{n}", "Side plank", "seconds", tuple((day, float(rng.integers(20, 60))) for day in days(8)))
        for n in range(4)
    ]
    return any(
        found is not None
        for found in (
            find_pain_trend(pain_by_week(pain)),
            find_response(pain, make_runs(rng, count, habit)),
            find_left_out(sessions),
            find_progress(tests),
        )
    )


def test_pages_of_noise_seldom_claim_anything():
    """At most 5 of 100 pages, whatever the habit of running and however alike one day is to the next."""
    rng = np.random.default_rng(1)
    kinds = [(alike, habit) for alike in (0.0, 0.5, 0.8) for habit in HABITS]
    claims = [kind for n in range(PAGES) if has_finding(rng, 84 if n % 2 else 182, *(kind := kinds[n % len(kinds)]))]
    assert len(claims) <= 0.05 * PAGES, claims


def test_a_fall_of_two_points_over_a_season_is_found():
    rng = np.random.default_rng(3)
    pain = {day: int(np.clip(round(5 - 3 * n / 182 + rng.normal()), 0, 10)) for n, day in enumerate(days(182))}
    found = find_pain_trend(pain_by_week(pain))
    facts = dict(found.facts)
    assert found.say == "finding.pain_fell"
    assert facts["before"] == pytest.approx(5, abs=0.5)
    assert facts["after"] == pytest.approx(2, abs=0.5)
    assert facts["since"] == "2026-01-05"


def test_a_change_too_small_to_matter_is_no_finding_however_sure_it_is():
    """From 2.0 to 2.5 without any noise: half a point."""
    pain = {day: 2 if n < 91 or n % 2 else 3 for n, day in enumerate(days(182))}
    assert find_pain_trend(pain_by_week(pain)) is None


def test_nine_weeks_are_too_short_for_a_trend():
    pain = {day: 9 - n // 7 for n, day in enumerate(days(63))}
    assert find_pain_trend(pain_by_week(pain)) is None


def test_mornings_after_long_runs_that_hurt_more_are_found():
    rng = np.random.default_rng(5)
    ran = {day: 10.0 if day.weekday() == 6 else 4.0 for day in days(140) if day.weekday() in (1, 3, 6)}
    mornings = {
        day: 1 + int(rng.random() < 0.3) + (3 if ran.get(day - timedelta(days=1)) == 10 else 0) for day in days(140)
    }
    found = find_response(mornings, ran)
    assert found.say == "finding.longer_runs_more"
    assert dict(found.facts)["km"] == 4.0
    assert dict(found.facts)["mean"] > dict(found.facts)["other"] + 2


def test_a_weekday_that_is_always_left_out_is_found():
    sessions = [PlannedSession(day, "run", day.weekday() != 2) for day in days(70) if day.weekday() in (0, 2, 5)]
    facts = dict(find_left_out(sessions).facts)
    assert facts == {"weekday": 2, "missed": 10, "of": 10, "others_missed": 0, "others": 20}


def test_a_self_test_that_grows_every_time_is_found():
    results = tuple((day, 20.0 + 4 * n) for n, day in enumerate(days(8)))
    found = find_progress([Repeats("side_plank", "Side plank, left", "seconds", results)])
    assert (found.say, dict(found.facts)["first"], dict(found.facts)["last"]) == ("finding.test_grew", 20.0, 48.0)


def test_the_tests_agree_with_values_worked_by_hand():
    """Fisher, the lady tasting tea (3 of 4 against 1 of 4): p = 0.486. Kendall, 5 in order: 2 / 5! = 0.0167."""
    assert compare_shares((3, 4), (1, 4)) == pytest.approx(0.4857, abs=1e-4)
    assert find_order([1, 2, 3, 4, 5]) == pytest.approx(2 / 120)
    assert compare_means([1, 1, 1], [1, 1, 1]) == 1.0
    line = fit_line([0, 1, 2, 3], [0, 2, 4, 6])
    assert (line.first, line.last) == (pytest.approx(0), pytest.approx(6))
    assert line.chance < 1e-6
    assert fit_line([0, 1, 2, 3], [2, 2, 2, 2]).chance == 1.0
