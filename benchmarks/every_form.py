"""Every form of the web pages as its runner would send it, found by following the links of a home that has everything.

``grow`` makes a home (the made-up runner of the demo, a clinician and an administrator), sends each form once to see
what it leads to, and gives the forms, each with the values that its page has. ``unsent`` names the addresses that
accept a form and were not reached: what a campaign over ``found`` leaves out is said, never silent.
"""

import hashlib
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

PEOPLE = {"ada": "runner", "cleo": "clinician", "emil": "admin"}
TAKES_AWAY = re.compile(r"remove|delete|undo|-end|stop|close|erase|leave|sign-out|retire|restore|forget|own-runs")
"""Forms that are noted and not sent while the home grows: they take away what another form needs."""

NOT_SENT = {"spine-answer", "spine-paper", "spine-preview", "account-own-runs"}
"""What works for seconds or starts another server, and writes nothing into the home it is asked in."""

BY_SCRIPT = (
    ("ada", "/pain/1/leg/", {"leg": ["none"]}, ()),
    ("ada", "/pain/1/places/", {"place": ["left_low_back"]}, ()),
    ("ada", "/import/upload/", {"path": ["a/run.gpx"]}, ("files",)),
    ("ada", "/form/upload/", {}, ("video",)),
    ("ada", "/history/1/sport/", {"sport": ["ride"]}, ()),
    ("ada", "/history/1/join/", {"other": ["2"]}, ()),
    ("ada", "/outcomes/skip/", {}, ()),
    ("ada", "/import/folders/", {"folder": ["{work}/inbox"]}, ()),
    ("ada", "/check/clearance/", {"by": ["Physio"], "flag": ["bone_stress"]}, ()),
    ("emil", "/people/add/", {"username": ["dora"], "name": ["Dora"], "role": ["runner"]}, ()),
)
"""Forms that a script puts together, or that a page of this home has no reason to show."""

MOST_OF_A_ROUTE = 3
FILES = {"video": "clip.mp4", "record": "record.json", "backup": "backup.zip"}
VALUES = {"word": "erase", "score": "3", "distance_km": "5", "duration_min": "31", "minutes": "12", "name": "Something",
          "weekly_km": "20", "effort": "4", "text": "since the long run", "folder": "{work}/inbox", "limit_km": "700",
          "lean_deg": "5", "key": "0123456789abcdef", "athlete": "i1", "username": "dora", "pain": "3",
          "pain_during": "3", "race_km": "10", "zone": "Asia/Kathmandu", "email": "ada@localhost"}  # fmt: skip
BY_TYPE = {"number": "3", "date": "2027-01-04", "time": "07:00", "email": "ada@localhost", "file": ""}
UNEVEN = {"django_session", "record_view", "store_devicerow", "device", "sqlite_sequence"}
"""Tables that change when a page is only looked at."""


@dataclass
class Form:
    """A form: who sends it, where to, and what its page has in it; ``files`` are names of fields that take a file."""

    user: str
    path: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    button: str = ""

    @property
    def name(self) -> str:
        """The address it goes to, and its button."""
        return " ".join(filter(None, (f"form: {self.user}", route_of(self.path), self.button)))


def route_of(path: str) -> str:
    """The name of an address; empty where there is none."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


class _Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, user: str, path: str) -> None:
        super().__init__()
        self.user, self.path = user, path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.buttons: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area = ""
        self._radios: dict[str, list[tuple[str, bool]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self._form, self._radios = Form(self.user, given.get("action", "").partition("#")[0] or self.path), {}
        elif self._form is not None and "disabled" not in given:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button" and kind != "button":
            self.buttons[len(self.forms)].append((name, given.get("value", "")))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "textarea" and name:
            form.values[name] = [VALUES.get(name, "")]
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            self._input(form, name, kind, given)

    def _input(self, form: Form, name: str, kind: str, given: dict[str, str]) -> None:
        if kind == "file":
            form.files.append(name)
        elif kind == "radio":
            self._radios.setdefault(name, []).append((given.get("value", "on"), "checked" in given))
        elif kind == "checkbox":
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        else:
            wanted = VALUES.get(name, "") or (BY_TYPE.get(kind, "Something") if "required" in given else "")
            form.values[name] = [given.get("value") or wanted]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None and self._form is not None:
            self._form.values.setdefault(self._select[0], _chosen(self._select[0], self._select[1]))
            self._select = None
        elif tag == "form" and self._form is not None:
            for name, options in self._radios.items():
                self._form.values[name] = _chosen(name, options)
            self.forms.append(self._form)
            self._form = None

    def variants(self) -> Iterator[Form]:
        """Each form once for each of its buttons."""
        for number, form in enumerate(self.forms):
            known: set[str] = set()
            buttons = self.buttons[number] or [("", "")]
            for name, value in buttons:
                if name not in known:
                    known.add(name)
                    wanted = VALUES.get(name, value)
                    values = dict(form.values) | (
                        {name: [wanted if (name, wanted) in buttons else value]} if name else {}
                    )
                    yield Form(form.user, form.path, values, form.files, name)


def _chosen(name: str, options: list[tuple[str, bool]]) -> list[str]:
    """What is chosen, else what does no harm, else the last that says something."""
    said = [value for value, _ in options if value]
    chosen = [value for value, is_chosen in options if is_chosen and value]
    mild = [value for value in (VALUES.get(name, "3"), "no", "none") if value in said]
    return (chosen or mild or said[-1:])[:1]


class Crawl:
    """Follows links in the name of one account and gathers the forms."""

    def __init__(self, user: str, client: Any) -> None:
        self.user, self.client = user, client
        self.found: dict[str, Form] = {}
        self.seen: set[str] = set()
        self.counts: dict[str, int] = defaultdict(int)

    def read(self, *starts: str) -> list[Form]:
        """Every page that links lead to, three of each address; returns the forms that were not known before."""
        waiting, new = list(starts), []
        while waiting:
            page = self._open(waiting.pop(0))
            for form in page.variants():
                if route_of(form.path) and form.name not in self.found:
                    self.found[form.name] = form
                    new.append(form)
            for link in page.links:
                route = route_of(link)
                if link not in self.seen and route and self.counts[route] < MOST_OF_A_ROUTE and "sign-out" not in route:
                    self.seen.add(link)
                    self.counts[route] += 1
                    waiting.append(link)
        return new

    def forget_pages(self) -> None:
        """Look at every page again: what was sent may have changed them."""
        self.seen.clear()
        self.counts.clear()

    def _open(self, path: str) -> _Page:
        page = _Page(self.user, path)
        answer = self.client.get(path, follow=True, headers={"host": "127.0.0.1"})
        if answer.status_code == 200 and not answer.streaming and "html" in answer.get("Content-Type", ""):
            page.path = answer.request["PATH_INFO"]
            page.feed(answer.content.decode())
        return page


def send(client: Any, form: Form, work: Path) -> Any:
    """Send it as its page would; returns the answer, which is not followed."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    data: dict[str, Any] = {
        name: [value.replace("{work}", str(work)) for value in values] for name, values in form.values.items()
    }
    for name in form.files:
        file = FILES.get(name, "run.gpx")
        data[name] = SimpleUploadedFile(file, (work / file).read_bytes())
    return client.post(form.path, data, headers={"host": "127.0.0.1"})


