"""A sent sheet opens again with its reference and the birth date of its patient, for 14 days, until
it is cleared. A slip is told before anything is counted."""

from typing import Any
from unittest.mock import patch

import pytest

from eligibility.models import Attempt, Submission
from eligibility.wizard import reopening
from tests import clinic
from tests.clock import later
from tests.page import Page
from tests.patient import Patient

pytestmark = pytest.mark.django_db


def sent() -> Patient:
    patient = Patient.at("contact")
    patient.send("contact")
    return patient


def typed(reference: str, born: dict[str, str]) -> dict[str, str]:
    date = {f"open-date_of_birth_{part}": text for part, text in born.items()}
    return {"open-reference": reference} | date


def right(patient: Patient) -> dict[str, str]:
    born = patient.sent.identity["date_of_birth"]
    parts = {part: str(getattr(born, part)) for part in ("month", "day", "year")}
    return typed(patient.sent.reference, parts)


def wrong(patient: Patient) -> dict[str, str]:
    return right(patient) | {"open-date_of_birth_day": "28"}


def send(fields: dict[str, str], device: Patient | None = None) -> Page:
    return Page((device or Patient()).post("/open/", fields))


# --- The way it should go ---------------------------------------------------------------------
def test_it_opens_on_another_device_and_closes_on_the_first() -> None:
    patient, device = sent(), Patient(guarded=True)
    page = Page(device.get("/open/"))
    opened = Page(device.post_fields(page.action, page.typed | right(patient)))
    assert opened.location == patient.url("result")
    device.id = patient.id
    result = device.show("result")
    assert result.kind == "result" and patient.sent.reference in result.text
    assert patient.show("result").status == 404


def test_it_opens_in_the_language_it_was_sent_in() -> None:
    patient, device = Patient.at("contact"), Patient()
    patient.cookies["language"] = "es"
    patient.send("contact")
    send(right(patient), device)
    assert device.cookies["language"].value == "es"


@pytest.mark.parametrize("form", [str.lower, lambda r: r.replace("-", ""), lambda r: f" {r} "])
def test_the_reference_is_read_as_people_type_it(form: Any) -> None:
    patient = sent()
    fields = right(patient) | {"open-reference": form(patient.sent.reference)}
    assert send(fields).location == patient.url("result")


@pytest.mark.shows("ASVS 9.2.1")
def test_it_opens_for_fourteen_days_and_says_so() -> None:
    patient = sent()
    assert "until" in patient.show("result").text
    with later(days=13, hours=23):
        device = Patient()
        assert send(right(patient), device).location == patient.url("result")
        device.id = patient.id
        assert device.show("result").kind == "result"
    with later(days=14):
        assert send(right(patient)).status == 422
        assert device.show("result").status == 404


@pytest.mark.shows("ASVS 9.2.1")
def test_an_opened_sheet_stays_open_for_a_day_only() -> None:
    patient, device = sent(), Patient()
    with later(days=3):
        send(right(patient), device)
    device.id = patient.id
    with later(days=3, minutes=20):
        assert device.show("result").kind == "result"
    with later(days=4):
        assert device.show("result").status == 404


def test_finish_and_clear_is_for_good() -> None:
    patient, device = sent(), Patient()
    send(right(patient), device)
    device.post(patient.url("clear"))
    assert send(right(patient)).status == 422
    assert patient.sent.identity["full_name"], "the clinic keeps its copy"


def test_what_was_cleared_a_moment_ago_is_not_opened_by_a_race() -> None:
    patient = sent()
    found = Submission.objects.get()
    Submission.objects.update(patient_key="")
    with patch.object(reopening, "sheet_with", return_value=found):
        send(right(patient))
    assert Submission.objects.get().patient_key == ""


def test_what_no_patient_sent_from_a_browser_does_not_open() -> None:
    submission = clinic.sent()
    born = submission.identity["date_of_birth"]
    parts = {part: str(getattr(born, part)) for part in ("month", "day", "year")}
    assert send(typed(submission.reference, parts)).status == 422


# --- Mistakes ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"open-reference": ""}, "open-reference"),
        ({"open-reference": "7F3K-2QX"}, "open-reference"),
        ({"open-reference": "7F3K-2QX0"}, "open-reference"),
        ({"open-reference": "\x00\ud7ff" * 4}, "open-reference"),
        ({"open-date_of_birth_year": "63"}, "open-date_of_birth"),
        ({"open-date_of_birth_month": "13"}, "open-date_of_birth"),
        ({"open-date_of_birth_day": "x"}, "open-date_of_birth"),
    ],
)
def test_a_slip_is_told_at_its_input_and_counts_nothing(change: dict[str, str], where: str) -> None:
    fields = right(sent()) | change
    page = send(fields)
    assert (page.status, page.kind, page.errors) == (422, "open", [where])
    assert page.title.startswith("Error: ") and where in page.ids
    assert not Attempt.objects.exists()
    assert page.typed["open-date_of_birth_month"] == [fields["open-date_of_birth_month"]]
