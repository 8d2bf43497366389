"""However many submissions there are, and whatever is asked: a page of the list costs the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility.models import Review
from eligibility.review.queue.page import Queue
from tests.clinic import LIST, MAY_REVIEW, member, nurse, rows, sent, signed_in

pytestmark = pytest.mark.django_db
MOST = 5  # the session, the person with all rights, the list, and two for the access log
ASKED = (
    "",
    "?last=1",
    "?q=7F3K-2QXM",
    "?clock=any",
    "?status=open&assigned=me",
    "?assigned=nobody&outcome=possible&language=en&origin=web&protocol=2026.1&received=week",
    "?finding=red_flag.cauda_equina",
    "?finding=weigh.knee",
    "?status=closed",
    "?e=1",
)
MaxQueries = Callable[..., Any]


def some() -> None:
    for number in range(4):
        submission = sent(**({"red_flags": ["bladder"]} if number % 2 else {}))
        user = member(*MAY_REVIEW)
        Review(submission=submission, author=user, assigned_to=user, status="in_review").save()


@pytest.mark.shows("ASVS 15.2.2")
@pytest.mark.parametrize("asked", ASKED)
def test_a_page_takes_at_most_five_queries(
    asked: str, django_assert_max_num_queries: MaxQueries
) -> None:
    some()
    leader = member(*MAY_REVIEW, "assign_submission", "export_submission", "erase_submission")
    for clinic in (nurse(), signed_in(leader), signed_in(member(is_superuser=True))):
        with django_assert_max_num_queries(MOST):
            rows(clinic.get(LIST + asked))


def test_pages_after_the_first_take_as_many(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: MaxQueries
) -> None:
    monkeypatch.setattr(Queue, "list_per_page", 1)
    some()
    clinic = nurse()
    answer = clinic.get(LIST)
    after = answer.context["cl"].ways[2][1]
    with django_assert_max_num_queries(MOST):
        answer = clinic.get(LIST + after)
    before = answer.context["cl"].ways[1][1]
    with django_assert_max_num_queries(MOST):
        assert len(rows(clinic.get(LIST + before))) == 1


@pytest.mark.shows("ASVS 15.2.2")
def test_nothing_is_counted_whole_and_nothing_sealed_is_read() -> None:
    some()
    clinic = nurse()
    with CaptureQueriesContext(connection) as captured:
        clinic.get(LIST)
    (listing,) = (q["sql"] for q in captured if 'FROM "eligibility_submission"' in q["sql"])
    for sealed in ("answers", "assessment", "identity"):
        assert f'"{sealed}"' not in listing
    counted = re.findall(r"SELECT COUNT\(\*\) FROM \((.*?LIMIT (\d+))\) AS counted", listing)
    assert [most for _, most in counted] == ["1000"] * 7, "the views above the list"
    assert listing.count("COUNT(") == 7, "and nothing else is counted"
