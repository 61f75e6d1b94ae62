"""Queries that the ORM makes once: what every page asks has the same SQL each time, and only its values differ.

Making the SQL of a query took the ORM three times as long as sending it and reading what came back. A compiled query is
written with the ORM, so the database's own SQL, the reading of its columns and the wall stay as they are.
"""

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet

Found = TypeVar("Found")
QUERIES: "list[Compiled[Any]]" = []
"""Every compiled query; a test compares what each finds with what the ORM does."""


class _Given(Expression):
    """Stands in a query for a value that is given each time."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    @cached_property
    def output_field(self) -> Any:
        """None: it is compared with columns, whose kind counts."""
        return None

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and this as its value."""
        return "%s", (self,)


class _Made(local):
    """A compiled query of this thread and its connection: the compiler knows the SQL and how its columns are read."""

    connection: Any = None
    queryset: Any = None
    compiler: Any = None
    sql: str = ""
    params: tuple[Any, ...] = ()


class Compiled(Generic[Found]):
    """The query that ``make`` returns for its values: integers, texts, days or instants, each compared with a column.

    ``make`` runs once in each thread, and must not look at the values.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Found]]) -> None:
        self.make = make
        self._made = _Made()
        QUERIES.append(self)

    def __call__(self, *values: Any) -> list[Found]:
        """The rows for these values as they are now."""
        made, connection = self._made, connections[DEFAULT_DB_ALIAS]
        if made.connection is not connection:
            self._compile(made, connection)
        adapt = connection.ops.adapt_unknown_value
        bound = tuple(adapt(values[one.place]) if isinstance(one, _Given) else one for one in made.params)
        vars(made.compiler)["as_sql"] = lambda *_args, **_named: (made.sql, bound)
        rows = made.queryset.__class__.__new__(made.queryset.__class__)  # copying a query set asks the database
        vars(rows).update(vars(made.queryset), _result_cache=None)
        return list(rows)

    def first(self, *values: Any) -> Found | None:
        """The first row for these values, None where there is none; the query has a limit of its own."""
        rows = self(*values)
        return rows[0] if rows else None

    def _compile(self, made: _Made, connection: Any) -> None:
        queryset = self.make(*map(_Given, range(len(signature(self.make).parameters))))
        compiler: Any = queryset.query.get_compiler(connection=connection)
        made.sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        vars(compiler)["get_converters"] = lambda _columns: converters
        vars(queryset.query)["get_compiler"] = lambda *_args, **_named: compiler
        made.connection, made.queryset, made.compiler, made.params = connection, queryset, compiler, tuple(params)
