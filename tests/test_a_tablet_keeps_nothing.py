"""Of a patient who is done at a tablet in the clinic, nothing is left for the next one."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from eligibility.models import KIOSK_LIFE, Draft, Submission
from eligibility.security import kiosk
from tests.browser import launch
from tests.inspector import phone
from tests.journey import CLEAR, CLINIC, PRIVATE
from tests.journey import Patient as PatientInBrowser
from tests.page import Page
from tests.paper import texts
from tests.patient import KEPT, SHARED, Patient
from tests.tablet import in_a_hurry, later, walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet(settings: Any) -> Any:
    settings.KIOSK, settings.IDLE_MINUTES = True, 0
    return settings


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


# --- Done ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("answers", [KEPT, SHARED], ids=["private", "shared"])
def test_finish_and_clear_erases_a_private_result_at_once(
    tablet: Any, answers: dict[str, Any]
) -> None:
    patient = walked(answers)
    done = patient.post(patient.url("clear"))
    assert (done.status_code, done["Location"]) == (302, "/kiosk/")
    assert not Draft.objects.exists()
    assert Submission.objects.count() == (answers is SHARED)
    patient.get("/kiosk/")
    assert patient.show("result").status == 404


@pytest.mark.shows("T7", "ASVS 14.3.1")
def test_the_next_patient_takes_away_the_keys_of_the_last_one(tablet: Any) -> None:
    first = Patient().start()
    second = first.tab(other=True)
    held = {name for name, cookie in second.cookies.items() if cookie.value and "candor-" in name}
    assert [second.id.hex in name for name in held] == [True]
    assert first.show("age").status == 404


def test_what_was_left_on_a_tablet_is_erased_after_an_hour_and_nothing_else_is(
    settings: Any, tablet: Any
) -> None:
    left, done = Patient().start(), walked(KEPT)
    settings.KIOSK = False
    at_home = Patient().start()
    assert left.id < kiosk.IDS_BELOW and done.id < kiosk.IDS_BELOW
    assert left.row.erased_after == left.row.updated_at + KIOSK_LIFE
    call_command("purge", verbosity=0)
    assert Draft.objects.count() == 3
    with later(minutes=61):
        call_command("purge")
    assert list(Draft.objects.values_list("pk", flat=True)) == [at_home.id]


def test_the_next_start_on_a_tablet_erases_what_is_due(tablet: Any) -> None:
    Patient().start()
    with later(minutes=61):
        second = Patient().start()
    assert list(Draft.objects.values_list("pk", flat=True)) == [second.id]


# --- What a tablet does not have ----------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(kiosk.NOT_HERE))
def test_there_is_no_code_no_file_and_no_way_back_to_saved_answers(tablet: Any, name: str) -> None:
    patient = walked(KEPT)
    own = {"come-back": {}, "open-sheet": {}}.get(name, {"draft": patient.id})
    url = reverse(name, kwargs=own)
    assert patient.get(url).status_code == patient.post(url).status_code == 404
    for page in (Page(patient.get("/")), patient.show("result")):
        assert url not in page.html


def test_a_page_of_the_questions_offers_no_code_and_gives_none(tablet: Any) -> None:
    patient = Patient.at("cancer")
    assert 'name="save"' not in patient.show("cancer").html
    assert patient.send("cancer", {"save": "yes"}).location == patient.url("autoimmune")
    assert patient.row.code is None


def test_there_are_no_pages_for_staff(tablet: Any) -> None:
    for url in ("/admin/", "/admin/login/", "/admin/eligibility/submission/"):
        assert Patient().get(url).status_code == 404


# --- In a real browser --------------------------------------------------------------------------
@pytest.mark.shows("T7", "ASVS 14.3.1")
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", [CLINIC, PRIVATE], ids=["shared", "private"])
def test_left_alone_on_the_result_a_browser_comes_to_the_start_and_back_shows_nothing(
    browser: Browser, live_server: LiveServer, tablet: Any, shared: dict[str, Any]
) -> None:
    window = phone(browser, live_server.url, 404)
    page, year = window.page, timezone.localdate().year
    patient = PatientInBrowser(page, CLEAR | {"severity": "severe"} | shared, window.look, year)
    patient.start(live_server.url)
    patient.walk()
    told = ["Ruth Alvarez", texts(page, ".facts .code")[0], "Your disc is very worn"]
    with in_a_hurry():
        page.reload()
        page.wait_for_url(f"{live_server.url}/", timeout=30_000)
    window.look(page, "start")
    assert [cookie["name"] for cookie in window.context.cookies()] in ([], ["csrf"])
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert not [words for words in told if words in page.content()], page.url
        assert not page.locator("form[data-main] :checked").count(), page.url


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_that_clears_is_as_good_as_those_of_the_journey(
    browser: Browser, live_server: LiveServer, tablet: Any
) -> None:
    window = phone(browser, live_server.url)
    with patch.object(kiosk, "CLEARED_FOR", 600):  # time for a slow machine to judge it
        window.page.goto(f"{live_server.url}/kiosk/")
        window.look(window.page, "kiosk")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_question_that_was_left_alone_shows_nothing_that_was_typed(
    browser: Browser, live_server: LiveServer, tablet: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    with in_a_hurry():
        page.click("form[data-main] button")
        page.fill("[name=age-age]", "83")
        page.wait_for_url(f"{live_server.url}/", timeout=30_000)
    page.go_back()
    page.go_back()
    assert not re.search(r"\b83\b", page.content())
    assert page.locator("[name=age-age]").count() == 0 or not page.input_value("[name=age-age]")
