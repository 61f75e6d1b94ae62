"""Samples go into Parquet as scaled integers and come back within the channel's resolution."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from runback.domain.activity import Samples
from runback.domain.channels import CHANNELS
from runback.domain.errors import NotFound
from runback.store import streams
from runback.store.files import write_atomically
from runback.store.originals import DamagedFile, original_path, read_original, stage_original

SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def _samples(**columns: list[float]) -> Samples:
    return Samples({name: np.array(values, dtype=np.float64) for name, values in columns.items()})


def test_a_value_keeps_the_digits_of_its_channel():
    samples = _samples(time_s=[0.0, 1.0, 2.125], speed_mps=[2.7184, 0.0, 59.9999], latitude_deg=[52.52000661, 0, -90])
    back = streams.decode_samples(streams.encode_samples(samples))
    assert back.columns["speed_mps"].tolist() == [2.718, 0.0, 60.0]
    assert back.columns["latitude_deg"].tolist() == [52.5200066, 0.0, -90.0]
    assert back.columns["time_s"].tolist() == [0.0, 1.0, 2.125]


def test_what_was_not_recorded_stays_not_recorded():
    samples = _samples(time_s=[0, 1, 2], heart_rate_bpm=[np.nan, 141, np.inf])
    back = streams.decode_samples(streams.encode_samples(samples))
    assert np.isnan(back.columns["heart_rate_bpm"]).tolist() == [True, False, True]
    assert back.columns["heart_rate_bpm"][1] == 141


def test_an_activity_without_a_single_sample_is_kept_too():
    assert len(streams.decode_samples(streams.encode_samples(_samples(time_s=[])))) == 0


def test_a_time_beyond_32_bits_of_milliseconds_is_kept():
    back = streams.decode_samples(streams.encode_samples(_samples(time_s=[0, 3_999_999.0])))
    assert back.columns["time_s"].tolist() == [0.0, 3_999_999.0]


@given(st.sampled_from(sorted(CHANNELS)), st.data())
def test_every_channel_comes_back_within_half_its_resolution(name, data):
    channel = CHANNELS[name]
    column = data.draw(hnp.arrays(np.float64, 20, elements=st.floats(channel.low, channel.high)))
    samples = Samples({"time_s": np.arange(20.0), name: column})
    back = streams.decode_samples(streams.encode_samples(samples)).columns[name]
    assert np.abs(back - column).max() <= 0.5 / channel.scale * 1.001


def test_an_hour_of_running_takes_about_thirteen_kilobytes():
    second = np.arange(3600.0)
    wave = np.sin(second / 60)
    samples = Samples(
        {
            "time_s": second,
            "latitude_deg": 52.5 + second * 2.5e-5,
            "longitude_deg": 13.4 + wave * 1e-3,
            "altitude_m": np.round(40 + 5 * wave, 1),
            "distance_m": second * 2.8,
            "heart_rate_bpm": np.round(150 + 5 * wave),
            "cadence_spm": np.round(168 + 2 * wave),
        }
    )
    assert len(streams.encode_samples(samples)) < 20_000


def test_a_changed_samples_file_is_named_and_never_read(home: Path):
    data = streams.encode_samples(_samples(time_s=[0, 1]))
    path = streams.samples_path(home, 7, 1)
    write_atomically(path, data)
    assert len(streams.read_samples(path, streams.checksum(data))) == 2
    path.write_bytes(data[:-1])
    with pytest.raises(DamagedFile, match="changed on disk"):
        streams.read_samples(path, streams.checksum(data))
    path.unlink()
    with pytest.raises(NotFound):
        streams.read_samples(path, streams.checksum(data))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 100])
def test_what_is_no_parquet_is_called_damaged(data):
    with pytest.raises(DamagedFile):
        streams.decode_samples(data)


def test_a_second_version_is_beside_the_first():
    assert streams.samples_path(Path("h"), 12, 1) == Path("h/samples/12.parquet")
    assert streams.samples_path(Path("h"), 12, 2) == Path("h/samples/12.2.parquet")


def keep(home: Path, data: bytes, sha256: str) -> Path:
    """The original as an import leaves it."""
    path, staged = original_path(home, sha256), stage_original(home, data, sha256)
    assert staged is not None
    path.parent.mkdir(parents=True)
    return staged.replace(path)


def test_an_original_is_kept_once_and_comes_back_byte_for_byte(tmp_path: Path):
    keep(tmp_path, b"abc", SHA_OF_ABC)
    assert stage_original(tmp_path, b"abc", SHA_OF_ABC) is None
    assert read_original(tmp_path, SHA_OF_ABC) == b"abc"


def test_a_damaged_original_is_called_damaged(tmp_path: Path):
    path = keep(tmp_path, b"abc", SHA_OF_ABC)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(DamagedFile, match="Import the file again"):
        read_original(tmp_path, SHA_OF_ABC)
    path.unlink()
    with pytest.raises(NotFound):
        read_original(tmp_path, SHA_OF_ABC)


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_scrap(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "a.parquet"
    write_atomically(target, b"old")

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(call, full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these rights")
def test_a_file_of_the_home_is_its_owners_alone_whatever_the_umask(tmp_path: Path):
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "intervals.key", b"a key")
    finally:
        os.umask(before)
    assert (tmp_path / "intervals.key").stat().st_mode & 0o777 == 0o600
