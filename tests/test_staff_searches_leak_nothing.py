"""No word in an address of the list is a question about what is sealed (T16)."""

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eligibility.models import FindingMark, Review, Submission
from tests.clinic import LIST, member, sent, signed_in

pytestmark = pytest.mark.django_db
LOOKUPS = (
    *("exact", "startswith", "istartswith", "contains", "icontains", "regex"),
    *("iregex", "gt", "lte", "in", "isnull", "range"),
)
REACHED = ("reviews", "marks", "assigned_to", "entered_by")
GUESSES = ("Ruth", "a", "^R", "1", "")
# What the stock admin would read in an address.
STOCK = (
    *("o=1", "o=-9.3", "o=x", "o=999", "p=2", "p=-1", "p=x", "all=", "_facets=True"),
    *("_popup=1", "e=1", "q=%00", "q=" + "%F0%9F%92%A9" * 300),
)


def spy() -> Client:
    """Someone who may see the list, and nothing more."""
    return signed_in(member("view_submission"))


def answers_to(clinic: Client, asked: str) -> HttpResponse:
    clinic.raise_request_exception = True
    return clinic.get(f"{LIST}?{asked}")


def names() -> list[str]:
    """Every field of a submission, and every field of what it leads to."""
    own = [field.name for field in Submission._meta.get_fields()]
    models = (Review, FindingMark, member().__class__)
    further = {field.name for model in models for field in model._meta.get_fields()}
    return [*own, "pk", *(f"{name}__{field}" for name, field in product(REACHED, sorted(further)))]


@pytest.mark.shows("T16", "ASVS 8.2.3", "ASVS 1.2.4")
def test_no_field_and_no_lookup_is_a_filter() -> None:
    sent("Ruth Sample", severity="severe")
    clinic = spy()
    ours = {"status", "clock", "assigned", "outcome", "finding"}
    ours |= {"language", "protocol", "origin", "received"}
    checked = 0
    for name in names():
        suffixes = [f"__{lookup}" for lookup in LOOKUPS] if "__" not in name else ["", "__exact"]
        if name not in ours:
            suffixes.append("")
        for suffix in suffixes:
            answer = answers_to(clinic, f"{name}{suffix}={GUESSES[checked % len(GUESSES)]}")
            assert answer.status_code == 400, f"{name}{suffix}"
            assert b"Ruth" not in answer.content
            checked += 1
    assert checked > 400


@pytest.mark.shows("T16")
def test_a_refused_question_is_not_even_put_to_the_database() -> None:
    sent("Ruth Sample")
    clinic = spy()
    for asked in ("answers__startswith=a", "person=x", "reviews__note__isnull=1", "_to_field=id"):
        with CaptureQueriesContext(connection) as captured:
            assert answers_to(clinic, asked).status_code == 400
        assert not [q for q in captured if "eligibility_submission" in q["sql"]], asked


@pytest.mark.shows("T16")
@pytest.mark.parametrize("field", ["person", "patient_key", "answers", "reference", "id", "x"])
def test_no_field_can_be_referred_to(field: str) -> None:
    sent()
    assert answers_to(spy(), f"_to_field={field}").status_code == 400


@pytest.mark.shows("T16")
def test_the_order_is_always_the_same() -> None:
    for name in ("Zoe Z", "Ada A", "Mia M"):
        sent(name, severity="severe" if name == "Mia M" else "mild")
    clinic = spy()
    expected = shown(answers_to(clinic, ""))
    for asked in (f"o={sign}{column}" for sign, column in product(("", "-"), range(12))):
        assert shown(answers_to(clinic, asked)) == expected, asked


@pytest.mark.parametrize("asked", STOCK)
def test_what_the_stock_admin_reads_changes_nothing_and_breaks_nothing(asked: str) -> None:
    sent()
    answer = answers_to(spy(), asked)
    assert answer.status_code in (200, 302)


@pytest.mark.shows("ASVS 1.2.4")
@pytest.mark.parametrize(
    "name", ["status", "clock", "assigned", "outcome", "finding", "protocol", "received", "origin"]
)
@pytest.mark.parametrize("value", ["x", "%00", "1e9", "-1", "9" * 30, "'--", "²", "red_flag.", ""])
def test_a_value_that_is_not_known_finds_nothing(name: str, value: str) -> None:
    sent()
    answer = answers_to(spy(), f"{name}={value}")
    assert answer.status_code == 200
    assert shown(answer) == []


@pytest.mark.shows("ASVS 1.2.4")
@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "1", "1.2", "1.2.3", "\0", "'", "9" * 400),
        *("9.99999999999999999." + "f" * 32, "0.0." + "0" * 32, "3.-1." + "0" * 32),
    ],
)
def test_a_cursor_that_is_none_leads_to_the_list_and_never_breaks(way: str, cursor: str) -> None:
    sent()
    answer: Any = spy().get(LIST, {way: cursor}, follow=True)
    assert answer.status_code == 200


def shown(answer: HttpResponse) -> list[str]:
    """The references of a page, in its order."""
    return [row.reference for row in answer.context["cl"].result_list]
