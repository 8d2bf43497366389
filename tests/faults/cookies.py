"""Cookies that are blocked or taken away, and a form token that another window has changed."""

from http.cookies import SimpleCookie

from tests.faults.clinic import Member
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import kept
from tests.faults.table import fault
from tests.page import Page

TOKEN = "csrfmiddlewaretoken"


def typed(page: Page) -> dict[str, list[str]]:
    """What would be sent again, without the token, which is new each time."""
    return {name: values for name, values in page.typed.items() if name != TOKEN}


@fault(21, "cookies taken away or blocked")
def no_cookies(site: Site) -> None:
    patient = Caller(site.serve()).start()
    patient.walk("contact")
    given, held = patient.filled(patient.show("contact")), patient.cookies
    before, patient.cookies = kept(site, patient), SimpleCookie()
    page = patient.send_raw("contact", given)
    assert page.status == 403
    assert "cookies" in page.text and "CSRF" not in page.html.replace(TOKEN, "")
    assert typed(page) == {n: v for n, v in given.items() if n != TOKEN}, "something typed is lost"
    patient.cookies = SimpleCookie()  # they are still blocked
    again = patient.send_raw("contact", page.typed)
    assert again.status == 403 and typed(again) == typed(page)
    assert patient.show("age").status == 404, "a page of it opens without its key"
    assert kept(site, patient) == before and site.count("submission") == 0
    for name, morsel in patient.cookies.items():
        held[name] = morsel.value
    patient.cookies = held
    assert patient.send_raw("contact", patient.filled(again)).location.endswith("/result/")
    assert site.count("submission") == 1


@fault(22, "form token changed by a sign-in in another window")
def token_changed(site: Site) -> None:
    server = site.serve()
    patient, nurse = Caller(server).start(), Member(site, server)
    page = patient.show("age")
    nurse.cookies = patient.cookies  # two windows of one browser
    nurse.sign_in()
    patient.answers["age"] = 53
    told = patient.press(page)
    assert told.status == 403, f"{told.status}: the token of before is still good"
    assert "CSRF" not in told.html.replace(TOKEN, "") and len(told.text.strip()) > 100
    assert typed(told)["age-age"] == ["53"], "what was typed is lost"
    assert patient.send_raw("age", told.typed).location, "to press the button again does not work"
    assert kept(site, patient) == {"age": 53}
    assert nurse.is_inside
