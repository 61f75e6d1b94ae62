"""Queries that the ORM makes once: what every page asks has the same SQL each time, and only its values differ.

Making the SQL of a query took the ORM three times as long as sending it and reading what came back. A compiled query is
written with the ORM, so the database's own SQL, the reading of its columns and the wall stay as they are.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from inspect import signature
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
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


class Compiled(Generic[Found]):
    """The query that ``make`` returns for its values: integers, texts, days or instants, each compared with a column.

    ``make`` runs once, and must not look at the values.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Found]]) -> None:
        self.make = make
        self._made: dict[str, tuple[QuerySet[Any, Found], Any, str, tuple[Any, ...]]] = {}
        self._lock = Lock()
        QUERIES.append(self)

    def __call__(self, *values: Any) -> list[Found]:
        """The rows for these values as they are now."""
        made, compiler, sql, params = self._made.get(connection.vendor) or self._make()
        adapt = connection.ops.adapt_unknown_value
        bound = tuple(adapt(values[one.place]) if isinstance(one, _Given) else one for one in params)
        compiler = copy(compiler)
        compiler.connection = connection
        vars(compiler)["as_sql"] = lambda *_args, **_named: (sql, bound)
        query = copy(made.query)
        vars(query)["get_compiler"] = lambda *_args, **_named: compiler
        found = made.__class__.__new__(made.__class__)  # copying a query set asks the database
        vars(found).update(vars(made), _query=query, _result_cache=None)
        return list(found)

    def first(self, *values: Any) -> Found | None:
        """The first row for these values, None where there is none; the query has a limit of its own."""
        rows = self(*values)
        return rows[0] if rows else None

    def _make(self) -> tuple[QuerySet[Any, Found], Any, str, tuple[Any, ...]]:
        with self._lock:
            made = self.make(*map(_Given, range(len(signature(self.make).parameters))))
            compiler = made.query.get_compiler(using=made.db)
            sql, params = compiler.as_sql()
            self._made[connection.vendor] = made, compiler, sql, tuple(params)
            return self._made[connection.vendor]
