"""The PDF opens where the sheet opens: in the patient's browser for a day, and for staff."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client

from eligibility.models import Draft, Submission
from tests.clinic import LIST, member, nurse, sent, signed_in
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient
from tests.tagged import Printed, Tagged
from tests.test_every_answer_is_safe import check_headers
from tests.test_the_pdf_is_the_page import assert_alike

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def private() -> Patient:
    patient = Patient.at("share", KEPT)
    patient.send("share")
    return patient


def shared() -> Patient:
    patient = Patient.at("contact", SHARED)
    patient.walk()
    return patient


def address(patient: Patient) -> str:
    return f"/screening/{patient.id}/result.pdf"


def for_staff(submission: Submission) -> str:
    return f"{LIST}{submission.pk}/sheet.pdf"


def assert_is_pdf(answer: Any, reference: str) -> None:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="candor-{reference}.pdf"'
    assert answer.content.startswith(b"%PDF-1.7")
    check_headers(answer)


def test_a_private_result_has_a_pdf_with_the_same_words_as_its_page() -> None:
    patient = private()
    page = patient.show("result")
    answer = patient.get(address(patient))
    assert_is_pdf(answer, patient.row.reference)
    assert_alike(Printed(page.html), Tagged(answer.content))
    assert address(patient) in page.html


@pytest.mark.shows("ASVS 5.4.1", "ASVS 5.4.2", "ASVS 3.2.1")
def test_what_was_sent_has_a_pdf_with_the_same_words_as_its_page() -> None:
    patient = shared()
    page = patient.show("result")
    answer = patient.get(address(patient))
    assert_is_pdf(answer, patient.sent.reference)
    assert_alike(Printed(page.html), Tagged(answer.content))
    assert address(patient) in page.html


def test_the_pdf_is_in_the_language_of_the_browser() -> None:
    patient = private()
    patient.cookies["language"] = "es"
    page = patient.show("result")
    pdf = Tagged(patient.get(address(patient)).content)
    assert pdf.root["/Lang"] == "es-US"
    assert_alike(Printed(page.html), pdf)


def test_another_browser_cannot_open_it() -> None:
    for patient in (private(), shared()):
        page = Page(Client().get(address(patient)))
        assert (page.status, page.kind) == (404, "error")
        other = Patient().start()
        assert other.get(address(patient)).status_code == 404


def test_after_a_day_or_when_it_was_cleared_it_cannot_be_opened() -> None:
    for old in (private(), shared()):
        Draft.objects.filter(pk=old.id).update(completed_at=F("completed_at") - DAY)
        Submission.objects.filter(pk=old.id).update(received_at=F("received_at") - DAY)
        assert old.get(address(old)).status_code == 404
    for cleared in (private(), shared()):
        cleared.post(cleared.url("clear"))
        assert cleared.get(address(cleared)).status_code == 404


def test_there_is_none_before_the_end() -> None:
    patient = Patient.at("share", KEPT)
    assert patient.get(address(patient)).url == patient.url()
    assert Client().get(f"/screening/{uuid4()}/result.pdf").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_can_only_be_read(method: str) -> None:
    patient = private()
    assert getattr(patient, method)(address(patient)).status_code == 405


def test_staff_get_the_sheet_of_the_patient() -> None:
    submission = sent("Ruth Sample", severity="severe")
    clinic = nurse()
    answer = clinic.get(for_staff(submission))
    assert_is_pdf(answer, submission.reference)
    page = clinic.get(f"{LIST}{submission.pk}/sheet/").content.decode()
    assert_alike(Printed(page), Tagged(answer.content))
    submission_page = clinic.get(f"{LIST}{submission.pk}/change/").content.decode()
    assert for_staff(submission) in page and for_staff(submission) in submission_page


def test_staff_without_the_right_and_others_get_none() -> None:
    submission = sent()
    assert signed_in(member("view_review")).get(for_staff(submission)).status_code == 403
    for visitor in (Client(), signed_in(member("view_submission", is_staff=False))):
        assert visitor.get(for_staff(submission)).status_code == 302
    assert nurse().get(f"{LIST}{uuid4()}/sheet.pdf").status_code == 404
