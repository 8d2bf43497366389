"""A page of the admin that does not exist yet: what it reads of patients is recorded too."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import resolve

from eligibility.models import Submission
from eligibility.review import recorded
from eligibility.review.recorded import NotRecorded, RecordEveryLook
from tests.audit import written
from tests.clinic import (
    LIST,
    member,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.shows("T14")]


def asked(user: User | None = None) -> Any:
    request = RequestFactory().get(LIST)
    request.user = user or member(is_superuser=True)
    request.resolver_match = resolve(LIST)
    return request


def through(view: Any) -> Any:
    """The answer of a view behind the middleware, to someone who may see everything."""
    middleware, request = RecordEveryLook(view), asked()
    return middleware(request)


def submissions(request: Any) -> Any:
    return admin.site._registry[Submission].get_queryset(request)


def test_the_middleware_is_the_last_before_the_views(settings: Any) -> None:
    assert settings.MIDDLEWARE[-1] == "eligibility.review.recorded.RecordEveryLook"


def test_a_page_that_is_not_behind_the_middleware_reads_no_record() -> None:
    with pytest.raises(NotRecorded):
        submissions(asked())


def test_whoever_may_not_see_submissions_cannot_even_ask_for_them() -> None:
    request = asked(member("view_accesslog"))
    request.looks = recorded.Looks(request)
    with pytest.raises(PermissionDenied):
        submissions(request)


def test_a_part_of_a_record_cannot_be_read_past_the_log() -> None:
    sent()
    for part in ("answers", "reference"):
        with pytest.raises(NotRecorded):
            through(lambda request, part=part: list(submissions(request).values_list(part)))


def test_a_record_that_one_page_reads_twice_is_one_row() -> None:
    submission = sent()

    def view(request: Any) -> HttpResponse:
        submissions(request).get(pk=submission.pk)
        return HttpResponse(list(submissions(request).filter(reference=submission.reference)))

    assert through(view).status_code == 200
    assert written() == [("detail", submission.pk)]


def test_a_row_that_only_tells_of_a_next_page_is_no_look() -> None:
    for _ in range(3):
        sent()

    def view(request: Any) -> HttpResponse:
        found = list(submissions(request).showing(2).order_by("reference")[:3])
        return HttpResponse(one.reference for one in found[:2])

    assert through(view).status_code == 200
    first = Submission.objects.order_by("reference").values_list("pk", flat=True)
    assert {pk for _, pk in written()} == set(first[:2])


def test_an_export_that_streams_is_recorded_before_each_part_of_it_leaves() -> None:
    made = [sent() for _ in range(5)]

    def view(request: Any) -> StreamingHttpResponse:
        request.looks.action = recorded.Action.EXPORT
        rows = submissions(request).iterator(chunk_size=2)
        return StreamingHttpResponse(f"{row.reference}\n" for row in rows)

    answer = through(view)
    told = []
    for line in answer:
        told.append(line.decode().strip())
        recorded_now = {pk for action, pk in written() if action == "export"}
        assert set(told) <= {one.reference for one in made if one.pk in recorded_now}
    assert len(told) == len(written()) == 5
