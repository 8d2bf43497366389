"""Submissions as they rest in the database, all as they are at one moment, by the shortest way.

Django's `values_list().iterator()` makes an object of many a value, and the database waits while
the program works, and the other way round. Here the database gives text, of which nothing is made,
and finds the next rows while these are used.

Rows are read as they lie in the table, each page of it once. That is about the order in which they
came, so a file never has it: as many rows as MIXED are sorted by their ids, which are random.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

AT_ONCE = 1000
MIXED = 10_000  # more than a clinic is sent in a month, which is what a file without names tells
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
    """Every row of `found` once, as it is when the first is asked for. The id is the first column.

    Others can write meanwhile. At most twice MIXED rows are held: those in use and those that come.
    """
    texts = {"key": Cast("pk", TextField()), "received": Cast("received_at", TextField())}
    rows = found.annotate(**texts).order_by().values_list(*columns)
    with (
        snapshot() as connection,
        connection.chunked_cursor() as cursor,
        ThreadPoolExecutor(1) as ahead,
    ):
        cursor.execute(*rows.query.sql_with_params())
        coming = ahead.submit(found_next, connection, cursor)
        while True:
            take = coming.result()
            coming = ahead.submit(found_next, connection, cursor)
            if not (some := take()):
                return
            some.sort(key=itemgetter(0))
            yield from (some[at : at + AT_ONCE] for at in range(0, len(some), AT_ONCE))


def found_next(connection: Any, cursor: Any) -> Callable[[], list[Row]]:
    """Waits until the database has found the next rows. Returns what makes strings of them: that is
    this program's work, which two threads would only take from each other."""
    if connection.vendor != "postgresql":
        return partial(cursor.fetchmany, MIXED)
    answer = connection.cursor()
    answer.execute(f'FETCH FORWARD {MIXED} FROM "{cursor.name}"')
    return answer.fetchall  # type: ignore[no-any-return]  # Django has no types


@contextmanager
def snapshot() -> Iterator[Any]:
    """A connection of its own that sees the database of one moment and is in nobody's way. Inside a
    transaction it is the usual one, which sees what that has written. Threads may share it."""
    usual = connections[DEFAULT_DB_ALIAS]
    inside = usual.in_atomic_block
    connection = usual if inside else usual.copy()
    connection.inc_thread_sharing()
    try:
        if not inside:
            connection.set_autocommit(False)
        yield connection
    finally:
        connection.dec_thread_sharing()
        if not inside:
            connection.close()
