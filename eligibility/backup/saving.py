"""Makes a backup: all rows as they were at one moment, while others go on writing."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from eligibility.backup.sealed_file import Writer
from eligibility.backup.tables import Sum, columns_of, kept_tables, last_numbers, rows_of

AT_ONE_MOMENT = {
    "sqlite": "BEGIN",
    "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


class CannotSave(Exception):
    """There is no backup. The text says why."""


@dataclass(frozen=True)
class Saved:
    """What was written."""

    rows: int
    tables: int
    size: int


def save(path: Path) -> Saved:
    """Writes a file that is there only once it is whole, and that nobody else on this machine may
    read. Raises CannotSave, or what the disk or the database raises; then there is no file."""
    if path.exists():
        raise CannotSave(f"{path} is there already. A backup never replaces another.")
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            told = _write(Writer(file))
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # unlike a renaming, it never replaces a file
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return Saved(sum(rows for rows, _ in told.values()), len(told), path.stat().st_size)


def _write(writer: Writer) -> dict[str, Any]:
    """Every table, then what there must be of each. Returns the latter."""
    told = {}
    with _snapshot() as snapshot:
        began = {"made_at": datetime.now(UTC), "database": snapshot.vendor}
        writer.line(began | {"migrations": _migrations(snapshot)})
        for table in kept_tables():
            columns, found = columns_of(snapshot, table), Sum()
            writer.line({"table": table, "columns": columns})
            for row in rows_of(snapshot, table, columns):
                found.add(writer.line(row))
            told[table] = found.told()
        writer.line({"sums": told, "last_numbers": last_numbers(snapshot, told)})
    writer.close()
    return told


@contextmanager
def _snapshot() -> Iterator[Any]:
    """A connection of its own that sees one moment. It holds up nobody who writes."""
    connections["default"].ensure_connection()  # it checks the first key, and needs to come first
    with closing(connections["default"].copy()) as snapshot:
        with snapshot.cursor() as cursor:
            cursor.execute(AT_ONE_MOMENT[snapshot.vendor])
        yield snapshot


def _migrations(snapshot: Any) -> dict[str, str]:
    """The newest migration of each app. Raises CannotSave if the schema is not that of this code,
    which would then not know every table."""
    known = MigrationLoader(None)
    apps = {app for app, _ in known.disk_migrations}
    applied = {one for one in MigrationRecorder(snapshot).applied_migrations() if one[0] in apps}
    if applied != set(known.disk_migrations):
        raise CannotSave(
            "The database is not at the migrations of this code. Run `manage.py migrate`, or make "
            "the backup with the code that the database belongs to."
        )
    return dict(known.graph.leaf_nodes())
