"""Every page of the list that is measured: the ends, the middle, each value of each filter, some
pairs of filters, and each search."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from eligibility.models import Submission
from eligibility.review.queue.filters import FILTERS
from eligibility.review.queue.paging import Cursor
from eligibility.review.queue.shortcuts import SHORTCUTS

LIST = "/admin/eligibility/submission/"
PAIRS = (
    "status=open&language=es",
    "status=closed&origin=paper",
    "outcome=possible&clock=any",
    "finding=red_flag.cauda_equina&status=open",
    "finding=weigh.age&outcome=urgent",
    "finding=weigh.age&assigned=nobody&status=closed",
    "finding=weigh.age&assigned=me&received=year",
    "assigned=nobody&status=closed&language=es",
    "received=today&language=es",
    "assigned=nobody&outcome=urgent",
    "language=es&origin=paper&protocol=2026.1",
)


class Asked(NamedTuple):
    """One request. `group` is the line of the table it is part of."""

    group: str
    address: str
    posted: dict[str, str] | None = None


def pages() -> Iterator[Asked]:
    """All requests for the database that is connected."""
    yield Asked("first page", LIST)
    yield Asked("last page", f"{LIST}?last=1")
    yield from middle()
    for shortcut in SHORTCUTS:
        asks = "&".join(f"{name}={value}" for name, value in shortcut.asks.items())
        yield Asked("views above the list", f"{LIST}?{asks}")
    yield from filters()
    for pair in PAIRS:
        yield Asked("two filters or more", f"{LIST}?{pair}")
    yield from searches()


def middle() -> Iterator[Asked]:
    """The pages around the submission in the middle of those that are done."""
    done = Submission.objects.filter(waiting=Submission.Waiting.DONE).order_by("-received_at")
    found = done.defer("answers", "assessment", "identity")[done.count() // 2]
    for way in ("after", "before"):
        yield Asked("page in the middle", f"{LIST}?{way}={Cursor.of(found)}")


def filters() -> Iterator[Asked]:
    request = RequestFactory().get(LIST)
    request.user = AnonymousUser()
    for each in FILTERS:
        values: list[Any] = [
            value for value, _title in each(request, {}, Submission, None).lookup_choices
        ]
        if each.parameter_name == "assigned":
            busy = Submission.objects.exclude(assigned_to=None)
            values.append(busy.values_list("assigned_to", flat=True)[:1][0])
        for value in values:
            asked = f"{each.parameter_name}={value}"
            yield Asked(f"filter: {each.parameter_name}", f"{LIST}?{asked}")
            yield Asked(f"filter: {each.parameter_name}", f"{LIST}?{asked}&last=1")


def searches() -> Iterator[Asked]:
    one = Submission.objects.order_by("-received_at")[7]
    yield Asked("search: reference", f"{LIST}?q={one.reference}")
    yield Asked("search: no such reference", f"{LIST}?q=2222-2222")
    who = {"full_name": one.identity["full_name"]}
    born: date = one.identity["date_of_birth"]
    yield Asked("search: name and birth date", f"{LIST}find/", who | {"date_of_birth": str(born)})
    yield Asked(
        "search: nobody's name",
        f"{LIST}find/",
        {"full_name": "No One", "date_of_birth": "1950-01-01"},
    )
