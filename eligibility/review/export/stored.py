"""Submissions as they rest in the database, a chunk at a time, by the shortest way there is.

Django's `values_list().iterator()` makes an object of many a value. Here the database gives text,
and nothing is made of it. No statement stays open between two chunks, so others can write
meanwhile, and a million rows need no more memory than a thousand.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

AT_ONCE = 2000
Row = Sequence[str]


class Stored(NamedTuple):
    """The columns an export is made of, each as text. The last three are sealed."""

    key: str
    reference: str
    received: str
    outcome: str
    status: str
    language: str
    protocol: str
    origin: str
    answers: str
    assessment: str
    identity: str


def chunks(found: QuerySet, columns: tuple[str, ...] = Stored._fields) -> Iterator[list[Row]]:
    """Every row of `found` once, by its id, which comes first and says nothing of when it was sent.

    A row that is changed meanwhile comes as it was or as it is.
    """
    texts = {"key": Cast("pk", TextField()), "received": Cast("received_at", TextField())}
    rows = found.annotate(**texts).order_by("pk").values_list(*columns)
    last: UUID | None = None
    while True:
        some = _fetched(rows.filter(pk__gt=last) if last else rows)
        if some:
            yield some
        if len(some) < AT_ONCE:
            return
        last = UUID(some[-1][0])


def _fetched(rows: QuerySet) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(*rows[:AT_ONCE].query.sql_with_params())
        fetched: list[Row] = cursor.fetchall()
    return fetched
