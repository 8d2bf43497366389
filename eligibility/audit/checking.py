"""Checks every row of the log against the row before it, the head, and a copy of the head."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from eligibility.audit.chain import START, Entry, signature
from eligibility.models import AccessLog, AccessLogHead

AT_ONCE = 5000
Head = tuple[int, str]
NONE: Head = (0, START)
UNREADABLE = (ValueError, TypeError, AttributeError)


class Broken(Exception):
    """The log was tampered with. `number` is the first bad row."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"Row {number}: {what}")
        self.number = number


@dataclass
class Walk:
    """How far the check has come, and the copies of the head that it must meet on its way."""

    copies: list[Head]
    number: int = 0
    mac: str = START

    def step(self, entry: Entry, mac: str) -> None:
        """Takes the next row. Raises Broken, or any error for what no row of ours can hold."""
        due = self.number + 1
        if entry.number != due:
            raise Broken(
                *((due, "missing") if entry.number > due else (entry.number, "out of order"))
            )
        if entry.key_id not in settings.DATA_KEYS:
            raise Broken(due, f"cannot be checked: {entry.key_id!a} is not among DATA_KEYS")
        if signature(self.mac, entry) != mac:
            raise Broken(due, "altered, or out of order")
        if any(number == due and copy != mac for number, copy in self.copies):
            raise Broken(due, "altered: a copy of the head says otherwise")
        self.number, self.mac = due, mac


def check(copy: Head = NONE) -> Head:
    """The head of a log in which all is well. Raises Broken at the first bad row.

    Rows may be added meanwhile. `copy` is a head that was printed before: the log must still hold
    it, which shows also a tail that was cut off so well that the database looks whole.
    """
    return follow(_stored(), head, copy)


def _stored() -> Iterator[tuple[Any, ...]]:
    """Every row, some thousand at a time, and one at a time from where one cannot be read. It may
    end before the end without an open cursor, and holds up nobody who writes."""
    rows = AccessLog.objects.order_by("number").values_list(*Entry._fields, "mac")
    size, last = AT_ONCE, -(2**63)
    while True:
        try:
            some = list(rows.filter(number__gt=last)[:size])
        except UNREADABLE:
            if size == 1:
                raise
            size = 1
            continue
        if not some:
            return
        yield from some
        last = some[-1][0]


def follow(rows: Iterable[tuple[Any, ...]], head: Callable[[], Head], copy: Head) -> Head:
    """Checks rows, in the order of their numbers, against the head before and after."""
    walk = Walk([head(), copy])
    try:
        for *fields, mac in rows:
            walk.step(Entry(*fields), mac)
    except UNREADABLE:
        raise Broken(walk.number + 1, "altered: it cannot be read") from None
    if walk.number < max(number for number, _ in walk.copies):
        raise Broken(walk.number + 1, "missing: the tail is cut off")
    number, mac = head()
    if number < walk.number or (number == walk.number and mac != walk.mac):
        raise Broken(number + 1, "the head of the log does not know it")
    return walk.number, walk.mac


def head() -> Head:
    """The newest row as the database keeps it."""
    if found := AccessLogHead.objects.filter(pk=1).first():
        return found.number, found.mac
    raise Broken(1, "the head of the log is gone, and with it what the last row was")
