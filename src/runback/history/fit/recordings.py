"""From FIT files to recordings: one for each session, as the file states it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runback.history.fit.errors import NotAnActivityFile, UnreadableFit
from runback.history.fit.file import FitFile, read_fit
from runback.history.fit.messages import Messages
from runback.history.fit.profile import FIT_EPOCH
from runback.history.fit.sessions import (
    REAL_TIME,
    Session,
    Timeline,
    find_sessions,
    stated_totals,
)
from runback.history.fit.track import Track, cut_samples, read_track
from runback.history.instants import is_plausible_instant
from runback.history.recording import NO_CLOCK, Recording
from runback.languages.saved import translate_later

_KINDS = {
    "44": translate_later("measures of training and recovery"),
    "49": "sleep",
    "68": translate_later("heart rate variability"),
    "monitoring_a": translate_later("monitoring of the day"),
    "monitoring_b": translate_later("monitoring of the day"),
}
"""The contents of Garmin files without activities; three of the numbers are not in the published profile."""

_LARGEST_EFFORT = 100.0
_LARGEST_OFFSET = 2.0**32


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The activities recorded in a FIT file: one per session, or one from the records if no session is recorded.

    Raises ``UnreadableFit`` if the bytes are not a FIT file, ``NotAnActivityFile`` for
    settings, workouts, courses, monitoring and files without any record or session.
    """
    fit = read_fit(data)
    activities = [part for part in fit.split() if _is_activity(part)]
    if len(activities) <= 1:
        _refuse_others(fit)
        return _read_one(fit)
    return tuple(recording for part in activities for recording in _read_one(part))


def _holds_samples(fit: FitFile) -> bool:
    return len(fit.messages("session")) > 0 or len(fit.messages("record")) > 0


def _file_types(fit: FitFile) -> list[str]:
    return [word for word in fit.messages("file_id").words("type") if word]


def _is_activity(fit: FitFile) -> bool:
    types = _file_types(fit)
    typed = not types or "activity" in types or len(fit.messages("session")) > 0
    return typed and _holds_samples(fit)


def _refuse_others(fit: FitFile) -> None:
    types = _file_types(fit)
    if not _is_activity(fit):
        first = types[0] if types else None
        if first in (None, "activity"):
            _refuse_broken(fit)
            raise NotAnActivityFile(translate_later("This FIT file holds no session and no samples."), first)
        words = _KINDS.get(str(first), str(first).removesuffix("_a").removesuffix("_b").replace("_", " "))
        raise NotAnActivityFile(
            translate_later("This FIT file holds {words}, not an activity.").format(words=words), first
        )


def _refuse_broken(fit: FitFile) -> None:
    """Refuse a header followed by garbage, or an activity cut off before its first sample, as a broken file."""
    if fit.truncated and fit.faults:
        fault = fit.faults[0]
        raise UnreadableFit(
            translate_later("{reason}; there is no activity before that").format(reason=fault.reason), fault.offset
        )


def _read_one(fit: FitFile) -> tuple[Recording, ...]:
    facts = _read_facts(fit)
    track = read_track(fit, _whole_elapsed(fit), facts.timeline.pauses)
    return tuple(_recording(fit, track, facts, session) for session in find_sessions(fit, track))


def _whole_elapsed(fit: FitFile) -> float | None:
    """The stated elapsed time of a file with one session; some devices swap elapsed and timer time."""
    session = fit.messages("session")
    times_s = [*session.values("total_elapsed_time"), *session.values("total_timer_time")]
    return max((time for time in times_s if time is not None), default=None) if len(session) == 1 else None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a file states once for all its sessions; ``offset_s`` is local time minus the device's time.

    ``sport_name`` is what the runner called the one sport of the file.
    """

    timeline: Timeline
    offset_s: int | None
    device: str | None
    titles: list[str | None]
    workout: str | None
    sport_name: str | None
    notes: tuple[str, ...]


def _read_facts(fit: FitFile) -> _Facts:
    return _Facts(
        timeline=Timeline(fit),
        offset_s=_offset(fit.messages("activity")),
        device=_device(fit),
        titles=fit.messages("session").text("sport_profile_name"),
        workout=next((name for name in fit.messages("workout").text("wkt_name") if name), None),
        sport_name=_only(fit.messages("sport").text("name")),
        notes=_fault_notes(fit),
    )


def _only(texts: list[str | None]) -> str | None:
    names = {text for text in texts if text}
    return names.pop() if len(names) == 1 else None


def _offset(activity: Messages) -> int | None:
    """Local time minus the device's time, from the first message with both; not checked."""
    pairs = zip(activity.values("timestamp"), activity.values("local_timestamp"), strict=True)
    offset = next((local - utc for utc, local in pairs if utc is not None and local is not None), None)
    return None if offset is None or abs(offset) > _LARGEST_OFFSET else round(offset)


