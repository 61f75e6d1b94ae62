"""Log lines as JSON, for programs that gather them (RUNBACK_LOG=json): nothing in them says who did what.

A page is its name and never its address, which can contain an id, a day or a token. An error is its kind and where in
the program it happened, without the message, which can repeat an entry.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

_ACCESS = ("page", "method", "status", "ms")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and for a request page, method, status and ms."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        request = getattr(record, "request", None)
        if request is None:
            entry["message"] = record.getMessage()
        else:
            entry |= {
                "message": "A request failed.",
                "page": page_name(request),
                "status": vars(record).get("status_code"),
            }
        entry |= {name: vars(record)[name] for name in _ACCESS if name in vars(record)}
        if record.exc_info and record.exc_info[1] is not None:
            entry |= _describe(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def _describe(problem: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(problem).__name__, "where": places}


def page_name(request: object) -> str:
    """The name of the page a request asked for; "unknown" for an address that nothing is under."""
    match = getattr(request, "resolver_match", None)
    return str(match.url_name) if match is not None and match.url_name else "unknown"
