"""Every look at a submission is written down, or nothing is shown.

What a page shows comes from the admin's queryset, which notes each record that it reads. The
middleware writes the notes to the access log after the page is made and before it leaves. A page
that is not behind the middleware cannot read a record.
"""

import logging
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import Error as DatabaseAway
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from eligibility.audit.recording import Action, person, record
from eligibility.errors import not_recorded

log = logging.getLogger(__name__)

LOOKS = "looks"  # the attribute of a request
CHUNK = 500
ACTIONS = {
    "changelist": Action.LIST,
    "history": Action.HISTORY,
    "sheet": Action.PRINT,
    "pdf": Action.PDF,
}


class NotRecorded(TypeError):
    """A record was read in a way that leaves no trace."""


class Looks:
    """What one request shows. A view that does more than show may set `action`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.action = Action.DETAIL
        self.seen: dict[UUID, None] | None = None
        self.written = False

    def saw(self, records: list[Any]) -> None:
        """Notes records. Once the notes are written, which is when a stream goes on reading, each
        is written at once."""
        if not all(hasattr(record, "pk") for record in records):
            raise NotRecorded("Read whole records: a look at a part of one cannot be recorded.")
        ids = dict.fromkeys(record.pk for record in records)
        self.seen = (self.seen or {}) | ids
        if self.written and ids:
            record(self.action, person(self.request), ids)

    def forget(self) -> None:
        """Nothing of it was shown."""
        self.seen = None

    def write(self) -> None:
        """One row a record, or one row for a list that is empty."""
        self.written = True
        if self.seen is not None:
            record(self.action, person(self.request), self.seen)


class Looked(QuerySet):
    """A queryset that notes each record it reads, however it came to be filtered or cut."""

    looks: Looks
    at_most: int | None = None

    def showing(self, at_most: int) -> "Looked":
        """The same, but of its rows only so many are shown: for a page that reads one row more, to
        know whether there is a next page."""
        clone = self._chain()
        clone.at_most = at_most
        return clone

    def _clone(self) -> "Looked":
        clone = super()._clone()
        clone.looks, clone.at_most = self.looks, self.at_most
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            self.looks.saw(self._result_cache[: self.at_most])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """For exports: a chunk is noted before the first of it is given."""
        records = super().iterator(chunk_size or CHUNK)
        while chunk := list(islice(records, chunk_size or CHUNK)):
            self.looks.saw(chunk)
            yield from chunk


class Recorded(admin.ModelAdmin):
    """An admin whose queryset notes what it reads, and reads only for who may see it. As the last
    of several parents it notes whatever the others make of that queryset."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not hasattr(request, LOOKS):
            raise NotRecorded("This page is not behind the middleware that records looks.")
        plain = super().get_queryset(request)
        noting = Looked(plain.model, plain.query, plain._db)
        noting.looks = getattr(request, LOOKS)
        return noting

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A review is recorded in the transaction that stores it. Django's own history keeps that
        there was one, without the reference, for its start page shows it unrecorded."""
        if message:
            record(Action.REVIEW, person(request), [obj.pk])
        return super().log_change(request, Nameless(obj), message)


class Nameless:
    """A record as Django's history may know it: which, but not what it is called."""

    def __init__(self, record: Any) -> None:
        self.pk, self._meta = record.pk, record._meta

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class RecordEveryLook:
    """Writes down what a page shows before the page leaves. If that fails, a 503 page leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        looks = Looks(request)
        setattr(request, LOOKS, looks)
        response = self.get_response(request)
        if 300 <= response.status_code < 400:
            looks.forget()
        try:
            looks.write()
        except (DatabaseAway, ObjectDoesNotExist) as why:
            log.error("A look was not recorded, so nothing was shown: %s", type(why).__name__)
            return not_recorded(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Tells from the address what this look is called."""
        name = (request.resolver_match.url_name or "").rpartition("_")[2]
        action = ACTIONS.get(name, Action.DETAIL)
        searched = action is Action.LIST and request.GET.get("q", "").strip()
        getattr(request, LOOKS).action = Action.SEARCH if searched else action

    def process_exception(self, request: HttpRequest, why: Exception) -> None:
        """The page for a mistake shows nothing of what was read."""
        getattr(request, LOOKS).forget()
