"""Another's row is not found: by every address and every service, tried by everybody who is not its runner.

Of each table Ada has one row, and all of them have the same number; nobody else's row has it. So whatever an address
or a service calls its number (``activity_id``, ``clip_id``), this one is Ada's.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

import runback.services
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services.home.runners import user_id_of
from runback.store.owned import rows_of
from tests.every_table import HERS, SECRET, owned_models
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db

WORDS = {"day": str(TODAY), "start": "2026-05-11", "kind": "run", "name": "her-upload", "token": "x" * 32, "speed": 3,
         "evidence_id": "no-such", "exercise_id": "no-such", "test_id": "no-such", "screen_id": "pain_now"}  # fmt: skip
"""What is in an address and not a row of a runner."""

NOT_TRIED = {
    "spine-answer": "works a model out for seconds and reads no row",
    "spine-paper": "the same",
    "sign-out": "ends the session that the next address needs",
}


def all_rows(runner: Runner) -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(rows_of(model, runner).order_by("pk").values()) for model in owned_models()}


def addresses(patterns: Any = None) -> Iterator[URLPattern]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from addresses(one.url_patterns)


def path_of(pattern: URLPattern, ada: Runner) -> str:
    people = {"runner_id": ada.id, "user_id": user_id_of(ada)}
    known = WORDS | people
    parts = {name: known.get(name, HERS) for name in pattern.pattern.converters}
    return reverse(str(pattern.name), kwargs=parts)


def close_files(answer: Any) -> None:
    """Close a download that is not read; closing the whole answer would end the database connection of the test."""
    for close in answer._resource_closers if answer.streaming else ():
        close()


def names_her_row(pattern: URLPattern) -> bool:
    return any(name.endswith("_id") and name not in WORDS for name in pattern.pattern.converters)


@pytest.mark.parametrize("viewer", ["ben", "dora", "emil"])
def test_no_address_shows_or_changes_a_row_of_ada_for_anybody_else(clinic, hers, viewer):
    before = all_rows(hers)
    client = Client()
    client.force_login(get_user_model().objects.get(username=viewer))
    for pattern in addresses():
        is_own_work = viewer == "emil" and str(pattern.name).startswith("people")
        is_tried = viewer == "ben" or names_her_row(pattern)
        if pattern.name not in NOT_TRIED and is_tried and not is_own_work:
            path = path_of(pattern, hers)
            for answer in (client.get(path), client.post(path)):
                require_nothing_of_hers(answer, path, viewer, names_her_row(pattern))
                close_files(answer)
    assert all_rows(hers) == before


def require_nothing_of_hers(answer: Any, path: str, viewer: str, names_hers: bool) -> None:
    message = f"{path} answered {answer.status_code} to {viewer}"
    assert answer.status_code < 500, message
    assert answer.streaming or SECRET.encode() not in answer.content, message
    if not names_hers:
        return
    if viewer != "ben" and answer.status_code == 302:  # no record of their own: back to their first page
        assert answer["Location"] in ("/clinic/", "/people/"), message
    else:
        assert answer.status_code in (400, 403, 404, 405), message


def test_a_stranger_gets_no_further_than_the_sign_in_page(clinic, hers):
    open_to_all = {
        "sign-in", "account_login", "sign-in-enter", "sign-in-email", "sign-in-email-confirm", "calendar-feed",
        "health", "metrics", "manifest", "service-worker", "offline", "offline-ping", "report-shared",
        "report-shared-pdf",
    }  # fmt: skip
    for pattern in addresses():
        answer = Client().get(path_of(pattern, hers))
        assert answer.status_code in ((302,) if pattern.name not in open_to_all else (200, 204, 401, 403, 404, 405)), (
            pattern.name
        )
        close_files(answer)
        if answer.status_code == 302:
            assert answer["Location"].partition("?")[0] == "/sign-in/", pattern.name


def services_with_a_number() -> list[Callable[..., Any]]:
    """Every public function of a service that takes a runner and the number of a row."""
    found = {}
    for info in pkgutil.walk_packages(runback.services.__path__, "runback.services."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != info.name or name.startswith("_"):
                continue
            given = inspect.signature(function).parameters
            if next(iter(given), "") == "runner" and any(is_row_number(one) for one in list(given)[1:]):
                found[f"{info.name}.{name}"] = function
    return [found[name] for name in sorted(found)]


def is_row_number(name: str) -> bool:
    """Whether a parameter is the number of a row: a change is named, and a letter has the phone's own number."""
    return name.endswith("_id") and name not in ("change_id", "client_id")


ARGUMENTS: dict[str, Any] = {
    "as_of": TODAY, "today": TODAY, "on": TODAY, "places": (), "at_s": 60.0, "slower": 2.0, "leg": "none",
    "sport": "run", "kind": "pain", "name": "clip.webm",
}  # fmt: skip


def test_no_service_finds_adas_row_for_ben(clinic, hers):
    before = all_rows(hers)
    services = services_with_a_number()
    assert len(services) >= 25
    for service in services:
        given = {}
        for name, one in list(inspect.signature(service).parameters.items())[1:]:
            if one.default is inspect.Parameter.empty and one.kind is not inspect.Parameter.VAR_KEYWORD:
                given[name] = HERS if is_row_number(name) else ARGUMENTS[name]
        with pytest.raises(NotFound):
            service(clinic.ben, **given)
    assert all_rows(hers) == before


def test_an_entry_of_each_kind_of_the_diary_is_deleted_by_its_runner_alone(clinic, hers):
    from runback.services.training.diary import delete_entry

    for kind in ("pain", "session", "strength"):
        with pytest.raises(NotFound):
            delete_entry(clinic.ben, kind, HERS)
