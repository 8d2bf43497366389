"""Another time of day, for what depends on the clock of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def later(**by: float) -> Iterator[None]:
    """The server's clock is so much ahead: `later(minutes=31)`."""
    now, ahead = timezone.now, timedelta(**by)
    with patch.object(timezone, "now", lambda: now() + ahead):
        yield


@contextmanager
def frozen() -> Iterator[None]:
    """The clock stands still soon after a fortnight began, so that no count ends within a test."""
    fortnight = timedelta(days=14).total_seconds()
    at = datetime.fromtimestamp(timezone.now().timestamp() // fortnight * fortnight + 900, UTC)
    with patch.object(timezone, "now", lambda: at):
        yield
