"""Adds rows. It costs two statements, and waits only if another worker adds rows just then."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from eligibility.audit.chain import Entry, signature
from eligibility.models import AccessLog, AccessLogHead

log = logging.getLogger(__name__)

HEAD_EACH = 1000  # rows between two copies of the head in the log of the process
AT_ONCE = 1000  # rows in one statement
DETAILS = frozenset({"rows", "status", "format", "kind", "role", "of"})
CODE = re.compile(r"[a-z0-9_]{1,32}")
Action = AccessLog.Action


class Who(NamedTuple):
    """Who did it. A command has no number and no address, and says its name: "command purge"."""

    number: int | None = None
    name: str = ""
    address: str = ""


def person(request: HttpRequest | None, user: Any = None) -> Who:
    """`user`, else who is signed in, at the address that this server sees, never one of a header.
    Nobody has neither number nor name."""
    known = user or getattr(request, "user", None)
    address = str(request.META.get("REMOTE_ADDR") or "")[:45] if request else ""
    return Who(known.pk, known.get_username(), address) if known else Who(address=address)


class UnsafeDetail(ValueError):
    """A detail that is neither a count nor a code. The message does not quote it."""


def record(action: Action, who: Who, submissions: Iterable[UUID] = (), **detail: int | str) -> None:
    """One row for each of `submissions`, or one row if there is none.

    Outside a transaction the rows are kept when this returns; inside one they stand or fall with
    it. Raises the database's own errors: then nothing may be shown.
    """
    ids: Iterator[UUID | None] = iter(submissions)
    told = _as_text(detail)
    some = list(islice(ids, AT_ONCE)) or [None]
    while some:
        _add([(who.number, who.name, action.value, one, told, who.address) for one in some])
        some = list(islice(ids, AT_ONCE))


def _as_text(detail: dict[str, int | str]) -> str:
    """Counts and codes as JSON. Raises UnsafeDetail for any other thing."""
    for name, value in detail.items():
        is_code = isinstance(value, str) and CODE.fullmatch(value)
        if name not in DETAILS or not (is_code or isinstance(value, int)):
            raise UnsafeDetail(f"{name} is not among the counts and codes the access log may hold.")
    return json.dumps(detail, sort_keys=True) if detail else ""


def _add(rows: list[tuple[Any, ...]]) -> None:
    """Adds rows all together or not at all. If another worker was first, the number is taken: then
    it waits for its turn, so that even among many it tries twice at most."""
    if not connection.in_atomic_block:
        try:
            return _append(rows)
        except IntegrityError:
            pass
    with transaction.atomic(savepoint=False):
        return _append(rows, in_turn=True)


def _append(rows: list[tuple[Any, ...]], *, in_turn: bool = False) -> None:
    heads = AccessLogHead.objects.filter(pk=1)
    head = (heads.select_for_update() if in_turn else heads).get()
    before, mac = head.number, head.mac
    signed, now, key_id = [], timezone.now(), next(iter(settings.DATA_KEYS))
    for number, row in enumerate(rows, before + 1):
        entry = Entry(number, now, *row, key_id)
        mac = signature(mac, entry)
        signed.append((*entry, mac))
    _insert(signed)
    if number // HEAD_EACH > before // HEAD_EACH:
        transaction.on_commit(lambda: print_head(number, mac))


def _insert(signed: list[tuple[Any, ...]]) -> None:
    """One statement, which holds all rows or none. `bulk_create` would make it three."""
    fields = [AccessLog._meta.get_field(name) for name in (*Entry._fields, "mac")]
    columns = ", ".join(field.column for field in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(signed))
    values = [
        # Numbers and texts are stored as they are, and an export has a row a record.
        value if type(value) in (int, str) else field.get_db_prep_save(value, connection)
        for row in signed
        for field, value in zip(fields, row, strict=True)
    ]
    statement = f"INSERT INTO {AccessLog._meta.db_table} ({columns}) VALUES {marks}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def print_head(number: int, mac: str) -> None:
    """Leaves a copy of the head outside of the database. It tells nothing of a patient."""
    log.info("Head of the access log: %s:%s", number, mac)
