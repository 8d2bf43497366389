"""Erases what is due, a few at a time. It may be killed, or run twice at once: what it did is done
and written down, and what it did not do is still there for the next run."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from eligibility.audit.recording import Action, Who, record
from eligibility.lifecycle.erasing import erase
from eligibility.lifecycle.retention import Kind
from eligibility.models import Submission

AT_ONCE = 500  # rows in one transaction: others wait for the access log no longer than that takes
PAUSE = 0.05  # seconds between two of them, else SQLite would let no patient write meanwhile


def purge(kind: Kind, now: datetime) -> int:
    """Erases all of this kind that was due `now`, and tells how many."""
    return sum(_erased(kind, now, some) for some in _in_turn(kind.due(now)))


def _in_turn(due: QuerySet) -> Iterator[list[Any]]:
    """The ids that are due, in lots, with a pause between two."""
    ids = iter(list(due.order_by("pk").values_list("pk", flat=True)))
    some = list(islice(ids, AT_ONCE))
    while some:
        yield some
        if some := list(islice(ids, AT_ONCE)):
            time.sleep(PAUSE)


def _erased(kind: Kind, now: datetime, some: list[Any]) -> int:
    """Erases those of `some` that are still due, in one transaction with the line that counts them.
    The line comes last: whoever writes one waits for all others who do."""
    with transaction.atomic():
        still = _still_due(kind, now, some)
        rows = kind.due(now).model.objects.filter(pk__in=still)
        erased = erase(still) if rows.model is Submission else rows.delete()[0]
        if erased and kind.of_patients:
            record(Action.ERASE, Who(name="command purge"), rows=erased, kind=kind.name)
        return int(erased)


def _still_due(kind: Kind, now: datetime, some: list[Any]) -> list[Any]:
    """Holds these rows, but not those that someone else is at just now, and then looks again: a
    review or an answer may have come. One statement would judge by what it saw at its beginning."""
    rows = kind.due(now).model.objects.select_for_update(skip_locked=True)
    held = list(rows.filter(pk__in=some).order_by("pk").values_list("pk", flat=True))
    return list(kind.due(now).filter(pk__in=held).values_list("pk", flat=True))
