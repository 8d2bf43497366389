"""The access log in tests: rows of it, its triggers off, and what a page of it would show."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection

from eligibility.audit.recording import Action, Who, record
from eligibility.models import AccessLog
from tests.plugin import guards

LOG, HEAD = "eligibility_accesslog", "eligibility_accessloghead"
SOMEONE = Who(7, "ada", "192.0.2.1")


def looks(count: int, action: Action = Action.LIST, who: Who = SOMEONE) -> None:
    """`count` rows of one look, each at another record."""
    record(action, who, [uuid4() for _ in range(count)], rows=count)


def some_rows() -> None:
    """60 rows of many kinds."""
    for action in Action:
        looks(2, action)
        record(action, Who(name="command purge"))
    looks(60 - AccessLog.objects.count(), Action.EXPORT, Who(9, "bo", "2001:db8::1"))


def written(**filters: Any) -> list[tuple[str, Any]]:
    """Action and submission of the rows, oldest first."""
    rows = AccessLog.objects.filter(**filters).order_by("number")
    return list(rows.values_list("action", "submission"))


def run(statement: str, values: tuple[Any, ...] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def triggers_off() -> Iterator[None]:
    """As who owns the database can: nothing refuses a change."""
    off, on = guards(connection)
    for statement in off:
        run(statement)
    yield
    for statement in on:
        run(statement)


@contextmanager
def table_away() -> Iterator[None]:
    """Nothing can be recorded. For tests that see what others committed."""
    run(f"ALTER TABLE {LOG} RENAME TO away")
    yield
    run(f"ALTER TABLE away RENAME TO {LOG}")
