"""Places in the clinic's list. A page is asked for by the submission it follows, so nothing before
it is read or counted.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, DateTimeField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from eligibility.models import Shelf, Submission

EPOCH, FAR = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
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

    def shelves(self) -> QuerySet:
        """Those on which something may come after the cursor. `edge` is the time from which on it
        does: that of the cursor, and any time on a shelf that waits otherwise."""
        shelves = Shelf.objects.values("id", "waiting")
        if not self.cursor:
            return shelves
        here, always = self.cursor.waiting, EPOCH if self.back else FAR
        edge = Case(
            When(waiting=here, then=Value(self.cursor.at)),
            default=Value(always),
            output_field=DateTimeField(),
        )
        later = {"waiting__lte" if self.back else "waiting__gte": here}
        return shelves.filter(**later).annotate(edge=edge)

    def beyond(self, pk: str) -> Q:
        """What comes after the edge of its shelf; at that very time, the id tells."""
        if not self.cursor:
            return Q()
        then, edge = "gt" if self.back else "lt", RawSQL("shelf.edge", ())
        later = Q(**{f"received_at__{then}": edge}) | Q(**{f"{pk}__{then}": self.cursor.pk})
        return Q(**{f"received_at__{then}e": edge}) & later

    def order(self, *columns: str) -> tuple[str, ...]:
        """The order of the columns, turned round when going back."""
        if not self.back:
            return columns
        return tuple(c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in columns)


class Page(NamedTuple):
    """The rows to show, and whether there are more on either side."""

    rows: list[Submission]
    more_before: bool
    more_after: bool
