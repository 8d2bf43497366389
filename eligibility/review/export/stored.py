"""Submissions as they rest in the database, a chunk at a time, by the shortest way there is.

Django's `values_list().iterator()` makes an object of many a value, and the database waits while
the program works, and the other way round. Here the database gives text, of which nothing is made,
and reads the next chunk while this one is used. No statement stays open between two chunks, so
others can write meanwhile, and a million rows need no more memory than three chunks.

To begin a chunk before the last one is seen, its edges must be known: ids are random, so equal
parts of all possible ids hold about equally many.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

AT_ONCE = 1000
Row = Sequence[str]
Take = Callable[[], list[Row]]
Ready = Callable[[], Take]


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

    A row that is changed meanwhile comes as it was or as it is. While a chunk is used, the next but
    one is read on the same connection: what needs the database for a chunk is done `before` it is
    given.
    """
    texts = {"key": Cast("pk", TextField()), "received": Cast("received_at", TextField())}
    rows = found.annotate(**texts).order_by("pk").values_list(*columns)
    with reader() as begin:
        ready, some = begin(None), []
        for part in chain(parts(rows), (None, None)):
            take = ready()
            if some:
                before(some)
            ready = begin(part)
            if some:
                yield some
            some = take()


def parts(rows: QuerySet) -> Iterator[QuerySet]:
    """`rows` in parts of about AT_ONCE, one after the other."""
    count = -(-rows.count() // AT_ONCE)
    for number in range(count):
        first, last = ((at << 128) // count for at in (number, number + 1))
        yield rows.filter(pk__gte=UUID(int=first), pk__lte=UUID(int=last - 1))


def taken(cursor: Any) -> list[Row]:
    """All rows of a statement that was executed, and the end of it."""
    with cursor:
        rows: list[Row] = cursor.fetchall()
    return rows


@contextmanager
def reader() -> Iterator[Callable[[QuerySet | None], Ready]]:
    """Begins to read what it is called with, and returns how to wait until the database has done
    its part, which then returns how to take the rows. Of None there are none."""
    connection = connections[DEFAULT_DB_ALIAS]

    def executed(rows: QuerySet | None) -> Take:
        if rows is None:
            return list
        cursor = connection.cursor()
        cursor.execute(*rows.query.sql_with_params())
        if connection.vendor == "postgresql":
            return partial(taken, cursor)
        stored = taken(cursor)  # SQLite reads while it is asked, and open rows would be in the way
        return lambda: stored

    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1) as ahead:
            yield lambda rows: ahead.submit(executed, rows).result
    finally:
        connection.dec_thread_sharing()
