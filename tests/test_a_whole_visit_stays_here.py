"""Whatever a patient or the staff open, in a real browser: not one request goes to another place,
no other cookie is set, and the browser stores nothing."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Submission
from tests.browser import launch
from tests.clinic import LIST, address, member, signed_in
from tests.inspector import Inspector
from tests.journey import CLEAR, CLINIC, Patient
from tests.patient import this_year

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.shows("T19", "ASVS 14.2.3", "ASVS 14.3.3", "ASVS 13.2.4"),
]

STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
THEME = ["theme"]  # light or dark: the stock admin keeps it
OURS = ("csrf", "staff", "language", "known", "candor-", "messages")


class Listener:
    """Every request of a browser, whoever made it: a page, a style sheet, a file, a worker."""

    def __init__(self, context: BrowserContext, here: str) -> None:
        self.here, self.hosts, self.count = urlsplit(here).netloc, set[str](), 0
        context.on("request", self.note)

    def note(self, request: Request) -> None:
        self.count += 1
        self.hosts.add(urlsplit(request.url).netloc)
        if came_from := request.headers.get("referer"):
            self.hosts.add(urlsplit(came_from).netloc)


def looks_at(page: Page, base: str, *urls: str) -> None:
    for url in urls:
        page.goto(f"{base}{url}")
        page.wait_for_load_state()
        assert page.evaluate(STORED) in ([], THEME)


def fetched(page: Page, url: str) -> int:
    """The status of a file that the page itself asks for."""
    return int(page.evaluate("url => fetch(url).then(answer => answer.status)", url))


def test_nothing_leaves_and_nothing_stays(live_server: LiveServer) -> None:
    base = live_server.url
    with launch() as browser:
        context = browser.new_context()
        listener = Listener(context, base)
        page = context.new_page()
        patient = Patient(page, CLEAR | CLINIC, lambda page, name: None, this_year())
        patient.start(base)
        patient.walk()
        assert page.evaluate(STORED) == []
        assert fetched(page, f"{page.url.rstrip('/')}.pdf") == 200
        looks_at(page, base, "/about/", "/privacy/", "/how-we-decide/", "/paper/", "/nowhere/")
        one = Submission.objects.get()
        inspector = Inspector(context, base, (403, 404))
        inspector.take_over(signed_in(member(is_superuser=True)))
        staff = [LIST, address(one), address(one, "sheet"), address(one, "staff-sheet")]
        staff += [address(one, "history"), f"{LIST}export/", f"{LIST}numbers/", "/admin/nowhere/"]
        looks_at(inspector.page, base, *staff)
        assert fetched(inspector.page, f"{LIST}{one.pk}/sheet.pdf") == 200
        names = {cookie["name"] for cookie in context.cookies()}
    assert listener.hosts == {listener.here} and listener.count > 100
    assert all(name.startswith(OURS) for name in names), names
