"""A rescue that is stopped leaves nothing behind, and says why."""

import sqlite3

import pytest

from runback.domain.errors import UnusableHome
from runback.services.home import rescue as rescuing
from runback.services.home.soundness import DATABASE


@pytest.mark.parametrize(
    "problem", [sqlite3.OperationalError("database or disk is full"), OSError(28, "No space left")]
)
def test_a_rescue_that_the_disk_stops_leaves_no_half_a_home(tmp_path, monkeypatch, problem):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / DATABASE).write_bytes(b"damaged")

    def stop(home, out):
        (out / "samples").mkdir(parents=True)
        (out / DATABASE).write_bytes(b"half of it")
        raise problem

    monkeypatch.setattr(rescuing, "_rescue", stop)
    with pytest.raises(UnusableHome, match=r"The rescue stopped \(.*\)\. Nothing in .* was changed"):
        rescuing.rescue(tmp_path / "home", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert (tmp_path / "home" / DATABASE).read_bytes() == b"damaged"
