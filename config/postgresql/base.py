"""Django tries a kept connection with a statement, twice for each page of a journey. A server that
drops a connection says so, or closes it: then something can be read on it while nothing was asked.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django knows it, but for how a kept connection is tried."""

    def is_usable(self) -> bool:
        """Whether the server still keeps this connection, without asking it. A server that stands
        still is noticed by who waits for it."""
        if self.connection is None or self.connection.closed:
            return False
        watched = select.poll()
        watched.register(self.connection.fileno(), select.POLLIN)
        return not watched.poll(0)
