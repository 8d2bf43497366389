"""Whoever has the right code gets in; nobody else learns even whether there is such a code."""

import logging

import pytest

from eligibility.security.attempts import HOUR, Limit
from eligibility.wizard.keys import cookie_name
from tests.clock import frozen, later
from tests.page import Page
from tests.patient import Patient
from tests.test_private_results_stay_private import leaks
from tests.test_saved_answers_open_on_another_device import opened, refusal, save

pytestmark = pytest.mark.django_db


@pytest.mark.shows("T1")
def test_unknown_expired_replaced_sent_and_locked_codes_get_the_same_answer() -> None:
    def other(page: Page) -> str:
        return page.lasting.replace(page.typed["resume-code"][0], "")

    expired, replaced, sent, locked = (Patient.at("severity") for _ in range(4))
    codes = [save(patient, "severity") for patient in (expired, replaced, sent, locked)]
    replaced.post(replaced.url("code"), {"instead_of": "0"})
    sent.walk()
    with frozen():
        answers = [other(refusal("0" * 20)), *(other(refusal(c)) for c in codes[1:3])]
        for _ in range(5):
            assert Limit("come back by code: record", 5, HOUR).take(codes[3])
        answers.append(other(refusal(codes[3])))
    with later(days=14, seconds=1):
        answers.append(other(refusal(codes[0])))
    assert len(set(answers)) == 1


@pytest.mark.shows("ASVS 9.2.1")
def test_the_code_lives_as_long_as_the_answers() -> None:
    patient = Patient.at("severity")
    code = save(patient, "severity")
    with later(days=13, hours=23):
        opened(code, patient).send("severity")
    with later(days=27):
        opened(code, patient)
    with later(days=28):
        refusal(code)


@pytest.mark.shows("T7", "ASVS 7.2.4")
def test_a_planted_key_is_replaced_and_opens_nothing() -> None:
    victim, attacker = Patient.at("severity"), Patient.at("age")
    code, name = save(victim, "severity"), cookie_name(victim.id)
    planted = attacker.cookies[cookie_name(attacker.id)].value
    device = Patient()
    device.cookies[name] = planted
    device.post("/resume/", {"resume-code": code})
    assert device.cookies[name].value != planted
    attacker.cookies[name], attacker.id = planted, victim.id
    assert attacker.show("age").status == 404


@pytest.mark.shows("T9", "ASVS 14.2.1")
def test_a_code_is_in_no_address_no_log_no_cookie_and_no_column(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    patient = Patient.at("severity")
    code = save(patient, "severity")
    device = opened(code, patient)
    refusal(code[:-1] + ("0" if code[-1] != "0" else "1"))
    for form in (code, code.replace("-", "")):
        assert leaks(form) == [] and form not in caplog.text
        kept = [*patient.cookies.values(), *device.cookies.values()]
        assert not [cookie for cookie in kept if form in cookie.value]
    token = device.cookies[cookie_name(patient.id)].value.partition(".")[0]
    assert leaks(token) == [] and token not in caplog.text


@pytest.mark.shows("T9", "ASVS 14.2.1")
def test_a_code_in_an_address_opens_nothing() -> None:
    patient = Patient.at("severity")
    code = save(patient, "severity")
    page = Page(Patient().get("/resume/", {"resume-code": code}))
    assert page.status == 200 and page.typed["resume-code"] == [""]
    assert Patient().get(f"/resume/{code}/").status_code == 404
