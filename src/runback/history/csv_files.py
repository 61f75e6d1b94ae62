"""Tables, identified by their header. Strava's list complements other files; for a diary the runner is asked first."""

import csv
from io import StringIO

from runback.history.day_counts import counts_days, counts_moments
from runback.history.diary_table import guess_columns
from runback.history.errors import NotAnActivity
from runback.history.exports.find import is_export_table, read_export_table
from runback.history.recording import Recording
from runback.history.strava import is_strava_list, read_manual_entries
from runback.history.tables import read_table
from runback.languages.saved import translate_later


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The activities of an export's table, and those of Strava's list that have no file.

    Raises ``NotAnActivity`` for other tables, with what they seem to be, and for a diary with what to do.
    """
    if is_export_table(data):
        return read_export_table(data)
    if is_index(data):
        if manual := read_manual_entries(data):
            return manual
        raise NotAnActivity(
            translate_later("This is Strava's list of activities: its names, gear and effort join the files beside it.")
        )
    guess = guess_columns(data)
    if guess is None and counts_days(read_table(data)):
        raise NotAnActivity(translate_later("This table counts the steps of whole days, not runs."))
    if guess is None and counts_moments(read_table(data)):
        raise NotAnActivity(
            translate_later(
                "This table has many rows for each day (steps, heart rates, minutes), not one for each run."
            )
        )
    if guess is None:
        raise NotAnActivity(translate_later("This table is not an activity file."))
    words = translate_later(
        "This looks like a training diary of {count_rows} rows. "
        'Look at the columns, correct what is wrong and import it with --columns "{columns}".'
    )
    raise NotAnActivity(words.format(count_rows=guess.rows, columns=guess.as_option()))


def is_index(data: bytes) -> bool:
    """Whether a table is the activity list of a Strava export, in any language."""
    try:
        rows = list(csv.reader(StringIO(data[:65_536].decode("utf-8-sig", "replace"), newline="")))
    except csv.Error:
        return False
    return is_strava_list(rows)
