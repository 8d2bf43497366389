"""A page left alone is locked after half an hour. The patient opens it again, and what was typed
before is still there; the next person at the device sees nothing."""

from typing import Any

import pytest

from eligibility.models import Attempt, Draft
from eligibility.wizard.keys import cookie_name
from tests.clock import frozen, later
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient
from tests.test_saved_answers_open_on_another_device import save

pytestmark = pytest.mark.django_db


def locked(page: Page) -> Page:
    assert (page.status, page.kind) == (403, "expired")
    assert "severe" not in page.html and SHARED["full_name"] not in page.html
    return page


def unlock(patient: Patient, page: Page, **fields: str) -> Page:
    typed = {f"unlock-{name}": [text] for name, text in fields.items()}
    return Page(patient.post_fields(page.action, page.typed | typed))


@pytest.mark.shows("ASVS 7.3.1", "HIPAA 164.312(a)(2)(iii)", "F12")
def test_every_request_keeps_it_open_for_half_an_hour_more() -> None:
    patient = Patient.at("severity")
    for minutes in (29, 58, 87):
        with later(minutes=minutes):
            assert patient.show("severity").status == 200
    with later(minutes=87 + 29, seconds=58):
        assert patient.show("severity").status == 200


@pytest.mark.shows("ASVS 7.3.1", "HIPAA 164.312(a)(2)(iii)", "F12", "T7")
@pytest.mark.parametrize("page", ["severity", "saved", "help-now", "check"])
def test_after_half_an_hour_no_page_shows_an_answer(page: str) -> None:
    patient = Patient.at("severity")
    before = Draft.objects.values().get()
    with later(minutes=30, seconds=1):
        told = locked(patient.show(page))
        assert told.action == patient.url()
        locked(Page(patient.get(patient.url())))
        locked(patient.show(page))
    assert Draft.objects.values().get() == before


@pytest.mark.shows("ASVS 7.3.1", "HIPAA 164.312(a)(2)(iii)", "F12")
def test_what_was_typed_is_saved_as_soon_as_the_lock_opens() -> None:
    patient = Patient.at("severity")
    typed = patient.filled(patient.show("severity"))
    with later(minutes=31):
        page = locked(patient.send_raw("severity", typed))
        assert page.typed["severity-severity"] == typed["severity-severity"]
        assert "severity" not in patient.passed
        assert unlock(patient, page, age="48").status == 302
        assert patient.kept["severity"] == SHARED["severity"]
        assert patient.walk().kind == "result"


def test_the_code_opens_it_too() -> None:
    patient = Patient.at("severity")
    code = save(patient, "severity")
    typed = patient.filled(patient.show("age"))
    with later(minutes=31):
        page = locked(patient.send_raw("age", typed))
        assert unlock(patient, page, code=code.lower()).status == 302
        assert patient.show("age").status == 200


def test_pressing_save_too_late_still_saves() -> None:
    patient = Patient.at("severity")
    typed = patient.filled(patient.show("severity"))
    with later(minutes=31):
        page = locked(patient.send_raw("severity", typed | {"save": "yes"}))
        assert unlock(patient, page, age="48").location == patient.url("saved")
    assert patient.kept["severity"] == SHARED["severity"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"age": "", "code": ""}, "unlock-age"),
        ({"age": "49"}, "unlock-age"),
        ({"age": "four"}, "unlock-age"),
        ({"age": "9" * 5000}, "unlock-age"),
        ({"age": "", "code": "0" * 20}, "unlock-code"),
        ({"age": "", "code": "7F3K"}, "unlock-code"),
    ],
)
def test_a_wrong_age_or_code_is_told_at_its_input_and_nothing_is_lost(
    fields: dict[str, str], where: str
) -> None:
    patient = Patient.at("severity")
    typed = patient.filled(patient.show("severity"))
    with later(minutes=31):
        page = locked(patient.send_raw("severity", typed))
        told = unlock(patient, page, **fields)
        assert (told.status, told.kind, told.errors) == (422, "expired", [where])
        assert told.typed["severity-severity"] == typed["severity-severity"]
        assert where in told.ids and told.title.startswith("Error: ")
        assert unlock(patient, told, age="48").status == 302


