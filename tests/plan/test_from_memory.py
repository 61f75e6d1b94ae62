"""The weeks ahead may be answered from memory: what they are worked out from has everything that changes them."""

from dataclasses import replace
from random import Random

import pytest

from runback.domain.diary import PainMoment
from runback.plan import look_ahead_from, make_plan
from tests.plan.living import Felt, Life
from tests.plan.made_up import pain
from tests.plan.random_runners import random_request


def days_of(seed: int) -> list:
    """Two weeks of a random runner who hurts now and then, in and outside of runs: a request a day."""
    rng = Random(seed)
    life = Life(random_request(rng, weeks=rng.choice([2, 4])), make=make_plan)
    hurts = [rng.choice([0, 0, 1, 2, 4, 6]) for _ in range(30)]
    for n in range(7, 16):
        entry = pain(n - 1, rng.randrange(8), rng.choice(list(PainMoment)))
        life.request = replace(life.request, pain_entries=(*life.request.pain_entries, entry))
        life.live([n], lambda n, _session: Felt(during=hurts[n], after=hurts[-n], share=0.0 if n % 5 == 4 else 1.0))
    return life.opened


@pytest.mark.parametrize("seed", range(2))
def test_the_weeks_are_the_same_with_the_scores_at_hand(seed):
    for request, plan in days_of(seed):

        def with_scores(context, here, weeks, request=request):
            assert not context.request.pain_entries
            return look_ahead_from(replace(context, request=request), here, weeks)

        assert make_plan(request, with_scores) == plan


def test_a_plan_from_memory_is_the_one_without_it():
    known: list = []
    asked = answered = 0

    def remember(*given):
        nonlocal asked, answered
        asked += 1
        found = next((ahead for before, ahead in known if before == given), None)
        answered += found is not None
        known.append((given, found or look_ahead_from(*given)))
        return known[-1][1]

    for request, plan in days_of(1):
        for scores in ((), (pain(20, 1, PainMoment.EVENING),), (pain(20, 0, PainMoment.NOW),)):
            more = replace(request, pain_entries=(*request.pain_entries, *scores))
            assert make_plan(more, remember) == (make_plan(more) if scores else plan)
    assert 0 < answered < asked
