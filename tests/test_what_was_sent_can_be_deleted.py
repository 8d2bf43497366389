"""What a patient sent is deleted when the patient says so, or a lead of the clinic: every copy."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from eligibility.models import AccessLog, Draft, FindingMark, Review, Submission
from tests.audit import written
from tests.clinic import LIST, MAY_REVIEW, address, member, nurse, review_of, rows, sent, signed_in
from tests.clock import later
from tests.leaks import cells, leaks, uncovered
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient, site
from tests.tablet import walked

pytestmark = pytest.mark.django_db

CANARIES = {"full_name": "Zenobia Quxwhistle", "phone": "+1 555 773 1991"}
ABOUT_PATIENTS = (
    "eligibility_submission",
    "eligibility_review",
    "eligibility_findingmark",
    "eligibility_draft",
    "django_admin_log",
)
MAY_ERASE = (*MAY_REVIEW, "erase_submission")


def sender(**changes: Any) -> Patient:
    """A patient who has just sent the sheet to the clinic."""
    patient = Patient.at("contact", SHARED | CANARIES, red_flags=["fever_chills"], **changes)
    assert patient.send("contact").location == patient.url("result")
    return patient


def lead() -> Client:
    return signed_in(member(*MAY_ERASE))


def worked_on(submission: Submission) -> None:
    """The clinic reads it, adds a review, and has a message that names it still unread."""
    clinic = nurse()
    clinic.get(address(submission))
    clinic.post(address(submission), review_of("Quxwhistle called back", "in_review"))
    assert Review.objects.count() == LogEntry.objects.count() == 1
    Draft(id=submission.pk, key="", protocol="2026.1", language="en", content="left over").save()
    session = SessionStore(clinic.session.session_key)
    session["_messages"] = f"The submission {submission.reference} was changed."
    session["wanted"] = f"/admin/eligibility/submission/{submission.pk}/change/"
    session.save()


def all_that_is_stored() -> list[bytes]:
    """Each value that only this patient's rows have: sealed texts, keyed marks and the like."""
    return [cell for cell in cells(*ABOUT_PATIENTS) if len(cell) > 16]


def assert_gone(submission: Submission, before: list[bytes]) -> None:
    """Nothing of it is left anywhere, but its id in the access log."""
    ids = (str(submission.pk).encode(), submission.pk.hex.encode())
    assert len(before) > 8 and any(one in before for one in ids)
    left = uncovered(cells())
    assert [cell for cell in left for value in set(before) - {*ids} if value in cell] == []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    elsewhere = uncovered(cells(*(set(tables) - {"eligibility_accesslog"})))
    assert [cell for cell in elsewhere for value in ids if value in cell] == []
    for text in (*CANARIES.values(), submission.reference):
        assert leaks(text) == []
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    assert not [one for one in sessions if submission.reference in one or str(submission.pk) in one]
    assert not (Submission.objects.exists() or Review.objects.exists() or Draft.objects.exists())
    assert not (FindingMark.objects.exists() or LogEntry.objects.exists())


# --- By the patient -----------------------------------------------------------------------------
def test_the_page_of_a_sent_sheet_offers_it_and_that_of_a_private_result_does_not() -> None:
    patient = sender()
    assert patient.url("erase") in patient.show("result").links
    private = Patient.at("share", KEPT)
    private.send("share")
    assert private.url("erase") not in private.show("result").links
    assert private.show("erase").status == 404
    assert Draft.objects.filter(pk=private.id).exists()


def test_opening_the_page_deletes_nothing_and_it_says_what_will_be_gone() -> None:
    patient = sender()
    page = patient.show("erase")
    assert (page.status, page.kind, page.action) == (200, "erase", patient.url("erase"))
    assert patient.sent.reference in page.text and "your answers" in page.text
    patient.head(patient.url("erase"))
    assert patient.put(patient.url("erase")).status_code == 405
    assert patient.show("result").kind == "result"


def test_one_button_deletes_every_copy_and_then_it_is_said_to_be_gone() -> None:
    patient = sender()
    worked_on(patient.sent)
    submission, before = patient.sent, all_that_is_stored()
    done = patient.press(patient.show("erase"))
    assert done.location == "/erased/"
    assert done.response["Clear-Site-Data"] == '"cache", "storage"'
    assert Page(patient.get(done.location)).kind == "erased"
    assert_gone(submission, before)
    assert not patient.cookies[f"candor-{patient.id.hex}"].value


def test_the_access_log_keeps_that_it_was_done_and_not_by_whom() -> None:
    patient = sender()
    patient.post(patient.url("erase"), REMOTE_ADDR="203.0.113.7")
    row = AccessLog.objects.get()
    told = (row.action, row.submission, row.who, row.actor, row.address, row.detail)
    assert told == ("erase", patient.id, "patient", None, "", '{"kind": "patient_asked"}')


def test_a_second_click_finds_it_gone_too_and_writes_nothing() -> None:
    patient = sender()
    key = patient.cookies[f"candor-{patient.id.hex}"].value
    patient.post(patient.url("erase"))
    patient.cookies[f"candor-{patient.id.hex}"] = key
    assert Page(patient.post(patient.url("erase"))).location == "/erased/"
    assert patient.show("erase").status == 404
    assert len(written()) == 1


