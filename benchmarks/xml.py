"""How fast GPX and TCX are read, as ratios against the usual libraries, in one run.

usage: python -m benchmarks.xml [CORPUS] [--files N]

Both sides get the same bytes from memory and CPU time is compared. gpxpy parses the
document; python-tcxparser parses it and is asked for times, heart rates, distances,
altitudes and positions, as an importer would.
"""

import argparse
import gzip
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.data import fill_folder, find_shared
from runback.history import gpx, tcx

ROUNDS = 3
LEAST_BYTES = 2000


def load(corpus: Path, kind: str, most: int) -> list[bytes]:
    """Up to ``most`` files of a kind from each folder, unpacked."""
    found: list[bytes] = []
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir() and path.name != "truth"):
        paths = sorted([*folder.glob(f"*.{kind}"), *folder.glob(f"*.{kind}.gz")])
        texts = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
        found += [text for text in texts if len(text) > LEAST_BYTES][:most]
    return found


def cpu_seconds(read: Callable[[bytes], Any], files: list[bytes]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for data in files:
            read(data)
        spent.append(time.process_time() - begin)
    return statistics.median(spent)


def read_with_gpxpy(data: bytes) -> Any:
    import gpxpy

    return gpxpy.parse(data.decode("utf-8"))


def read_with_tcxparser(data: bytes) -> Any:
    from tcxparser import TCXParser

    parsed = TCXParser(io.BytesIO(data.lstrip()))
    readers = (
        parsed.time_values, parsed.hr_values, parsed.distance_values, parsed.altitude_points, parsed.position_values
    )  # fmt: skip
    return [read() for read in readers]


def readable_by(read: Callable[[bytes], Any], files: list[bytes]) -> list[bytes]:
    """The files the peer reads at all, so that both sides do the same work."""
    sound = []
    for data in files:
        try:
            read(data)
            sound.append(data)
        except (ValueError, AttributeError, KeyError, TypeError, IndexError):
            continue
        except Exception as error:  # noqa: BLE001 - the peer's own errors have no common base
            print(f"  the peer refuses a file: {type(error).__name__}")
    return sound


def compare(
    name: str, ours: Callable[[bytes], Any], peer_name: str, peer: Callable[[bytes], Any], files: list[bytes]
) -> None:
    sound = readable_by(peer, files)
    size = sum(map(len, sound)) / 1e6
    mine, theirs = cpu_seconds(ours, sound), cpu_seconds(peer, sound)
    print(
        f"{name}: {len(sound)} of {len(files)} files, {size:.1f} MB; runback {size / mine:.1f} MB/s, "
        f"{peer_name} {size / theirs:.1f} MB/s: {theirs / mine:.2f} times"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", default=find_shared("corpus"))
    parser.add_argument("--files", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if options.corpus is None:
            print("made-up runs (shared/corpus is not beside this checkout)")
            fill_folder(Path(made) / "runs")
        corpus = options.corpus or Path(made)
        gpx_files, tcx_files = (load(corpus, kind, options.files) for kind in ("gpx", "tcx"))
    compare("GPX", gpx.read_recordings, "gpxpy", read_with_gpxpy, gpx_files)
    compare("TCX", tcx.read_recordings, "python-tcxparser", read_with_tcxparser, tcx_files)


if __name__ == "__main__":
    main()