def _recording(fit: FitFile, track: Track, facts: _Facts, session: Session) -> Recording:
    start_utc, offset_s, notes = _clock(facts.offset_s, session)
    samples = None
    if session.start is not None:
        samples = cut_samples(track, session.rows, session.start)
    return Recording(
        format="fit",
        sport=session.sport,
        sub_sport=facts.sport_name if _is_vague(session) and facts.sport_name else session.sub_sport,
        start_utc=start_utc,
        utc_offset_s=offset_s,
        samples=samples,
        stated=stated_totals(fit.messages("session"), session),
        pauses=facts.timeline.find_pauses(session),
        laps=facts.timeline.find_laps(session),
        title=facts.workout if session.row is None else facts.titles[session.row] or facts.workout,
        device=facts.device,
        perceived_effort=_effort(fit, session),
        truncated=fit.truncated,
        notes=(*facts.notes, *track.notes, *notes),
    )


def _is_vague(session: Session) -> bool:
    return session.sport in ("generic", "training") and session.sub_sport in (None, "generic")


def _clock(offset: int | None, session: Session) -> tuple[datetime | None, int | None, tuple[str, ...]]:
    """The start in UTC, the UTC offset that the file claims, and notes on an unset clock."""
    if session.start is None:
        return None, offset, (translate_later("The file does not say when it was recorded."),)
    if _is_real(session.start):
        return FIT_EPOCH + timedelta(seconds=session.start), offset, ()
    if offset is None or not _is_real(session.start + offset):
        return None, None, (NO_CLOCK,)
    start = FIT_EPOCH + timedelta(seconds=session.start + offset)
    return start, 0, (translate_later("The device knew only its local time, which is taken for the start."),)


def _is_real(seconds: float) -> bool:
    """Whether a clock that shows this many seconds since the FIT epoch was set."""
    return seconds >= REAL_TIME and is_plausible_instant(FIT_EPOCH + timedelta(seconds=min(seconds, 2.0**32)))


def _device(fit: FitFile) -> str | None:
    """Manufacturer and product, such as ``Garmin fr645 asia`` or ``Suunto 9 Baro``."""
    files = fit.messages("file_id")
    if len(files) == 0:
        return None
    row = next((row for row, word in enumerate(files.words("type")) if word == "activity"), 0)
    maker = (files.words("manufacturer")[row] or "").replace("_", " ")
    named = files.text("product_name")[row]
    product = named or (files.words("garmin_product")[row] or "").replace("_", " ")
    if maker == "development" or (named and named.lower().startswith(maker)):
        maker = ""
    return " ".join(part for part in (maker.title(), product) if part) or None


def _effort(fit: FitFile, session: Session) -> float | None:
    """The runner's effort from 0 to 10; the file stores ten times that."""
    rating = None if session.row is None else fit.messages("session").values("workout_rpe")[session.row]
    return rating / 10 if rating is not None and 0 <= rating <= _LARGEST_EFFORT else None


def _fault_notes(fit: FitFile) -> tuple[str, ...]:
    notes = [
        translate_later("{reason} (byte {offset}).").format(reason=fault.reason, offset=fault.offset)
        for fault in fit.faults
    ]
    if fit.truncated:
        notes.append(translate_later("Everything before the break was kept."))
    return tuple(notes)
