"""The data home: found, made, and refused with what to do."""

import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from runback.domain.errors import UnusableHome
from runback.services.home import machine
from runback.services.home.open import open_home
from runback.services.home.place import resolve_home

OPEN = """
import sys
from pathlib import Path
from runback.services.home import open as home
home.open_home(Path(sys.argv[1]))
print(home.only_runner().id)
"""
SHOW_ZONE = """
import sys
from pathlib import Path
if sys.argv[2] == "Django first":
    import os
    os.environ |= {"DJANGO_SETTINGS_MODULE": "runback.web.settings", "RUNBACK_HOME": sys.argv[1]}
    import django
    django.setup()
from runback.services.home import open as home
home.open_home(Path(sys.argv[1]))
print(home.only_runner().zone)
"""


def _open(path: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "RUNBACK_SECRET_KEY"}
    return subprocess.run(
        [sys.executable, "-c", OPEN, str(path)], capture_output=True, text=True, env=environment, timeout=120
    )


def test_the_option_comes_before_the_variable_and_that_before_the_platform(monkeypatch, tmp_path):
    monkeypatch.setenv("RUNBACK_HOME", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert resolve_home(tmp_path / "option") == tmp_path / "option"
    assert resolve_home() == tmp_path / "named"
    monkeypatch.delenv("RUNBACK_HOME")
    if sys.platform == "linux":
        assert resolve_home() == tmp_path / "runback"


def test_a_relative_home_is_made_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert resolve_home(Path("mine")) == tmp_path / "mine"


def test_a_fresh_home_is_ready_with_one_runner_and_a_private_key(tmp_path):
    done = _open(tmp_path / "new" / "home")
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
    key = tmp_path / "new" / "home" / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 48


def test_opening_again_changes_neither_the_key_nor_the_runner(tmp_path):
    _open(tmp_path)
    key = (tmp_path / "secret.key").read_text()
    assert _open(tmp_path).stdout.strip() == "1"
    assert (tmp_path / "secret.key").read_text() == key


def test_two_commands_at_once_make_one_home(tmp_path):
    command = [sys.executable, "-c", OPEN, str(tmp_path / "home")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [each.communicate() for each in both] == [("1\n", "")] * 2


def test_a_home_that_is_a_file_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    for path in (file, file / "below"):
        with pytest.raises(UnusableHome, match=r"is a file.*--home or RUNBACK_HOME"):
            open_home(path)
    assert file.read_text() == "mine"


def test_a_read_only_home_is_refused_with_what_to_do():
    with pytest.raises(UnusableHome, match=r"cannot be written.*--home or RUNBACK_HOME"):
        open_home(Path("/proc/runback"))


def test_a_home_on_a_read_only_disk_is_refused(monkeypatch, tmp_path):
    def refuse(_self: Path, **_kwargs: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(UnusableHome, match="read-only file system"):
        open_home(tmp_path)


def test_a_database_that_is_none_is_refused_and_left_alone(tmp_path):
    database = tmp_path / "runback.sqlite3"
    database.write_bytes(b"this is my diary, not a database" * 100)
    done = _open(tmp_path)
    assert "DamagedHome: The database of" in done.stderr
    assert database.read_bytes() == b"this is my diary, not a database" * 100


def test_a_home_of_a_newer_runback_is_refused(tmp_path):
    import sqlite3

    _open(tmp_path)
    database = sqlite3.connect(tmp_path / "runback.sqlite3")
    database.execute("insert into django_migrations(app, name, applied) values('store', '0999_later', '2030-01-01')")
    database.execute("pragma user_version = 1")
    database.commit()
    database.close()
    assert "newer Runback" in _open(tmp_path).stderr


def _zone_of_a_new_home(path: Path, tz: str | None, order: str = "home first") -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("RUNBACK_SECRET_KEY", "TZ")}
    environment |= {} if tz is None else {"TZ": tz}
    command = [sys.executable, "-c", SHOW_ZONE, str(path), order]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("order", ["home first", "Django first"])
@pytest.mark.parametrize("tz", ["Europe/Zurich", "America/New_York", "Asia/Kathmandu"])
def test_a_new_home_has_the_machines_zone_although_django_works_in_utc(tmp_path, tz, order):
    assert _zone_of_a_new_home(tmp_path, tz, order) == tz


def test_a_tz_that_is_no_zone_is_passed_over_for_the_machines_own(tmp_path):
    without = _zone_of_a_new_home(tmp_path / "without", None)
    assert _zone_of_a_new_home(tmp_path / "with", "No/Where") == without


def test_a_zone_file_and_a_zone_link_that_differ_are_settled_by_the_link(monkeypatch):
    """Debian's /etc/timezone is left behind where a program changes /etc/localtime only."""
    import tzlocal

    def differ() -> str:
        raise ZoneInfoNotFoundError("Multiple conflicting time zone configurations found")

    monkeypatch.setattr(machine, "_TZ_AT_START", None)
    monkeypatch.setattr(tzlocal, "get_localzone_name", differ)
    monkeypatch.setattr(machine.os.path, "realpath", lambda _: "/usr/share/zoneinfo/Europe/Zurich")
    assert machine.local_zone() == "Europe/Zurich"


def test_what_this_process_starts_has_the_machines_zone_and_not_djangos(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(machine, "_TZ_AT_START", "Europe/Zurich")
    assert machine.machine_environment()["TZ"] == "Europe/Zurich"
    monkeypatch.setattr(machine, "_TZ_AT_START", None)
    assert "TZ" not in machine.machine_environment()
    assert os.environ["TZ"] == "UTC"
