"""What a browser does with the pages beside the straight way: mistakes, refusals, the check of all
answers, the Back button, a dark screen, and no scripts."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.inspector import PHONE, Inspector, phone
from tests.journey import CLEAR, CLINIC, PRIVATE, Patient
from tests.paper import findings, texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HAS_FOCUS = "element => element === document.activeElement"
INFORMING = (
    "about/",
    "about/conditions/",
    "how-we-decide/",
    "how-we-decide/shown/",
    "how-we-decide/open/",
    "how-we-decide/exclusion/severity/",
    "paper/",
    "privacy/",
    "accessibility/",
    "finished/",
    "resume/",
    "open/",
    "left/",
    "erased/",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


def unjudged(page: Page, name: str) -> None:
    """For the part of a way that another test judges."""


def patient_at(window: Inspector, **answers: object) -> Patient:
    year = timezone.localdate().year
    return Patient(window.page, CLEAR | PRIVATE | answers, unjudged, year)


def has_focus(element: Locator) -> bool:
    focused: bool = element.evaluate(HAS_FOCUS)
    return focused


def walk_to(window: Inspector, base: str, step: str, **answers: object) -> Patient:
    """A patient at this step, who has answered all before it."""
    patient = patient_at(window, **answers)
    patient.start(base)
    for _ in range(40):
        patient.page.wait_for_load_state()
        if patient.page.url.endswith(f"/{step}/"):
            return patient
        patient.fill()
        patient.send()
    raise AssertionError(f"no step {step}")


def check_summary(window: Inspector, name: str) -> None:
    """The page says what is wrong before anything else, and each line leads to its input."""
    page = window.page
    window.look(page, name)
    assert page.title().startswith("Error: ")
    assert has_focus(page.locator(".errors"))
    for link in page.locator(".errors a[href^='#']").all():
        link.click()
        target = page.locator(f"[id='{str(link.get_attribute('href'))[1:]}']")
        assert has_focus(target), f"{name}: {link.inner_text()} does not lead to its input"
        assert target.is_visible()


def test_a_mistake_is_named_first_and_its_link_leads_to_the_input(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 422)
    patient = walk_to(window, live_server.url, "age")
    patient.send()
    check_summary(window, "no age")
    patient.answers["age"] = 48
    patient.fill()
    patient.send()
    patient.inputs("red_flags-red_flags").first.check()
    window.page.locator("[value=none]").check()
    patient.send()
    check_summary(window, "none and another")
    assert window.page.locator("[value=none]").is_checked(), "a tick was lost"


def test_every_mistake_on_the_page_of_the_patient_is_named_and_reached(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 422)
    patient = walk_to(window, live_server.url, "contact", **CLINIC)
    patient.send()
    assert window.page.locator(".errors li").count() == 4
    check_summary(window, "nothing filled in")
    patient.answers |= {"age": 60, "phone": ""}
    patient.fill()
    patient.send()
    assert window.page.locator(".errors li").count() == 2
    check_summary(window, "another age, no phone")


def test_an_address_that_does_not_exist_says_what_to_do(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 404)
    answer = window.page.goto(f"{live_server.url}/nowhere/")
    assert answer and answer.status == 404
    window.look(window.page, "no such page")
    window.page.locator("a[data-next]").click()
    window.look(window.page, "start")


def test_a_question_that_another_window_has_closed_leads_on_to_the_open_ones(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 409)
    patient = walk_to(window, live_server.url, "severity")
    other = window.context.new_page()
    other.goto(window.page.url.replace("severity", "region"))
    other.locator("[value=low_back]").uncheck()
    other.locator("[value=knee]").check()
    other.locator("form[data-main] button").first.click()
    patient.fill()
    patient.send()
    window.look(window.page, "closed")
    assert texts(window.page, "h1") == ["This question is not asked any more"]
    window.page.locator("a[data-next]").click()
    assert window.page.url.endswith("/active_infection/")


def test_a_form_without_its_cookie_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 403)
    patient = walk_to(window, live_server.url, "age")
    patient.fill()
    window.context.clear_cookies(name="csrf")
    patient.send()
    window.look(window.page, "no cookie")
    assert window.page.locator("[name='age-age']").get_attribute("value") == "48"
    patient.send()
    assert window.page.url.endswith("/red_flags/")


def test_pages_that_inform_are_as_good_as_those_of_the_journey(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url)
    for address in INFORMING:
        window.page.goto(f"{live_server.url}/{address}")
        if address == "finished/":
            window.look(window.page, address)
        else:
            window.check(window.page, address)
            assert window.page.locator("h1").count() == 1


def test_every_page_can_be_read_on_a_dark_screen_and_in_spanish(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, color_scheme="dark", locale="es-MX")
    patient = patient_at(window, red_flags=["fever_chills"], severity="severe", **CLINIC)
    patient.look = window.look
    patient.start(live_server.url)
    patient.walk()
    assert window.page.locator("html").get_attribute("lang") == "es"
    assert findings(window.page) == ["red_flag:fever", "exclusion:severity"]


def test_the_whole_journey_needs_no_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    patient = patient_at(Inspector(context, live_server.url), red_flags=["chest_pain"], **CLINIC)
    patient.start(live_server.url)
    patient.walk()
    assert patient.seen[2:4] == ["red_flags", "help-now"]
    assert findings(patient.page) == ["red_flag:chest_pain"]
    patient.page.get_by_role("button", name="Finish and clear").click()
    assert patient.kind() == "finished"


def test_a_changed_answer_returns_to_the_check_after_the_questions_it_opens(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url)
    patient = walk_to(window, live_server.url, "check", imaging_done="no")
    page = window.page
    assert "severity" not in page.content()
    page.locator("a[href='../imaging_done/']").click()
    patient.answers |= {"imaging_done": "yes", "severity": "mild"}
    patient.fill()
    patient.send()
    assert page.url.endswith("/severity/"), "the change did not ask what it opened"
    patient.fill()
    patient.send()
    window.look(page, "check again")
    assert patient.kind() == "check"
    assert "Mild" in texts(page, ".sum dd")


def test_a_change_that_opens_nothing_returns_to_the_check_at_once(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url)
    patient = walk_to(window, live_server.url, "check")
    window.page.locator("a[href='../age/']").click()
    patient.answers["age"] = 49
    patient.fill()
    patient.send()
    window.page.wait_for_load_state()
    assert patient.kind() == "check"
    assert "49" in texts(window.page, ".sum dd")


@pytest.mark.shows("T7", "ASVS 14.3.1", "F17")
@pytest.mark.parametrize("shared", [CLINIC, PRIVATE], ids=["shared", "private"])
def test_after_finish_and_clear_the_back_button_shows_nothing_of_the_patient(
    browser: Browser, live_server: LiveServer, shared: dict[str, object]
) -> None:
    window = phone(browser, live_server.url, 404)
    patient = patient_at(window, severity="severe", **shared)
    patient.start(live_server.url)
    patient.walk()
    page = window.page
    told = ["Ruth Alvarez", texts(page, ".facts .code")[0], "Your disc is very worn"]
    page.get_by_role("button", name="Finish and clear").click()
    window.look(page, "finished")
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert not [words for words in told if words in page.content()], page.url
        assert not page.locator("form[data-main] :checked").count(), page.url
    assert texts(page, "h1") == ["We cannot open these answers here"]
