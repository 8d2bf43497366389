"""The list, the search for a patient and the page of numbers in a real browser: silent, accessible,
in both languages, on a light and a dark screen."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Review
from tests.browser import launch
from tests.clinic import LIST, MAY_REVIEW, member, sent
from tests.inspector import PHONE, SIDEWAYS, at_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASSIGN = (*MAY_REVIEW, "assign_submission")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


def some() -> None:
    user = member()
    sent(red_flags=["bladder"]), sent(red_flags=["fever_chills"], language="es")
    for differs in ({"severity": "severe"}, {"instability": "unsure"}, {}):
        review = {"status": "in_review", "assigned_to": user}
        Review(submission=sent(**differs), author=user, **review).save()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_silent_and_accessible(
    browser: Browser, live_server: LiveServer, language: str, scheme: str
) -> None:
    some()
    options = {"locale": f"{language}-US", "color_scheme": scheme}
    window = at_work(browser, live_server.url, ASSIGN, 422, **options)
    page = window.page
    for place in ("", "?status=closed", "?finding=red_flag.fever", "find/", "numbers/"):
        page.goto(f"{live_server.url}{LIST}{place}")
        window.check(page, f"{language} {scheme} {place}")
        assert page.locator("html").get_attribute("lang") == language
    page.goto(f"{live_server.url}{LIST}")
    page.locator(".c-find summary").click()
    window.check(page, "search opened")
    page.locator(".c-find [type=submit]").click()
    window.check(page, "nothing typed")
    assert page.locator(".errorlist").count() == 2


def test_an_act_is_chosen_and_done_by_hand(browser: Browser, live_server: LiveServer) -> None:
    some()
    window = at_work(browser, live_server.url, ASSIGN)
    page = window.page
    page.goto(f"{live_server.url}{LIST}?status=new")
    assert page.locator("#result_list tbody tr").count() == 2
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("set_status")
    page.locator("button[name=index]").click()
    window.check(page, "which status")
    page.locator("select[name=choice]").select_option("contacted")
    page.locator("[name=done]").click()
    window.check(page, "done")
    assert "The status of 2 submissions is now" in page.locator(".messagelist").inner_text()
    assert page.locator("#result_list").count() == 0


@pytest.mark.parametrize("place", ["", "find/", "numbers/"])
def test_a_small_phone_does_not_scroll_sideways(
    browser: Browser, live_server: LiveServer, place: str
) -> None:
    some()
    window = at_work(browser, live_server.url, ASSIGN, viewport=PHONE)
    window.page.goto(f"{live_server.url}{LIST}{place}")
    window.check(window.page, place)
    assert window.page.evaluate(SIDEWAYS) <= 0


def test_the_list_and_its_search_need_no_script(browser: Browser, live_server: LiveServer) -> None:
    with override("en"):
        submission = sent("Ruth Sample")
    window = at_work(browser, live_server.url, ASSIGN, java_script_enabled=False)
    page = window.page
    page.goto(f"{live_server.url}{LIST}")
    page.locator(".c-find summary").click()
    page.locator("#find_full_name").fill("Ruth Sample")
    page.locator("#find_date_of_birth").fill(str(submission.identity["date_of_birth"]))
    page.locator(".c-find [type=submit]").click()
    assert page.url.endswith(f"{submission.pk}/change/")
