"""Save on the phone, open on the tablet, finish there. The code opens; nothing else does."""

import re
from typing import Any

import pytest

from eligibility.models import Draft, Submission
from tests.clock import frozen, later
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?:<b>[0-9A-Z]{4}</b>-?){5}")


def code_on(page: Page) -> str:
    found = CODE.search(page.html)
    assert found, page.text
    return "-".join(re.findall("<b>(.{4})</b>", found[0]))


def save(patient: Patient, step: str, **changes: Any) -> str:
    """Presses Save on a step, and reads the code."""
    sent = patient.send(step, {"save": "yes"}, **changes)
    assert sent.location == patient.url("saved"), sent.status
    return code_on(Page(patient.get(sent.location)))


def opened(code: str, patient: Patient, **options: Any) -> Patient:
    """Another device, in which this code is typed."""
    device = Patient(patient.answers, **options)
    page = Page(device.get("/resume/"))
    sent = device.press(page, {"resume-code": code})
    assert sent.location == patient.url(), (sent.status, sent.text)
    device.id = patient.id
    return device


def refusal(code: str) -> Page:
    page = Page(Patient().post("/resume/", {"resume-code": code}))
    assert page.status == 422
    return page


# --- The way it should go ---------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "es"])
def test_saved_on_a_phone_opened_on_a_tablet_and_finished_there(language: str) -> None:
    phone = Patient.at("severity")
    phone.cookies["language"] = language
    code = save(phone, "severity")
    tablet = opened(code.lower().replace("-", " "), phone, guarded=True)
    tablet.cookies["language"] = language
    assert Page(tablet.get(phone.url())).location != phone.url("severity"), "it was saved"
    assert tablet.walk().kind == "result"
    assert Submission.objects.get().answers["severity"] == SHARED["severity"]


def test_the_other_device_reads_in_the_language_the_answers_were_given_in() -> None:
    phone = Patient.at("severity")
    phone.cookies["language"] = "es"
    tablet = opened(save(phone, "severity"), phone)
    assert tablet.cookies["language"].value == "es"
    assert tablet.cookies["language"]["httponly"]


def test_a_language_chosen_on_the_other_device_stays_chosen() -> None:
    phone, tablet = Patient.at("severity"), Patient()
    phone.cookies["language"], tablet.cookies["language"] = "es", "en"
    code = save(phone, "severity")
    tablet.post("/resume/", {"resume-code": code})
    assert tablet.cookies["language"].value == "en"


def test_every_step_offers_to_save() -> None:
    patient = Patient.at("contact")
    for step in (*patient.passed, "contact"):
        assert 'name="save"' in patient.show(step).html, step


@pytest.mark.shows("F15")
def test_the_browser_it_was_in_before_is_closed_out() -> None:
    phone = Patient.at("severity")
    tablet = opened(save(phone, "severity"), phone)
    assert phone.show("age").status == 404
    assert phone.send_raw("age", {"age-age": "20"}).status == 404
    assert tablet.show("age").typed["age-age"] == ["48"]


def test_the_code_opens_as_often_as_needed_and_a_visit_uses_nothing_up() -> None:
    phone = Patient.at("severity")
    code = save(phone, "severity")
    before = Draft.objects.values().get()
    for _ in range(3):
        Patient().get("/resume/")
        phone.get(phone.url("saved"))
        phone.head(phone.url("code"))
        phone.get(phone.url("leave"))
    assert Draft.objects.values().get() == before
    with frozen():
        for _ in range(7):
            opened(code, phone)


def test_a_private_result_opens_with_a_code_until_it_is_erased() -> None:
    patient = Patient.at("share", KEPT)
    patient.send("share")
    result = patient.show("result")
    assert patient.url("saved") in result.links
    page = patient.show("saved")
    assert not CODE.search(page.html), "there is none yet"
    made = Page(patient.post(patient.url("code"), {"instead_of": "0"}))
    code = code_on(Page(patient.get(made.location)))
    device = opened(code, patient)
    assert Page(device.get(patient.url(), follow=True)).kind == "result"
    with later(hours=25):
        assert refusal(code)
    device.post(patient.url("clear"))
    assert refusal(code)


# --- What was typed ---------------------------------------------------------------------------
def test_saving_keeps_the_answer_on_the_page() -> None:
    patient = Patient.at("severity")
    save(patient, "severity", severity="mild")
    assert patient.kept["severity"] == "mild"


def test_saving_an_empty_page_is_no_mistake() -> None:
    patient = Patient.at("severity")
    sent = patient.send_raw("severity", {"save": "yes", "seen": "0"})
    assert sent.location == patient.url("saved")
    assert Page(patient.get(patient.url())).location == patient.url("severity")


