"""Pages of the list that cost the same however many submissions there are.

A page is asked for by the submission it follows, so nothing before it is read or counted. It is put
together from ordered arms: one for each way of waiting, or one for each mark of a finding. Each arm
stops at its first rows by an index, and only the rows of the page are read whole.
"""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, Subquery

from eligibility.models import FindingMark, Submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = re.compile(r"([0-9])\.([0-9]{1,17})\.([0-9a-f]{32})")
AFTER, BEFORE, LAST = "after", "before", "last"


class BadCursor(ValueError):
    """The text of a cursor that this list never wrote."""


class Cursor(NamedTuple):
    """A submission's place in the list. It tells nothing of the patient."""

    waiting: int
    at: datetime
    pk: UUID

    @classmethod
    def of(cls, submission: Submission) -> "Cursor":
        return cls(submission.waiting, submission.received_at, submission.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises BadCursor."""
        found = SHAPE.fullmatch(text)
        if not found:
            raise BadCursor
        at = EPOCH + timedelta(microseconds=int(found[2]))
        return cls(int(found[1]), at, UUID(found[3]))

    def __str__(self) -> str:
        return f"{self.waiting}.{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.pk.hex}"


class Place(NamedTuple):
    """Which page: the one that follows `cursor`, or the first one, going on or `back`."""

    cursor: Cursor | None = None
    back: bool = False

    @classmethod
    def parse(cls, asked: dict[str, str]) -> "Place":
        """Raises BadCursor."""
        if text := asked.get(AFTER):
            return cls(Cursor.parse(text))
        if text := asked.get(BEFORE):
            return cls(Cursor.parse(text), back=True)
        return cls(back=LAST in asked)

    def beyond(self, at: str, pk: str) -> Q:
        """What comes after the cursor among rows that wait alike."""
        if not self.cursor:
            return Q()
        then = "gt" if self.back else "lt"
        later = Q(**{f"{at}__{then}": self.cursor.at}) | Q(**{f"{pk}__{then}": self.cursor.pk})
        return Q(**{f"{at}__{then}e": self.cursor.at}) & later

    def passed(self, waiting: int) -> bool:
        """Whether all rows that wait so come before the cursor."""
        if not self.cursor or waiting == self.cursor.waiting:
            return False
        return (waiting > self.cursor.waiting) if self.back else (waiting < self.cursor.waiting)

    def order(self, *columns: str) -> tuple[str, ...]:
        """The order of the columns, turned round when going back."""
        if not self.back:
            return columns
        return tuple(c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in columns)


class Narrow(NamedTuple):
    """What the list is filtered by: conditions, the ways of waiting that are left, and the marks of
    a finding, one of which each submission has. No marks are no such filter."""

    found: QuerySet
    waits: Collection[int]
    marks: list[str]


def by_clock(place: Place, narrow: Narrow) -> Iterator[QuerySet]:
    """An arm for each way of waiting. All are newest first."""
    order = place.order("-received_at", "-pk")
    for waiting in narrow.waits:
        if not place.passed(waiting):
            here = place.cursor and waiting == place.cursor.waiting
            beyond = place.beyond("received_at", "pk") if here else Q()
            yield narrow.found.filter(beyond, waiting=waiting).order_by(*order).values("pk")


def by_finding(place: Place, narrow: Narrow) -> Iterator[QuerySet]:
    """An arm for each mark. They are in the order of the marks, which knows the date only. Without
    another filter no submission is looked up: joined, a frequent finding costs many times more."""
    beyond = place.beyond("received_at", "submission_id")
    for mark in narrow.marks:
        found = FindingMark.objects.filter(beyond, mark=mark)
        if narrow.found.query.where:
            found = found.filter(submission__in=narrow.found)
        order = place.order("-received_at", "-submission_id")
        yield found.order_by(*order).values("submission_id")


def first_of(arms: Iterator[QuerySet], limit: int) -> QuerySet | None:
    """The keys of the first rows of every arm, for a query to choose among."""
    cut = [arm[:limit] for arm in arms]
    if not connection.features.supports_slicing_ordering_in_compound:
        cut = [Submission.objects.filter(pk__in=arm).order_by().values("pk") for arm in cut]
    return cut[0].union(*cut[1:], all=True) if cut else None


class CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class Page(NamedTuple):
    """The rows to show, and whether there are more on either side."""

    rows: list[Submission]
    more_before: bool
    more_after: bool


def read(whole: QuerySet, narrow: Narrow, place: Place, size: int) -> Page:
    """One page of what is left of `whole`, by one query."""
    arms = by_finding(place, narrow) if narrow.marks else by_clock(place, narrow)
    order = place.order(*([] if narrow.marks else ["waiting"]), "-received_at", "-pk")
    keys = first_of(arms, size + 1)
    if keys is None:
        return Page([], place.cursor is not None, False)
    # A row more than the page would tell the same, but it would be a look at a record unseen.
    ordered = whole.annotate(keys=CountOf(keys)).filter(pk__in=keys).order_by(*order)
    rows = list(ordered[:size])
    more, known = bool(rows) and rows[0].keys > size, place.cursor is not None
    return Page(rows[::-1], more, known) if place.back else Page(rows, known, more)
