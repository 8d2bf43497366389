"""How the clinic's staff find submissions and open them, and who cannot."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from eligibility.core.rules import Outcome
from eligibility.models import Submission
from eligibility.protocol.content.outcomes import OUTCOMES
from tests.clinic import LIST, address, member, nurse, review_of, rows, sent, signed_in

pytestmark = pytest.mark.django_db

# One of each outcome. Each tells a clear case with one answer changed.
CASES: dict[str, dict[str, Any]] = {
    "urgent": {"red_flags": ["bladder"]},
    "not_now": {"severity": "severe"},
    "need_information": {"instability": "unsure"},
    "discuss": {"cost_concern": "yes"},
    "possible": {},
}
MaxQueries = Callable[..., Any]


def addresses(submission: Submission) -> list[str]:
    """Every page that the admin has of submissions."""
    found = []
    for pattern in admin.site._registry[Submission].get_urls():
        if pattern.name:
            try:
                found.append(reverse(f"admin:{pattern.name}"))
            except NoReverseMatch:
                found.append(reverse(f"admin:{pattern.name}", args=[submission.pk]))
    return found


def test_the_list_shows_reference_date_outcome_in_words_clock_status_and_origin() -> None:
    submission = sent("Ana Ejemplo", "es", severity="severe")
    page = nurse().get(LIST).content.decode()
    heads = re.findall(r'<th scope="col" class="[^"]*column-(\w+)', page)
    assert heads == [
        *("reference", "received_at", "outcome_in_words", "to_be_seen"),
        *("status", "assigned_to", "language", "origin"),
    ]
    for shown in (submission.reference, "Listed reason, not now", ">New<", ">Español<", ">Web<"):
        assert shown in page
    assert f"{submission.received_at:%B} {submission.received_at.day}" in page


@pytest.mark.shows("ASVS 14.2.6")
def test_the_list_shows_no_name_and_nothing_else_of_who_the_patient_is() -> None:
    sent("Ruth Sample")
    page = nurse().get(LIST).content.decode()
    for hidden in ("Ruth", "Sample", "555 010", "1978"):
        assert hidden not in page


def test_each_outcome_can_be_filtered() -> None:
    clinic = nurse()
    made = {code: sent(**case) for code, case in CASES.items()}
    page = clinic.get(LIST).content.decode()
    for outcome in Outcome:
        submission = made[outcome.value]
        assert submission.outcome == outcome.value
        assert str(OUTCOMES[outcome].staff) in page
        assert rows(clinic.get(LIST, {"outcome": outcome.value})) == [submission.reference]


def test_status_language_and_date_can_be_filtered() -> None:
    clinic = nurse()
    old, new = sent(language="es"), sent()
    long_ago = timezone.now() - timedelta(days=400)
    Submission.objects.filter(pk=old.pk).update(status="closed", received_at=long_ago)
    assert rows(clinic.get(LIST, {"status": "closed"})) == [old.reference]
    assert rows(clinic.get(LIST, {"status": "new"})) == [new.reference]
    assert rows(clinic.get(LIST, {"language": "es"})) == [old.reference]
    assert rows(clinic.get(LIST, {"received": "year"})) == [new.reference]


def test_the_newest_comes_first() -> None:
    made = [sent(), sent(language="es", severity="severe"), sent(cost_concern="yes")]
    for age, submission in enumerate(made):
        at = timezone.now() - timedelta(days=age)
        Submission.objects.filter(pk=submission.pk).update(received_at=at)
    assert rows(nurse().get(LIST)) == [submission.reference for submission in made]


def test_the_search_finds_a_whole_reference_however_it_is_typed() -> None:
    submission, _ = sent(), sent()
    reference = submission.reference
    for typed in (reference, reference.lower(), f"  {reference} ", reference.replace("-", " - ")):
        assert rows(nurse().get(LIST, {"q": typed})) == [reference], typed


def test_the_search_finds_nothing_by_a_part_a_name_or_a_number() -> None:
    submission = sent("Ruth Sample")
    reference = submission.reference
    parts = (reference[:4], reference[5:], reference[:-1], reference[0], "%", "_" * 9, "-")
    for typed in (*parts, "Ruth", "Ruth Sample", "555 010 0142", str(submission.pk)):
        assert rows(nurse().get(LIST, {"q": typed})) == [], typed


def test_the_list_takes_at_most_five_queries_and_a_submission_eight(
    django_assert_max_num_queries: MaxQueries,
) -> None:
    made = [sent(severity="severe", autoimmune="unsure") for _ in range(12)]
    for status in ("in_review", "contacted", "closed"):
        nurse().post(address(made[0]), review_of("a note", status))
    # Django asks twice more for the rights of staff who do not have all of them.
    for clinic, rights in ((signed_in(member(is_superuser=True)), 0), (nurse(), 2)):
        with django_assert_max_num_queries(5 + rights):
            assert len(rows(clinic.get(LIST))) == 12
        for page in ("change", "sheet"):
            with django_assert_max_num_queries(8):
                assert clinic.get(address(made[0], page)).status_code == 200


def test_all_pages_of_submissions_are_known_to_these_tests() -> None:
    submission = sent()
    sheets = ("sheet", "staff-sheet")
    own = ("change", "history", "delete", "erase", "against", *sheets)
    whole = ("add", "find", "numbers", "paper", "disagreements", "recall", "export")
    known = {LIST, *(f"{LIST}{submission.pk}/{name}.pdf" for name in sheets)}
    known.add(f"{LIST}export/dictionary.csv")
    known |= {address(submission, page) for page in own}
    assert set(addresses(submission)) == known | {f"{LIST}{page}/" for page in whole}


def test_nobody_but_staff_opens_any_page() -> None:
    submission = sent()
    patient = member("view_submission", is_staff=False)
    for visitor in (Client(), signed_in(patient)):
        for url in addresses(submission):
            for answer in (visitor.get(url), visitor.post(url, {})):
                assert answer.status_code == 302, url
                assert answer["Location"] == f"/admin/login/?next={url}"
                assert b"Ruth" not in answer.content


def test_staff_without_the_right_to_see_submissions_open_no_page() -> None:
    submission = sent()
    for user in (member(), member("view_review", "add_review")):
        visitor = signed_in(user)
        for url in addresses(submission):
            for answer in (visitor.get(url), visitor.post(url, {})):
                assert answer.status_code == 403, url
                assert b"Ruth" not in answer.content


def test_what_does_not_exist_is_not_found() -> None:
    clinic = nurse()
    assert clinic.get(f"{LIST}{uuid4()}/sheet/").status_code == 404
    assert clinic.get(f"{LIST}{uuid4()}/change/").status_code in (302, 404)
