"""The cast of a clinic: Ada and Ben run; Cleo, a clinician, may see Ada's record, Dora may see none; Emil runs it."""

from dataclasses import dataclass

import pytest

from runback.domain.runner import Runner
from runback.services.people import sharing
from runback.services.people.accounts import Account, add_account


@dataclass(frozen=True)
class Clinic:
    """Everybody in one home."""

    ada: Runner
    ben: Runner
    cleo: Account
    dora: Account
    emil: Account


@pytest.fixture
def clinic(cast, noon) -> Clinic:
    cleo, dora = (add_account(name, "clinician", name.title()) for name in ("cleo", "dora"))
    sharing.accept(sharing.invite(cast.ada), cleo)
    return Clinic(cast.ada, cast.ben, cleo, dora, add_account("emil", "admin", "Emil"))
