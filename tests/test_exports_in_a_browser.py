"""The page "Export" in a real browser: silent, accessible, in both languages, on a light and a dark
screen, and a file comes of it without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.clinic import LIST, sent
from tests.exports import EXPORT, MAY_EXPORT, exported, table
from tests.inspector import PHONE, SIDEWAYS, at_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_and_its_errors_are_silent_and_accessible(
    browser: Browser, live_server: LiveServer, language: str, scheme: str
) -> None:
    options = {"locale": f"{language}-US", "color_scheme": scheme}
    window = at_work(browser, live_server.url, MAY_EXPORT, 422, **options)
    page = window.page
    page.goto(f"{live_server.url}{LIST}")
    page.locator(f"a[href='{EXPORT}']").click()
    window.check(page, f"{language} {scheme}")
    assert page.locator("html").get_attribute("lang") == language
    page.fill("#id_since", "2026-03-02")
    page.fill("#id_until", "2026-03-01")
    page.locator(".c-buttons input").click()
    page.wait_for_load_state()
    window.check(page, f"{language} {scheme} wrong days")
    assert page.locator(".errornote li").count() == 1
    assert page.input_value("#id_since") == "2026-03-02"


def test_a_small_phone_does_not_scroll_sideways(browser: Browser, live_server: LiveServer) -> None:
    window = at_work(browser, live_server.url, MAY_EXPORT, viewport=PHONE)
    window.page.goto(f"{live_server.url}{EXPORT}")
    window.check(window.page, "phone")
    assert window.page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_saved_without_a_script(
    browser: Browser, live_server: LiveServer, kind: str
) -> None:
    submission = sent()
    window = at_work(browser, live_server.url, MAY_EXPORT, java_script_enabled=False)
    page = window.page
    page.goto(f"{live_server.url}{EXPORT}")
    page.get_by_label(f"{kind.upper()}: a table").check()
    page.get_by_label("Included: name").check()
    with page.expect_download() as saved:
        page.locator(".c-buttons input").click()
    assert saved.value.suggested_filename.endswith(f"-identified.{kind}")
    row, last = table(Path(saved.value.path()).read_bytes(), kind)
    assert (row["reference"], row["full_name"]) == (submission.reference, "Ruth Sample")
    assert last["problem"] == "rows=1 unreadable=0"
    assert [one.submission for one in exported()] == [submission.pk, None]
