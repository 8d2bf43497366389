"""A private result is its patient's alone, and is gone when that was promised."""

from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import F
from django.forms import ValidationError
from django.test import Client

from eligibility.models import Draft, Submission
from eligibility.wizard.fields import NumberField
from tests.clinic import member, signed_in
from tests.leaks import disguises, leaks
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient

pytestmark = pytest.mark.django_db

CANARIES = {
    "full_name": "Zenobia Quxwhistle",
    "email": "zq7731@canary.example",
    "phone": "+15557731991",
}
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def private() -> Patient:
    """A patient with a private result."""
    patient = Patient.at("share", KEPT)
    assert patient.send("share").location == patient.url("result")
    return patient


def age(patient: Patient, by: timedelta) -> None:
    """Makes all that is stored of this patient older."""
    draft = Draft.objects.filter(pk=patient.id)
    draft.update(completed_at=F("completed_at") - by, updated_at=F("updated_at") - by)
    Submission.objects.filter(pk=patient.id).update(received_at=F("received_at") - by)


def purge(*options: str) -> str:
    said = StringIO()
    call_command("purge", *options, stdout=said)
    return said.getvalue().splitlines()[-1]


# --- Who can see it ---------------------------------------------------------------------------
def test_a_private_result_never_becomes_a_submission() -> None:
    patient = private()
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 1)
    assert patient.show("result").outcome == "possible"
    assert Submission.objects.count() == 0


def test_a_private_result_holds_no_name_even_if_one_was_posted() -> None:
    patient = Patient.at("share", KEPT)
    patient.send("share", {f"contact-{slug}": text for slug, text in CANARIES.items()})
    assert not {"full_name", "date_of_birth", "email", "phone"} & set(patient.kept)


def test_staff_find_no_private_result_anywhere_in_the_admin() -> None:
    clinic = signed_in(member(is_superuser=True))
    shared = Patient.at("contact")
    shared.send("contact")
    patient = private()
    listed = Page(clinic.get("/admin/eligibility/submission/"))
    assert shared.sent.reference in listed.text and patient.row.reference not in listed.text
    assert "draft" not in "".join(Page(clinic.get("/admin/")).links)
    found = Page(clinic.get(f"/admin/eligibility/submission/?q={patient.row.reference}"))
    assert f"/{patient.id}/" not in found.html
    for path in (f"submission/{patient.id}/change/", f"submission/{patient.id}/sheet/", "draft/"):
        page = Page(clinic.get(f"/admin/eligibility/{path}", follow=True))
        assert patient.row.reference not in page.text
        assert page.outcome is None


@pytest.mark.shows("T2", "ASVS 8.2.2")
def test_a_private_result_opens_only_with_its_cookie(admin_client: Client) -> None:
    patient, stranger = private(), Patient().start()
    stranger.id = patient.id
    for browser in (stranger, admin_client):
        assert browser.get(patient.url("result")).status_code == 404
    name = f"candor-{patient.id.hex}"
    for forged in (patient.row.key, "", patient.cookies[name].value[:-1]):
        stranger.cookies[name] = forged
        assert stranger.show("result").status == 404
    stranger.cookies[name] = patient.cookies[name].value
    assert stranger.show("result").kind == "result"


@pytest.mark.shows("T2", "ASVS 8.2.2")
def test_the_key_of_one_questionnaire_does_not_open_another() -> None:
    patient, other = private(), Patient.at("check")
    key = other.cookies[f"candor-{other.id.hex}"].value
    other.cookies[f"candor-{patient.id.hex}"] = key
    other.id = patient.id
    assert other.show("result").status == 404


# --- When it is gone --------------------------------------------------------------------------
@pytest.mark.shows("T7", "ASVS 14.3.1")
def test_finish_and_clear_erases_a_private_result_at_once() -> None:
    patient = private()
    cleared = Page(patient.post(patient.url("clear")))
    assert cleared.location == "/finished/"
    assert cleared.response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Draft.objects.exists()
    assert not patient.cookies[f"candor-{patient.id.hex}"].value
    assert patient.show("result").status == 404
    assert patient.post(patient.url("clear")).status_code == 302, "asking twice is fine"


