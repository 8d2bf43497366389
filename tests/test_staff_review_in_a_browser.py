"""The clinic's pages about one submission, in a real browser: silent under the strict policy, open
to a screen reader, in both languages, light and dark, by keyboard alone, and on a small phone."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Review, Submission
from tests.browser import launch
from tests.clinic import LIST, MAY_REVIEW, address, member, review_of, sent, signed_in
from tests.inspector import PHONE, SIDEWAYS, at_work

pytestmark = pytest.mark.django_db(transaction=True)
ASSIGN = (*MAY_REVIEW, "assign_submission")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as browser:
        yield browser


def reviewed() -> tuple[Submission, Submission]:
    """Two submissions of one person. The newer one has reviews, one of them corrected."""
    old = sent(cost_concern="yes")
    new = sent(severity="severe", autoimmune="unsure", understood_proven="yes")
    clinic = signed_in(member(*ASSIGN))
    said = {"verdict-exclusion-severity": "disagree", "reason-exclusion-severity": "It is mild."}
    clinic.post(address(new), review_of("Called.", "in_review", **said))
    wrong = Review.objects.get(status="in_review")
    right = review_of("Called the right one.", "contacted", corrects=str(wrong.pk))
    clinic.post(address(new), right)
    return old, new


@pytest.mark.shows("T19", "T10")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_silent_and_accessible(
    browser: Browser, live_server: LiveServer, language: str, scheme: str
) -> None:
    old, new = reviewed()
    correct = f"{address(new)}?corrects={Review.objects.latest('at').pk}"
    inspector = at_work(
        browser, live_server.url, ASSIGN, locale=f"{language}-US", color_scheme=scheme
    )
    page = inspector.page
    for url in (
        address(new),
        correct,
        address(new, "staff-sheet"),
        address(new, "sheet"),
        f"{address(new, 'against')}?other={old.pk}",
        f"{LIST}disagreements/",
        f"{LIST}recall/",
    ):
        page.goto(f"{live_server.url}{url}")
        inspector.check(page, url)


@pytest.mark.parametrize("name", ["change", "staff-sheet", "against"])
def test_on_a_small_phone_nothing_but_a_wide_table_goes_sideways(
    browser: Browser, live_server: LiveServer, name: str
) -> None:
    _, new = reviewed()
    inspector = at_work(browser, live_server.url, ASSIGN, viewport=PHONE)
    inspector.page.goto(f"{live_server.url}{address(new, name)}")
    inspector.check(inspector.page, name)
    assert inspector.page.evaluate(SIDEWAYS) <= 0


def test_a_review_is_written_by_keyboard_alone_and_errors_lead_to_their_fields(
    browser: Browser, live_server: LiveServer
) -> None:
    _, new = reviewed()
    inspector = at_work(browser, live_server.url, ASSIGN, 422)
    page = inspector.page
    page.goto(f"{live_server.url}{address(new)}")
    page.focus("#id_verdict-unknown-autoimmune")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".c-errors")
    inspector.check(page, "error")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className") == "errornote c-errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_reason-unknown-autoimmune"
    page.keyboard.type("It was a typing slip.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert Review.objects.latest("at").note == "It was a typing slip."


def test_who_comes_second_is_told_on_an_accessible_page(
    browser: Browser, live_server: LiveServer
) -> None:
    _, new = reviewed()
    inspector = at_work(browser, live_server.url, ASSIGN, 409)
    page = inspector.page
    page.goto(f"{live_server.url}{address(new)}")
    page.fill("#id_note", "Mine, typed with care.")
    signed_in(member(*ASSIGN)).post(address(new), review_of("Theirs."))
    page.click("[name=_save]")
    page.wait_for_selector(".c-errors")
    inspector.check(page, "conflict")
    assert page.input_value("#id_note") == "Mine, typed with care."
    assert "Theirs." in page.inner_text(".c-new")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert Review.objects.latest("at").note == "Mine, typed with care."


@pytest.mark.parametrize("action", ["staff_page", "patient_page"])
def test_the_page_of_many_sheets_is_silent_and_accessible(
    browser: Browser, live_server: LiveServer, action: str
) -> None:
    reviewed()
    inspector = at_work(browser, live_server.url, ASSIGN)
    page = inspector.page
    page.goto(f"{live_server.url}{LIST}")
    page.check("#action-toggle")
    page.select_option("[name=action]", action)
    page.click("button[name=index]")
    inspector.check(page, action)
    assert page.locator("article").count() == 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_note_that_was_sent_after_the_session_ended_is_there_to_copy(
    browser: Browser, live_server: LiveServer, language: str
) -> None:
    options = {"locale": f"{language}-US", "viewport": PHONE}
    inspector = at_work(browser, live_server.url, ASSIGN, 403, **options)
    page = inspector.page
    page.goto(f"{live_server.url}{address(sent())}")
    note = "Called her.\nShe comes on Friday."
    page.locator("[name=note]").fill(note)
    inspector.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("[name=_save]")
    inspector.check(page, "ended")
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.locator("textarea").input_value() == note
    assert not Review.objects.exists()
