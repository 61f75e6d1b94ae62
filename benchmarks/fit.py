"""How fast FIT files are read, beside other readers: prints ratios, measured in one run on one core.

usage: python -m benchmarks.fit [FOLDER] [--files 60] [--repeats 3]

FOLDER holds .fit files (searched with its sub-folders); without one, the team's corpus or
made-up runs. Runback's reader checks the
checksums and works out every column of file_id, session, lap, event, record,
device_info and activity messages, as float64 or text. The others are asked for what
they offer: garmin-fit-sdk and fitdecode read all messages, pyroparse (where it is
installed) its table of records. Times are of the processor; slow readers get a part of
the files, and Runback's time on that same part is what they are compared with.
"""

import argparse
import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.data import fill_folder, find_shared
from runback.history.fit import UnreadableFit, read_fit
from runback.history.fit.heart_rate import merged_heart_rate

KINDS = ("file_id", "session", "lap", "event", "record", "device_info", "activity")
RECENT = frozenset(
    {"fr255", "fr255_music", "fr255s", "fr255s_music", "fr945", "fr945_asia", "fenix5_plus", "edge_1030"}
)
SLOW_SHARE = 8

Reader = Callable[[bytes], object]


def read_with_runback(data: bytes) -> None:
    """Every column of the kinds an import may need."""
    fit = read_fit(data)
    for kind in KINDS:
        messages = fit.messages(kind)
        for name in messages.names:
            if messages.column(name) is None:
                messages.text(name)
        len(messages.developer)
    for name in ("enhanced_speed", "enhanced_altitude", "distance"):
        fit.messages("record").column(name)
    merged_heart_rate(fit)


def find_peers() -> dict[str, tuple[Reader, bool, float]]:
    """The other readers that are installed: how to call them, whether they are slow, and the ratio aimed at."""
    peers: dict[str, tuple[Reader, bool, float]] = {}
    try:
        from garmin_fit_sdk import Decoder, Stream

        peers["garmin-fit-sdk"] = (lambda data: Decoder(Stream.from_byte_array(bytearray(data))).read(), True, 50)
    except ImportError:
        pass
    try:
        import fitdecode

        def read_with_fitdecode(data: bytes) -> object:
            with fitdecode.FitReader(io.BytesIO(data)) as reader:
                frames = [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]
                return [{field.name: field.value for field in frame.fields} for frame in frames]

        peers["fitdecode"] = (read_with_fitdecode, True, 100)
    except ImportError:
        pass
    try:
        import pyroparse

        peers["pyroparse"] = (lambda data: pyroparse.read_fit(io.BytesIO(data)), False, 1.3)
    except ImportError:
        pass
    return peers


def is_readable(reader: Reader, data: bytes) -> bool:
    """Whether the reader reads these bytes at all; its errors are its own."""
    try:
        reader(data)
    except Exception:  # noqa: BLE001 - other people's readers raise what they like
        return False
    return True


def time_reader(reader: Reader, files: Sequence[bytes], repeats: int) -> float:
    """Median processor seconds to read the files once."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        for data in files:
            reader(data)
        times.append(time.process_time() - start)
    return statistics.median(times)


def count_records(data: bytes) -> int:
    """How many record messages a file holds."""
    return len(read_fit(data).messages("record"))


def choose_files(folder: Path, count: int) -> dict[str, list[bytes]]:
    """Activities at random (always the same), and those of recent watches."""
    mixed, recent = [], []
    for path in sorted(folder.rglob("*.fit")):
        data = path.read_bytes()
        try:
            fit = read_fit(data)
        except UnreadableFit:
            continue
        if len(fit.messages("record")) and not fit.truncated:
            mixed.append(data)
            if RECENT.intersection(fit.messages("file_id").words("garmin_product")):
                recent.append(data)
    chance = random.Random(3)
    return {
        name: chance.sample(files, min(count, len(files))) for name, files in (("mixed", mixed), ("recent", recent))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=find_shared("corpus"))
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.folder or fill_folder(Path(made), arguments.files)
        chosen = choose_files(folder, arguments.files)
    if arguments.folder is None:
        print("made-up runs (shared/corpus is not beside this checkout)")
    compare(chosen, arguments.repeats)


def compare(chosen: dict[str, list[bytes]], repeats: int) -> None:
    """Print Runback's speed and each peer's on the same files."""
    peers = find_peers()
    for name, files in chosen.items():
        if not files:
            continue
        records = sum(map(count_records, files))
        own = time_reader(read_with_runback, files, repeats)
        size = sum(map(len, files))
        print(f"{name}: {len(files)} files, {size / 1e6:.1f} MB, {records} records")
        print(
            f"  runback         {records / own / 1e3:8.0f} thousand records/s, {own / len(files) * 1e3:.2f} ms a file"
        )
        for peer, (reader, is_slow, aim) in peers.items():
            asked = files[::SLOW_SHARE] if is_slow else files
            part = [data for data in asked if is_readable(reader, data)]
            theirs = time_reader(reader, part, 1 if is_slow else repeats)
            ours = time_reader(read_with_runback, part, repeats)
            speed = sum(map(count_records, part)) / theirs / 1e3
            told = (
                f"{peer:15} {speed:8.0f} thousand records/s; runback is {theirs / ours:.2f} times as fast (aim {aim:g})"
            )
            print(f"  {told}, {len(part)} of {len(asked)} files read")


if __name__ == "__main__":
    main()
