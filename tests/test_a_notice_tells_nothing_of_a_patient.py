"""Staff have an e-mail when something came. It holds nothing of a patient, and no patient waits for
a mail server."""

import quopri
import socket
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from eligibility.models import AccessLog, Submission
from tests.audit import written
from tests.clinic import sent
from tests.leaks import disguises, uncovered
from tests.patient import SHARED, Patient

pytestmark = pytest.mark.django_db

CANARIES = {
    "full_name": "Zenobia Quxwhistle",
    "email": "zq7731@canary.example",
    "phone": "+1 555 773 1991",
}
STAFF = ["desk@clinic.example", "lead@clinic.example"]
URGENT = {"red_flags": ["bladder"]}


@pytest.fixture(autouse=True)
def clinic(settings: Any) -> Any:
    settings.NOTIFY, settings.PUBLIC_URL = STAFF, "https://candor.clinic.example"
    settings.DEFAULT_FROM_EMAIL = "candor@candor.clinic.example"
    return settings


def notify() -> str:
    said = StringIO()
    call_command("notify", stdout=said)
    return said.getvalue().strip()


def texts(message: Any) -> list[bytes]:
    """The mail as it goes over the wire, and what its encodings hide."""
    wire: bytes = message.message().as_bytes()
    plain = (message.body.encode(), message.subject.encode())
    return uncovered(iter((wire, quopri.decodestring(wire), *plain)))


# --- What it says -------------------------------------------------------------------------------
@pytest.mark.shows("ASVS 1.3.11", "ASVS 14.2.3", "T9")
def test_it_says_that_something_came_and_where_to_read_it() -> None:
    sent()
    assert notify() == "1 told."
    [message] = mail.outbox
    assert (message.subject, message.to) == ("Candor: a new submission", STAFF)
    assert message.body.splitlines() == [
        "New submissions: 1",
        "",
        "Sign in to read it:",
        "https://candor.clinic.example/admin/eligibility/submission/",
    ]


def test_an_urgent_one_is_called_so() -> None:
    sent()
    sent(**URGENT)
    notify()
    [message] = mail.outbox
    assert message.subject == "Candor: an urgent submission"
    assert message.body.startswith("New submissions: 2\nUrgent ones among them: 1\n")


def test_it_is_in_the_language_of_the_clinic_whatever_the_patient_speaks(clinic: Any) -> None:
    clinic.CLINIC_LANGUAGE = "es"
    sent(language="en", **URGENT)
    notify()
    assert mail.outbox[0].subject == "Candor: un envío urgente"
    assert "De ellos, urgentes: 1" in mail.outbox[0].body


@pytest.mark.shows("ASVS 1.3.11", "ASVS 14.2.3", "T9")
def test_nothing_of_a_patient_is_in_it_in_any_encoding() -> None:
    patient = Patient.at("contact", SHARED | CANARIES | {"contact_by": "email"}, **URGENT)
    patient.send("contact")
    notify()
    [message] = mail.outbox
    submission = patient.sent
    born = submission.identity["date_of_birth"]
    private = (*CANARIES.values(), submission.reference, str(submission.pk), submission.pk.hex)
    hidden = [form for text in (*private, born.isoformat(), "bladder") for form in disguises(text)]
    assert [form for text in texts(message) for form in hidden if form in text] == []
    assert b"desk@clinic.example" in b"".join(texts(message)), "the search can find"


# --- When ---------------------------------------------------------------------------------------
def test_each_submission_is_told_of_once() -> None:
    first = sent()
    assert [notify(), notify()] == ["1 told.", "0 told."]
    second = sent()
    assert notify() == "1 told."
    assert len(mail.outbox) == 2
    assert [pk for _, pk in written(action="notice")] == [first.pk, second.pk]
    row = AccessLog.objects.filter(action="notice").last()
    assert (row.who, row.actor, row.detail) == ("command notify", None, '{"rows": 1}')


def test_one_that_was_stored_late_is_not_forgotten() -> None:
    sent()
    notify()
    late = sent()
    Submission.objects.filter(pk=late.pk).update(received_at=timezone.now() - timedelta(hours=1))
    assert notify() == "1 told."


def test_what_staff_took_up_already_or_is_a_week_old_is_no_news() -> None:
    taken, old = sent(), sent()
    Submission.objects.filter(pk=taken.pk).update(status="in_review")
    Submission.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=8))
    assert notify() == "0 told."
    assert mail.outbox == []


def test_drafts_and_private_results_are_told_of_to_nobody() -> None:
    private = Patient.at("share", SHARED | {"share": "private"})
    private.send("share")
    assert notify() == "0 told."


def test_without_addresses_it_says_what_to_set(clinic: Any) -> None:
    clinic.NOTIFY = []
    sent()
    with pytest.raises(CommandError, match="NOTIFY is empty"):
        notify()


# --- No mail server -----------------------------------------------------------------------------
def nobody_listens() -> int:
    """A port of this machine that refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_mail_server_that_is_down_loses_no_notice_and_stops_no_patient(clinic: Any) -> None:
    clinic.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    clinic.EMAIL_HOST, clinic.EMAIL_PORT = "127.0.0.1", nobody_listens()
    patient = Patient.at("contact", **URGENT)
    assert patient.send("contact").location == patient.url("result")
    assert patient.show("result").kind == "result"
    with pytest.raises(CommandError, match="did not take the mail") as refused:
        notify()
    assert "zq7731" not in str(refused.value) and not written(action="notice")
    clinic.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notify() == "1 told."


def test_the_journey_of_a_patient_never_sends_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise AssertionError("a request talked to a mail server")

    monkeypatch.setattr("django.core.mail.get_connection", refuse)
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    patient = Patient.at("contact", **URGENT)
    assert patient.send("contact").location == patient.url("result")
