"""Submissions as they rest in the database, a chunk at a time, by the shortest way there is.

Django's `values_list().iterator()` makes an object of many a value, and the database waits while
the program works, and the other way round. Here the database gives text, of which nothing is made,
and reads the next chunk while this one is used. No statement stays open between two chunks, so
others can write meanwhile, and a million rows need no more memory than two chunks.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
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


def nothing(rows: list[Row]) -> None:
    """Done with a chunk before it is given, if nothing is."""


def chunks(
    found: QuerySet,
    before: Callable[[list[Row]], None] = nothing,
    columns: tuple[str, ...] = Stored._fields,
) -> Iterator[list[Row]]:
    """Every row of `found` once, by its id, which comes first and says nothing of when it was sent.

    A row that is changed meanwhile comes as it was or as it is. While a chunk is used, the next one
    is read on the same connection: what needs the database for a chunk is done `before` it is
    given.
    """
    texts = {"key": Cast("pk", TextField()), "received": Cast("received_at", TextField())}
    rows = found.annotate(**texts).order_by("pk").values_list(*columns)
    with reader() as read:
        some = read(rows[:AT_ONCE])()
        while some:
            before(some)
            more = len(some) == AT_ONCE
            coming = read(rows.filter(pk__gt=UUID(some[-1][0]))[:AT_ONCE]) if more else list
            yield some
            some = coming()


@contextmanager
def reader() -> Iterator[Callable[[QuerySet], Callable[[], list[Row]]]]:
    """Begins to read what it is called with, and returns how to wait for the rows."""
    connection = connections[DEFAULT_DB_ALIAS]

    def fetched(text: str, values: Any) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            rows: list[Row] = cursor.fetchall()
        return rows

    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1) as ahead:
            yield lambda rows: ahead.submit(fetched, *rows.query.sql_with_params()).result
    finally:
        connection.dec_thread_sharing()
