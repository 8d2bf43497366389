"""Saving, coming back, leaving and locking as a browser shows them: on a small phone, with axe on
every page, in both languages, and with nothing left behind the Back button."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.clock import later
from tests.inspector import PHONE, Inspector, phone
from tests.journey import CLINIC
from tests.paper import texts
from tests.test_pages_in_a_browser import check_summary, has_focus, patient_at, unjudged, walk_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AHEAD = "(warning, seconds) => { warning.getAnimations()[0].currentTime = seconds * 1000 }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


def code_on(page: Page) -> str:
    return page.locator(".codebox").inner_text().strip()


@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
def test_saved_on_one_device_opened_on_another_and_finished_there(
    browser: Browser, live_server: LiveServer, locale: str
) -> None:
    window = phone(browser, live_server.url, 404, locale=locale)
    patient = walk_to(window, live_server.url, "severity", **CLINIC)
    patient.fill()
    window.page.locator("button[name=save]").click()
    window.look(window.page, "saved")
    assert patient.kind() == "saved"
    code = code_on(window.page)
    tablet = phone(browser, live_server.url, locale=locale)
    tablet.page.goto(f"{live_server.url}/resume/")
    tablet.look(tablet.page, "resume")
    tablet.page.locator("#resume-code").fill(code.lower())
    there = patient_at(tablet, **CLINIC)
    there.send()
    there.walk()
    assert there.kind() == "result"
    window.page.locator("[data-next]").click()
    window.look(window.page, "closed out")
    assert patient.kind() == "error"


def test_without_scripts_it_is_the_same(browser: Browser, live_server: LiveServer) -> None:
    contexts = [browser.new_context(viewport=PHONE, java_script_enabled=False) for _ in range(2)]
    here, there = (patient_at(Inspector(c, live_server.url), **CLINIC) for c in contexts)
    here.look = there.look = unjudged
    here.start(live_server.url)
    here.fill()
    here.page.locator("button[name=save]").click()
    there.page.goto(f"{live_server.url}/resume/")
    there.page.locator("#resume-code").fill(code_on(here.page))
    there.send()
    there.walk()
    assert there.kind() == "result"


@pytest.mark.shows("T7", "ASVS 14.3.1", "F17")
def test_after_leaving_back_and_reload_show_nothing(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 404)
    patient = walk_to(window, live_server.url, "check", severity="severe")
    page = window.page
    told = "Your disc is very worn"
    page.locator("button[name=save]").click()
    code = code_on(page)
    page.get_by_role("button", name="Leave now").click()
    window.look(page, "left")
    assert patient.kind() == "left"
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        page.reload()
        assert told not in page.content() and code not in page.content(), page.url
        assert not page.locator("form[data-main] :checked").count(), page.url


def test_mistakes_in_codes_are_named_first_and_lead_to_their_input(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 422)
    page = window.page
    page.goto(f"{live_server.url}/resume/")
    page.locator("#resume-code").fill("7F3K-2QXM")
    page.locator("form[data-main] button").click()
    check_summary(window, "a slip")
    page.goto(f"{live_server.url}/open/")
    page.locator("form[data-main] button").click()
    check_summary(window, "nothing filled in")
    page.locator("#open-reference").fill("7F3K-2QXM")
    for part, text in (("", "3"), ("_day", "29"), ("_year", "1963")):
        page.locator(f"#open-date_of_birth{part}").fill(text)
    page.locator("form[data-main] button").click()
    check_summary(window, "unknown")


def test_what_cannot_be_saved_is_told_and_can_be_corrected(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 422)
    patient = walk_to(window, live_server.url, "age")
    window.page.locator("[name=age-age]").fill("fifty")
    window.page.locator("button[name=save]").click()
    window.look(window.page, "not saved")
    assert has_focus(window.page.locator(".errors"))
    patient.send()
    assert window.page.locator("[name=age-age]").input_value() == "fifty"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_warning_comes_two_minutes_before_and_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer, motion: str
) -> None:
    window = phone(browser, live_server.url, reduced_motion=motion)
    patient = walk_to(window, live_server.url, "age")
    page, warning = window.page, window.page.locator(".idle")
    page.locator("[name=age-age]").fill("4")
    warning.evaluate(AHEAD, 28 * 60 - 1)
    assert not warning.is_visible()
    warning.evaluate(AHEAD, 28 * 60 + 1)
    assert warning.is_visible() and "lock in 2 minutes" in warning.inner_text()
    window.look(page, "warned")
    page.locator("button[name=stay]").click()
    page.wait_for_load_state()
    assert page.locator("[name=age-age]").input_value() == "4"
    assert not warning.is_visible() and patient.kind() == "step"
    assert page.url.endswith("/age/")


def test_a_locked_page_opens_with_the_age_and_loses_nothing(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 403, 422)
    patient = walk_to(window, live_server.url, "severity", severity="mild")
    page = window.page
    patient.fill()
    with later(minutes=31):
        patient.send()
        window.look(page, "locked")
        assert patient.kind() == "expired"
        patient.send()
        check_summary(window, "no age")
        page.locator("#unlock-age").fill("48")
        patient.send()
        page.wait_for_load_state()
        assert patient.kind() == "step"
        page.goto(page.url.replace(page.url.split("/")[-2], "severity"))
        assert page.locator("[value=mild]").is_checked()
    assert texts(page, "h1")
