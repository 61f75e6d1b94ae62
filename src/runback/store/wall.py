"""The second wall between runners, in PostgreSQL: row-level security for queries of the web server.

The first wall is ``store.owned``: every query names its runner. Behind it each request works as the role
``runback_web``, to which the database shows rows of the runners the request was opened for and no others, whatever the
query says: those of the signed-in runner (``close``), and for a clinician those that ``services.people.sharing`` opens.
What has to look at everybody (a token, a shared file) says so with ``lifted``.

Commands and workers belong to the operator and are not restricted. With SQLite, and where the role is missing, all of
this does nothing; ``runback doctor`` says so.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from runback.store.models.runner import OwnedRow, RunnerRow

ROLE = "runback_web"
_SETTING = "runback.runners"
_LIFTED: tuple[int, ...] | None = None


def walled_tables() -> dict[str, str]:
    """Every table with rows of a runner, and its column with the runner's id."""
    owned = [model for model in apps.get_app_config("store").get_models() if issubclass(model, OwnedRow)]
    return {str(RunnerRow._meta.db_table): "id"} | {str(model._meta.db_table): "runner_id" for model in owned}


def close(but: Iterable[int] = ()) -> None:
    """From now on this connection sees the rows of these runners and of no others."""
    if is_there():
        _set(tuple(sorted(but)))


def open_for(runner_ids: Collection[int]) -> None:
    """Let this connection see the rows of these runners too; one that was never closed sees everything anyway."""
    state = _state()
    if state is not None and not set(runner_ids) <= set(state):
        _set(tuple(sorted({*state, *runner_ids})))


def lift() -> None:
    """Let this connection see everything again, as at its start."""
    if _state() is not _LIFTED:
        with suppress(DatabaseError):  # a connection that is gone begins again
            _set(_LIFTED)


@contextmanager
def lifted() -> Iterator[None]:
    """See every runner's rows for a moment; also a decorator. What is inside must show none of them to anybody else."""
    state = _state()
    if state is _LIFTED:
        yield
        return
    _set(_LIFTED)
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a transaction that failed goes back to the wall by being rolled back
            _set(state)


def _state() -> tuple[int, ...] | None:
    found: tuple[int, ...] | None = getattr(connection, "_runback_wall", _LIFTED)
    return found


def _set(state: tuple[int, ...] | None) -> None:
    role = "none" if state is _LIFTED else ROLE
    ids = "{" + ",".join(map(str, state or ())) + "}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false), set_config(%s, %s, false)", [role, _SETTING, ids])
    setattr(connection, "_runback_wall", state)  # noqa: B010 -- Django's class does not know it


@cache
def is_there() -> bool:
    """Whether this database has the wall; looked up once by each process."""
    return connection.vendor == "postgresql" and find_gap() == ""


def find_gap() -> str:
    """What is missing of the wall in this PostgreSQL, in words; empty where nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone()[0]:
            return f"there is no role {ROLE}"
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [ROLE])
        if not cursor.fetchone()[0]:
            return f"the database user may not become {ROLE}"
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user"
            " AND NOT (has_table_privilege(%s, quote_ident(tablename), 'INSERT')"
            " AND (rowsecurity OR NOT tablename = ANY(%s)))",
            [ROLE, list(walled_tables())],
        )
        open_tables = sorted(name for (name,) in cursor.fetchall())
    return f"{', '.join(open_tables)} without a policy or a grant" if open_tables else ""


def build() -> None:
    """Make the role and the policies, again after each migration; where the database user may not, nothing is made."""
    if connection.vendor != "postgresql":
        return
    with suppress(DatabaseError), transaction.atomic():
        _make_role()
        _make_policies()
    is_there.cache_clear()


def _make_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN;"  # a role is the cluster's: another database may have made it
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [ROLE])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")


def _make_policies() -> None:
    """The subquery is evaluated once per query, not once per row: a clinician may have 500 runners."""
    seen = f"(SELECT unnest(CAST(current_setting('{_SETTING}', true) AS bigint[])))"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {ROLE}")
        # Tables that are made later, as Django's cache is after the migrations.
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE}"
        )
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {ROLE}")
        later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"  # Django makes the table of the cache after the others
        cursor.execute(f"{later} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE}")
        for table, column in walled_tables().items():
            name = connection.ops.quote_name(table)
            cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS own_rows ON {name}")
            cursor.execute(
                f"CREATE POLICY own_rows ON {name} TO {ROLE} USING ({column} IN {seen}) WITH CHECK ({column} IN {seen})"
            )
