"""What every page must be, whoever opens it: silent, accessible, and no wider than a small phone.

An Inspector listens to one browser window from its first request on. `look` judges the page that is
shown; `tests.journey.Patient` calls it on every page it sees. What it finds is an AssertionError.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.clinic import member, signed_in

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # else axe itself asks for style sheets in a way that our policy refuses
    "resultTypes": ["violations"],
}
PHONE = {"width": 320, "height": 740}  # a small phone, or 400 % zoom at a desk
DESK = {"width": 1100, "height": 800}
CLEARED = "Clear-Site-Data header on "  # a browser notes that it did as "Finish and clear" says
CLOSING = ("result", "sheet")  # the journey ends here: no way on is left

WITHOUT_A_LABEL = """inputs => inputs
    .filter(input => input.type !== 'hidden')
    .filter(input => ![...input.labels].some(label => label.innerText.trim()))
    .map(input => input.name)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What axe can see: the page, and what its style sheet is told of the window.
SEEN = """() => [document.documentElement.outerHTML, innerWidth, innerHeight, ...
    ['prefers-color-scheme: dark', 'forced-colors: active', 'prefers-reduced-motion: reduce']
    .map(query => matchMedia(`(${query})`).matches)]"""
# What differs from one visitor to the next: tokens, and the number of a questionnaire.
OF_THIS_VISIT = re.compile(r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTROLS = "form[data-main] :is(input, select, textarea)"

_accessible: set[str] = set()  # axe takes a third of a second, and most pages are seen often


class Inspector:
    """One window and all that went wrong in it. `refused` are the statuses that a page of this
    test is meant to have; a browser writes a line to the console about each."""

    def __init__(self, context: BrowserContext, host: str, refused: tuple[int, ...] = ()) -> None:
        self.context, self.base, self.refused = context, host, refused
        self.host = urlsplit(host).netloc
        self.page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._request)

    def take_over(self, client: Client) -> Page:
        """The page, from now on as signed in as this client is."""
        cookies = ((name, cookie.value) for name, cookie in client.cookies.items())
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in cookies]
        )
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        expected = [f"a status of {status} " for status in self.refused]
        if not any(words in message.text for words in [*expected, CLEARED]):
            self.wrong.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        """A page that is left stops its own requests; that is no failure."""
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url}, {request.failure}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.wrong.append(f"another host: {request.url}")

    def look(self, page: Page, name: str) -> None:
        """Judges a page of the patient's side."""
        page.wait_for_load_state()  # a click only waits until the next page begins to arrive
        kind = page.locator("body").get_attribute("data-page")
        ways_on = page.locator("form[data-main], a[data-next]").count()
        assert ways_on == (0 if kind in CLOSING else 1), f"{name}: {ways_on} ways to go on"
        assert page.title().endswith(" - Candor"), f"{name}: titled {page.title()}"
        assert page.locator("h1").count() == 1, f"{name}: not one h1"
        unnamed = page.locator(CONTROLS).evaluate_all(WITHOUT_A_LABEL)
        assert not unnamed, f"{name}: no label for {unnamed}"
        wider = page.evaluate(SIDEWAYS)
        assert wider <= 0, f"{name}: {wider} pixels wider than the window"
        self.check(page, name)

    def check(self, page: Page, name: str) -> None:
        """Judges any page: no message, no failed request, and nothing that axe objects to."""
        page.wait_for_load_state()
        seen = OF_THIS_VISIT.sub("", repr(page.evaluate(SEEN)))
        if seen not in _accessible:
            found = Axe().run(page, options=AXE).response["violations"]
            wrong = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert not wrong, f"{name}: {wrong}"
            _accessible.add(seen)
        assert not self.wrong, f"{name}: {self.wrong}"


def phone(browser: Browser, host: str, *refused: int, **options: object) -> Inspector:
    """A window as wide as a small phone, in a browser that has never been here."""
    return Inspector(browser.new_context(viewport=PHONE, **options), host, refused)


def desk(browser: Browser, host: str, *refused: int) -> Inspector:
    """A window as wide as the clinic's, in a browser that has never been here."""
    return Inspector(browser.new_context(viewport=DESK), host, refused)


def at_work(
    browser: Browser, host: str, allowed: Iterable[str], *refused: int, **options: object
) -> Inspector:
    """A window of someone at the clinic who has exactly these permissions."""
    context = browser.new_context(**{"viewport": DESK, "locale": "en-US"} | options)
    window = Inspector(context, host, refused)
    window.take_over(signed_in(member(*allowed)))
    return window
