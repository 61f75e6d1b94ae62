"""Runs in a virtual world: on a treadmill with a screen, at positions where nobody was."""

from runback.history.recording import Recording
from runback.history.sports import load_sports
from runback.history.track import first_position


def is_virtual(recording: Recording) -> bool:
    """Whether the positions are those of a game, by the recording's words, its maker or the positions themselves."""
    table = load_sports()
    words = f"{recording.sport} {recording.sub_sport or ''}".lower()
    maker = f"{recording.device or ''} {recording.title or ''}".lower()
    if any(word in words for word in table.virtual_words) or any(name in maker for name in table.virtual_makers):
        return True
    place = first_position(recording.samples)
    if place is None:
        return False
    return any(
        south <= place[0] <= north and west <= place[1] <= east for south, north, west, east in table.virtual_places
    )
