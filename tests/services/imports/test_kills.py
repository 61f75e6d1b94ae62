"""An import that is killed at any moment loses, doubles and halves nothing."""

import random
from pathlib import Path

import pytest

from tests.kills import faults_of, fill_inbox, finish, kill_once, random_moment

KILLS = 4


@pytest.mark.slow
def test_kills_at_random_moments_leave_an_intact_home(tmp_path: Path):
    dice = random.Random(20_261_122)
    home, inbox = tmp_path / "home", fill_inbox(tmp_path / "inbox", days=60)
    for _ in range(KILLS):
        kill_once(home, inbox, random_moment(dice, 3.0))
        assert faults_of(home) == []
    assert finish(home, inbox) == []
