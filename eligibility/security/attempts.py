"""Counts of tries, so that nobody can guess on. One SQL statement counts and tells: no two tries
can both read the same number."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from eligibility.security.tokens import fingerprint

HIT = """
INSERT INTO eligibility_attempt (id, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (id) DO UPDATE SET count = eligibility_attempt.count + 1
RETURNING count
"""
FORGET = "DELETE FROM eligibility_attempt WHERE id = %s"
NOT_A_CLIENT = ("", "::1")  # a proxy on this machine speaks for everyone


@dataclass(frozen=True)
class Limit:
    """So many tries in each stretch of time. A purpose has its counters for itself."""

    purpose: str
    most: int
    each: timedelta

    def take(self, who: str) -> bool:
        """Counts one try of `who`, and tells whether it may go on. A database that is away raises:
        what cannot be counted is not looked up."""
        return _hit(*self._row(who)) <= self.most

    def forget(self, who: str) -> None:
        """Starts this count anew, and no other."""
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [self._row(who)[0]])

    def _row(self, who: str) -> tuple[str, datetime]:
        """The row of this stretch. It shows neither who nor what for."""
        seconds = int(self.each.total_seconds())
        stretch = int(timezone.now().timestamp()) // seconds
        name = fingerprint(f"attempts {self.purpose}", f"{seconds} {stretch} {who}")
        return name, datetime.fromtimestamp((stretch + 1) * seconds, UTC)


def once(purpose: str, what: str, until: datetime) -> bool:
    """Whether this happens for the first time, in whichever process. It is remembered to `until`,
    after which it must not be able to happen any more."""
    return _hit(fingerprint(f"once {purpose}", what), until) == 1


def _hit(name: str, ends_at: datetime) -> int:
    """How often this row was counted, this time included."""
    with connection.cursor() as cursor:
        cursor.execute(HIT, [name, connection.ops.adapt_datetimefield_value(ends_at)])
        return int(cursor.fetchone()[0])


HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Guard:
    """The limits of one kind of lookup: of one address, of everyone, and of one record."""

    purpose: str
    address: int = 30
    everyone: int = 1000
    record: int = 5
    in_all: int = 20

    def lets_in(self, request: HttpRequest) -> bool:
        """Whether this client, and everyone together, may try again within this hour. The address
        comes first, so that one client cannot use up what everyone has."""
        client = client_address(request)
        if client and not Limit(f"{self.purpose}: address", self.address, HOUR).take(client):
            return False
        return Limit(f"{self.purpose}: everyone", self.everyone, HOUR).take("")

    def may_try(self, what: str) -> bool:
        """Whether this record may be tried once more. A locked one counts no more: only what was
        compared uses up tries."""
        return all(limit.take(what) for limit in self._of_one())

    def forget(self, what: str) -> None:
        """After a right answer: this record's tries count from zero again."""
        for limit in self._of_one():
            limit.forget(what)

    def _of_one(self) -> tuple[Limit, Limit]:
        return (
            Limit(f"{self.purpose}: record", self.record, HOUR),
            Limit(f"{self.purpose}: record in all", self.in_all, timedelta(days=14)),
        )


def client_address(request: HttpRequest) -> str:
    """The client as this server sees it: never a header, which anyone can write. Empty for a proxy
    on this machine, which must limit clients itself."""
    address = str(request.META.get("REMOTE_ADDR") or "")
    return "" if address in NOT_A_CLIENT or address.startswith("127.") else address
