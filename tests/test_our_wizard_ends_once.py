"""What the stock wizard does at the end, done to ours: one record, and nothing more is stored."""

import base64
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.forms import ValidationError
from django.http import HttpResponse

from eligibility.models import Draft, Submission
from eligibility.wizard import submit
from eligibility.wizard.fields import NumberField
from eligibility.wizard.forms import ContactForm
from eligibility.wizard.views import Screening
from tests.page import Page
from tests.patient import KEPT, Patient

pytestmark = pytest.mark.django_db
CLICKS, QUESTIONNAIRES = 3, 20


def stored_text(patient: Patient) -> str:
    """The content of the draft as it lies in the database."""
    sealed = Draft.objects.filter(pk=patient.id).values_list("content", flat=True).get()
    return str(sealed.text)


def record_of(patient: Patient) -> Draft | Submission:
    """What is stored of a questionnaire, wherever it is by now."""
    return Submission.objects.filter(pk=patient.id).first() or patient.row


# --- The end ----------------------------------------------------------------------------------
@pytest.mark.trap("done-error-clears")
@pytest.mark.parametrize("status", [409, 503])
def test_an_error_page_at_the_end_clears_nothing(status: int) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    with patch.object(Screening, "done", lambda *args, **kwargs: HttpResponse(status=status)):
        assert patient.send("contact").status == status
    assert patient.kept == before
    assert patient.send("contact").location == patient.url("result")


@pytest.mark.shows("F4")
@pytest.mark.trap("done-error-clears")
def test_a_database_that_fails_at_the_end_gives_the_typed_answers_back_to_send_again() -> None:
    patient = Patient.at("contact")
    typed = patient.filled(patient.show("contact"))
    with patch("eligibility.wizard.views.submit", side_effect=OperationalError):
        page = patient.send_raw("contact", typed)
    assert (page.status, page.response["Retry-After"]) == (503, "60")
    shown = {name: values for name, values in page.typed.items() if name != "csrfmiddlewaretoken"}
    assert shown == {name: typed[name] for name in typed if name != "csrfmiddlewaretoken"}
    assert Page(patient.post_fields(page.action, page.typed)).location == patient.url("result")
    assert Submission.objects.count() == 1


@pytest.mark.shows("ASVS 2.2.3")
@pytest.mark.trap("no-check-across-steps")
def test_answers_that_contradict_each_other_are_refused() -> None:
    patient = Patient.at("contact", age=48)
    page = patient.send("contact", date_of_birth={"month": "1", "day": "1", "year": "1950"})
    assert (page.status, page.errors) == (422, ["contact-date_of_birth"])
    assert not Submission.objects.exists()


@pytest.mark.shows("F19")
@pytest.mark.trap("stale-step-not-checked")
def test_a_step_that_has_become_invalid_is_shown_again_with_the_reason() -> None:
    patient = Patient.at("contact")
    with patch.object(NumberField, "read", side_effect=ValidationError("Ages have changed.")):
        assert patient.send("contact").location == patient.url("age")
        page = patient.show("age")
    assert page.title.startswith("Error:") and "Ages have changed." in page.text
    assert page.typed["age-age"] == ["48"]
    assert patient.kept["full_name"] == "Ruth Alvarez"
    assert not Submission.objects.exists()
    assert patient.send("age").location == patient.url("result"), "nothing has to be typed again"


@pytest.mark.shows("F17")
@pytest.mark.trap("resubmit-breaks-formset")
@pytest.mark.parametrize("step", ["age", "check", "contact"])
@pytest.mark.parametrize("share", ["clinic", "private"])
def test_sending_a_page_again_after_the_end_leads_to_the_result(step: str, share: str) -> None:
    patient = Patient.at("share", share=share)
    pages = {name: patient.show(name) for name in ("age", "check", "share")}
    assert patient.walk().kind == "result"
    sent = Submission.objects.values_list("pk", "received_at").first()
    again = patient.press(pages.get(step, pages["share"]))
    assert again.location == patient.url("result")
    assert patient.show(step).location == patient.url("result")
    assert Submission.objects.values_list("pk", "received_at").first() == sent
    assert patient.show("result").kind == "result"


@pytest.mark.trap("last-step-checked-twice")
def test_a_one_time_code_on_the_last_page_is_checked_once() -> None:
    patient, unused = Patient.at("contact"), ["123456"]

    def use_up_the_code(self: ContactForm) -> None:
        if not unused:
            raise ValidationError("This code was used already.")
        unused.clear()

    with patch.object(ContactForm, "clean", use_up_the_code):
        assert patient.send("contact").location == patient.url("result")


@pytest.mark.shows("T3", "ASVS 2.3.1")
@pytest.mark.trap("get-makes-record")
@pytest.mark.parametrize("answers", [KEPT, KEPT | {"share": "clinic"}])
def test_no_get_finishes_a_questionnaire(answers: dict[str, Any]) -> None:
    patient = Patient.at("contact" if answers["share"] == "clinic" else "share", answers)
    for step in ("", "age", "check", "share", "contact", "done", "result", "clear", "help-now"):
        for method in (patient.get, patient.head, patient.options):
            assert method(patient.url(step)).status_code in (200, 302, 404, 405)
    assert patient.row.completed_at is None
    assert not Submission.objects.exists()


