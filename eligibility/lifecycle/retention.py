"""What is due to be erased: each kind of thing that is stored, and how long it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eligibility.models import (
    DRAFT_LIFE,
    KIOSK_LIFE,
    PRIVATE_LIFE,
    Attempt,
    Draft,
    Review,
    Submission,
)
from eligibility.security.kiosk import IDS_BELOW


def drafts(now: datetime) -> QuerySet[Draft]:
    """Unfinished answers and private results whose time is over."""
    finished = Draft.objects.filter(completed_at__lt=now - PRIVATE_LIFE)
    left = Draft.objects.filter(completed_at=None, updated_at__lt=now - DRAFT_LIFE)
    on_a_tablet = Draft.objects.filter(pk__lt=IDS_BELOW, updated_at__lt=now - KIOSK_LIFE)
    return finished | left | on_a_tablet


def closed(now: datetime) -> QuerySet[Submission]:
    """What the clinic is done with, so long after its last review."""
    return _at_rest(now, "closed").filter(status=Submission.Status.CLOSED)


def left_open(now: datetime) -> QuerySet[Submission]:
    """What nobody closed, so long after its last review, or since it came if it has none."""
    return _at_rest(now, "open").exclude(status=Submission.Status.CLOSED)


def _at_rest(now: datetime, state: str) -> QuerySet[Submission]:
    """The submissions that nothing was done with for as long as this state is kept."""
    since = now - timedelta(days=settings.RETENTION[state])
    last = Review.objects.filter(submission=OuterRef("pk")).order_by("-at").values("at")[:1]
    # The first condition says nothing new, but it has an index: what is young is not looked at.
    old = Submission.objects.filter(received_at__lt=since)
    return old.annotate(rested=Coalesce(Subquery(last), F("received_at"))).filter(rested__lt=since)


def counts(now: datetime) -> QuerySet[Attempt]:
    """Counts of tries whose stretch of time is over."""
    return Attempt.objects.filter(ends_at__lt=now)


def sessions(now: datetime) -> QuerySet[Session]:
    """Sessions of staff that have ended."""
    return Session.objects.filter(expire_date__lt=now)


@dataclass(frozen=True)
class Kind:
    """One kind of thing and which of it is due. What is `of_patients` leaves a line in the access
    log when it is erased."""

    name: str
    due: Callable[[datetime], QuerySet]
    of_patients: bool = True


KINDS = (
    Kind("drafts", drafts),
    Kind("closed", closed),
    Kind("open", left_open),
    Kind("counts", counts, of_patients=False),
    Kind("sessions", sessions, of_patients=False),
)
