"""Whether the first data key is the one that its name says, before anything is read or written.

Each key that ever came first has a row with a value that was sealed with it. A process in which the
first key cannot open its own gets no connection to the database, so it shows nothing and writes
nothing that nobody could read later.
"""

import sys
from threading import RLock
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db import Error as DatabaseAway
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from eligibility.models import Draft, KeyCheck, Submission
from eligibility.security.sealed import CannotRead

SAID = "this key is the right one"
NEWEST = 5  # records that a key without a row is tried on
NOT_AGAIN = 3  # the exit code upon which gunicorn stops and starts no other worker


class WrongKey(DatabaseAway, ImproperlyConfigured):
    """The first of DATA_KEYS has the name of a key that it is not. The message names it. To who
    starts a process it is a bad setting, and to a page it is no database."""


class _State:
    checked = False
    checking = RLock()  # the check itself may open the connection it is about


@receiver(connection_created, dispatch_uid="data keys")
def before_the_first_use(connection: Any, **more: Any) -> None:
    """Checks the key once a process, on its first connection. Raises WrongKey, and then there is no
    connection. A database that does not answer, or has no tables yet, is asked the next time."""
    if _State.checked or connection.alias != DEFAULT_DB_ALIAS:
        return
    with _State.checking:  # one thread asks, and the others take its word
        try:
            if not _State.checked:
                check()
                _State.checked = True
        except WrongKey:
            connection.close()
            raise
        except DatabaseAway:
            return


def check() -> None:
    """Raises WrongKey if the first key cannot read what was written under its name. A key that is
    new here leaves a value for later."""
    key_id = next(iter(settings.DATA_KEYS))
    row = KeyCheck.objects.filter(pk=key_id).first()
    if not (_opens(row, "sealed") if row else _reads_some(key_id)):
        raise WrongKey(
            f"The key {key_id!r} in DATA_KEYS is not the one by that name which this database was "
            "written with. Nothing was changed. Put the right key there, or give a new key a new "
            "name and put it first."
        )
    if row is None:
        KeyCheck.objects.bulk_create([KeyCheck(pk=key_id, sealed=SAID)], ignore_conflicts=True)


def _reads_some(key_id: str) -> bool:
    """Whether one of the newest records under this name opens, or there is none. They are tried
    for a database from before there were rows to check."""
    drafts = Draft.objects.only("content").order_by("-updated_at")[:NEWEST]
    sent = Submission.objects.only("answers").order_by("-received_at")[:NEWEST]
    found = [
        _opens(row, name)
        for rows, name in ((drafts, "content"), (sent, "answers"))
        for row in rows
        if row.__dict__[name].key_id == key_id
    ]
    return not found or any(found)


def _opens(row: Any, name: str) -> bool:
    try:
        getattr(row, name)
    except CannotRead:
        return False
    return True


def check_at_start() -> None:
    """Ends this process if its first key is wrong. While the database is away it may start: the
    first connection is checked."""
    try:
        connection.ensure_connection()
    except WrongKey as why:
        sys.stderr.write(f"Candor cannot start. {why}\n")
        sys.exit(NOT_AGAIN)
    except DatabaseAway:
        return
    connection.close()