@pytest.mark.shows("F13", "ASVS 2.3.4")
@pytest.mark.trap("parallel-clicks")
@pytest.mark.parametrize(("share", "last"), [("clinic", "contact"), ("private", "share")])
def test_clicks_that_arrive_while_the_first_is_being_stored_make_one_record(
    share: str, last: str
) -> None:
    patient, others, seen = Patient.at(last, share=share), ["second", "third"], []
    page = patient.show(last)

    def while_the_others_click(storage: Any) -> None:
        if others:
            others.pop()
            assert patient.tab().press(page).location == patient.url("result")
            seen.append(record_of(patient).reference)
        submit.submit(storage)

    with patch("eligibility.wizard.views.submit", while_the_others_click):
        assert patient.press(page).location == patient.url("result")
    assert seen == [record_of(patient).reference] * 2
    assert Submission.objects.count() + Draft.objects.count() == 1


@pytest.mark.shows("F13", "ASVS 2.3.4")
@pytest.mark.trap("parallel-clicks")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("share", ["clinic", "private"])
def test_three_clicks_at_once_on_each_of_twenty_questionnaires_make_twenty_records(
    share: str,
) -> None:
    last = "contact" if share == "clinic" else "share"
    patients = [Patient.at(last, share=share) for _ in range(QUESTIONNAIRES)]
    for patient in patients:
        assert set(_click_at_once(patient, last)) == {(302, patient.url("result"))}
        assert patient.show("result").kind == "result"
    shared = QUESTIONNAIRES if share == "clinic" else 0
    assert Submission.objects.count() == shared
    assert Draft.objects.filter(completed_at=None).count() == 0
    assert Draft.objects.count() == QUESTIONNAIRES - shared


def _click_at_once(patient: Patient, last: str) -> Iterator[tuple[int, str]]:
    page, together = patient.show(last), Barrier(CLICKS)

    def click(window: Patient) -> tuple[int, str]:
        together.wait(timeout=10)
        try:
            sent = window.press(page)
            return sent.status, sent.location
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as pool:
        yield from pool.map(click, [patient.tab() for _ in range(CLICKS)])


@pytest.mark.shows("F3", "ASVS 2.3.4")
@pytest.mark.trap("killed-after-commit")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("share", ["clinic", "private"])
def test_a_worker_killed_after_the_commit_leaves_one_record_that_a_retry_finds(share: str) -> None:
    patient = Patient.at("contact" if share == "clinic" else "share", share=share)
    page = patient.show("contact" if share == "clinic" else "share")
    killed = patch("eligibility.wizard.views.redirect", side_effect=SystemExit)
    with killed, pytest.raises(SystemExit):
        patient.press(page)
    reference = record_of(patient).reference
    assert patient.press(page).location == patient.url("result")
    assert reference and reference in patient.show("result").text
    assert Submission.objects.count() + Draft.objects.count() == 1


@pytest.mark.shows("ASVS 2.3.3", "F2")
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_commit_leaves_the_draft_whole() -> None:
    patient = Patient.at("contact")
    page, before = patient.show("contact"), patient.kept
    killed = patch("eligibility.wizard.submit.store", side_effect=SystemExit)
    with killed, pytest.raises(SystemExit):
        patient.press(page)
    assert not Submission.objects.exists()
    assert patient.kept == before
    assert patient.press(page).location == patient.url("result")
    assert Submission.objects.count() == 1


# --- What is kept -----------------------------------------------------------------------------
@pytest.mark.shows("T4", "ASVS 15.3.3")
@pytest.mark.trap("unknown-keys-kept")
def test_whatever_else_is_posted_is_not_kept() -> None:
    patient = Patient.at("cancer")
    patient.send("cancer", {"cancer-result": "eligible", "age-age": "20", "outcome": "possible"})
    assert patient.kept == Patient.at("autoimmune").kept
    assert set(patient.row.content) == {"answers", "passed"}


@pytest.mark.shows("T4", "ASVS 15.3.3")
@pytest.mark.trap("huge-row")
def test_no_post_makes_a_stored_row_longer_than_its_answers() -> None:
    patient, plain = Patient.at("cancer"), Patient.at("autoimmune")
    page = patient.send("cancer", {"junk": secrets.token_urlsafe(1_800_000)})
    assert (page.status, page.kind) == (413, "error")
    patient.send("cancer", {"junk": "x" * 60_000})
    assert len(stored_text(patient)) == len(stored_text(plain)) < 2_000


@pytest.mark.trap("readable-row")
def test_no_answer_can_be_read_in_the_stored_row() -> None:
    patient = Patient.at("contact")
    text = stored_text(patient)
    packed = base64.urlsafe_b64decode(text.partition(".")[2])
    for word in (b"disc_degeneration", b"answers", b"age", b"severity"):
        assert word in str(patient.row.content).encode()
        assert word not in packed and word not in text.encode()


@pytest.mark.shows("T6", "ASVS 3.5.3")
@pytest.mark.trap("row-per-visit")
def test_a_visit_writes_nothing() -> None:
    visitor = Patient()
    for url in ("/", "/screening/", "/about/", visitor.url(), visitor.url("age"), "/nonsense/"):
        for method in (visitor.get, visitor.head, visitor.options):
            method(url)
    assert (Draft.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.shows("ASVS 14.3.2", "ASVS 14.2.2")
@pytest.mark.trap("cacheable")
def test_no_page_of_the_journey_may_be_kept_by_a_cache() -> None:
    patient = Patient.at("contact")
    answers = [patient.send_raw("contact", {}), patient.send_raw("nonsense", {})]
    steps = ("", "age", "check", "contact", "severity", "help-now", "result")
    answers += [patient.show(step) for step in steps] + [patient.send("contact")]
    answers += [patient.show("result"), Page(patient.get("/"))]
    assert {page.response["Cache-Control"] for page in answers} == {"no-store"}
