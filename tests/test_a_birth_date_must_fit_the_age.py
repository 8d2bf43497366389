"""The rules were applied to an age, so a birth date that says another age is not taken silently."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.forms import ValidationError
from django.utils import timezone

from eligibility.models import Submission
from eligibility.wizard.fields import NumberField
from eligibility.wizard.forms import age_on
from tests.page import Page
from tests.patient import Patient

pytestmark = pytest.mark.django_db
BORN = ("month", "day", "year")


def born(day: date) -> dict[str, str]:
    return {part: str(getattr(day, part)) for part in BORN}


def on(day: date) -> Any:
    """The clinic's calendar shows this day."""
    return patch.object(timezone, "localdate", return_value=day)


def sent_on(day: date, birthday: date, age: int) -> Page:
    """What a patient of this age, born on this day, is answered on another day."""
    patient = Patient.at("contact")
    patient.send("age", age=age)
    patient.walk("contact")
    with on(day):
        return patient.send("contact", date_of_birth=born(birthday))


@pytest.mark.shows("ASVS 2.2.3", "F19")
@pytest.mark.parametrize("age", [47, 49, 18, 120])
def test_a_birth_date_that_contradicts_the_age_is_refused_with_a_link_to_either(age: int) -> None:
    patient = Patient.at("contact", age=age)
    with on(date(2026, 6, 1)):
        page = patient.send("contact", date_of_birth=born(date(1978, 1, 1)))
    assert (page.status, page.errors) == (422, ["contact-date_of_birth"])
    assert "contact-date_of_birth" in page.ids
    assert patient.url("age") in page.links
    assert f"you are {age}" in page.text and "is 48" in page.text
    assert [page.typed[f"contact-date_of_birth_{part}"] for part in BORN] == [
        ["1"],
        ["1"],
        ["1978"],
    ]
    assert page.typed["contact-full_name"] == ["Ruth Alvarez"]
    assert not Submission.objects.exists()


def test_the_age_can_be_changed_instead_and_the_rules_are_applied_to_the_new_one() -> None:
    patient = Patient.at("contact", age=48)
    birth = born(date(1940, 1, 1))
    with on(date(2026, 6, 1)):
        assert patient.send("contact", date_of_birth=birth).status == 422
        patient.send("age", age=86)
        assert patient.walk("contact").kind == "step"
        assert patient.send("contact").location == patient.url("result")
    assert patient.sent.answers["age"] == 86
    assert ("weigh", "age", None) in patient.show("result").findings


@pytest.mark.parametrize(
    ("birthday", "day", "age"),
    [
        (date(1978, 6, 1), date(2026, 6, 1), 48),
        (date(1978, 6, 2), date(2026, 6, 1), 47),
        (date(1978, 12, 31), date(2026, 12, 31), 48),
        (date(1979, 1, 1), date(2026, 12, 31), 47),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2028, 2, 28), 27),
        (date(2000, 2, 29), date(2028, 2, 29), 28),
        (date(2000, 3, 1), date(2028, 2, 29), 27),
        (date(1906, 6, 1), date(2026, 6, 1), 120),
        (date(2026, 6, 1), date(2026, 6, 1), 0),
    ],
)
def test_the_age_is_counted_in_full_years(birthday: date, day: date, age: int) -> None:
    assert age_on(day, birthday) == age
    assert sent_on(day, birthday, age).status == 302
    wrong = age + 1 if age < 120 else age - 1
    assert sent_on(day, birthday, wrong).errors == ["contact-date_of_birth"]


@pytest.mark.parametrize("birthday", ["2026-06-02", "2099-01-01", "9999-12-31", "1826-06-01"])
def test_a_date_that_is_nobodys_birth_date_is_refused_and_says_to_check_the_year(
    birthday: str,
) -> None:
    page = sent_on(date(2026, 6, 1), date.fromisoformat(birthday), 48)
    assert (page.status, page.errors) == (422, ["contact-date_of_birth"])
    assert "check the year" in page.text
    assert not [link for link in page.links if link.endswith("/age/")]


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [
        *(("2", "29", "1978"), ("2", "30", "1976"), ("13", "1", "1978"), ("4", "31", "1978")),
        *(("0", "1", "1978"), ("1", "0", "1978"), ("1", "1", "0000"), ("1", "1", "78")),
        *(("1", "1", ""), ("", "1", "1978"), ("1", "", "1978"), ("May", "1", "1978")),
        *(("-1", "1", "1978"), ("1", "1", "19780"), ("\u0661", "1", "1978"), ("1.", "1", "1978")),
    ],
)
def test_a_day_that_does_not_exist_is_refused_and_kept_as_typed(
    month: str, day: str, year: str
) -> None:
    typed = {"month": month, "day": day, "year": year}
    page = Patient.at("contact").send("contact", date_of_birth=typed)
    assert (page.status, page.errors) == (422, ["contact-date_of_birth"])
    assert {part: page.typed[f"contact-date_of_birth_{part}"][0] for part in BORN} == typed


@pytest.mark.shows("ASVS 2.2.3", "F19")
def test_a_birthday_that_passes_before_the_end_leads_to_the_reason_and_loses_nothing() -> None:
    patient = Patient.at("contact", age=48)
    eve, birthday = date(2026, 6, 1), date(2026, 6, 2)
    typed = born(date(1977, 6, 2))
    no_more = ValidationError("This does not hold any more.")
    with on(eve), patch.object(NumberField, "read", side_effect=no_more):
        sent = patient.send("contact", date_of_birth=typed)
    assert sent.location == patient.url("age"), "the birth date fits, another answer holds it up"
    before = patient.kept

    with on(birthday):
        assert patient.send("age").location == patient.url("contact")
        page = patient.show("contact")
        assert page.errors == ["contact-date_of_birth"]
        assert "you are 48" in page.text and "is 49" in page.text
        assert page.typed == patient.filled(page), "all that was typed is still there"
        assert patient.kept == before
        patient.send("age", age=49)
        assert patient.walk().kind == "result"
    assert (patient.sent.answers["age"], Submission.objects.count()) == (49, 1)
