"""A page on another port of this machine, which browsers call the same site, posts to us by itself
with the cookies of a patient or of staff. It is refused, and nothing changes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Draft, Review
from tests.browser import launch
from tests.clinic import address, member, sent, signed_in
from tests.inspector import Inspector
from tests.patient import Patient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.shows("T6", "ASVS 3.5.1")]

TRAP = """<!doctype html><title>Win a prize</title>
<form method="post" action="{to}">{fields}</form>
<script>document.forms[0].submit()</script>"""
FIELD = '<input name="{}" value="{}">'


@contextmanager
def trap(to: str, fields: dict[str, str]) -> Iterator[str]:
    """The address of a page of another origin that posts these fields as soon as it is open."""
    inputs = "".join(FIELD.format(name, value) for name, value in fields.items())
    html = TRAP.format(to=to, fields=inputs).encode()

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Evil)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sprung(page: Page, to: str, **fields: str) -> int:
    """The status that this page gets once it has opened the trap."""
    with trap(to, fields) as evil, page.expect_response(to) as answered:
        page.goto(evil)
    return answered.value.status


def test_nothing_is_answered_sent_erased_or_reviewed_for_someone_else(
    live_server: LiveServer,
) -> None:
    patient, submission = Patient.at("contact"), sent()
    clinic = signed_in(member(is_superuser=True))
    before = Draft.objects.values().get()
    with launch() as browser:
        inspector = Inspector(browser.new_context(), live_server.url)
        for client in (patient, clinic):
            page = inspector.take_over(client)
        tries = {
            "/screening/": {},
            patient.url("age"): {"age-age": "20", "seen": "99"},
            patient.url("contact"): {"contact-full_name": "Mallory"},
            patient.url("clear"): {},
            patient.url("leave"): {},
            address(submission): {"new_status": "closed", "note": "x", "seen": "1000"},
            address(submission, "erase"): {"reference": submission.reference, "reason": "asked"},
            "/staff/sign-out/": {},
        }
        statuses = {to: sprung(page, f"{live_server.url}{to}", **f) for to, f in tries.items()}
        own = page.goto(f"{live_server.url}{patient.url('contact')}")
        assert own is not None and own.status == 200, "the cookies were there all the time"
    assert set(statuses.values()) == {403}, statuses
    assert Draft.objects.values().get() == before and not Review.objects.exists()