@pytest.mark.parametrize("typed", ["fifty", "999", "-1"])
def test_what_cannot_be_stored_is_told_and_kept_to_be_corrected(typed: str) -> None:
    patient = Patient.at("check")
    page = patient.send("age", {"save": "yes"}, age=typed)
    assert (page.status, page.kind) == (422, "saved")
    assert "not saved yet" in page.text and code_on(page)
    assert patient.kept["age"] == 48
    again = Page(patient.post_fields(page.action, page.typed))
    assert (again.status, again.kind, again.typed["age-age"]) == (422, "step", [typed])


def test_saving_on_the_last_page_keeps_it_and_sends_nothing() -> None:
    patient = Patient.at("contact")
    code = save(patient, "contact")
    assert not Submission.objects.exists() and patient.row.completed_at is None
    device = opened(code, patient)
    page = Page(device.get(patient.url(), follow=True))
    assert (page.path, page.errors) == (patient.url("contact"), [])
    assert page.typed["contact-full_name"] == [SHARED["full_name"]]
    assert device.walk().kind == "result"


def test_saving_the_choice_to_keep_it_private_ends_nothing() -> None:
    patient = Patient.at("share", KEPT)
    save(patient, "share")
    assert patient.row.completed_at is None
    assert Page(patient.get(patient.url())).location == patient.url("share")


def test_saving_the_list_of_answers_does_not_confirm_it() -> None:
    patient = Patient.at("check")
    save(patient, "check")
    assert "check" not in patient.passed


def test_who_tells_of_a_danger_and_saves_is_sent_for_help_first() -> None:
    patient = Patient.at("red_flags", red_flags=["bladder"])
    save(patient, "red_flags")
    page = patient.show("saved")
    assert patient.url("help-now") in page.links and "alarm" in page.html


@pytest.mark.shows("F15")
def test_saving_over_another_windows_answer_is_told() -> None:
    patient = Patient.at("check")
    old = patient.show("age")
    patient.send("age", age=49)
    told = patient.press(old, {"save": "yes"}, age=50)
    assert told.status == 409 and patient.kept["age"] == 49


# --- Replacing and leaving --------------------------------------------------------------------
def test_a_second_click_or_a_reload_shows_the_same_code() -> None:
    patient = Patient.at("severity")
    code = save(patient, "severity")
    assert save(patient, "severity") == code == code_on(patient.show("saved"))


def test_a_new_code_stops_the_old_one_and_two_clicks_make_one() -> None:
    patient = Patient.at("severity")
    old = save(patient, "severity")
    for _ in range(2):
        patient.post(patient.url("code"), {"instead_of": "0"})
    new = code_on(patient.show("saved"))
    assert new != old and patient.row.code_number == 1
    refusal(old)
    assert opened(new, patient)


def test_on_the_other_device_the_paper_still_counts_until_a_new_code_is_made() -> None:
    phone = Patient.at("severity")
    code = save(phone, "severity")
    tablet = opened(code, phone)
    tablet.send("age", {"save": "yes"})
    page = tablet.show("saved")
    assert not CODE.search(page.html) and "still opens them" in page.text
    laptop = opened(code, phone)
    laptop.post(laptop.url("code"), {"instead_of": "0"})
    assert code_on(laptop.show("saved")) != code
    refusal(code)


def test_leaving_closes_this_browser_for_good_and_the_code_opens_it_elsewhere() -> None:
    patient = Patient.at("severity")
    code, cookies = save(patient, "severity"), patient.cookies.copy()
    left = Page(patient.post(patient.url("leave")))
    assert left.location == "/left/"
    assert left.response["Clear-Site-Data"] == '"cache", "storage"'
    assert patient.show("age").status == 404
    assert patient.post(patient.url("leave")).status_code == 302, "asking twice is fine"
    patient.cookies = cookies
    assert patient.show("age").status == 404, "not even a copied cookie opens it"
    assert opened(code, patient).show("age").status == 200


def test_nobody_loses_answers_by_leaving_without_a_code() -> None:
    patient = Patient.at("severity")
    assert Page(patient.post(patient.url("leave"))).location == patient.url("saved")
    assert patient.show("severity").status == 200


# --- What it costs, and in which language -----------------------------------------------------
def test_a_step_costs_no_more_queries_than_before(django_assert_num_queries: Any) -> None:
    patient = Patient.at("severity")
    typed = patient.filled(patient.show("severity"))
    with django_assert_num_queries(1):
        patient.get(patient.url("severity"))
    with django_assert_num_queries(2):
        patient.post_fields(patient.url("severity"), typed)
    with django_assert_num_queries(2):
        patient.post_fields(patient.url("severity"), typed | {"save": ["yes"]})


def test_the_pages_are_there_in_spanish() -> None:
    patient = Patient.at("severity")
    patient.cookies["language"] = "es"
    save(patient, "severity")
    page = patient.show("saved")
    assert '<html lang="es">' in page.html and "Write it down" not in page.text
