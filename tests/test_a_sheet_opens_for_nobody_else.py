"""Whoever guesses a reference and a birth date gets five tries, and always the same answer."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection

from eligibility.models import Attempt, Submission
from eligibility.security.attempts import HOUR, Limit
from eligibility.security.sealed import SealedField
from eligibility.wizard import reopening
from eligibility.wizard.keys import cookie_name
from tests import clinic
from tests.clock import frozen, later
from tests.page import Page
from tests.patient import Patient
from tests.test_a_sheet_opens_again_for_its_patient import right, send, sent, wrong
from tests.test_private_results_stay_private import leaks

pytestmark = pytest.mark.django_db
NOBODY = "ZZZZ-ZZZZ"


@pytest.mark.shows("T1")
def test_unknown_cleared_expired_and_locked_get_the_same_answer() -> None:
    def other(page: Page) -> str:
        assert page.status == 422
        return page.lasting.replace(page.typed["open-reference"][0], "")

    known, cleared, locked, old = sent(), sent(), sent(), sent()
    cleared.post(cleared.url("clear"))
    with frozen():
        for _ in range(5):
            Limit("open by reference: record", 5, HOUR).take(locked.sent.reference)
        pages = [
            send(right(known) | {"open-reference": NOBODY}),
            send(right(cleared)),
            send(right(locked)),
        ]
        with later(days=29):
            pages.append(send(right(old)))
    assert len({other(page) for page in pages}) == 1


@pytest.mark.shows("T1")
def test_a_wrong_date_and_an_unknown_reference_get_the_same_page() -> None:
    patient = sent()
    pages = [send(wrong(patient)), send(wrong(patient) | {"open-reference": NOBODY})]
    assert {page.status for page in pages} == {422}
    texts = {page.lasting.replace(page.typed["open-reference"][0], "") for page in pages}
    assert len(texts) == 1


@pytest.mark.shows("T1", "ASVS 11.2.4")
def test_an_unknown_reference_costs_the_same_work_as_a_known_one(
    django_assert_num_queries: Any,
) -> None:
    patient = sent()
    done: list[str] = []

    def noted(name: str) -> Any:
        real = getattr(SealedField, name)

        def wrapper(*args: Any) -> Any:
            done.append(name)
            return real(*args)

        return patch.object(SealedField, name, wrapper)

    work = []
    with noted("seal"), noted("open"), frozen():
        send(wrong(patient))  # a first one loads what is loaded once
        for fields in (wrong(patient), wrong(patient) | {"open-reference": NOBODY}):
            done.clear()
            with django_assert_num_queries(4):
                send(fields)
            work.append(list(done))
    assert work[0] == work[1] == ["seal", "open"]


# --- Guessing ---------------------------------------------------------------------------------
@pytest.mark.shows("T1", "HIPAA 164.312(d)")
def test_after_five_wrong_dates_even_the_right_one_is_refused_for_an_hour() -> None:
    patient = sent()
    with frozen():
        for _ in range(5):
            assert send(wrong(patient)).status == 422
        assert send(right(patient)).status == 422
        with later(hours=1):
            assert send(right(patient)).location == patient.url("result")


@pytest.mark.shows("T1", "HIPAA 164.312(d)")
def test_a_right_one_starts_this_count_anew_and_no_other() -> None:
    first, second = sent(), sent()
    with frozen():
        for patient in (first, second):
            for _ in range(4):
                send(wrong(patient))
        assert send(right(first)).status == 302
        for _ in range(4):
            send(wrong(first))
        send(wrong(second))
        assert send(right(first)).status == 302
        assert send(right(second)).status == 422


@pytest.mark.shows("T1", "HIPAA 164.312(d)")
@pytest.mark.django_db(transaction=True)
def test_two_hundred_guesses_in_fifty_threads_meet_the_date_five_times_at_most() -> None:
    patient = sent()
    fields, compared = wrong(patient), []
    real = reopening._was_born

    def counted(record: Submission, born: Any) -> bool:
        compared.append(born)
        return real(record, born)

    def guess(_: int) -> int:
        try:
            return send(fields).status
        finally:
            connection.close()

    with frozen(), patch.object(reopening, "_was_born", counted):
        with ThreadPoolExecutor(50) as threads:
            answers = set(threads.map(guess, range(200)))
        met = len(compared)
        assert 0 < met <= 5 and (met == 5 or 503 in answers)
        assert answers <= {422, 503}
        assert send(right(patient)).status == 422, "the right one is refused too"
        assert len(compared) == met


@pytest.mark.shows("F38", "T1")
def test_without_the_counter_nothing_is_looked_up() -> None:
    patient = sent()
    with patch.object(Limit, "take", side_effect=OperationalError("secret")):
        page = send(right(patient))
    assert page.status == 503 and "secret" not in page.html
    assert page.typed["open-reference"] == [patient.sent.reference]


@pytest.mark.shows("F35")
def test_an_altered_record_is_refused_like_a_wrong_one_and_noted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    patient, fields = sent(), right(sent())
    fields = right(patient)
    clinic.overwrite(patient.sent, "identity", clinic.stored(patient.sent)["answers"])
    assert send(fields).status == 422
    assert "identity" in caplog.text


# --- Secrets ----------------------------------------------------------------------------------
@pytest.mark.shows("T9", "ASVS 14.2.1", "ASVS 16.2.5")
def test_the_birth_date_is_in_no_address_no_log_and_no_column(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    patient, device = sent(), Patient()
    born = patient.sent.identity["date_of_birth"].isoformat()
    page = send(right(patient), device)
    send(wrong(patient))
    assert born not in page.location and born not in caplog.text
    assert patient.sent.reference not in caplog.text
    assert leaks(born) == []
    assert device.cookies[cookie_name(patient.id)].value.count(".") == 2


@pytest.mark.shows("T1", "ASVS 14.2.1")
def test_a_visit_with_all_of_it_in_the_address_opens_nothing() -> None:
    patient = sent()
    before = Submission.objects.values("patient_key", "opened_at").get()
    page = Page(Patient().get("/open/", right(patient)))
    assert page.status == 200 and page.typed["open-reference"] == [""]
    assert Submission.objects.values("patient_key", "opened_at").get() == before
    assert not Attempt.objects.exists()
