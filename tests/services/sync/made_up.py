"""A server made from the description of intervals.icu, for tests without internet; nobody's real account.

It answers the calls that Runback uses as the public notes on the service say (docs/sync.md names them), reads
workout text by the site's own rules, and fails on request. That the real site answers alike is not tested.
"""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "abcdefgh12345678"
Reply = tuple[int, dict[str, str], bytes]
Fault = Callable[[str, str], Reply | None]


@dataclass
class MadeServer:
    """The account on the other side: ``activities``, their ``files``, and ``events`` by id.

    ``faults`` are asked first, in order: each gets (verb, path) and returns a reply, or None to let the call pass.
    ``asked`` lists what was asked.
    """

    activities: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    made_files: dict[str, bytes] = field(default_factory=dict)
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    athlete: dict[str, Any] = field(default_factory=lambda: {"name": "Ada", "icu_garmin_upload_workouts": True})
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    half_answers: set[str] = field(default_factory=set)
    url: str = ""

    def add_run(self, name: str, day: date, data: bytes | None, source: str = "GARMIN_CONNECT", **more: Any) -> None:
        activity = {"id": name, "start_date_local": f"{day}T08:00:00", "type": "Run", "source": source}
        self.activities.append(activity | more)
        if data is not None:
            self.files[name] = data

    def ours(self) -> dict[str, dict[str, Any]]:
        return {e["external_id"]: e for e in self.events.values() if str(e.get("external_id")).startswith("runback:")}

    def count(self, verb: str, part: str) -> int:
        return sum(verb == asked and part in path for asked, path in self.asked)

    # --- the calls

    def answer(self, verb: str, path: str, query: dict[str, str], body: bytes) -> Reply:
        for fault in self.faults:
            if (reply := fault(verb, path)) is not None:
                return reply
        match verb, path.removeprefix("/api/v1").strip("/").split("/"):
            case "GET", ["athlete", "0"]:
                return _json(self.athlete)
            case "GET", ["athlete", "0", "activities"]:
                return self._list_activities(query)
            case "GET", ["activity", name, "file"]:
                return self._give(self.files.get(name))
            case "GET", ["activity", name, "fit-file"]:
                return self._give(self.made_files.get(name))
            case "GET", ["athlete", "0", "events"]:
                inside = [
                    e for e in self.events.values() if _is_inside(e, query) and e["category"] == query["category"]
                ]
                return _json(inside)
            case "POST", ["athlete", "0", "events", "bulk"]:
                return _json([self._upsert(event) for event in json.loads(body)])
            case "PUT", ["athlete", "0", "events", "bulk-delete"]:
                gone = [self.events.pop(int(one["id"]), None) for one in json.loads(body)]
                return _json({"eventsDeleted": sum(one is not None for one in gone)})
        return _error(405 if path.endswith("bulk-delete") else 404, "unknown")

    def _list_activities(self, query: dict[str, str]) -> Reply:
        if "oldest" not in query:
            return _error(422, "oldest is required")
        found = sorted((a for a in self.activities if _is_inside(a, query)), key=lambda a: a["start_date_local"])[::-1]
        wanted = query["fields"].split(",")
        trimmed = [{k: v for k, v in one.items() if k in wanted and v is not None} for one in found]
        stubs = [{k: one[k] for k in ("id", "source")} if one["source"] == "STRAVA" else one for one in trimmed]
        return _json(stubs[: int(query.get("limit", "9999"))])

    def _give(self, data: bytes | None) -> Reply:
        if data is None:
            return _error(404, "not found")
        return 200, {"Content-Type": "application/octet-stream", "Content-Encoding": "gzip"}, gzip.compress(data)

    def _upsert(self, event: dict[str, Any]) -> dict[str, Any]:
        known = next((n for n, e in self.events.items() if e.get("external_id") == event["external_id"]), None)
        number = known or max(self.events, default=100) + 1
        stored = event | {"id": number, "uid": f"server-{number}", "push_errors": None}
        stored["description"] = event["description"].rstrip() + "\n"  # the site stores text in its own way
        stored["workout_doc"] = {"steps": read_workout_text(event["description"])}
        self.events[number] = stored
        return stored


def _is_inside(one: dict[str, Any], query: dict[str, str]) -> bool:
    day = one["start_date_local"][:10]
    return query["oldest"] <= day <= query.get("newest", str(date.today() + timedelta(days=1)))


def _json(found: object, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(found).encode()


def _error(status: int, text: str) -> Reply:
    return _json({"status": status, "error": text}, status)


_LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!tr))?(?:(\d+)s)?$")
_DISTANCE = re.compile(r"([\d.]+)(km|mtr|mi)$")


def read_workout_text(text: str) -> list[dict[str, Any]]:
    """The steps of a workout text by the site's guide: blocks between empty lines, ``6x`` repeats one."""
    steps: list[dict[str, Any]] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        times = re.search(r"(\d+)x$", lines[0])
        inner = [_read_step(line) for line in lines if line.startswith("- ")]
        if times and inner:
            steps.append({"reps": int(times[1]), "steps": inner})
        else:
            steps += inner
    return steps


def _read_step(line: str) -> dict[str, Any]:
    """The words before the first length are the cue; ``m`` is minutes."""
    step: dict[str, Any] = {}
    cue: list[str] = []
    for word in line[2:].split():
        if not step and (found := _LENGTH.match(word)) and any(found.groups()):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            step["duration"] = hours * 3600 + minutes * 60 + seconds
        elif not step and (found := _DISTANCE.match(word)):
            step["distance"] = float(found[1]) * {"km": 1000, "mtr": 1, "mi": 1609.344}[found[2]]
        elif word.startswith("intensity="):
            step["intensity"] = word.partition("=")[2]
        else:
            assert not step, f"words after the length: {line}"
            cue.append(word)
    return step | {"text": " ".join(cue)}


# --- serving it


@contextmanager
def serve_made(made: MadeServer) -> Iterator[MadeServer]:
    """The server on a free port of this machine, until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version, wbufsize = "HTTP/1.1", -1  # one packet an answer

        def _reply(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append((self.command, self.path))
            if self.headers.get("Authorization") != f"Basic {base64.b64encode(f'API_KEY:{KEY}'.encode()).decode()}":
                status, headers, data = _error(401, "unauthorized")
            else:
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                status, headers, data = made.answer(self.command, address.path, query, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if any(part in self.path for part in made.half_answers):
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
            else:
                self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = _reply  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- faults


class Killed(BaseException):
    """The process is gone at this moment."""


def once(status: int, headers: dict[str, str] | None = None, part: str = "/") -> Fault:
    """A fault of the first call whose address contains ``part``."""
    left = [True]

    def fault(_verb: str, path: str):
        if part in path and left:
            left.clear()
            return status, headers or {}, b'{"error": "trouble"}'
        return None

    return fault


def always(status: int, part: str = "/", headers: dict[str, str] | None = None) -> Fault:
    return lambda _verb, path: (status, headers or {}, b"<html>trouble</html>") if part in path else None
