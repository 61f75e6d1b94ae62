"""Metrics and log lines for monitoring a server: off unless asked for, and nothing in them says who did what."""

import json
import logging
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from runback.web.environment import read_log_format, read_metrics_token
from runback.web.logs import JsonFormatter
from runback.web.metrics import ObserveMiddleware

TOKEN = "t" * 20
SECRET = "my-back-hurts"


@pytest.fixture
def figures(client, settings):
    """Reads the figures as the one who may."""
    settings.METRICS_TOKEN = TOKEN
    return lambda: client.get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
def test_without_the_token_there_is_nothing_at_this_address(client, settings, sent):
    assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics/", headers={"Authorization": sent}).status_code == 404


def observe(path, status=200):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return ObserveMiddleware(lambda _: HttpResponse(status=status))(request)


@pytest.mark.django_db
def test_requests_are_counted_by_the_name_of_their_page_and_what_waits_by_its_kind(figures):
    figures()  # switches the figures on
    observe("/sign-in/secret-token/", status=403)
    text = figures().content.decode()

    assert 'runback_requests_total{method="GET",page="sign-in-enter",status="403"} 1.0' in text
    assert 'runback_request_seconds_count{page="sign-in-enter"} 1.0' in text
    assert 'runback_waiting{kind="imports"} 0.0' in text
    assert "secret-token" not in text


@pytest.mark.django_db
def test_a_log_line_of_a_request_has_its_page_and_neither_its_address_nor_its_account(settings, caplog):
    settings.METRICS_TOKEN, settings.LOG_AS_JSON = "", True
    with caplog.at_level(logging.INFO, "runback.request"):
        observe("/sign-in/secret-token/")

    entry = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert set(entry) == {"at", "level", "logger", "message", "page", "method", "status", "ms"}
    assert (entry["page"], entry["status"]) == ("sign-in-enter", 200)


def test_a_fault_is_logged_with_its_kind_and_place_and_without_what_it_repeats():
    try:
        int(SECRET)
    except ValueError:
        record = logging.LogRecord("runback", logging.ERROR, "", 1, "This failed.", None, sys.exc_info())
    line = JsonFormatter().format(record)

    entry = json.loads(line)
    assert (entry["error"], "test_metrics.py" in entry["where"][0]) == ("ValueError", True)
    assert SECRET not in line


def test_a_request_that_failed_is_logged_without_its_address():
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Not Found: %s", (f"/{SECRET}/",), None)
    record.request, record.status_code = RequestFactory().get(f"/{SECRET}/"), 500
    line = JsonFormatter().format(record)
    assert SECRET not in line
    assert json.loads(line)["page"] == "unknown"


def test_the_settings_do_not_decide_where_the_counts_of_several_processes_go(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("prometheus_client")]:
        monkeypatch.delitem(sys.modules, name)
    read_metrics_token({"RUNBACK_METRICS_TOKEN": TOKEN})
    assert "prometheus_client" not in sys.modules


def test_a_short_token_and_an_unknown_log_format_are_refused():
    assert (read_metrics_token({}), read_log_format({}), read_log_format({"RUNBACK_LOG": "json"})) == ("", False, True)
    assert read_metrics_token({"RUNBACK_METRICS_TOKEN": TOKEN}) == TOKEN
    with pytest.raises(ImproperlyConfigured, match="20 characters"):
        read_metrics_token({"RUNBACK_METRICS_TOKEN": "short"})
    with pytest.raises(ImproperlyConfigured, match="text or json"):
        read_log_format({"RUNBACK_LOG": "xml"})
