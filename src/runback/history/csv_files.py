"""Tables: told apart by their header. Strava's index joins its files elsewhere; other tables are not read yet."""

import csv
from io import StringIO

from runback.history.errors import NotAnActivity
from runback.history.recording import Recording


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """Raises ``NotAnActivity`` with what the table seems to be."""
    text = data[:65_536].decode("utf-8-sig", "replace")
    header = next(csv.reader(StringIO(text)), [])
    columns = {name.strip().lower() for name in header}
    if is_strava_index(columns):
        raise NotAnActivity("This is Strava's list of activities; their files lie beside it and are read one by one.")
    raise NotAnActivity("This table is not an activity file.")


def is_strava_index(columns: set[str]) -> bool:
    """Whether a header is that of the activities.csv in a Strava export (new or of 2018)."""
    return {"filename"} <= columns and bool({"activity id", "id"} & columns)
