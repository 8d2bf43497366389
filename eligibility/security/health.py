"""Two addresses for machines: whether this process lives, and whether it can serve a patient now.

Neither says more than that: why is in the log. They answer before sessions, languages and host
names are looked at, so that a probe by number or without TLS is answered too.
"""

import logging
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import Error as DatabaseAway
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from eligibility.security.patience import waits
from eligibility.security.sealed import CannotRead
from eligibility.security.sealed_secret import SealedSecret

FOR_A_PROBE = 1.5  # seconds for one answer of the database: a balancer soon asks again
ROOM = 64 * 1024 * 1024  # bytes that must be free where SQLite writes
log = logging.getLogger(__name__)


@require_safe  # type: ignore[untyped-decorator] # Django has no types
def alive(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all. It asks nobody."""
    return say(request, "alive\n")


@require_safe  # type: ignore[untyped-decorator] # Django has no types
def ready(request: HttpRequest) -> HttpResponse:
    """200 if a patient would be served, else 503."""
    waits.set(FOR_A_PROBE)
    try:
        problem = next(problems(), None)
    except (DatabaseAway, CannotRead, OSError) as why:
        problem = type(why).__name__
    if problem is None:
        return say(request, "ready\n")
    log.error("Not ready: %s", problem)
    return say(request, "not ready\n", status=503, headers={"Retry-After": "5"})


def say(request: HttpRequest, words: str, **how: Any) -> HttpResponse:
    """An answer of one line, which is left out where only its head was asked for."""
    body = words if request.method == "GET" else ""
    return HttpResponse(body, content_type="text/plain; charset=utf-8", **how)


def problems() -> Iterator[str]:
    """What is wrong, the cheapest to find out first. Raises what the database raises."""
    keys = SealedSecret("health")
    if keys.open_text(keys.seal_text("canary")) != "canary":
        yield "what is sealed does not open"
    if connection.vendor == "sqlite" and free_beside(connection.settings_dict["NAME"]) < ROOM:
        yield "the disk is full"
    write_nothing()
    if newest_migrations() - set(MigrationRecorder(connection).applied_migrations()):
        yield "a migration is not applied"


def free_beside(database: str | Path) -> int:
    """The bytes that a process without special rights can still write there."""
    disk = os.statvfs(Path(database).parent)
    return disk.f_bavail * disk.f_frsize


def write_nothing() -> None:
    """Adds a session to the database and takes it back. Raises what the database raises."""
    with transaction.atomic():
        Session.objects.create(session_key=get_random_string(32), expire_date=timezone.now())
        transaction.set_rollback(True)


@cache
def newest_migrations() -> set[tuple[str, str]]:
    """What this code needs to be applied. A schema that is newer still is fine: it was made so that
    code on both sides of an update can use it."""
    return set(MigrationLoader(None).graph.leaf_nodes())


class Health:
    """Answers the two addresses itself, and lets all others pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers = {reverse("alive"): alive, reverse("ready"): ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answers.get(request.path_info, self.get_response)(request)