def grow(work: Path, sign_in: Callable[[str], Any]) -> list[Form]:
    """Send every form that takes nothing away, until no page has a new one; returns all forms as they are then."""
    crawls = {user: Crawl(user, sign_in(user)) for user in PEOPLE}
    for _ in range(4):
        new = [form for crawl in crawls.values() for form in crawl.read(*_plain_addresses())]
        for form in new:
            crawl = crawls[form.user]
            if not TAKES_AWAY.search(f"{route_of(form.path)} {form.button}") and route_of(form.path) not in NOT_SENT:
                answer = send(crawl.client, form, work)
                if answer.status_code == 302:
                    new += crawl.read(answer["Location"])
        for crawl in crawls.values():
            crawl.forget_pages()
        if not new:
            break
    known = {user: dict(crawl.found) for user, crawl in crawls.items()}
    for crawl in crawls.values():
        crawl.found.clear()
        crawl.read(*_plain_addresses())  # addresses with numbers as they are in the home now
    forms = [form for user, crawl in crawls.items() for form in (known[user] | crawl.found).values()]
    forms += [Form(user, path, values, list(files), "by script") for user, path, values, files in BY_SCRIPT]
    return [form for form in forms if route_of(form.path) not in NOT_SENT]


def _plain_addresses() -> list[str]:
    """Every address without a part that differs."""
    from tests.web.fuzzing import addresses

    return [f"/{one.pattern}" for one in addresses() if "<" not in str(one.pattern) and one.name != "metrics"]


def accepts_forms() -> set[str]:
    """Names of the addresses whose views take POST, by what they are wrapped in; all where nothing says so."""
    from tests.web.fuzzing import addresses

    return {str(one.name) for one in addresses() if "POST" in _methods(one.callback)}


def _methods(view: Any) -> set[str]:
    """What ``require_http_methods`` lets through to a view."""
    waiting, seen, found = [view], set(), []
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__wrapped__] if hasattr(one, "__wrapped__") else []
        for cell in getattr(one, "__closure__", None) or ():
            kept = cell.cell_contents
            if isinstance(kept, list | tuple) and kept and all(isinstance(word, str) for word in kept):
                found.append({str(word) for word in kept})
            elif callable(kept):
                waiting.append(kept)
    return set.intersection(*found) if found else {"POST"}


def unsent(forms: list[Form]) -> list[str]:
    """Addresses that accept a form and that none of these goes to."""
    return sorted(accepts_forms() - {route_of(form.path) for form in forms})


State = dict[str, dict[str, str]]


def read_state(home: Path) -> State | None:
    """The rows of every table by their key, as checksums; None where the database is not sound."""
    file = home / "runback.sqlite3"
    if not file.exists():
        return {}
    try:
        with closing(sqlite3.connect(file)) as database:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return None
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: dict(_rows(database, name)) for name in sorted(names) if name not in UNEVEN}
    except sqlite3.Error:
        return None


def _rows(database: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    kept = [f'"{name}"' for name in columns if name not in ("last_login", "last_seen")]
    for row in database.execute(f'SELECT rowid, {", ".join(kept)} FROM "{table}"'):
        yield str(row[0]), hashlib.sha256(repr(row).encode()).hexdigest()


def what_changed(before: State, after: State) -> str:
    """How many rows of which table came, went and changed; empty where none did."""
    said = []
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table, {}), after.get(table, {})
        came, went = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
        if came or went or changed:
            said.append(f"{table} +{came} -{went} ~{changed}")
    return ", ".join(said)


def write_forms(forms: list[Form], path: Path) -> None:
    """Keep them in a file, for another process."""
    path.write_text(json.dumps([asdict(form) for form in forms]))


def read_forms(path: Path) -> list[Form]:
    """What ``write_forms`` kept."""
    return [Form(**one) for one in json.loads(path.read_text())]
