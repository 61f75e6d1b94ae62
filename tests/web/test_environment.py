"""What the environment says is taken as it is meant, or refused with the variable and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from runback.domain.quota import Quota
from runback.web.environment import (
    PUSH_SERVICES,
    PublicAddress,
    allowed_hosts,
    read_database,
    read_ntfy,
    read_port,
    read_public_address,
    read_push_services,
    read_quota,
)

HOME = Path("/home/ada/.runback")


@pytest.mark.parametrize(
    ("value", "origin", "host"),
    [
        ("https://runback.example.org", "https://runback.example.org", "runback.example.org"),
        ("https://runback.example.org/", "https://runback.example.org", "runback.example.org"),
        ("https://Runback.Example.ORG:443", "https://runback.example.org", "runback.example.org"),
        ("https://mac.tail1234.ts.net:8443", "https://mac.tail1234.ts.net:8443", "mac.tail1234.ts.net"),
    ],
)
def test_a_public_address_is_its_origin_and_its_name(value, origin, host):
    assert read_public_address({"RUNBACK_PUBLIC_URL": value}) == PublicAddress(origin, host)


@pytest.mark.parametrize(
    "value",
    ["http://runback.example.org", "runback.example.org", "https://", "https://192.168.1.5", "https://[::1]",
     "https://localhost", "https://127.0.0.1:8017", "https://name/path", "https://name?x=1", "https://me:pw@name",
     "https://na me", "https://_dmarc.example.org", "https://a..b", "https://name:99999", "https://exämple.org"],
)  # fmt: skip
def test_an_address_that_phones_cannot_use_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="RUNBACK_PUBLIC_URL"):
        read_public_address({"RUNBACK_PUBLIC_URL": value})


def test_without_a_public_address_only_this_machine_is_answered():
    assert read_public_address({}) is None
    assert read_public_address({"RUNBACK_PUBLIC_URL": "  "}) is None
    assert allowed_hosts(None) == ["127.0.0.1", "localhost", "[::1]"]
    assert "*" not in allowed_hosts(PublicAddress("https://name.org", "name.org"))


def test_without_database_url_the_rows_are_in_the_home():
    found = read_database({}, HOME)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "/home/ada/.runback/runback.sqlite3")


def test_database_url_names_a_postgresql():
    found = read_database({"DATABASE_URL": "postgresql://me:p%40ss@db.example.org:5433/runs?sslmode=require"}, HOME)
    assert found["ENGINE"] == "runback.store.postgresql"
    named = (found["USER"], found["PASSWORD"], found["HOST"], str(found["PORT"]), found["NAME"])
    assert named == ("me", "p@ss", "db.example.org", "5433", "runs")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["CONN_HEALTH_CHECKS"]


def test_a_socket_can_be_named():
    found = read_database({"DATABASE_URL": "postgresql://runback@%2Fvar%2Frun%2Fpostgresql/runback"}, HOME)
    assert found["HOST"] == "/var/run/postgresql"


@pytest.mark.parametrize("value", ["mysql://a:secret@b/c", "sqlite:///x", "secret", "postgresql://a:secret@b:port/c",
                                   "postgresql://a:secret@b"])  # fmt: skip
def test_another_database_is_refused_without_repeating_its_password(value):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as found:
        read_database({"DATABASE_URL": value}, HOME)
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("value", ["0", "65536", "x", "-1", ""])
def test_a_port_that_is_none_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="RUNBACK_PORT"):
        read_port({"RUNBACK_PORT": value})


def test_django_finds_nothing_wrong_with_the_settings_of_a_public_address(tmp_path):
    named = {"RUNBACK_PUBLIC_URL": "https://runback.example.org", "RUNBACK_HOME": str(tmp_path),
             "DJANGO_SETTINGS_MODULE": "runback.web.settings"}  # fmt: skip
    # what the browser tests set for themselves is nothing that a server has
    clean = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env={**clean, **named}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_more_push_services_are_named_as_origins():
    assert read_push_services({"RUNBACK_PUSH_SERVICES": "https://push.example.org"}) == (
        *PUSH_SERVICES,
        "https://push.example.org",
    )
    for odd in ("push.example.org", "http://push.example.org", "https://push.example.org/path"):
        with pytest.raises(ImproperlyConfigured, match="RUNBACK_PUSH_SERVICES"):
            read_push_services({"RUNBACK_PUSH_SERVICES": odd})


def test_ntfy_is_asked_over_https_or_on_this_machine():
    assert read_ntfy({}) == "https://ntfy.sh"
    for odd in ("ntfy.example.org", "http://ntfy.example.org", "file:///etc/passwd"):
        with pytest.raises(ImproperlyConfigured, match="RUNBACK_NTFY_URL"):
            read_ntfy({"RUNBACK_NTFY_URL": odd})


SERVER = {"DATABASE_URL": "postgresql://runback@127.0.0.1/runback"}


def test_a_home_has_no_bounds_a_server_has_some_and_each_can_be_set():
    assert read_quota({}) == Quota()
    assert read_quota(SERVER) == Quota(20_000_000_000, 100_000, 200, 20)
    assert read_quota({"RUNBACK_QUOTA_GB": "5", "RUNBACK_QUOTA_WAITING": "2"}) == Quota(5_000_000_000, waiting=2)
    assert read_quota(SERVER | {"RUNBACK_QUOTA_FILES": "0", "RUNBACK_QUOTA_UPLOADS_A_DAY": "0"}) == Quota(
        20_000_000_000, None, None, 20
    )


@pytest.mark.parametrize("name", ["GB", "FILES", "UPLOADS_A_DAY", "WAITING"])
@pytest.mark.parametrize("value", ["-1", "1.5", "lots", "9" * 10])
def test_an_odd_bound_is_refused_with_its_variable(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"RUNBACK_QUOTA_{name}"):
        read_quota({f"RUNBACK_QUOTA_{name}": value})
