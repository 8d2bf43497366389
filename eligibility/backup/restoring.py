"""Brings a backup back: into an empty database, all of it, checked row by row, or nothing."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from eligibility.audit.checking import Broken, check
from eligibility.backup.sealed_file import BadFile, lines, spelled
from eligibility.backup.tables import (
    GROWS_ALONE,
    Row,
    Sum,
    empty,
    insert,
    is_empty,
    rows_of,
    set_last_numbers,
    unguarded,
)
from eligibility.models import AccessLog, KeyCheck
from eligibility.security.sealed import CannotRead, Sealed, SealedField

# What migrations and a process that starts fill in. It is taken out again and comes from the file.
FILLED_BY_OURSELVES = {
    KeyCheck._meta.db_table,
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
LOG = {AccessLog._meta.db_table, GROWS_ALONE}
MOST = 5  # problems to name, of those that the rows have


class CannotRestore(Exception):
    """Nothing was restored. The text says why."""


@dataclass
class Contents:
    """What a file says of itself, at its beginning and at its end."""

    migrations: dict[str, str]
    made_at: str
    database: str
    columns: dict[str, list[str]] = field(default_factory=dict)
    sums: dict[str, Row] = field(default_factory=dict)
    last_numbers: dict[str, Row] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.sums.values())


def restore(path: Path, *, anyway: bool = False) -> Contents:
    """Raises BadFile or CannotRestore, and then nothing was restored. `anyway`: also what could not
    be read, and a broken access log, as they were when the backup was made."""
    with path.open("rb") as file:
        contents = look_through(file)
        _make_tables(contents)
        file.seek(0)
        with transaction.atomic():
            _refuse_what_is_not_empty()
            with unguarded(connection, LOG) if anyway else nullcontext():
                _load(contents, file, set() if anyway else {GROWS_ALONE})
            problems = [*_differences(contents), *([] if anyway else _unreadable(contents))]
            if problems:
                more = f" And {len(problems) - MOST} more." if len(problems) > MOST else ""
                raise CannotRestore(" ".join(problems[:MOST]) + more)
    if not _is_of_this_code(contents):
        call_command("migrate", verbosity=0)
    return contents


def look_through(file: BinaryIO) -> Contents:
    """Reads a file to its end before anything is changed. Raises BadFile."""
    found = lines(file)
    contents, sums, table = Contents(**next(found)), dict[str, Sum](), Sum()
    for line in found:
        if isinstance(line, list):
            table.add(spelled(line))
        elif "table" in line:
            contents.columns[line["table"]] = line["columns"]
            table = sums[line["table"]] = Sum()
        else:
            contents.sums, contents.last_numbers = line["sums"], line["last_numbers"]
    if {name: found.told() for name, found in sums.items()} != contents.sums:
        raise BadFile("Its rows are not those that it says it has.")
    return contents


def _make_tables(contents: Contents) -> None:
    """The schema that the backup was made with, which may be older than this code's."""
    known, kept = MigrationLoader(None), contents.migrations
    if contents.database != connection.vendor:
        raise CannotRestore(f"The backup is of {contents.database}, and this is no such database.")
    if not set(kept.items()) <= set(known.disk_migrations):
        raise CannotRestore("The backup was made by a newer version of Candor than this one.")
    _refuse_what_is_not_empty()
    if _is_of_this_code(contents):
        call_command("migrate", verbosity=0)
    else:
        for app, migration in kept.items():
            call_command("migrate", app, migration, verbosity=0)


def _is_of_this_code(contents: Contents) -> bool:
    return contents.migrations == dict(MigrationLoader(None).graph.leaf_nodes())


def _refuse_what_is_not_empty() -> None:
    ignored = {*FILLED_BY_OURSELVES, GROWS_ALONE, "django_migrations"}
    for table in set(connection.introspection.table_names()) - ignored:
        if not is_empty(connection, table):
            raise CannotRestore(
                f"The database is not empty: there are rows in {table}. A backup is restored into "
                "a database of its own, and never over what someone has stored."
            )


def _load(contents: Contents, file: BinaryIO, left_alone: set[str]) -> None:
    """Every row goes past the triggers of the database, as it did when it was new."""
    for table in (FILLED_BY_OURSELVES | LOG) & set(contents.columns) - left_alone:
        if not is_empty(connection, table):
            empty(connection, table)
    table = ""
    for are_rows, some in groupby(lines(file), lambda line: isinstance(line, list)):
        if not are_rows:
            table = [line.get("table", "") for line in some][-1]
        elif table not in left_alone:
            insert(connection, table, contents.columns[table], some)
    set_last_numbers(connection, contents.last_numbers)
    connection.check_constraints()


def _differences(contents: Contents) -> Iterator[str]:
    """What is not in the database as it is in the file."""
    for table, columns in contents.columns.items():
        found = Sum()
        for row in rows_of(connection, table, columns):
            found.add(spelled(row))
        if found.told() != contents.sums[table]:
            yield f"The rows of {table} did not come out as they are in the file."


def _unreadable(contents: Contents) -> Iterator[str]:
    """What was written with a key that we do not have, or altered before the backup was made."""
    for model in apps.get_models():
        sealed = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        there = contents.columns.get(model._meta.db_table, [])
        if sealed := [field for field in sealed if field.column in there]:
            yield from _unreadable_of(model._meta, sealed)
    try:
        check()
    except Broken as broken:
        yield f"The access log is broken. {broken}."


def _unreadable_of(meta: Any, sealed: list[SealedField]) -> Iterator[str]:
    columns = [meta.pk.column, *(field.column for field in sealed)]
    for pk, *values in rows_of(connection, meta.db_table, columns):
        for place, value in zip(sealed, values, strict=True):
            try:
                value is None or place.open(Sealed(place.place, value), pk)
            except CannotRead as why:
                yield f"A record cannot be read, {pk}. {why}"
