"""What "About", "Privacy" and "Accessibility" say of us and no other test shows."""

import socket
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from eligibility.core.rules import Kind, Source
from eligibility.lifecycle.retention import KINDS
from eligibility.models import AccessLog, Attempt, Review, Submission
from eligibility.protocol import PROTOCOL, sources
from eligibility.security.codes import code_of
from eligibility.security.tokens import new_token
from tests.clinic import address, member, nurse
from tests.leaks import disguises
from tests.patient import KEPT, SHARED, Patient
from tests.test_a_sheet_opens_again_for_its_patient import sent, wrong
from tests.test_private_results_stay_private import CANARIES

pytestmark = pytest.mark.django_db

LISTED = [s for s in vars(sources).values() if isinstance(s, Source)]


def about(language: str = "en") -> str:
    client = Client()
    client.cookies["language"] = language
    return " ".join(client.get("/about/").content.decode().split())


@override_settings(CLINIC_NAME="Elm Street Spine", FUNDED_BY="A grant of the Elm Street Fund")
def test_a_clinic_says_who_runs_it_and_who_pays() -> None:
    patient = Patient.at("share", KEPT)
    patient.send("share")
    for page in (about(), patient.show("result").text):
        assert "run here by Elm Street Spine" in page
        assert "A grant of the Elm Street Fund" in page


def test_a_clinic_that_says_nothing_pays_for_itself() -> None:
    assert "The clinic that runs this copy. No maker or seller of cells." in about()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_version_and_the_next_review_are_told(language: str) -> None:
    with override(language):
        months = [
            date_format(day, "YEAR_MONTH_FORMAT") for day in (sources.REVIEWED, sources.NEXT_REVIEW)
        ]
    for month in months:
        assert month in about(language)
    assert PROTOCOL.version in about(language)


def test_the_first_five_sources_are_the_unchecked_documents() -> None:
    assert all(source.document for source in LISTED[:5])
    assert not any(source.document for source in LISTED[5:])


def test_only_the_first_source_gives_listed_reasons() -> None:
    for rule in PROTOCOL.rules:
        if rule.kind is Kind.EXCLUSION:
            cited = {cite.source for cite in rule.cites}
            assert LISTED[0] in cited and not cited & set(LISTED[1:5]), rule.slug


def test_the_language_button_keeps_every_answer() -> None:
    patient = Patient.at("check", KEPT)
    before = patient.kept
    patient.post("/language/", {"language": "es", "next": patient.url("check")})
    page = patient.show("check")
    assert 'lang="es"' in page.html and "48" in page.text
    assert patient.kept == before


@pytest.mark.shows("ASVS 14.3.3")
def test_no_cookie_holds_an_answer() -> None:
    patient = Patient(SHARED | CANARIES | {"contact_by": "email"}).start()
    patient.walk()
    values = [morsel.value.encode() for morsel in patient.cookies.values()]
    assert values
    for text in (*CANARIES.values(), "disc_degeneration", "physical_therapy"):
        assert not [v for v in values for form in disguises(text) if form in v], text


def test_counts_of_tries_are_due_within_fourteen_days() -> None:
    code, patient = code_of(new_token(), 0), sent()
    for _ in range(2):
        client = Client(REMOTE_ADDR="203.0.113.7")
        client.post("/resume/", {"resume-code": code})
        client.post("/open/", wrong(patient))
    ends = list(Attempt.objects.values_list("ends_at", flat=True))
    assert len(ends) >= 6
    assert max(ends) <= timezone.now() + timedelta(days=14)


@pytest.mark.shows("T19", "ASVS 14.2.3", "ASVS 13.2.4")
def test_a_whole_visit_asks_no_other_host(monkeypatch: Any) -> None:
    def refused(*to: Any, **options: Any) -> None:
        raise AssertionError(f"the server itself asks another host: {to}")

    patient = Patient(SHARED)
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    assert patient.start().walk().status == 200
    assert patient.get(f"/screening/{patient.id}/result.pdf").status_code == 200


def test_what_was_sent_is_told_as_kept_as_long_as_the_purge_keeps_it() -> None:
    patient = sent()
    page = Client().get("/privacy/").content.decode()
    for days in settings.RETENTION.values():
        assert f"{days} days" in page
    last_day = timezone.now() + timedelta(days=settings.RETENTION["open"])
    assert not due(last_day - timedelta(minutes=5))
    assert due(last_day + timedelta(minutes=5)) == {patient.id}


def due(now: datetime) -> set[Any]:
    """The submissions that the purge would take at this time."""
    found = [kind.due(now) for kind in KINDS if kind.due(now).model is Submission]
    return {pk for each in found for pk in each.values_list("pk", flat=True)}


def opened_and_deleted() -> Patient:
    """A patient whose sheet a nurse has read and written a note on, and who then deleted it."""
    patient = Patient.at("contact", SHARED | CANARIES | {"contact_by": "email"})
    patient.send("contact")
    assert nurse().get(address(patient.sent)).status_code == 200
    Review(submission=patient.sent, author=member(), note="zq-note-of-a-nurse").save()
    assert "Delete what the clinic has" in patient.show("result").text
    assert patient.post(patient.url("erase")).status_code == 302
    return patient


def test_a_patient_deletes_what_the_clinic_has_at_once() -> None:
    patient = opened_and_deleted()
    assert not Submission.objects.exists() and not Review.objects.exists()
    assert patient.show("result").status != 200


def test_the_list_of_who_opened_a_sheet_stays_and_tells_nothing_of_the_patient() -> None:
    patient = opened_and_deleted()
    assert AccessLog.objects.filter(submission=patient.id).exists()
    rows = str(list(AccessLog.objects.values())).encode()
    for text in (*CANARIES.values(), "disc_degeneration", "zq-note-of-a-nurse"):
        assert not [form for form in disguises(text) if form in rows], text
