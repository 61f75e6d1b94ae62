"""Requests that no page of ours would send: every form with odd values, every address with odd parts."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

START = ("/", "/plan/", "/check/", "/check/begin/", "/history/", "/import/", "/pain/", "/strength/", "/form/",
         "/shoes/", "/account/", "/data/", "/sharing/", "/devices/", "/plan/out/", "/plan/races/",
         "/sign-in/ways/", "/sign-in/ways/passkeys/", "/sign-in/ways/app/", "/sign-in/again/", "/limits/", "/outcomes/",
         "/consent/", "/phone/", "/trends/", "/recovery/", "/experiments/", "/self-tests/", "/report/")  # fmt: skip
ODD = ("", " ", "0", "-1", "1e308", "NaN", "9" * 40, "2026-02-30", "9999-12-31", "0001-01-01", "24:61", "a\0b",
       "\ud800", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7|add:7 }}", "../../etc/passwd", "x" * 5000,
       "yes", "run", "[]", "{}", "\u202e", "ﬀ", "٣", "%00", "🏃")  # fmt: skip
NEVER = {"sign-out", "data-erase", "spine-answer", "spine-paper", "account-own-runs", "devices-end-others"}
_NEVER_SENT = ("/sign-out/", "/data/erase/", "/spine/", "/account/own-runs/", "/devices/end-others/")
"""What ends the session, or works for seconds."""

HEADERS = {
    "accept": ("", "application/json", "*/*;q=x", "\xe9", "text/html, " * 200),
    "accept-language": ("", "de-\xe9", "x" * 3000, "en;q=NaN"),
    "hx-request": ("true", "maybe", ""),
    "hx-current-url": ("http://[", "javascript:1", "\xff"),
    "referer": ("", "http://[::1", "https://evil.example/\xe9", "//"),
    "origin": ("null", "https://evil.example", "http://[", ""),
    "user-agent": ("", "x" * 4000, "\xe9<script>"),
    "range": ("bytes=9-1", "bytes=-", "lines=1-2"),
    "if-modified-since": ("yesterday", "Thu, 01 Jan 0001 00:00:00 GMT"),
    "if-none-match": ("*", '"', "W/x"),
    "cookie": ("a=\xe9; =; ;;", "x" * 4000),
    "x-forwarded-for": ("\xe9", "::1, 1.2.3.4", "x" * 500),
}
MULTIPART, FORM = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
BODIES = (
    ("application/json", b"{"),
    ("application/json", b"[" * 3000),
    ("application/json", b"\xff\xfe"),
    ("text/plain", b"x"),
    ("", b""),
    ("multipart/form-data", b"no boundary"),
    (MULTIPART, b"--x\r\n"),
    (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="record"; filename="\0"\r\n\r\nx\r\n--x--\r\n'),
    (FORM, b"%ff=%fe&a=%00&&=&" + b"a=1&" * 500),
    (FORM + "; charset=none", b"a=1"),
)
METHODS = ("head", "put", "delete", "options", "patch", "trace")


class _Forms(HTMLParser):
    """The forms of a page: where each goes and the names of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.found.append((given.get("action") or "", []))
        elif tag in ("input", "select", "textarea", "button") and given.get("name") and self.found:
            self.found[-1][1].append(str(given["name"]))


def forms_on(client: Client, path: str) -> Iterator[tuple[str, list[str]]]:
    """The forms of a page, as where they go and their fields."""
    answer = client.get(path, follow=True)
    reader = _Forms()
    reader.feed(answer.content.decode())
    for action, fields in reader.found:
        yield action or path, [name for name in fields if name != "csrfmiddlewaretoken"]


def addresses(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address of the application."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from addresses(one.url_patterns)


def odd_path(pattern: URLPattern, rng: random.Random) -> str:
    """The address with odd parts; where a number is wanted, an odd number."""
    route = str(pattern.pattern)

    def part(found: re.Match[str]) -> str:
        if found.group(1) == "int":
            return rng.choice(("0", "1", "9" * 18, "9" * 40))
        return re.sub(r"[/?#\0\ud800]", "_", rng.choice(ODD)) or "_"

    return "/" + re.sub(r"<(\w+):(\w+)>", part, route)


class Fuzzer:
    """Sends what no page of ours would send, in the name of one browser; ``sign_in`` lets it in again."""

    def __init__(
        self,
        client: Client,
        rng: random.Random,
        start: Sequence[str] = START,
        sign_in: Callable[[Client], None] = lambda client: None,
    ) -> None:
        self.client, self.rng, self.start, self.sign_in = client, rng, start, sign_in
        self.patterns = [one for one in addresses() if one.name not in NEVER]
        self.forms: list[tuple[str, list[str]]] = []
        self.read_forms()

    def read_forms(self) -> None:
        """Read the forms of the pages again: they change with what was sent."""
        known = (form for path in self.start for form in forms_on(self.client, path))
        self.forms = [(path, fields) for path, fields in known if not path.startswith(_NEVER_SENT)]

    def send(self) -> tuple[str, int]:
        """Send one request; returns what it was in words, and the status of the answer."""
        return self.send_this(*self.choose())

    def choose(self) -> tuple[str, str, dict[str, Any]]:
        """The next request: its method, its address, and what goes with it."""
        way = self.rng.choices((self._form, self._address, self._method, self._body), (50, 35, 5, 10))[0]
        return way()

    def send_this(self, method: str, path: str, options: dict[str, Any]) -> tuple[str, int]:
        """Send this request; as ``send``."""
        at = ("POST", path) if method == "generic" else (path,)
        answer = getattr(self.client, method)(*at, **options, headers=self._headers())
        for close in answer._resource_closers if answer.streaming else ():
            close()
        if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?"):
            self.sign_in(self.client)
        return f"{method} {path} {str(options)[:300]}", answer.status_code

    def _form(self) -> tuple[str, str, dict[str, Any]]:
        if not self.forms:
            return self._address()
        path, fields = self.rng.choice(self.forms)
        return "post", path, {"data": {name: _sent(self.rng) for name in fields if self.rng.random() < 0.9}}

    def _address(self) -> tuple[str, str, dict[str, Any]]:
        odd = {name: self.rng.choice(ODD).replace("\ud800", "?") for name in ("x", "next", "q", "page")}
        return self.rng.choice(("get", "post")), self._path(), {"data": odd}

    def _method(self) -> tuple[str, str, dict[str, Any]]:
        return self.rng.choice(METHODS), self._path(), {}

    def _body(self) -> tuple[str, str, dict[str, Any]]:
        kind, body = self.rng.choice(BODIES)
        path = self.rng.choice(self.forms)[0] if self.forms and self.rng.random() < 0.5 else self._path()
        return "generic", path, {"data": body, "content_type": kind}

    def _path(self) -> str:
        return odd_path(self.rng.choice(self.patterns), self.rng)

    def _headers(self) -> dict[str, str]:
        if self.rng.random() < 0.7:
            return {}
        name = self.rng.choice(tuple(HEADERS))
        return {name: self.rng.choice(HEADERS[name])}


def _sent(rng: random.Random) -> bytes:
    return rng.choice(ODD).encode("utf-8", "surrogatepass")
