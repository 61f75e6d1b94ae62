"""The data home: where it is, making it, and opening it for this process."""

import os
import secrets
import sqlite3
import sys
import traceback
from contextlib import nullcontext
from pathlib import Path

from runback.domain.errors import RunbackError, UnusableHome, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext, gettext_noop
from runback.languages.saved import translate_saved
from runback.services.home.machine import local_zone
from runback.services.home.new_database import make_database, stamp_of
from runback.services.home.private import make_private
from runback.services.loading import loading

DEMO_MARK = "made-up"
"""A file of this name in a home says that its runner does not exist."""

_ELSEWHERE = gettext_noop("Name another folder with --home or RUNBACK_HOME.")


class UnusableSettings(UnusableInput):
    """An environment variable that Runback reads has a value that cannot be used."""

    code = "unusable_settings"


def open_home(path: Path, *, may_only_read: bool = False) -> None:
    """Make the data home if need be, and configure Django for it; a process opens one home.

    With ``may_only_read`` a home that cannot be written (a full disk, a read-only one) is opened too; entries are
    refused then (``store/reading``). Raises ``UnusableHome``, saying what to do, where it cannot be read or
    written, or was made by a newer Runback, and ``DamagedHome`` where its database is damaged or does not belong to
    its files.
    """
    path = path.expanduser().absolute()
    os.umask(0o077)
    try:
        _make_folder(path)
        make_private(path)
        _make_secret(path)
        _configure(path)
        _bring_up_to_date(path)
    except UnusableHome as problem:
        if not may_only_read or problem.code not in _READABLE or not (path / "runback.sqlite3").is_file():
            raise
        _configure(path)
        _open_to_read(path, problem)


_READABLE = ("disk_full", "read_only_home", "disk_error")


def _configure(path: Path) -> None:
    os.environ["RUNBACK_HOME"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runback.web.settings")
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        with nullcontext() if apps.ready else loading():
            django.setup()
    except ImproperlyConfigured as problem:
        raise UnusableSettings(str(problem)) from None
    if Path(settings.HOME) != path:
        raise UnusableHome(gettext("This process already works in {home}.").format(home=settings.HOME), path=str(path))


def _open_to_read(path: Path, problem: UnusableHome) -> None:
    from runback.services.home.soundness import read_database
    from runback.store.faults import NOT_SAVED, UNSURE
    from runback.store.reading import read_from_copy

    folder = read_from_copy(path, problem)
    state = read_database(folder)
    if state.stamp != wanted_stamp():
        _migrate(path)
        _stamp_file()
    what = problem.message.replace(f"{NOT_SAVED} ", "").replace(f"{UNSURE} ", "")
    print(translate_saved(what), gettext("Until then you can read everything."), file=sys.stderr)


def find_cause(problem: BaseException) -> RunbackError | None:
    """What a disk or database error means for the open home; None for any other error."""
    from runback.store.faults import explain

    home = os.environ.get("RUNBACK_HOME")
    return None if home is None else explain(problem, Path(home))


def note_fault(problem: BaseException) -> Path | None:
    """Append the traceback to the home's ``faults.log``; returns where that is.

    None where it cannot be written, or no home is open.
    """
    home = os.environ.get("RUNBACK_HOME")
    if home is None:
        return None
    try:
        path = Path(home, "faults.log")
        with path.open("a", encoding="utf-8") as log:
            log.write("".join(traceback.format_exception(problem)))
    except OSError:
        return None
    return path


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except (FileExistsError, NotADirectoryError):
        what = gettext("The data home {path} is a file, or is inside one.").format(path=path)
        raise UnusableHome(f"{what} {gettext(_ELSEWHERE)}", path=str(path)) from None
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _unwritable(path: Path, problem: OSError) -> UnusableHome:
    from runback.store.faults import FullDisk, ReadOnlyHome, explain

    kind = type(explain(problem, path))
    kind = kind if kind in (FullDisk, ReadOnlyHome) else UnusableHome
    reason = (problem.strerror or "unknown").lower()
    what = gettext("The data home {path} cannot be written ({reason}).").format(path=path, reason=reason)
    return kind(f"{what} {gettext(_ELSEWHERE)}", path=str(path))


def _make_secret(path: Path) -> None:
    """The key that signs cookies and links; made on first use, readable by its owner alone."""
    file = path / "secret.key"
    try:
        if not file.exists():
            _place_secret(path, file)
    except OSError as problem:
        raise _unwritable(path, problem) from None
    try:
        key = file.read_text().strip()
    except OSError as problem:
        raise UnusableHome(
            gettext("{file} cannot be read ({strerror}). Give yourself the right to read it.").format(
                file=file, strerror=problem.strerror
            )
        ) from None
    if len(key) < 32:
        raise UnusableHome(
            gettext("{file} is damaged. Delete it; a new one is made and everybody signs in again.").format(file=file)
        )


def _place_secret(path: Path, file: Path) -> None:
    """Write the key whole under another name, then give it its own, unless another process was first."""
    partial = path / f".secret-{secrets.token_hex(4)}"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(48))
    try:
        file.hardlink_to(partial)
    except FileExistsError:
        pass
    except OSError:  # a disk without hard links
        partial.replace(file)
    partial.unlink(missing_ok=True)


