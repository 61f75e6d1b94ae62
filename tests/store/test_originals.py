"""Originals of any length are kept while they are read; a disk that does not answer ends that and hangs nothing."""

import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from runback.domain.errors import UnusableHome
from runback.store import originals
from runback.store.originals import KeptStream, read_original

DATA = bytes(range(256)) * 4_000


@pytest.fixture
def stuck_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which the next original is on a pipe that is never read: opening it waits for good."""
    home = tmp_path / "home"
    monkeypatch.setattr(originals, "DISK_LIMIT_S", 0.2)
    monkeypatch.setattr(originals.secrets, "token_hex", lambda _: "stuck")
    (home / "originals").mkdir(parents=True)
    os.mkfifo(home / "originals" / ".stuck.part")
    (tmp_path / "way out").hardlink_to(home / "originals" / ".stuck.part")
    yield home
    os.close(os.open(tmp_path / "way out", os.O_RDONLY | os.O_NONBLOCK))  # lets the waiting thread end


def test_originals_are_stored_under_their_checksum(tmp_path: Path):
    with KeptStream(tmp_path, BytesIO(DATA)) as stream:
        stream.read(1000)
        assert stream.store() == hashlib.sha256(DATA).hexdigest()
    assert read_original(tmp_path, hashlib.sha256(DATA).hexdigest()) == DATA


def _read_in_pieces(stream: KeptStream) -> None:
    while stream.read(1000):
        pass


def test_a_disk_that_does_not_answer_ends_the_reading(stuck_home: Path):
    with KeptStream(stuck_home, BytesIO(DATA)) as stream, pytest.raises(UnusableHome):
        _read_in_pieces(stream)


def test_a_disk_that_does_not_answer_at_the_end_is_noticed_there(stuck_home: Path):
    with KeptStream(stuck_home, BytesIO(DATA)) as stream:
        stream.read()
        with pytest.raises(UnusableHome):
            stream.store()
    assert list((stuck_home / "originals").iterdir()) == []
