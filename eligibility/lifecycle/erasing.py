"""Erasing what patients sent: every copy of it, all at once or nothing of it."""

import re
from collections.abc import Collection
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction

from eligibility.audit.recording import Action, Who, record
from eligibility.models import Draft, Submission

PATIENT = Who(name="patient")  # without address or number: it is theirs that is to be gone
NAMES = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def erase_on_request(submission: UUID, who: Who, reason: str) -> bool:
    """Erases one submission because someone asked for it. Tells whether it was still there.

    The access log keeps that it was done, by whom and for which `reason`, a code. What it kept of
    this submission before stays there too: ids, never a name or an answer.
    """
    with transaction.atomic():
        if not erase([submission]):
            return False
        record(Action.ERASE, who, [submission], kind=reason)
        return True


def erase(ids: Collection[UUID]) -> int:
    """Erases these submissions with all that is kept about them, and tells how many there were.
    Only the access log still knows their ids. Call it inside a transaction."""
    columns = Submission.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = dict(columns.values_list("pk", "reference"))
    if not found:
        return 0
    texts = {str(pk) for pk in found}
    kind = ContentType.objects.get_for_model(Submission)
    LogEntry.objects.filter(content_type=kind, object_id__in=texts).delete()
    Draft.objects.filter(pk__in=found).delete()
    Submission.objects.only("pk").filter(pk__in=found).delete()  # and its reviews and marks
    _forget_in_sessions(texts | set(found.values()))
    return len(found)


def _forget_in_sessions(names: set[str]) -> None:
    """Takes what names one of these out of the sessions of staff, such as a message not yet read.
    There are as many sessions as staff at work."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in Session.objects.all():
        kept = row.get_decoded()
        about = [key for key, value in kept.items() if names & set(NAMES.findall(str(value)))]
        if about:
            session = store(row.session_key)
            for key in about:
                session.pop(key, None)
            session.save()
