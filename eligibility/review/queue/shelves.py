"""The first rows of the clinic's list, which cost the same however many submissions there are.

All submissions that are alike in what the list is filtered by are on one shelf, newest first. A
page is put together from the first rows of each shelf that is asked for, by an index that holds
them in order, and only the rows of the page are read whole.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL

from eligibility.models import FindingMark, Shelf, Submission
from eligibility.review.queue.paging import Page, Place
from eligibility.review.recorded import Looked

Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Narrow:
    """What the list is filtered by: conditions for the shelf, conditions for what a submission and
    a mark both know (`assigned_to`, `received_at`), and the marks of a finding, of which each
    submission has one at most. No marks are no such filter."""

    shelves: Q = field(default_factory=Q)
    rows: Q = field(default_factory=Q)
    marks: tuple[str, ...] = ()

    def __and__(self, other: "Narrow") -> "Narrow":
        both = self.shelves & other.shelves, self.rows & other.rows
        return Narrow(*both, self.marks + other.marks)

    def among(self, queryset: QuerySet) -> QuerySet:
        """Those of a few submissions that it leaves."""
        left = queryset.filter(self.rows)
        if self.shelves:
            left = left.filter(shelf__in=Shelf.objects.filter(self.shelves))
        return left.filter(marks__mark__in=self.marks) if self.marks else left


NOTHING = Narrow(Q(pk__in=()))


def all_of(narrows: Any) -> Narrow:
    return reduce(and_, narrows, Narrow())


def first_rows(narrow: Narrow, place: Place, size: int, *, in_order: bool = True) -> Sql:
    """A query for the ids of the first so many rows after a place. Django cannot say that a query
    runs once for each row of another one, and the databases say it differently.

    Raises EmptyResultSet if the database need not be asked.
    """
    model, pk = (FindingMark, "submission_id") if narrow.marks else (Submission, "id")
    run = model.objects.filter(narrow.rows, place.beyond(pk), shelf=RawSQL("shelf.id", ()))
    run = run.filter(mark=RawSQL("found.mark", ())) if narrow.marks else run
    run = run.order_by(*place.order("-received_at", f"-{pk}"))[:size]
    shelves = place.shelves().filter(narrow.shelves)
    (shelf, given), (joined, values) = shelves.query.sql_with_params(), _joined(run, pk)
    text = f"SELECT run.{pk} FROM ({shelf}) AS shelf{_found(narrow.marks)} {joined}"  # noqa: S608
    if in_order:
        text += f" ORDER BY {_order(place, pk)}"
    return f"{text} LIMIT {size}", (*given, *narrow.marks, *values)


def _joined(run: QuerySet, pk: str) -> Sql:
    """The rows of each shelf beside the shelf."""
    if connection.vendor == "postgresql":
        text, values = run.values(pk, "received_at").query.sql_with_params()
        return f"CROSS JOIN LATERAL ({text}) AS run", values
    text, values = run.values("pk").query.sql_with_params()
    return f"JOIN {run.model._meta.db_table} AS run ON run.id IN ({text})", values


def _found(marks: tuple[str, ...]) -> str:
    """The marks, each beside each shelf."""
    listed = " UNION ALL ".join(["SELECT %s AS mark"] * len(marks))
    return f" CROSS JOIN ({listed}) AS found" if marks else ""


def _order(place: Place, pk: str) -> str:
    columns = place.order("shelf.waiting", "-run.received_at", f"-run.{pk}")
    return ", ".join(f"{c[1:]} DESC" if c.startswith("-") else c for c in columns)


def count_to(most: int, narrow: Narrow) -> RawSQL:
    """How many there are, but not more than `most`, as part of another query."""
    text, values = first_rows(narrow, Place(), most, in_order=False)
    counted = f"SELECT COUNT(*) FROM ({text}) AS counted"  # noqa: S608 (names of our own)
    return RawSQL(counted, values, output_field=IntegerField())  # noqa: S611


def read(whole: Looked, narrow: Narrow, place: Place, size: int) -> Page:
    """One page of what is left of `whole`, by one query. One row more than the page is read, which
    tells that there are more, and is not shown."""
    try:
        keys = RawSQL(*first_rows(narrow, place, size + 1))  # noqa: S611
    except EmptyResultSet:
        return Page([], False, False)
    order = place.order("waiting", "-received_at", "-pk")
    rows = list(whole.filter(pk__in=keys).order_by(*order).showing(size)[: size + 1])
    more, known = len(rows) > size, place.cursor is not None
    rows = rows[:size]
    return Page(rows[::-1], more, known) if place.back else Page(rows, known, more)
