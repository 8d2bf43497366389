"""The two statements of every page, put into SQL once. Django would do that anew each time, which
costs more than the database does."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from eligibility.models import Draft

TABLE = Draft._meta.db_table
FIELDS = Draft._meta.concrete_fields
ID = Draft._meta.pk


def read(draft_id: UUID) -> Draft | None:
    """The draft with this id, as the database has it."""
    select, converters = _select(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(select, [ID.get_db_prep_value(draft_id, connection)])
        found = cursor.fetchone()
    if found is None:
        return None
    row = list(found)
    for place, (steps, column) in converters.items():
        for step in steps:
            row[place] = step(row[place], column, connection)
    return Draft.from_db(connection.alias, [field.attname for field in FIELDS], row)


def write(draft: Draft, values: dict[str, Any]) -> bool:
    """Sets these columns and counts the version on, unless the draft is finished or its version is
    not that of `draft` any more. Tells whether it did."""
    fields = [Draft._meta.get_field(name) for name in values]
    changes = "".join(f"{field.column} = %s, " for field in fields)
    stored = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    statement = f"UPDATE {TABLE} SET {changes}version = version + 1 {STILL_THIS}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [*stored, ID.get_db_prep_value(draft.pk, connection), draft.version]
        )
        return bool(cursor.rowcount)


STILL_THIS = "WHERE id = %s AND version = %s AND completed_at IS NULL"


@cache
def _select(vendor: str) -> tuple[str, dict[int, Any]]:
    """The statement, and what turns its columns into values, as Django makes them."""
    compiler = Draft.objects.filter(pk=UUID(int=0)).query.get_compiler(connection=connection)
    statement, _ = compiler.as_sql()
    return statement, compiler.get_converters([column for column, *_ in compiler.select])
