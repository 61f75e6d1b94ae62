"""The calls of intervals.icu that Runback uses, with the runner's own key: few, slow, and read with care.

Facts about the service: its API page and its forum (https://intervals.icu/api-docs.html), as of 2026. The key is
the password of HTTP Basic, the user name is ``API_KEY``, athlete ``0`` is the owner of the key.
"""

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

import runback
from runback.languages.saved import translate_later
from runback.services.sync.errors import AskedToWait, SyncProblem, WrongKey

PASSING = frozenset({429, 502, 503, 504})
TRIES = 3
MOST_PATIENCE_S = 30.0
PAUSE_S = 0.25
"""Four requests a second at most; the site allows about ten."""

MOST_BYTES = 128 << 20
MOST_LISTED = 500
_TIMEOUT = urllib3.Timeout(connect=15, read=60)
_NEXT_TIME = translate_later("Nothing more was changed; the next sync tries again.")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Ids are the site's own, and become names of files here."""

_FIELDS = "id,start_date_local,type,source,paired_event_id"

Query = Mapping[str, str | int]
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity as the site lists it; ``event_id`` is the planned workout it was paired with, "" without one."""

    id: str
    source: str
    event_id: str


@dataclass(slots=True)
class Client:
    """Asks with one key; use as a context.

    Raises ``WrongKey``, ``AskedToWait`` and, for everything else that goes wrong, ``SyncProblem``. Only what changes
    no request is repeated automatically.
    """

    base: str
    key: str
    pause_s: float = PAUSE_S
    _next_at: float = 0.0
    _pool: urllib3.PoolManager = field(init=False)

    def __post_init__(self) -> None:
        agent = f"runback/{runback.__version__} (personal training log)"
        headers = urllib3.make_headers(basic_auth=f"API_KEY:{self.key}", user_agent=agent, accept_encoding="gzip")
        self._pool = urllib3.PoolManager(headers=headers, timeout=_TIMEOUT, retries=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pool.clear()

    def read_athlete(self) -> dict[str, Any]:
        """The settings of the key's owner."""
        return _as_record(self._read("/athlete/0"))

    def list_activities(self, oldest: str, newest: str) -> list[Listed]:
        """The activities of these local days (YYYY-MM-DD), ``MOST_LISTED`` at most, newest first."""
        query: Query = {"oldest": oldest, "newest": newest, "limit": MOST_LISTED, "fields": _FIELDS}
        records = _as_records(self._read("/athlete/0/activities", query))
        return [
            Listed(str(one["id"]), str(one.get("source") or ""), str(one.get("paired_event_id") or ""))
            for one in records
            if _ID.fullmatch(str(one.get("id")))
        ]

    def read_file(self, activity_id: str) -> bytes | None:
        """The bytes of an activity's file: the original, else the FIT that the site makes; None without either."""
        for name in ("file", "fit-file"):
            status, data = self._get(f"/activity/{activity_id}/{name}")
            if status == 200 and data:
                return data
            if status not in (200, 404, 422):
                raise _not_understood(status, translate_later("an activity's file"))
        return None

    def list_events(self, oldest: str, newest: str) -> list[Event]:
        """The planned workouts of these local days, whoever created them."""
        query: Query = {"oldest": oldest, "newest": newest, "category": "WORKOUT"}
        return [one for one in _as_records(self._read("/athlete/0/events", query)) if one.get("id") is not None]

    def put_events(self, events: Iterable[Event]) -> None:
        """Make these planned workouts, or change those of the same ``external_id``; never repeated automatically."""
        self._write("POST", "/athlete/0/events/bulk", list(events), {"upsert": "true"})

    def delete_events(self, ids: Iterable[object]) -> None:
        """Delete the planned workouts of these ids; one that is gone already is ignored."""
        self._write("PUT", "/athlete/0/events/bulk-delete", [{"id": each} for each in ids])

    def _write(self, verb: str, path: str, body: object, query: Query | None = None) -> None:
        status, _, headers = self._ask(verb, path, query, json.dumps(body).encode())
        if status in PASSING:
            raise AskedToWait(_wait_of(headers, MOST_PATIENCE_S))
        if status not in (200, 201, 204):
            raise _not_understood(status, translate_later("planned workouts"))

    def _read(self, path: str, query: Query | None = None) -> object:
        status, data = self._get(path, query)
        if status != 200:
            raise _not_understood(status, path)
        try:
            return json.loads(data)
        except ValueError:
            words = translate_later("An answer of intervals.icu was cut off or garbled.")
            raise SyncProblem(f"{words} {_NEXT_TIME}") from None

    def _get(self, path: str, query: Query | None = None) -> tuple[int, bytes]:
        for attempt in range(1, TRIES + 1):
            try:
                status, data, headers = self._ask("GET", path, query)
            except _CutOff:
                if attempt == TRIES:
                    raise
                time.sleep(self.pause_s * 2**attempt)
                continue
            if status not in PASSING:
                return status, data
            wait_s = _wait_of(headers, self.pause_s * 2**attempt)
            if attempt == TRIES or wait_s > MOST_PATIENCE_S:
                raise AskedToWait(max(wait_s, MOST_PATIENCE_S))
            time.sleep(wait_s)
        raise AssertionError("unreachable")

    def _ask(
        self, verb: str, path: str, query: Query | None = None, body: bytes | None = None
    ) -> tuple[int, bytes, Mapping[str, str]]:
        time.sleep(max(self._next_at - time.monotonic(), 0.0))
        self._next_at = time.monotonic() + self.pause_s
        headers = dict(self._pool.headers) | ({"Content-Type": "application/json"} if body is not None else {})
        target = f"{self.base}/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            response = self._pool.request(
                verb, target, body=body, headers=headers, preload_content=False, redirect=False
            )
            data = response.read(MOST_BYTES + 1)
            response.release_conn() if len(data) <= MOST_BYTES else response.close()
        except (HTTPError, OSError) as problem:
            words = translate_later("intervals.icu cannot be reached ({cause}).").format(cause=_describe_cause(problem))
            raise _CutOff(f"{words} {_NEXT_TIME}") from None
        if len(data) > MOST_BYTES:
            raise SyncProblem(
                translate_later("An answer of intervals.icu is larger than Runback takes. It was left out.")
            )
        _require_welcome(response.status)
        return response.status, data, response.headers


class _CutOff(SyncProblem):
    """No answer, or half of one."""


def _describe_cause(problem: Exception) -> str:
    reason = getattr(problem, "reason", None)
    return type(reason if isinstance(reason, Exception) else problem).__name__


def _require_welcome(status: int) -> None:
    if status == 401:
        raise WrongKey(
            translate_later(
                "intervals.icu does not know this key. Copy the key again from its Settings, under Developer "
                "Settings, and save it here."
            )
        )
    if status == 403:
        raise SyncProblem(translate_later("intervals.icu refuses this computer for now (403). Try again later."))


def _wait_of(headers: Mapping[str, str], otherwise_s: float) -> float:
    retry_after = headers.get("Retry-After", "")
    return float(retry_after) if retry_after.isdecimal() and len(retry_after) < 7 else otherwise_s


def _not_understood(status: int, what: str) -> SyncProblem:
    words = translate_later("intervals.icu gave an answer that Runback does not understand ({status}, {what}).")
    return SyncProblem(f"{words.format(status=status, what=what)} {_NEXT_TIME}")


def _as_record(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _not_understood(200, translate_later("no record"))
    return found


def _as_records(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _not_understood(200, translate_later("no list"))
    return found
