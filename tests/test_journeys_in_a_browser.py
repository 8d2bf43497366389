"""Four patients walk from the start page to the printed sheet, and the clinic finds the same sheet.

Every page on the way is judged by tests.inspector.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Draft, Submission
from eligibility.protocol.content.doctor_questions import SEVEN
from eligibility.protocol.content.risks import LISTED_RISKS
from tests.browser import launch
from tests.clinic import PASSWORD
from tests.door import code_of, with_app
from tests.inspector import Inspector, desk, phone
from tests.journey import CLEAR, CLINIC, PRIVATE, Patient
from tests.paper import SIZES, Paper, findings, sections, texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTED = CLEAR | CLINIC | {"severity": "severe", "autoimmune": "unsure", "blood_thinner": "yes"}
DANGER = CLEAR | CLINIC | {"red_flags": ["bladder", "fever_chills"], "cost_concern": "yes"}
KNEE = CLEAR | PRIVATE | {"region": ["knee"]}
DISC = {"condition", "duration", "leg_pain", "imaging_done", "severity", "instability"}

# The parts of the sheet by their anchors. Two of them are there only if there is something to list.
PARTS = ("outcome", "ask", "risks", "evidence", "condition", "expect", "cells", "options")
PARTS += ("answers", "sources", "who")
WRITTEN_ON = ("My top three", "My own questions", "Clinician’s name and date")
WRITTEN_ON += ("Four limits", "Six more from us")
ABOUT = ("Reference", "Date", "Language", "Rules version")
SCREEN_ONLY = ("Finish and clear", "Are you done?", "On this page", "Skip to main content")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


def patient_at(window: Inspector, answers: dict[str, Any]) -> Patient:
    return Patient(window.page, answers, window.look, timezone.localdate().year)


def walk(browser: Browser, base: str, answers: dict[str, Any], *, judged: bool = True) -> Patient:
    """A patient who has come to the result. `judged`: every page on the way is."""
    patient = patient_at(phone(browser, base), answers)
    if not judged:
        patient.look = lambda page, name: None
    patient.start(base)
    patient.walk()
    return patient


def outcome(page: Page) -> str | None:
    return page.locator("body").get_attribute("data-outcome")


def reference(page: Page) -> str:
    return texts(page, ".facts .code")[0]


def check_sheet(page: Page, *more: str) -> None:
    """Every section of the sheet is there, with the lines to write on, and seven questions."""
    for part in (*PARTS, *more):
        assert page.locator(f".sheet #{part}").count() == 1, f"no section {part}"
    for heading in WRITTEN_ON:
        assert page.locator(".sheet h3", has_text=heading).count() == 1, f"no {heading}"
    terms = texts(page, ".sheet .facts:first-of-type dt")
    assert not set(ABOUT) - set(terms), f"the sheet says only {terms} about itself"
    asked = texts(page, "#ask ~ ol.ask:not(.two) strong")
    assert [words.partition(". ")[0] for words in asked] == [str(n) for n in range(1, 8)]
    assert {words.partition(". ")[2] for words in asked} == {str(q.title) for q in SEVEN}


def check_paper(page: Page, *on_each_page: str) -> None:
    """The same on paper, on both sizes: nothing lost, nothing that is for the screen."""
    for size in SIZES:
        paper = Paper(page, size)
        paper.every_page_says(f"Reference {reference(page)}", *on_each_page)
        paper.says_in_order(sections(page))
        paper.says_in_order(texts(page, "#ask ~ ol.ask:not(.two) strong"))
        paper.says_in_order(f"{n}. {risk.title}" for n, risk in enumerate(LISTED_RISKS, 1))
        paper.never_says(SCREEN_ONLY)
        paper.never_says(line for line in texts(page, "p.screen, .foot p") if line)
        paper.never_says(cookie["value"] for cookie in page.context.cookies())
        assert all(len(text) > 200 for text in paper.pages), f"an empty page: {paper.pages}"


@pytest.mark.shows("T19")
def test_a_patient_with_a_listed_reason_shares_it_with_the_clinic_and_prints_the_sheet(
    browser: Browser, live_server: LiveServer
) -> None:
    page = walk(browser, live_server.url, LISTED).page
    assert outcome(page) == "not_now"
    assert findings(page) == ["exclusion:severity", "unknown:autoimmune", "weigh:blood_thinner"]
    check_sheet(page, "points", "bring")
    assert texts(page, ".sheet bdi") == ["Ruth Alvarez"] * 2, (
        "beside the head of each sheet of paper"
    )
    check_paper(page, "Ruth Alvarez")
    assert Submission.objects.get().reference == reference(page)


def test_a_patient_without_any_reason_keeps_it_private_and_is_told_what_it_does_not_mean(
    browser: Browser, live_server: LiveServer
) -> None:
    page = walk(browser, live_server.url, CLEAR | PRIVATE).page
    assert outcome(page) == "possible"
    assert findings(page) == []
    under_the_title = texts(page, ".outcome h1 + p")
    assert under_the_title[0].startswith("This does not mean it will help"), under_the_title
    check_sheet(page)
    check_paper(page, "Private result")
    assert not Submission.objects.exists()
    assert Draft.objects.get().reference == reference(page)


def test_a_patient_with_danger_signs_is_stopped_at_once_and_warned_again_on_the_result(
    browser: Browser, live_server: LiveServer
) -> None:
    patient = patient_at(phone(browser, live_server.url), DANGER)
    patient.start(live_server.url)
    patient.walk(until="help-now")
    page = patient.page
    assert patient.seen[-2:] == ["red_flags", "help-now"]
    clocks = "items => items.map(item => [item.dataset.rule, item.dataset.when])"
    signs = [["cauda_equina", "now"], ["fever", "today"]]
    assert page.locator("[data-when]").evaluate_all(clocks) == signs
    assert page.locator("main a[href='tel:911']").is_visible()
    first_told = texts(page, "h1")
    patient.walk()
    assert outcome(page) == "urgent"
    assert texts(page, ".outcome.alarm h1") == first_told == ["Get help now"]
    assert page.locator(".findings [data-when]").evaluate_all(clocks) == signs
    assert findings(page) == ["red_flag:cauda_equina", "red_flag:fever", "weigh:cost"]
    check_sheet(page, "points")
    check_paper(page, "Ruth Alvarez")


def test_a_patient_with_a_bad_knee_is_never_asked_about_discs(
    browser: Browser, live_server: LiveServer
) -> None:
    patient = walk(browser, live_server.url, KNEE)
    assert not DISC & set(patient.seen)
    assert not {"tried", "relief", "prior_cells"} & set(patient.seen)
    assert outcome(patient.page) == "discuss"
    assert findings(patient.page) == ["out_of_scope:knee"]
    check_sheet(patient.page, "points")
    check_paper(patient.page, "Private result")


def sign_in(window: Inspector, base: str) -> None:
    """Opens the clinic's pages and signs in, with both steps."""
    page, (user, secret) = window.page, with_app()
    page.goto(f"{base}/admin/")
    window.check(page, "login")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    page.fill("#id_code", code_of(secret))
    page.click(".submit-row input")
    page.wait_for_url(f"{base}/admin/")
    window.check(page, "index")


@pytest.mark.shows("T19")
def test_staff_find_the_submission_by_its_reference_and_print_the_sheet_the_patient_has(
    browser: Browser, live_server: LiveServer
) -> None:
    patient = walk(browser, live_server.url, LISTED, judged=False).page
    window = desk(browser, live_server.url)
    page = window.page
    sign_in(window, live_server.url)
    page.click("#content a[href='/admin/eligibility/submission/']")
    window.check(page, "list")
    page.fill("#searchbar", reference(patient).lower())
    page.press("#searchbar", "Enter")
    page.click(f"#result_list a:has-text('{reference(patient)}')")
    window.check(page, "submission")
    assert texts(page, "#content h2")[1] == "Outcome and findings"
    assert findings(page) == findings(patient)
    page.click("text=Print consultation sheet")
    window.look(page, "sheet")
    assert outcome(page) == outcome(patient)
    assert findings(page) == findings(patient)
    assert sections(page) == sections(patient)
    check_paper(page, "Ruth Alvarez")
