"""From the bytes of any file to recordings; the format is recognised by content."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import IO, cast

from runback.domain.errors import BadAnswer
from runback.history import apple_health, csv_files, gpx, tcx
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.exports import find, gadgetbridge
from runback.history.fit.errors import NotAnActivityFile, UnreadableFit
from runback.history.fit.recordings import read_recordings as read_fit_recordings
from runback.history.names import find_end_utc, find_start_local
from runback.history.recording import TIME_OF_NAME, Recording
from runback.history.source_file import LARGE_BYTES
from runback.history.sports import find_sport, is_named
from runback.history.strava import StravaEntry, join
from runback.languages.saved import translate_later

_HEAD = 4096
_GPX, _TCX = re.compile(r"<(?:[\w.-]+:)?gpx[\s>]"), re.compile(r"<(?:[\w.-]+:)?trainingcenterdatabase[\s>]")
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[{\"\[]")
_Reader = Callable[[bytes], tuple[Recording, ...]]
_MAGIC = {
    b"\x89PNG": translate_later("a picture"),
    b"\xff\xd8\xff": translate_later("a picture"),
    b"GIF8": translate_later("a picture"),
    b"%PDF": translate_later("a PDF document"),
    b"SQLite format 3": translate_later("a database"),
    b"PK\x03\x04": translate_later("an archive inside another packing"),
    b"bplist": translate_later("a settings file"),
}


def read_source(data: bytes, label: str, entry: StravaEntry | None = None) -> tuple[Recording, ...]:
    """The recordings in a file, whatever its extension.

    ``entry`` is what a Strava list next to the file adds (``strava.StravaLists``).

    Raises ``NotAnActivity`` for valid files without an activity and ``UnreadableFile``
    (with the byte at which reading fails, if known) for broken ones.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile(translate_later("The file is empty."), path=label, offset=0)
    try:
        recordings = _find_reader(data, label)(data)
        dated = (_dated(recording, label) for recording in recordings)
        if entry and len(recordings) > 1:
            entry = replace(entry, distance_m=None)  # it is the sum of all of them
        joined = (join(recording, entry) if entry else recording for recording in dated)
        return tuple(_with_sport(recording, label) for recording in joined)
    except UnreadableFit as error:
        raise UnreadableFile(error.message, path=label, offset=error.offset) from None
    except NotAnActivityFile as error:
        raise NotAnActivity(error.message, path=label) from None
    except BadAnswer as error:
        raise UnreadableFile(
            translate_later("The file contains something impossible: {message}").format(message=error.message),
            path=label,
        ) from None
    except (UnreadableFile, NotAnActivity) as error:
        error.path = error.path or label
        raise


def read_stream(stream: IO[bytes], label: str) -> Iterator[Recording]:
    """The workouts in an Apple Health export of any size, one by one.

    Raises the same errors as ``read_source``; for anything but a health export after its first bytes.
    """
    try:
        head = stream.read(_HEAD)
        _refuse_large(_as_text(head).lower(), label)
        yield from apple_health.iter_export(cast("IO[bytes]", _WithHead(head, stream)))
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise UnreadableFile(
            translate_later("The file cannot be unpacked: {error}.").format(error=error), path=label
        ) from None
    except (UnreadableFile, NotAnActivity) as error:
        error.path = error.path or label
        raise


def _refuse_large(head: str, label: str) -> None:
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        raise NotAnActivity(
            translate_later("This file is far larger than any activity file, and it is not a health export."),
            path=label,
        )
    if _find_xml_reader(head, label.lower()) is not apple_health.read_recordings:
        raise UnreadableFile(
            translate_later("The file is larger than {value} MB, which no activity file is.").format(
                value=LARGE_BYTES >> 20
            ),
            path=label,
        )


class _WithHead:
    """A stream whose first bytes have been read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """The first bytes on their own, then the rest in the requested sizes."""
        head, self._head = self._head, b""
        return head + self._rest.read(size) if head else self._rest.read(size)


def _dated(recording: Recording, label: str) -> Recording:
    """The recording with the start in the file's name, if the device's clock was not set."""
    if recording.start_utc is not None:
        return recording
    notes = (*recording.notes, TIME_OF_NAME)
    end = find_end_utc(label)
    if end is not None and recording.samples is not None:
        span = timedelta(seconds=float(recording.samples.columns["time_s"][-1]))
        return replace(recording, start_utc=end - span, notes=notes)
    start = find_start_local(label)
    if start is None:
        return recording
    return replace(recording, start_utc=start, is_local_clock=True, utc_offset_s=None, notes=notes)


def _with_sport(recording: Recording, label: str) -> Recording:
    """The recording with the sport in the file's name, if neither the file nor its title names one."""
    if is_named(recording.sport, recording.sub_sport) or find_sport(recording.title) is not None:
        return recording
    found = find_sport(label.rpartition("/")[2].rpartition(".")[0])
    if found is None or recording.sport:
        return recording
    return replace(
        recording,
        sport=found.value,
        notes=(*recording.notes, translate_later("The sport was taken from the file's name.")),
    )


