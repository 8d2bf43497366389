"""Another time of day, for what depends on the clock of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
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


class Clock:
    """A clock that stands still until it is moved: `clock.at += timedelta(hours=1)`. Columns that
    are filled in by the clock follow it too."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._patch = patch.object(timezone, "datetime", self._standing())

    def _standing(self) -> type[datetime]:
        clock = self

        class AsDatetime(type):
            def __instancecheck__(cls, instance: object) -> bool:
                return isinstance(instance, datetime)

        class Standing(datetime, metaclass=AsDatetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return clock.at.astimezone(tz)

        return Standing

    def start(self) -> None:
        self._patch.start()

    def stop(self) -> None:
        self._patch.stop()
