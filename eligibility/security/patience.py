"""How long a page waits for PostgreSQL. A server that stands still keeps its connections open: no
time-out of its own, of a statement or of the network sees that. So the process that answers pages
waits itself, up to a deadline, and then drops the connection; all else follows as for a database
that is away. Commands, which may take long, wait as ever.
"""

import select
import time
from contextvars import ContextVar
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, set_wait_callback

FOR_A_PATIENT, FOR_STAFF = 3.0, 25.0  # seconds for one answer of the database
WHILE_SILENT = 0.5  # and this is left after one wait in vain, so that no queue builds up behind it
SILENT_FOR = 5.0
EVENTS = {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}

waits = ContextVar("waits", default=FOR_A_PATIENT)


def have_patience() -> None:
    """From now on, this process waits for the database only so long."""
    set_wait_callback(Wait())


class Wait:
    """What psycopg2 calls to wait: it returns when the database has answered. When the time is over
    it raises OperationalError, after which psycopg2 has closed the connection."""

    silent_until = 0.0

    def __call__(self, connection: Any) -> None:
        began = time.monotonic()
        deadline = began + (WHILE_SILENT if began < self.silent_until else waits.get())
        while (state := connection.poll()) != POLL_OK:
            watched = select.poll()  # select.select() knows only the first 1,024 files of a process
            watched.register(connection.fileno(), EVENTS[state])
            left = deadline - time.monotonic()
            if left <= 0 or not watched.poll(left * 1000):
                self.silent_until = time.monotonic() + SILENT_FOR
                raise OperationalError("the database did not answer in time")
        self.silent_until = 0.0