def _find_reader(data: bytes, label: str) -> _Reader:
    name = _bare_name(label)
    if data[8:12] == b".FIT":
        return read_fit_recordings
    if gadgetbridge.is_database(data):
        return gadgetbridge.read_recordings
    # before the magic numbers: Health Connect's export is an SQLite file and should get the more specific reason
    if (reason := _undocumented(data, name)) is not None:
        raise NotAnActivity(reason)
    if name.rpartition(".")[2] in _ELSEWHERE and data.startswith((b"PK", b"\xd0\xcf")):
        raise NotAnActivity(_other_reason(name))
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise NotAnActivity(translate_later("This is {what}, not an activity.").format(what=what))
    head = _as_text(data[:_HEAD]).lower().lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _find_xml_reader(head, name)
    if _JSON.match(head):
        meant = _find_reader_by_name(name) if name.endswith((".fit", ".gpx", ".tcx")) else None
        return partial(_read_json, name=name, meant=meant)
    return _find_reader_by_name(name)


def _read_json(data: bytes, name: str, meant: _Reader | None) -> tuple[Recording, ...]:
    """An export in JSON; any other JSON under the name of an activity file is a broken one (a server's error)."""
    try:
        return find.read_json(data, name=name)
    except (NotAnActivity, UnreadableFile):
        if meant is None:
            raise
        return meant(data)


def _find_reader_by_name(name: str) -> _Reader:
    """Where the beginning does not tell: what it was meant to be, for a table or to say where it breaks."""
    if name.endswith(".fit"):
        return read_fit_recordings
    if name.endswith((".gpx", ".tcx")):
        return gpx.read_recordings if name.endswith(".gpx") else tcx.read_recordings
    if name.endswith((".csv", ".tsv")):
        return csv_files.read_recordings
    if name.endswith(".json"):
        return partial(find.read_json, name=name)
    raise NotAnActivity(_other_reason(name))


def _bare_name(label: str) -> str:
    """The name without the extensions of compression, however many."""
    name = label.lower()
    while name.endswith(".gz"):
        name = name.removesuffix(".gz")
    return name


def _undocumented(data: bytes, name: str) -> str | None:
    """Why a known format is not read: it is undocumented."""
    if data.startswith(b"SQLite format 3") and "health" in name and "connect" in name:
        return translate_later(
            "This is an Android Health Connect database. Its format is not documented and changes, so it is not read. "
            "Export the workouts from the app that recorded them, as FIT, TCX or GPX."
        )
    if name.endswith(".json") and "takeout" in name and "/fit/" in name:
        return translate_later(
            "This is Google Fit's own JSON, whose format is not documented. The workouts lie as TCX files in the "
            "takeout's activities folder; those are read."
        )
    return None


def _as_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _find_xml_reader(head: str, name: str) -> _Reader:
    """Choose by content, whatever the name; by name if the beginning is inconclusive."""
    if _GPX.search(head):
        return gpx.read_recordings
    if _TCX.search(head):
        return tcx.read_recordings
    if any(tag in head for tag in ("<healthdata", "<workout ", "<record ", "doctype healthdata")):
        return apple_health.read_recordings
    if "<html" in head or "<!doctype html" in head:
        raise NotAnActivity(translate_later("This is a web page, not an activity."))
    if name.endswith(".gpx"):
        return gpx.read_recordings
    if name.endswith(".tcx"):
        return tcx.read_recordings
    if name.rpartition(".")[2] in _ELSEWHERE:
        raise NotAnActivity(_other_reason(name))
    raise NotAnActivity(translate_later("This is XML, but neither GPX nor TCX nor Apple Health."))


_SPREADSHEET = translate_later("In the program that made it, save the sheet as CSV and import that")
_ELSEWHERE = {
    **dict.fromkeys(("xlsx", "xlsm", "xls", "ods", "numbers"), _SPREADSHEET),
    **dict.fromkeys(
        ("7z", "rar", "bz2", "xz", "zst"), translate_later("Unpack it and import the folder, or ask for a zip")
    ),
    "kml": translate_later("KML holds places, not times. The app that made it can export GPX"),
    "kmz": translate_later("KML holds places, not times. The app that made it can export GPX"),
    "pwx": translate_later("TrainingPeaks can also export FIT"),
    "hrm": translate_later("Polar's web site can also export TCX or GPX"),
    "sml": translate_later("Suunto's app can also export FIT"),
    "fitlog": translate_later("SportTracks can also export FIT, TCX or GPX"),
}
"""Activity formats that are not read, by extension, and where else to get the same activities."""


def _other_reason(name: str) -> str:
    ending = name.rpartition(".")[2] if "." in name.rpartition("/")[2] else ""
    if ending in _ELSEWHERE:
        return translate_later("Files of the kind .{ending} are not read. {elsewhere}.").format(
            ending=ending, elsewhere=_ELSEWHERE[ending]
        )
    kind = translate_later("A .{ending} file").format(ending=ending) if ending else translate_later("This file")
    return translate_later("{kind} is not one of FIT, TCX, GPX, Apple Health XML, CSV or JSON.").format(kind=kind)
