"""Tables as lines, row by row and as they rest: nothing that is sealed is opened on the way."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps

from eligibility.models import AccessLogHead

# Staff sign in again after a restore. Which migrations are applied is in the first line of a file.
LEFT_OUT = {"django_session", "usersessions_usersession", "django_migrations"}
GROWS_ALONE = AccessLogHead._meta.db_table  # the database writes it with every row of the log
AT_ONCE = 200  # rows in one statement
Row = list[Any]


@dataclass
class Sum:
    """How many rows, and a sum of their digests, which their order does not change."""

    rows: int = 0
    digests: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.digests += int.from_bytes(hashlib.sha256(line).digest())

    def told(self) -> Row:
        return [self.rows, f"{self.digests % (1 << 256):064x}"]


def kept_tables() -> list[str]:
    """The tables of a backup. What a trigger of ours looks up comes before what it is there for."""
    models = apps.get_models(include_auto_created=True)
    ours = [model._meta.db_table for model in models if model._meta.managed]
    return [name for name in dict.fromkeys(ours) if name not in LEFT_OUT]


def columns_of(connection: Any, table: str) -> list[str]:
    """The names of its columns, in the order of the database."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def rows_of(connection: Any, table: str, columns: list[str]) -> Iterator[Row]:
    """Every row in the order of its key, some at a time."""
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_columns(cursor, table)
    # Behind a sign, SQLite's driver leaves a value as it is, and does not make a date of it.
    sign = "+" if connection.vendor == "sqlite" else ""
    shown = ", ".join(f"{sign}{name(column)}" for column in columns)
    order = ", ".join(map(name, key))
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(f"SELECT {shown} FROM {name(table)} ORDER BY {order}")  # noqa: S608
        while some := cursor.fetchmany(AT_ONCE):
            yield from map(list, some)


def insert(connection: Any, table: str, columns: list[str], rows: Iterable[Row]) -> None:
    """Adds rows as they are."""
    name, waiting = connection.ops.quote_name, iter(rows)
    into = f"INSERT INTO {name(table)} ({', '.join(map(name, columns))}) VALUES"
    marks = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        while some := list(islice(waiting, AT_ONCE)):
            values = [value for row in some for value in row]
            cursor.execute(f"{into} {', '.join([marks] * len(some))}", values)


def is_empty(connection: Any, table: str) -> bool:
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is None


def empty(connection: Any, table: str) -> None:
    """Takes out every row."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608


@contextmanager
def unguarded(connection: Any, tables: Iterable[str]) -> Iterator[None]:
    """The triggers of these tables are off, for the transaction around it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = [(name, made) for name, table, made in cursor.fetchall() if table in tables]
        off, on = [f"DROP TRIGGER {name}" for name, _ in found], [made for _, made in found]
    else:
        off, on = (
            [f"ALTER TABLE {table} {word} TRIGGER USER" for table in tables]
            for word in ("DISABLE", "ENABLE")
        )
    _run(connection, off)
    yield
    _run(connection, on)


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def last_numbers(connection: Any, tables: Iterable[str]) -> dict[str, Row]:
    """The counters that number new rows: no number of a row that was deleted is given again, for
    the access log may tell of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: [last] for name, last in cursor.fetchall() if name in tables}
        found = {}
        for table in tables:
            for counter in connection.introspection.get_sequences(cursor, table):
                name = connection.ops.quote_name(counter["name"])
                cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
                found[counter["name"]] = list(cursor.fetchone())
    return found


def set_last_numbers(connection: Any, counters: dict[str, Row]) -> None:
    """Goes on counting where another database was."""
    with connection.cursor() as cursor:
        for name, last in counters.items():
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, *last])
            else:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, *last])
