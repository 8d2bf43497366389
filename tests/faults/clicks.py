"""What patients do with a browser: press twice, open windows, reload, and go back."""

import os

from tests.faults.means import background
from tests.faults.patient import Caller
from tests.faults.sessions import code_of, opened_with
from tests.faults.site import Site
from tests.faults.stored import copies, kept
from tests.faults.table import fault
from tests.page import Page

QUESTIONNAIRES, CLICKS = int(os.environ.get("SENT", "10")), 3
MEETINGS = int(os.environ.get("MEETINGS", "1"))


@fault(13, "double, triple click", fast=True)
def clicks(site: Site) -> None:
    """Stock: three clicks at once made three records."""
    first = Caller(site.serve()).start()
    first.walk("contact")
    patients = copies(site, first, QUESTIONNAIRES)
    for patient in patients:
        page = patient.show("contact")
        sent = [background(patient.elsewhere().press, page) for _ in range(CLICKS)]
        found = [each.result() for each in sent]
        places = {answer.location for answer in found}
        assert places == {patient.url("result")}, f"not one confirmation: {places}"
    assert site.count("submission") == QUESTIONNAIRES, "not one record each"
    assert {p.show("result").kind for p in patients} == {"result"}


@fault(14, "two tabs, one questionnaire", fast=True)
def two_tabs(site: Site) -> None:
    """Stock: the tab that sends last overwrites the other without a word."""
    one = Caller(site.serve()).start()
    one.send("age")
    two = one.tab()
    old = two.show("age")
    assert one.send("age", age=50).location
    told = two.press(old, age=52)
    assert told.status == 409 and told.typed["age-age"] == ["52"], "overwritten without a word"
    assert kept(site, one)["age"] == 50, "an answer was overwritten"
    for number in range(MEETINGS):
        meet((one, 30 + number % 40), (two, 71 + number % 40))
    one.answers["age"] = kept(site, one)["age"]
    assert one.walk().kind == "result" and site.count("submission") == 1


def meet(*windows: tuple[Caller, int]) -> None:
    """Each window sends another age at the same moment: one is taken, and the other is told."""
    pages = [(patient.elsewhere(), patient.show("age"), age) for patient, age in windows]
    sent = [background(patient.press, page, age=age) for patient, page, age in pages]
    found = [answer.result().status for answer in sent]
    assert sorted(found) == [302, 409], f"of two at once, not one is told: {found}"
    taken = windows[found.index(302)][1]
    shown = windows[0][0].show("age").typed["age-age"]
    assert shown == [str(taken)], "what was taken is not what is kept"


@fault(15, "two devices, one questionnaire")
def two_devices(site: Site) -> None:
    """The code moves the questionnaire: the first device is closed out, and overwrites nothing."""
    phone = Caller(site.serve()).start()
    phone.send("age")
    code = code_of(phone, "red_flags")
    waiting = phone.show("region")
    tablet = opened_with(code, phone)
    assert tablet.send("region").location
    before = kept(site, tablet)
    told = phone.press(waiting, region=["neck"])
    assert told.status == 404 and "You can also start again." in told.text, "no plain words"
    assert kept(site, tablet) == before, "an answer was overwritten"
    assert tablet.walk().kind == "result" and site.count("submission") == 1


@fault(16, "reload on any step")
def reloads(site: Site) -> None:
    """Stock: a reload wipes every answer."""
    patient = Caller(site.serve()).start()
    page, steps = Page(patient.get(patient.url(), follow=True)), 0
    while page.kind != "result":
        assert Page(patient.get(page.path)).lasting == page.lasting, f"{page.path} has changed"
        sent = Page(patient.get(page.next)) if page.next else patient.press(page)
        if any("-" in item.name for item in page.inputs):
            again = Page(patient.get(page.path))
            open_still = page.path != patient.url("contact")
            assert not open_still or answered(again, patient), f"{page.path} has lost its answer"
            steps += 1
        page = Page(patient.get(sent.location)) if sent.location else sent
    assert steps > 10, f"only {steps} steps were reloaded"
    assert site.count("submission") == 1


@fault(17, "back after submit, resubmit", fast=True)
def back(site: Site) -> None:
    """Stock: the answers of the form that is sent again begin a second record."""
    patient = Caller(site.serve()).start()
    pages = [patient.walk("age"), patient.walk("check"), patient.walk("contact")]
    assert all("no-store" in page.response["Cache-Control"] for page in pages), "Back shows it"
    assert patient.press(pages[-1]).location == patient.url("result")
    result = patient.show("result")
    for page in pages:
        assert patient.press(page).location == patient.url("result"), "no way to the confirmation"
        assert Page(patient.get(page.path)).location == patient.url("result")
    assert patient.show("result").lasting == result.lasting, "another confirmation"
    assert "no-store" in result.response["Cache-Control"], "Back shows it"
    assert site.count("submission") == 1, "a second record"
    cleared = patient.post_fields(patient.url("clear"), result_token(patient))
    assert cleared.status_code == 302 and "Clear-Site-Data" in cleared.headers
    assert patient.show("result").status == 404, "it opens after it was cleared"


def answered(page: Page, patient: Caller) -> bool:
    """Whether a step shows what this patient has answered there."""
    return page.typed == patient.filled(page)


def result_token(patient: Caller) -> dict[str, str]:
    return {"csrfmiddlewaretoken": patient.cookies["__Host-csrf"].value}
