"""Strava's activities.csv: names, gear and perceived effort of the files that lie beside it.

Its headings are in the runner's language; its columns are in the same order in all of them.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO

from runback.history.recording import LISTED_DISTANCE, Recording, StatedTotals

INDEX_NAME = "activities.csv"
_NAMES = {
    "filename": ("filename",),
    "title": ("activity name", "name"),
    "sport": ("activity type", "type"),
    "gear": ("activity gear", "gear"),
    "effort": ("perceived exertion", "gefühlte anstrengung"),
}
_LISTED = re.compile(r"activities/\S+\.(?:fit|gpx|tcx)(?:\.gz)?", re.IGNORECASE)
_FILENAME_AT = range(8, 16)
"""Where the column of file names has been, in exports from 2018 to 2026."""


_SAME_SHARE = 0.01
_PLACES = {"start": 1, "title": 2, "sport": 3, "elapsed": 5, "distance": 6, "gear": 11, "filename": 12}
"""Where the columns are in exports with headings of another language."""
_FILENAME_WORDS = frozenset(
    {"filename", "dateiname", "nom du fichier", "nombre de archivo", "nombre del archivo", "nome file",
     "nome del file", "nome do arquivo", "nome do ficheiro", "bestandsnaam", "nazwa pliku", "filnavn", "filnamn",
     "имя файла", "ファイル名"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StravaEntry:
    """What the list tells of one file; ``effort`` is the 1 to 10 scale Strava asks for.

    ``distance_m`` can be put right there for a run without positions.
    """

    title: str | None
    sport: str | None
    gear: str | None
    effort: float | None
    distance_m: float | None = None


def is_strava_list(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of a table are activities.csv of a Strava export, of any year and language."""
    if not rows:
        return False
    header = {name.strip().lower() for name in rows[0]}
    is_english = "filename" in header and bool({"activity id", "id"} & header)
    return is_english or find_filenames(rows) is not None or _is_in_another_language(rows)


def find_filenames(rows: Sequence[Sequence[str]]) -> int | None:
    """The column of file names in a list with headings of any language; None for a table that is no such list."""
    for row in rows[1:]:
        at = next((at for at in _FILENAME_AT if at < len(row) and _LISTED.fullmatch(row[at].strip())), None)
        if at is not None:
            return at if row[0].strip().isdecimal() else None
    return None


