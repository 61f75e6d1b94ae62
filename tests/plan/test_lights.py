"""The traffic light, row by row of plan_rules.md section 2."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.diary import LegSymptom, SessionLog
from runback.domain.plan import Light, SessionKind
from runback.plan import light_for
from tests.plan.made_up import pain

DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)
LOG = SessionLog(DAY, SessionKind.WALK_RUN, pain_during=1)


@pytest.mark.parametrize(
    ("during", "morning", "baseline", "light"),
    [
        (0, 0, 0, Light.GREEN), (2, 1, 1, Light.GREEN), (2, 2, 1, Light.AMBER), (1, 3, 1, Light.RED),
        (3, 1, 1, Light.AMBER), (4, 1, 1, Light.AMBER), (4, 2, 1, Light.RED), (5, 0, 0, Light.RED),
        (0, 2, 0, Light.RED), (2, None, 0, Light.GREEN), (4, None, 0, Light.AMBER), (None, 0, 0, Light.AMBER),
    ],
)  # fmt: skip
def test_light_follows_pain_in_the_run_and_next_morning(
    during: int | None, morning: int | None, baseline: int, light: Light
) -> None:
    entry = None if morning is None else pain(NEXT, morning)

    assert light_for(replace(LOG, pain_during=during), entry, baseline) is light


@pytest.mark.parametrize("sign", ["pain_rising", "sharp", "limp"])
def test_rising_sharp_or_limping_is_red_without_any_score(sign: str) -> None:
    assert light_for(replace(LOG, pain_during=0, **{sign: True}), pain(NEXT, 0), 0) is Light.RED


@pytest.mark.parametrize("leg", [LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS])
def test_leg_symptoms_are_purple_in_the_run_or_the_morning_after(leg: LegSymptom) -> None:
    assert light_for(replace(LOG, leg=leg), None, 0) is Light.PURPLE
    assert light_for(LOG, pain(NEXT, 0, leg=leg), 0) is Light.PURPLE


def test_fine_on_painkillers_is_not_green() -> None:
    assert light_for(replace(LOG, pain_during=0, painkillers=True), pain(NEXT, 0), 0) is Light.AMBER


def test_any_pain_is_red_after_a_bone_stress_injury() -> None:
    assert light_for(LOG, pain(NEXT, 0), 0, bone_stress=True) is Light.RED
    assert light_for(replace(LOG, pain_during=0), pain(NEXT, 0), 0, bone_stress=True) is Light.GREEN


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 2), st.integers(0, 10), st.integers(0, 10))
def test_more_pain_never_gives_a_better_light(
    during: int, morning: int, baseline: int, more: int, more_after: int
) -> None:
    light = light_for(replace(LOG, pain_during=during), pain(NEXT, morning), baseline)
    worse = light_for(
        replace(LOG, pain_during=min(10, during + more)), pain(NEXT, min(10, morning + more_after)), baseline
    )

    assert worse.rank >= light.rank