@pytest.mark.shows("T7", "ASVS 14.3.1")
def test_finish_and_clear_closes_a_shared_result_here_and_leaves_the_clinic_its_copy() -> None:
    patient = Patient.at("contact")
    patient.send("contact")
    cookies = patient.cookies.copy()
    patient.post(patient.url("clear"))
    patient.cookies = cookies
    assert patient.show("result").status == 404, "not even a copied cookie opens it"
    assert patient.sent.identity["full_name"] == SHARED["full_name"]


@pytest.mark.shows("T6", "ASVS 3.5.3")
def test_a_link_to_clear_erases_nothing() -> None:
    patient = private()
    assert Page(patient.get(patient.url("clear"))).location == patient.url("result")
    assert patient.show("result").kind == "result"


@pytest.mark.parametrize("share", ["private", "clinic"])
def test_a_result_is_shown_for_a_day_and_not_a_second_longer(share: str) -> None:
    patient = Patient.at("share", share=share)
    patient.walk()
    age(patient, DAY - 60 * SECOND)
    assert patient.show("result").kind == "result"
    age(patient, 60 * SECOND)
    assert patient.show("result").status == 404, "the purge has not run yet"
    assert patient.show("check").status == 404


@pytest.mark.shows("ASVS 14.2.7")
def test_the_purge_erases_private_results_after_a_day() -> None:
    old, young, shared = private(), private(), Patient.at("contact")
    shared.send("contact")
    age(old, DAY)
    age(young, DAY - 60 * SECOND)
    age(shared, 400 * DAY)
    assert purge() == "1 erased."
    assert [draft.pk for draft in Draft.objects.all()] == [young.id]
    assert shared.sent.identity["full_name"] == SHARED["full_name"], "the clinic's copy stays"
    assert purge() == "0 erased."


@pytest.mark.shows("ASVS 14.2.7")
def test_the_purge_erases_unfinished_answers_after_fourteen_days() -> None:
    old, young = Patient.at("check"), Patient.at("check")
    age(old, 14 * DAY)
    age(young, 14 * DAY - 60 * SECOND)
    assert old.show("check").status == 404, "the purge has not run yet"
    assert old.send_raw("check", {}).status == 404
    assert young.show("check").status == 200
    assert purge() == "1 erased."
    assert [draft.pk for draft in Draft.objects.all()] == [young.id]


def test_every_answer_gives_unfinished_answers_fourteen_more_days() -> None:
    patient = Patient.at("check")
    age(patient, 14 * DAY - 60 * SECOND)
    patient.send("age", age=49)
    assert purge("--dry-run") == "0 are due."
    age(patient, 14 * DAY)
    assert purge("--dry-run") == "1 are due."


def test_a_dry_run_counts_and_erases_nothing() -> None:
    age(private(), DAY)
    age(Patient.at("check"), 14 * DAY)
    assert purge("--dry-run") == "2 are due."
    assert Draft.objects.count() == 2
    assert purge() == "2 erased."


# --- What lies in the database ----------------------------------------------------------------
@pytest.mark.parametrize("written", [f for f in disguises("zq7731.canarybird") if b"\0" not in f])
def test_the_search_for_leaks_finds_what_leaks(written: bytes) -> None:
    assert not leaks("zq7731.canarybird")
    User.objects.create(username=written.decode())
    assert leaks("zq7731.canarybird")


@pytest.mark.shows("T8", "HIPAA 164.312(a)(2)(iv)", "ASVS 14.2.4")
@pytest.mark.parametrize("end", ["draft", "submission"])
def test_nobody_can_read_names_or_answers_in_any_column_of_any_table(end: str) -> None:
    patient = Patient.at("contact", SHARED | CANARIES | {"contact_by": "email"})
    held_up = patch.object(NumberField, "read", side_effect=ValidationError("Not any more."))
    with held_up if end == "draft" else nullcontext():
        assert patient.send("contact").status == 302
    stored = patient.kept if end == "draft" else patient.sent.answers | patient.sent.identity
    assert CANARIES.items() <= stored.items()
    for text in (*CANARIES.values(), "Quxwhistle", "disc_degeneration", "physical_therapy"):
        assert leaks(text) == leaks(text.upper()) == []


@pytest.mark.shows("T7")
def test_a_patient_has_no_session_at_all() -> None:
    patient = Patient(SHARED | CANARIES).start()
    patient.walk()
    private()
    assert not Session.objects.exists()
    assert not {"staff", "sessionid"} & set(patient.cookies)
