"""Many rows at once, several times as fast as Django's own `bulk_create`: PostgreSQL's COPY, or
SQLite's `executemany`. For made-up rows only: no signal is sent and nothing is checked but by the
database."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from eligibility.security.sealed import SealedField

Row = dict[str, Any]
NULL = "\\N"


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Inserts rows, given by the names of their columns. What a row leaves out has its default.
    Sealed values are sealed here, for the `id` of the row."""
    fields = [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]
    ready = [[_ready(field, row) for field in fields] for row in rows]
    columns = ", ".join(field.column for field in fields)
    copy = _copy if connection.vendor == "postgresql" else _one_by_one
    copy(model._meta.db_table, columns, ready)


def _ready(field: models.Field, row: Row) -> Any:
    value = row.get(field.attname, ...)
    if isinstance(field, SealedField):
        sealed = field.seal(None if value is ... else value, row["id"])
        return sealed and sealed.text
    return field.get_default() if value is ... else value


def _copy(table: str, columns: str, rows: list[list[Any]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([NULL if v is None else v for v in row] for row in rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')", text)


def _one_by_one(table: str, columns: str, rows: list[list[Any]]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.ensure_connection()
    connection.connection.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 (names of our own)
        ([_for_sqlite(value) for value in row] for row in rows),
    )


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
