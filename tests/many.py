"""Many submissions at once, without a patient each: copies of one, under ids of their own."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from eligibility.management.commands.demo import made_up
from eligibility.models import FindingMark, Review, Submission
from eligibility.security.tokens import ALPHABET
from eligibility.wizard.submit import marks_of

AT_ONCE = 1000


def many(count: int, received_at: datetime, author: Any, status: str = "closed") -> None:
    """Stores so many, each with marks, a line of Django's history, and a review if it is not new.
    Their references are the next ones, in order."""
    first = Submission.objects.count()
    end = first + count
    for start in range(first, end, AT_ONCE):
        some = list(_copies(range(start, min(end, start + AT_ONCE)), received_at, status))
        Submission.objects.bulk_create(some)
        FindingMark.objects.bulk_create(mark for one in some for mark in marks_of(one))
        if status != "new":
            Review.objects.bulk_create(
                Review(submission=one, author=author, at=received_at, status=status, note="A note.")
                for one in some
            )
        LogEntry.objects.bulk_create(_line(one, author) for one in some)


def _copies(numbers: range, received_at: datetime, status: str) -> Iterator[Submission]:
    like = made_up("Ruth Sample", "en", {"severity": "severe"})
    same = {name: getattr(like, name) for name in ("answers", "assessment", "identity", "person")}
    for number in numbers:
        yield Submission(
            id=uuid4(),
            reference=_reference(number),
            received_at=received_at,
            outcome=like.outcome,
            status=status,
            language="en",
            protocol=like.protocol,
            **same,
        )


def _reference(number: int) -> str:
    letters = ""
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return f"{letters[:4]}-{letters[4:]}"


def _line(submission: Submission, author: Any) -> LogEntry:
    return LogEntry(
        user=author,
        content_type=ContentType.objects.get_for_model(Submission),
        object_id=str(submission.pk),
        object_repr="submission",
        action_flag=2,
    )


def address_of_database() -> str:
    """DATABASE_URL for another process that is to use the database of this test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