def _is_in_another_language(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are a list with other headings: its first column is numbers, and it has two distances."""
    if len(rows) < 2 or len(rows[0]) <= max(_FILENAME_AT[0], _PLACES["distance"]):
        return False
    header = [name.strip().lower() for name in rows[0]]
    is_numbered = all(row[0].strip().isdecimal() for row in rows[1:] if row)
    is_id = header[0].startswith("id") or header[0].endswith("id")
    return is_id and is_numbered and header.count(header[_PLACES["distance"]]) == 2


def read_index(data: bytes) -> dict[str, StravaEntry]:
    """Entries by file name as listed (``activities/123.fit.gz``); rows without a file are left out.

    Columns are found by name; of two with the same name the first counts, as in Strava's own exports.
    """
    try:
        rows = list(csv.reader(StringIO(data.decode("utf-8-sig", "replace"), newline="")))
    except csv.Error:
        return {}
    if not rows:
        return {}
    header = [name.strip().lower() for name in rows[0]]
    places = {
        key: next((header.index(name) for name in names if name in header), None) for key, names in _NAMES.items()
    }
    if places["filename"] is None and (at := find_filenames(rows)) is not None:
        places |= {"filename": at, "title": 2, "sport": 3, "gear": at - 1}
    found = {}
    metres_at = _metres_at(header, header.index("distance") if "distance" in header else _PLACES["distance"])
    for row in rows[1:]:
        cells = {key: _cell(row, place) for key, place in places.items()}
        if cells["filename"]:
            metres = None if metres_at is None else _value(_cell(row, metres_at))
            entry = StravaEntry(cells["title"], cells["sport"], cells["gear"], _effort(cells["effort"]), metres)
            found[cells["filename"]] = entry
    return found


def _metres_at(header: list[str], distance_at: int | None) -> int | None:
    """The column of metres: the only distance of 2018's lists, the second one of today's."""
    name = _cell(header, distance_at)
    distances = [] if name is None else [at for at, other in enumerate(header) if other == name]
    return next(iter(distances if "id" in header else distances[1:2]), None)


_COLUMNS = {
    "start": ("activity date", "date"),
    "title": ("activity name", "name"),
    "sport": ("activity type", "type"),
    "elapsed": ("elapsed time", "elapsed_time"),
    "moving": ("moving time", "moving_time"),
    "distance": ("distance",),
    "ascent": ("elevation gain",),
    "hr": ("average heart rate",),
    "gear": ("activity gear", "gear"),
    "effort": ("perceived exertion",),
    "filename": ("filename",),
}


def read_typed_in(data: bytes) -> tuple[Recording, ...]:
    """The activities of the list that have no file: typed in, or recorded without one."""
    try:
        rows = list(csv.reader(StringIO(data.decode("utf-8-sig", "replace"), newline="")))
    except csv.Error:
        return ()
    if not rows:
        return ()
    header = [name.strip().lower() for name in rows[0]]
    places = {
        key: next((header.index(name) for name in names if name in header), None) for key, names in _COLUMNS.items()
    }
    if places["filename"] is None:
        places = _places_of_any_language(header)
    metres_at = _metres_at(header, places["distance"])
    found = []
    for row in rows[1:]:
        cells = {key: _cell(row, place) for key, place in places.items()}
        if cells["filename"] or not cells["start"]:
            continue
        metres = None if metres_at is None else _value(_cell(row, metres_at))
        if metres is None and (kilometres := _value(cells["distance"])) is not None:
            metres = kilometres * 1000
        found.append(_typed_in(cells, metres))
    return tuple(
        each for each in found if each.start_utc is not None and (each.stated.elapsed_s or each.stated.distance_m)
    )


def _places_of_any_language(header: list[str]) -> dict[str, int | None]:
    """Where the columns are when headings are in another language: always in the same order."""
    filename = next((at for at, name in enumerate(header) if name in _FILENAME_WORDS), _PLACES["filename"])
    places: dict[str, int | None] = dict.fromkeys(_COLUMNS) | _PLACES | {"filename": filename, "gear": filename - 1}
    elapsed = [at for at, name in enumerate(header) if name == _cell(header, _PLACES["elapsed"])]
    if len(elapsed) == 2 and elapsed[1] + 1 < len(header):
        places["moving"] = elapsed[1] + 1
    return places


def _typed_in(cells: Mapping[str, str | None], metres: float | None) -> Recording:
    from runback.history.columns import EPOCH
    from runback.history.instants import read_instant

    seconds = read_instant(cells["start"] or "")
    return Recording(
        format="strava",
        sport=(cells["sport"] or "").lower(),
        start_utc=EPOCH + timedelta(seconds=seconds) if 0 < seconds < 4e9 else None,
        stated=StatedTotals(
            elapsed_s=_value(cells["elapsed"]),
            timer_s=_value(cells["moving"]) or _value(cells["elapsed"]),
            distance_m=metres,
            ascent_m=_value(cells["ascent"]),
            avg_hr_bpm=_value(cells["hr"]),
        ),
        title=cells["title"],
        gear=cells["gear"],
        perceived_effort=_effort(cells["effort"]),
    )


def _value(text: str | None) -> float | None:
    try:
        value = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < 1e8 else None


def _cell(row: list[str], place: int | None) -> str | None:
    return (row[place].strip() or None) if place is not None and place < len(row) else None


def _effort(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value <= 10 else None


def find_entry(index: Mapping[str, StravaEntry], inner: str) -> StravaEntry | None:
    """The entry of a file by its path beside the list, whether or not it is still packed."""
    bare = inner.removesuffix(".gz")
    return next((index[name] for name in (inner, bare, f"{bare}.gz") if name in index), None)


def join(recording: Recording, entry: StravaEntry) -> Recording:
    """The recording with what the list adds; the file's own sport is kept where it names one."""
    from runback.history.sports import is_named

    vague = not is_named(recording.sport, recording.sub_sport)
    recording = _with_listed_distance(recording, entry.distance_m)
    return replace(
        recording,
        title=entry.title or recording.title,
        gear=entry.gear or recording.gear,
        perceived_effort=entry.effort if entry.effort is not None else recording.perceived_effort,
        sport=(entry.sport or recording.sport).lower() if vague else recording.sport,
    )


def _with_listed_distance(recording: Recording, metres: float | None) -> Recording:
    """With the distance that the list has for a recording without real positions, whose runner can put it right."""
    from runback.history.track import first_position
    from runback.history.virtual import is_virtual

    stated_m = recording.stated.distance_m
    is_placed = first_position(recording.samples) is not None and not is_virtual(recording)
    if not metres or is_placed or (stated_m and abs(stated_m - metres) <= _SAME_SHARE * metres):
        return recording
    notes = (*recording.notes, LISTED_DISTANCE)
    return replace(recording, stated=replace(recording.stated, distance_m=metres), notes=notes)


class StravaLists:
    """The lists met so far in one import, by the folder or archive they lie in.

    ``sources.walk`` hands each list over before the files it names. Entries are small
    and can be sent to the process that reads the file (``read.read_source``).
    """

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, StravaEntry]] = {}

    @staticmethod
    def is_named_so(label: str) -> bool:
        """Whether the file has the name of a list, so that ``notice`` has to see it."""
        return label.rpartition("/")[2].lower() == INDEX_NAME

    def notice(self, label: str, data: bytes) -> None:
        """Remember the file if it is a list; any other file is passed by at no cost."""
        if self.is_named_so(label) and (index := read_index(data)):
            self._lists[label.rpartition("/")[0]] = index

    def find(self, label: str) -> StravaEntry | None:
        """What a list tells of the file with this label, None where none names it."""
        for folder, index in self._lists.items():
            if label.startswith(f"{folder}/") and (entry := find_entry(index, label[len(folder) + 1 :])):
                return entry
        return None