def open_as_it_is(path: Path) -> UnusableHome | None:
    """Open a home to look at it, damaged or not; returns what is wrong with its database, None where nothing is."""
    from runback.store.faults import DamagedHome

    try:
        open_home(path, may_only_read=True)
    except DamagedHome as problem:
        return problem
    return None


def _bring_up_to_date(path: Path) -> None:
    from django.db import DatabaseError, connection

    from runback.services.home.server_database import first_line, require_same_database
    from runback.store.faults import DatabaseGone, explain

    try:
        require_same_database(path, connection.vendor)
        if connection.vendor == "postgresql":
            _bring_server_up_to_date(path)
        else:
            _bring_file_up_to_date(path)
    except (DatabaseError, sqlite3.DatabaseError, OSError) as problem:
        if connection.vendor == "postgresql":
            what = gettext("The PostgreSQL of DATABASE_URL cannot be used ({reason}).")
            raise DatabaseGone(what.format(reason=first_line(problem)), path=str(path)) from None
        what = gettext("The database in {path} cannot be used ({reason}).").format(path=path, reason=problem)
        raise explain(problem, path) or UnusableHome(f"{what} {gettext(_ELSEWHERE)}", path=str(path)) from None
    finally:
        connection.close()


def _bring_file_up_to_date(path: Path) -> None:
    from runback.services.home.backup import save_backup, save_weekly_backup
    from runback.services.home.soundness import note_state, read_database, read_state
    from runback.store.locks import hold_lock

    state = read_state(path)
    if state.stamp != wanted_stamp():
        with hold_lock(path / "migrate.lock"):
            state = read_state(path)
            if state.stamp != wanted_stamp():
                if state.has_entries:
                    save_backup(path, "update")
                _migrate(path)
                _stamp_file()
            note_state(path, read_database(path))  # a table made again may count from a lower id
    else:
        note_state(path, state)
    if state.has_entries:
        save_weekly_backup(path)


def _bring_server_up_to_date(path: Path) -> None:
    """Migrate a PostgreSQL that is behind; of several processes one migrates and the others wait."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from runback.services.home.server_database import migration_lock, note_server
    from runback.store import wall

    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if applied != set(_migration_names()):
        with migration_lock():
            _migrate(path)
    elif not wall.is_there():
        with migration_lock():
            wall.build()
    note_server(path)


def _migrate(path: Path) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    known = set(_migration_names())
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if {name for name in applied if name.startswith("store.")} - known:
        what = gettext("{path} was made by a newer Runback. Update Runback.").format(path=path)
        raise UnusableHome(f"{what} {gettext(_ELSEWHERE)}")
    if applied or not _make_at_once():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)  # on PostgreSQL alone


def _make_at_once() -> bool:
    """Make an empty SQLite file as the migrations would, at once; False where that is not possible."""
    from django.db import connection

    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    connection.ensure_connection()
    return make_database(connection.connection, wanted_stamp())


def _stamp_file() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version = {wanted_stamp()}")


def wanted_stamp() -> int:
    """The stamp of a database that all migrations of this Runback have been applied to."""
    return stamp_of(_migration_names())


def _migration_names() -> list[str]:
    from django.apps import apps

    return sorted(
        f"{app.label}.{file.stem}"
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    )


def only_runner() -> Runner:
    """The one runner of a home on a runner's own machine; made on first use."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from runback.store.mapping_history import runner_record
    from runback.store.models import RunnerRow

    row = RunnerRow.objects.order_by("pk").first()
    if row is not None:
        return runner_record(row)
    with transaction.atomic():
        row = RunnerRow.objects.order_by("pk").first()
        if row is None:
            user = get_user_model().objects.create_user(username="runner")
            row = RunnerRow.objects.create(user=user, name="Runner", zone=local_zone())
    return runner_record(row)
