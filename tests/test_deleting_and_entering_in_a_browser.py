"""Deleting what was sent and typing in a paper form as a browser shows them: silent, accessible, no
wider than a phone, in two languages and colors, and without a mouse."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Submission
from tests.browser import launch
from tests.clinic import LIST, MAY_REVIEW, address, member, sent, signed_in
from tests.inspector import SIDEWAYS, Inspector
from tests.journey import CLEAR, CLINIC, Patient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = f"{LIST}paper/"
LOOKS = {
    "phone": {
        "locale": "en-US",
        "color_scheme": "light",
        "viewport": {"width": 360, "height": 740},
    },
    "desk": {"locale": "es-MX", "color_scheme": "dark", "viewport": {"width": 1100, "height": 800}},
    "phone es": {
        "locale": "es-MX",
        "color_scheme": "dark",
        "viewport": {"width": 320, "height": 740},
    },
}
HAS_FOCUS = "element => element === document.activeElement"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture(params=LOOKS.values(), ids=LOOKS.keys())
def window(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Inspector:
    return Inspector(browser.new_context(**request.param), live_server.url, (422,))


def look(window: Inspector, name: str) -> None:
    """Judges a page of the clinic."""
    window.check(window.page, name)
    wider = window.page.evaluate(SIDEWAYS)
    assert wider <= 0, f"{name}: {wider} pixels wider than the window"
    assert window.page.locator("h1").count() >= 1


def test_a_patient_deletes_what_the_clinic_has(window: Inspector) -> None:
    year = timezone.localdate().year
    patient = Patient(window.page, CLEAR | CLINIC, lambda page, name: None, year)
    patient.start(window.base)
    patient.walk()
    page = window.page
    page.locator("a[href$='/erase/']").click()
    window.look(page, "delete?")
    page.locator("form[data-main] + *, .back").first.click()
    assert patient.kind() == "result", "whoever thinks better of it is back at the sheet"
    page.locator("a[href$='/erase/']").click()
    page.locator("form[data-main] button").click()
    page.wait_for_url("**/erased/")
    window.look(page, "deleted")
    assert not Submission.objects.exists()
    page.go_back()
    assert "Ruth" not in page.content()


def test_a_lead_erases_a_submission(window: Inspector) -> None:
    submission = sent()
    page = window.take_over(signed_in(member(*MAY_REVIEW, "erase_submission")))
    page.goto(window.base + address(submission))
    page.locator("a[href$='/erase/']").click()
    look(window, "erase?")
    assert page.locator("[name=typed]").evaluate(HAS_FOCUS)
    page.keyboard.type("2222-2222")
    page.keyboard.press("Enter")
    page.locator(".errornote").wait_for()
    look(window, "wrong reference")
    page.fill("[name=typed]", submission.reference)
    page.select_option("[name=reason]", "sent_twice")
    page.locator(".c-buttons input").click()
    page.wait_for_url(f"**{LIST}")
    look(window, "erased")
    assert not Submission.objects.exists()


def typed_by_keyboard(page: Page, answers: dict[str, Any]) -> None:
    """Fills in the page with Tab, the arrows, the space bar and letters alone."""
    page.locator("[name='age-age']").focus()
    done: set[str] = set()
    for _ in range(400):
        now = page.evaluate(
            "() => [document.activeElement.name || '', document.activeElement.type || '',"
            " document.activeElement.value || '']"
        )
        name, kind, value = now
        if kind == "submit" and "data-main" in str(page.evaluate(IN_MAIN)):
            return
        question = name.partition("-")[2]
        given = answers.get(question)
        if kind == "radio" and name not in done and given:
            done.add(name)
            page.keyboard.press("Space")
            for _ in range(12):
                if page.locator(f"[name='{name}']:checked").input_value() == given:
                    break
                page.keyboard.press("ArrowDown")
        elif kind == "checkbox" and value in (given or []):
            page.keyboard.press("Space")
        elif kind in ("text", "tel", "email") and given:
            page.keyboard.type(str(given))
        page.keyboard.press("Tab")
    raise AssertionError("no end of the page was found")


IN_MAIN = "() => document.activeElement.form?.hasAttribute('data-main') ? 'data-main' : ''"


def test_a_paper_form_is_typed_in_without_a_mouse(window: Inspector) -> None:
    page = window.take_over(signed_in(member(*MAY_REVIEW, "enter_submission")))
    page.goto(window.base + LIST)
    page.locator(f"a[href='{PAPER}']").click()
    look(window, "paper form")
    page.locator("form[data-main] [type=submit]").click()
    page.locator(".errornote").wait_for()
    look(window, "nothing typed")
    assert page.locator(".errornote").evaluate(HAS_FOCUS)
    link = page.locator(".errornote a").first
    link.click()
    assert page.locator("[name='age-age']").evaluate(HAS_FOCUS)
    answers = CLEAR | CLINIC | {"severity": "left_blank"}
    year = timezone.localdate().year - CLEAR["age"]
    born = {"month": "1", "day": "1", "year": year}
    answers |= {f"date_of_birth_{part}": value for part, value in born.items()}
    typed_by_keyboard(page, answers)
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    entered = Submission.objects.get()
    assert entered.answers["severity"] == "unsure" and entered.origin == "paper"
    assert entered.reference in page.content()
