"""A session that is gone, or was left alone for too long."""

import re
from uuid import UUID

from tests.faults.clinic import Member
from tests.faults.clock import Clock
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import kept
from tests.faults.table import fault
from tests.page import Page

CODE = re.compile(r"(?:<b>[0-9A-Z]{4}</b>-?){5}")
MINUTE, DAY = 60, 86_400


def code_of(patient: Caller, step: str) -> str:
    """Presses Save on a step, and reads the code."""
    page = Page(patient.get(patient.send(step, {"save": "yes"}).location))
    found = CODE.search(page.html)
    assert found, f"no code on the page: {page.status}"
    return "-".join(re.findall("<b>(.{4})</b>", found[0]))


def opened_with(code: str, patient: Caller) -> Caller:
    """Another device, in which this code is typed."""
    device = Caller(patient.server, patient.answers)
    sent = device.press(Page(device.get("/resume/")), {"resume-code": code})
    assert sent.location == patient.url(), f"{sent.status}: the code opens nothing"
    device.id = UUID(sent.location.split("/")[2])
    return device


@fault(11, "session table purged")
def purged(site: Site) -> None:
    """Stock: step 1 with red errors, or 500. Ours has the patient's answers in no session, so what
    can be purged under a patient is the draft; and the sessions of staff."""
    server = site.serve()
    patient, nurse = Caller(server).start(), Member(site, server).sign_in()
    page = patient.walk("condition")
    site.engine.run("DELETE FROM django_session")
    assert patient.press(page).location, "a patient needs the session table"
    waiting = patient.show("duration")
    asked = Page(nurse.get("/admin/", follow=True))
    assert asked.status == 200 and "/staff/sign-in/" in asked.path, "staff are not asked again"
    site.engine.run("DELETE FROM eligibility_draft")
    for answer in (patient.press(waiting), patient.show("duration"), patient.show("age")):
        assert answer.status == 404, f"{answer.status}, not the page that says it is over"
        assert "You can also start again." in answer.text and "code to come back" in answer.text
        assert not answer.errors, "red errors for someone who did nothing wrong"
    assert patient.start().walk().kind == "result"


@fault(12, "session expires mid-way")
def expires(site: Site) -> None:
    """The page itself warns, by its style sheet: tests/test_pages_in_a_browser.py sees it do so."""
    clock = Clock(site)
    patient = Caller(site.serve()).start()
    patient.send("age")
    code = code_of(patient, "red_flags")
    page = patient.show("region")
    assert "This page will lock in 2 minutes" in page.text, "no warning"
    clock.move(29 * MINUTE)
    kept_open = patient.press(page, {"stay": "yes"})
    assert kept_open.status == 200 and kept_open.typed["region-region"], "one click did not extend"
    clock.move(58 * MINUTE)
    assert patient.show("region").status == 200, "one click did not extend"
    clock.move(58 * MINUTE + 31 * MINUTE)
    locked = patient.press(kept_open)
    assert (locked.status, locked.kind) == (403, "expired"), "it is never locked"
    assert locked.typed["region-region"] == patient.answers["region"], "what was typed is lost"
    assert patient.press(locked, {"unlock-age": "48"}).location, "the age does not open it"
    assert kept(site, patient)["region"] == patient.answers["region"]
    clock.move(13 * DAY)
    device = opened_with(code, patient)
    assert device.show("region").status == 200
    clock.move(40 * DAY)
    assert device.show("region").status == 404, "it never ends"
