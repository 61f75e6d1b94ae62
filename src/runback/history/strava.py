"""Strava's activities.csv: names, gear and perceived effort for the files next to it.

Its headings are in the runner's language; the columns are in the same order in every language.
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
"""The positions of the file name column in exports from 2018 to 2026."""


_SAME_SHARE = 0.01
_PLACES = {"start": 1, "title": 2, "sport": 3, "elapsed": 5, "distance": 6, "gear": 11, "filename": 12}
"""The positions of the columns in exports with headings in another language."""
_FILENAME_WORDS = frozenset(
    {"filename", "dateiname", "nom du fichier", "nombre de archivo", "nombre del archivo", "nome file",
     "nome del file", "nome do arquivo", "nome do ficheiro", "bestandsnaam", "nazwa pliku", "filnavn", "filnamn",
     "имя файла", "ファイル名"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StravaEntry:
    """What the list says about one file; ``effort`` is Strava's scale from 1 to 10.

    ``distance_m`` can be corrected there for a run without positions.
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
    """The file name column of a list in any language; None for a table that is not such a list."""
    for row in rows[1:]:
        at = next((at for at in _FILENAME_AT if at < len(row) and _LISTED.fullmatch(row[at].strip())), None)
        if at is not None:
            return at if row[0].strip().isdecimal() else None
    return None


def _is_in_another_language(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are a list in another language: the first column is numeric, and there are two distances."""
    if len(rows) < 2 or len(rows[0]) <= max(_FILENAME_AT[0], _PLACES["distance"]):
        return False
    header = [name.strip().lower() for name in rows[0]]
    is_numbered = all(row[0].strip().isdecimal() for row in rows[1:] if row)
    is_id = header[0].startswith("id") or header[0].endswith("id")
    return is_id and is_numbered and header.count(header[_PLACES["distance"]]) == 2


def read_index(data: bytes) -> dict[str, StravaEntry]:
    """The entries by listed file name (``activities/123.fit.gz``); rows without a file are left out.

    Columns are found by name; if two have the same name, the first one counts, as in Strava's own exports.
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
    """The column with metres: the only distance in lists from 2018, the second one in current lists."""
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


def read_manual_entries(data: bytes) -> tuple[Recording, ...]:
    """The listed activities without a file: entered by hand, or recorded without one."""
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
        found.append(_manual_entry(cells, metres))
    return tuple(
        each for each in found if each.start_utc is not None and (each.stated.elapsed_s or each.stated.distance_m)
    )


def _places_of_any_language(header: list[str]) -> dict[str, int | None]:
    """The positions of the columns if headings are in another language; the order is always the same."""
    filename = next((at for at, name in enumerate(header) if name in _FILENAME_WORDS), _PLACES["filename"])
    places: dict[str, int | None] = dict.fromkeys(_COLUMNS) | _PLACES | {"filename": filename, "gear": filename - 1}
    elapsed = [at for at, name in enumerate(header) if name == _cell(header, _PLACES["elapsed"])]
    if len(elapsed) == 2 and elapsed[1] + 1 < len(header):
        places["moving"] = elapsed[1] + 1
    return places


def _manual_entry(cells: Mapping[str, str | None], metres: float | None) -> Recording:
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
    """The entry for a file by its path relative to the list, compressed or not."""
    bare = inner.removesuffix(".gz")
    return next((index[name] for name in (inner, bare, f"{bare}.gz") if name in index), None)


def join(recording: Recording, entry: StravaEntry) -> Recording:
    """The recording with what the list adds; a sport stated in the file takes precedence."""
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
    """The recording with the listed distance if it has no real positions, because the runner can correct it there."""
    from runback.history.track import first_position
    from runback.history.virtual import is_virtual

    stated_m = recording.stated.distance_m
    is_placed = first_position(recording.samples) is not None and not is_virtual(recording)
    if not metres or is_placed or (stated_m and abs(stated_m - metres) <= _SAME_SHARE * metres):
        return recording
    notes = (*recording.notes, LISTED_DISTANCE)
    return replace(recording, stated=replace(recording.stated, distance_m=metres), notes=notes)


class StravaLists:
    """The lists found so far in one import, by their folder or archive.

    ``sources.walk`` yields each list before the files it describes. Entries are small
    and can be sent to the process that reads the file (``read.read_source``).
    """

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, StravaEntry]] = {}

    @staticmethod
    def is_list_name(label: str) -> bool:
        """Whether the file has the name of a list and has to be passed to ``add_if_list``."""
        return label.rpartition("/")[2].lower() == INDEX_NAME

    def add_if_list(self, label: str, data: bytes) -> None:
        """Remember the file if it is a list; other files are ignored at no cost."""
        if self.is_list_name(label) and (index := read_index(data)):
            self._lists[label.rpartition("/")[0]] = index

    def find(self, label: str) -> StravaEntry | None:
        """What a list says about the file with this label, None if none names it."""
        for folder, index in self._lists.items():
            if label.startswith(f"{folder}/") and (entry := find_entry(index, label[len(folder) + 1 :])):
                return entry
        return None
