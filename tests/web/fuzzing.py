"""Requests that no page of ours would send: every form with odd values, every address with odd parts."""

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

START = ("/", "/plan/", "/check/", "/check/begin/", "/history/", "/import/", "/pain/", "/strength/", "/form/",
         "/shoes/", "/account/", "/data/", "/sharing/", "/devices/", "/plan/out/", "/plan/races/")  # fmt: skip
ODD = ("", " ", "0", "-1", "1e308", "NaN", "9" * 40, "2026-02-30", "9999-12-31", "0001-01-01", "24:61", "a\0b",
       "\ud800", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7|add:7 }}", "../../etc/passwd", "x" * 5000,
       "yes", "run", "[]", "{}", "\u202e", "ﬀ", "٣", "%00", "🏃")  # fmt: skip
NEVER = {"sign-out", "data-erase", "spine-answer", "spine-paper", "account-own-runs", "devices-end-others"}
_NEVER_SENT = ("/sign-out/", "/data/erase/", "/spine/", "/account/own-runs/", "/devices/end-others/")
"""What ends the session, or works for seconds."""


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


def odd_requests(client: Client, rng: random.Random, count: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """``count`` requests as method, path and fields: half of them forms of real pages, half odd addresses."""
    known = [form for path in START for form in forms_on(client, path)]
    patterns = [one for one in addresses() if one.name not in NEVER]
    never = tuple(
        path for path in ("/sign-out/", "/data/erase/", "/spine/", "/account/own-runs/", "/devices/end-others/")
    )
    forms = [(path, fields) for path, fields in known if not path.startswith(never)]
    for _ in range(count):
        if rng.random() < 0.5:
            path, fields = rng.choice(forms)
            sent = {name: _sent(rng) for name in fields if rng.random() < 0.9}
            yield "post", path, sent
        else:
            method = rng.choice(("get", "post"))
            yield method, odd_path(rng.choice(patterns), rng), {"x": rng.choice(ODD).replace("\ud800", "?")}


def _sent(rng: random.Random) -> bytes:
    return rng.choice(ODD).encode("utf-8", "surrogatepass")