def test_whoever_opened_it_with_reference_and_birth_date_may_delete_it() -> None:
    patient = sender()
    born = patient.sent.identity["date_of_birth"]
    parts = {f"open-date_of_birth_{part}": getattr(born, part) for part in ("month", "day", "year")}
    elsewhere = Patient()
    elsewhere.id = patient.id
    elsewhere.post("/open/", {"open-reference": patient.sent.reference, **parts})
    assert Page(elsewhere.post(elsewhere.url("erase"))).location == "/erased/"
    assert not Submission.objects.exists()


@pytest.mark.shows("T2", "ASVS 8.2.2")
def test_nobody_else_deletes_it() -> None:
    patient, stranger, robbed = sender(), Patient().start(), Patient()
    stranger.id = robbed.id = patient.id
    robbed.cookies[f"candor-{patient.id.hex}"] = patient.cookies[f"candor-{patient.id.hex}"].value
    robbed.handler = site(True)
    assert Page(stranger.post(stranger.url("erase"))).status == 404
    assert robbed.post(robbed.url("erase")).status_code == 403, "a page of another site sent it"
    assert patient.show("result").kind == "result"


def test_nobody_deletes_it_once_it_was_cleared_or_a_day_is_over() -> None:
    cleared, late = sender(), sender()
    kept = cleared.cookies.copy()
    cleared.post(cleared.url("clear"))
    cleared.cookies = kept
    assert cleared.post(cleared.url("erase")).status_code == 404
    with later(hours=25):
        assert late.post(late.url("erase")).status_code == 404
    assert Submission.objects.count() == 2


def test_who_finds_it_left_open_must_unlock_it_first() -> None:
    patient = sender()
    with later(minutes=31):
        assert patient.post(patient.url("erase")).status_code == 403
        assert Submission.objects.count() == 1
        unlocked = patient.post(patient.url("erase"), {"unlock-age": patient.answers["age"]})
    assert Page(unlocked).location == "/erased/"


def test_a_tablet_is_cleared_right_after(settings: Any) -> None:
    settings.KIOSK, settings.IDLE_MINUTES = True, 0
    patient = walked(SHARED)
    page = Page(patient.post(patient.url("erase"), follow=True))
    assert (page.kind, page.next) == ("erased", "/kiosk/")
    assert "url=/kiosk/" in page.response["Refresh"]
    assert not Submission.objects.exists()


# --- By the clinic ------------------------------------------------------------------------------
def test_a_lead_who_types_the_reference_erases_every_copy() -> None:
    patient = sender()
    worked_on(patient.sent)
    submission, before = patient.sent, all_that_is_stored()
    clinic = lead()
    typed = {"typed": submission.reference.lower(), "reason": "sent_twice"}
    answer = clinic.post(address(submission, "erase"), typed, follow=True)
    assert rows(answer) == [] and "was erased" in answer.content.decode()
    assert_gone(submission, before)
    last = AccessLog.objects.filter(action="erase").get()
    assert (last.submission, last.detail) == (submission.pk, '{"kind": "sent_twice"}')
    assert last.who.startswith("user") and last.address == "127.0.0.1"


@pytest.mark.parametrize(
    "typed",
    [
        *({}, {"reason": "trial"}, {"typed": "2222-2222", "reason": "trial"}),
        *({"typed": "right"}, {"typed": "right", "reason": "because of Ruth"}),
    ],
)
def test_without_the_right_reference_or_a_reason_of_the_list_nothing_is_erased(
    typed: dict[str, str],
) -> None:
    submission = sent()
    given = {
        name: text if text != "right" else submission.reference for name, text in typed.items()
    }
    answer = lead().post(address(submission, "erase"), {"sent": "yes"} | given)
    assert answer.status_code == 422
    assert 'class="errornote"' in answer.content.decode()
    assert Submission.objects.count() == 1 and not AccessLog.objects.filter(action="erase").exists()


def test_only_a_lead_erases_and_a_visit_never_does() -> None:
    submission = sent()
    typed = {"typed": submission.reference, "reason": "trial"}
    assert nurse().post(address(submission, "erase"), typed).status_code == 403
    blind = signed_in(member("erase_submission"))
    assert blind.post(address(submission, "erase"), typed).status_code == 403
    clinic = lead()
    assert clinic.get(address(submission, "erase"), typed).status_code == 200
    assert ("detail", submission.pk) in written(), "the page shows that it is there"
    assert Submission.objects.count() == 1
    assert "/erase/" in clinic.get(address(submission)).content.decode()
    assert "/erase/" not in nurse().get(address(submission)).content.decode()
    assert clinic.post(f"{LIST}{uuid4()}/erase/", typed).status_code == 404


def test_what_others_sent_stays_as_it_is() -> None:
    gone, stays = sent(), sent(severity="severe")
    clinic = lead()
    for submission in (gone, stays):
        worked = review_of("a note", "in_review")
        clinic.post(address(submission), worked)
    typed = {"typed": gone.reference, "reason": "trial"}
    clinic.post(address(gone, "erase"), typed)
    assert Submission.objects.get().pk == stays.pk
    assert Review.objects.get().submission_id == stays.pk
    assert LogEntry.objects.get().object_id == str(stays.pk)
    assert FindingMark.objects.filter(submission=stays).exists()


def test_what_was_erased_meanwhile_is_not_found() -> None:
    submission, clinic = sent(), lead()
    typed = {"typed": submission.reference, "reason": "trial"}
    assert clinic.post(address(submission, "erase"), typed).status_code == 302
    assert clinic.post(address(submission, "erase"), typed).status_code == 404