def test_after_five_wrong_ages_only_the_code_opens_it() -> None:
    with frozen():
        patient = Patient.at("severity")
        code = save(patient, "severity")
        with later(minutes=31):
            page = locked(patient.show("age"))
            for age in range(20, 25):
                assert unlock(patient, page, age=str(age)).status == 422
            assert unlock(patient, page, age="48").status == 422, "the right one is refused too"
        with later(hours=3):
            assert unlock(patient, page, age="48").status == 422
            assert unlock(patient, page, age="", code=code).status == 302


@pytest.mark.parametrize("answers", [KEPT, SHARED], ids=["private", "sent"])
def test_a_result_is_locked_too_and_opens_again(answers: dict[str, Any]) -> None:
    patient = Patient.at("share", answers)
    patient.walk()
    with later(minutes=31):
        page = locked(patient.show("result"))
        assert unlock(patient, page, age="48").location == patient.url("result")
        assert patient.show("result").kind == "result"


def test_finish_and_clear_works_on_a_locked_result() -> None:
    patient = Patient.at("share", KEPT)
    patient.walk()
    with later(minutes=31):
        assert patient.post(patient.url("clear")).status_code == 302
    assert not Draft.objects.exists()


def test_who_has_answered_nothing_is_not_locked_out() -> None:
    patient = Patient().start()
    with later(hours=5):
        assert patient.send("age").location == patient.url("red_flags")


@pytest.mark.shows("T7", "ASVS 9.1.1")
def test_an_old_cookie_cannot_be_made_young() -> None:
    patient = Patient.at("severity")
    name = cookie_name(patient.id)
    token, used_at, seal = patient.cookies[name].value.split(".")
    for forged in (
        token,
        f"{token}.{int(used_at) + 3600}.{seal}",
        f"{token}..{seal}",
        f"{token}.{used_at}.é",
    ):
        patient.cookies[name] = forged
        assert patient.show("severity").status == 404, forged


@pytest.mark.shows("T7")
def test_a_stranger_learns_nothing_from_a_locked_draft() -> None:
    patient, stranger = Patient.at("severity"), Patient()
    stranger.id = patient.id
    with later(minutes=31):
        page = stranger.send_raw("severity", {"unlock-age": "48"})
        assert page.status == 404 and not Attempt.objects.exists()


def test_keep_it_open_shows_the_same_page_with_all_that_was_typed_and_stores_nothing() -> None:
    patient = Patient.at("contact")
    page = patient.show("contact")
    assert 'name="stay"' in page.html
    typed = {"contact-full_name": ["Ruth"], "contact-phone": ["555"], "stay": ["yes"]}
    before = Draft.objects.values().get()
    with later(minutes=29):
        kept = Page(patient.post_fields(page.action, page.typed | typed))
    assert (kept.status, kept.kind, kept.errors) == (200, "step", [])
    assert kept.typed["contact-full_name"] == ["Ruth"] and kept.typed["contact-phone"] == ["555"]
    assert kept.typed["seen"] == page.typed["seen"]
    assert Draft.objects.values().get() == before
    with later(minutes=58):
        assert patient.press(kept).status == 302


def test_a_clinic_can_switch_it_off(settings: Any) -> None:
    settings.IDLE_MINUTES = 0
    patient = Patient.at("severity")
    with later(hours=30):
        page = patient.show("severity")
    assert page.status == 200 and 'name="stay"' not in page.html


def test_the_warning_is_on_every_page_that_shows_answers() -> None:
    patient = Patient.at("share", KEPT, red_flags=["bladder"])
    for page in ("age", "check", "share", "help-now", "saved"):
        assert 'data-minutes="30"' in patient.show(page).html, page
    patient.send("share")
    assert 'data-minutes="30"' in patient.show("result").html
