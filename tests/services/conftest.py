"""Fixtures of these tests."""

from datetime import UTC, date, datetime

import pytest

from runback.domain.assessment import Assessment
from runback.services.answers import LastAnswers
from runback.services.training.check_in import assess_intake
from tests.services.made_up import CLEAR, THURSDAY


@pytest.fixture
def outcome(monkeypatch):
    """Sets what the check will say, so that these tests are about the plan alone."""

    def decide(assessment: Assessment) -> None:
        monkeypatch.setattr("runback.assess.assess", lambda intake, **_: assessment, raising=False)
        for module in ("plans", "check_in"):  # what they remember is another's
            monkeypatch.setattr(f"runback.services.training.{module}._ASSESSED", LastAnswers(assess_intake))

    decide(CLEAR)
    return decide


@pytest.fixture
def day(monkeypatch):
    """Moves the clock to a day."""

    def move(to: date) -> date:
        instant = datetime(to.year, to.month, to.day, 18, tzinfo=UTC)
        monkeypatch.setattr("runback.services.clock.now", lambda: instant)
        return to

    move(THURSDAY)
    return move
