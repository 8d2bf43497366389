"""Bodies, tokens, methods and headers that no page of ours sends: refused, and nothing is lost."""

from http.cookies import SimpleCookie

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from eligibility.models import Draft
from tests.page import Page
from tests.patient import FORM, Patient, assert_unharmed, body_of

pytestmark = pytest.mark.django_db

EVIL = "https://evil.example"
NAME = {"contact-full_name": "Ruth Alvarez"}
JSON = "application/json"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="age-age"'


def without_token(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}


# --- Bodies -----------------------------------------------------------------------------------
@pytest.mark.shows("F23", "F24", "T17")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"contact-full_name=" + b"x" * 10_000_000, 413, id="10 MB"),
        pytest.param(b"contact-full_name=" + b"x" * 100_000, 413, id="a name of 100 KB"),
        pytest.param(b"&".join(b"f%d=1" % n for n in range(100_000)), 413, id="100,000 fields"),
        pytest.param(b"&".join(b"f%d=" % n for n in range(8_000)), 400, id="8,000 fields"),
        pytest.param(b"&" * 60_000, 400, id="60,000 empty fields"),
        pytest.param(b"age-age=48&" * 201, 400, id="one field 201 times"),
        pytest.param(b"\x00" * 60_000, 422, id="nothing but nul"),
        pytest.param(b"%" * 60_000, 422, id="nothing but percent signs"),
        pytest.param(b"%00=1&%ed%a0%80=2&age-age%00=48&=3&age-age%0d%0a=4", 422, id="bad names"),
        pytest.param(b"", 422, id="nothing"),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(body: bytes, status: int) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    page = patient.send_raw("contact", body)
    assert_unharmed(patient, before, page, status)
    assert page.kind == ("step" if status == 422 else "error")
    assert patient.send("contact").location == patient.url("result")


@pytest.mark.shows("T17")
@pytest.mark.parametrize("length", ["000000000000070000", "9" * 5000, "-1", "x", "\u00b2", "1e9"])
def test_a_false_announcement_of_the_length_is_refused(length: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    body = b"contact-full_name=" + b"x" * 69_982
    page = Page(patient.post(patient.url("contact"), body, FORM, CONTENT_LENGTH=length))
    assert_unharmed(patient, before, page, 400, 413)


@pytest.mark.shows("ASVS 1.5.2", "ASVS 1.1.1")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, '{"age-age": "48"}'),
        ("text/plain", "age-age=48"),
        ("application/x-www-form-urlencoded; charset=utf-16", "age-age=48"),
        ("application/x-www-form-urlencoded; charset=nonsense", "age-age="),
        ("multipart/form-data", "age-age=48"),
        ("multipart/form-data; boundary=", "age-age=48"),
        (MULTIPART_CONTENT, "no part at all"),
        (MULTIPART_CONTENT, f'{PART}; filename="48"\r\n\r\n48\r\n--{BOUNDARY}--\r\n'),
        (
            MULTIPART_CONTENT,
            f"{PART}\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--{BOUNDARY}--",
        ),
        ("", "age-age=48"),
    ],
)
def test_a_body_of_another_kind_answers_no_question(kind: str, body: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    page = Page(patient.generic("POST", patient.url("age"), body.encode(), kind))
    assert_unharmed(patient, before, page, 400, 422)
    assert patient.show("age").typed["age-age"] == ["48"]


# --- Cookies and form tokens ------------------------------------------------------------------
@pytest.mark.shows("F21")
def test_without_cookies_the_typed_answers_come_back_and_can_be_sent_again() -> None:
    patient = Patient.at("contact")
    patient.handler = Patient(guarded=True).handler
    typed, cookies = patient.filled(patient.show("contact")), patient.cookies
    before, patient.cookies = patient.kept, SimpleCookie()
    page = patient.send_raw("contact", typed)
    assert_unharmed(patient, before, page, 403)
    assert "needs cookies" in page.text and "CSRF" not in page.text
    assert without_token(page.typed) == without_token(typed)
    cookies.load(patient.cookies)
    patient.cookies = cookies
    again = patient.post_fields(page.action, page.typed)
    assert again.status_code == 302 and again.url == patient.url("result")
    assert patient.sent.identity["full_name"] == "Ruth Alvarez"


@pytest.mark.shows("F21")
def test_a_browser_that_takes_no_cookies_at_all_is_told_so_and_not_asked_forever() -> None:
    patient = Patient.at("contact")
    patient.handler = Patient(guarded=True).handler
    before, patient.cookies = patient.kept, SimpleCookie()
    page = patient.send_raw("contact", NAME)
    patient.cookies = SimpleCookie({"csrf": patient.cookies["csrf"].value})
    again = Page(patient.post_fields(page.action, page.typed))
    assert_unharmed(patient, before, again, 404)
    assert "allow cookies" in again.text


@pytest.mark.shows("F22")
@pytest.mark.parametrize("token", ["", "x", "x" * 64, "\x00" * 64, "\u00e9" * 64])
def test_an_old_or_wrong_form_token_loses_no_typed_answer(token: str) -> None:
    patient = Patient(guarded=True).start()
    typed = patient.filled(patient.show("age"))
    page = patient.send_raw("age", {**typed, "csrfmiddlewaretoken": token})
    assert_unharmed(patient, {}, page, 403)
    assert without_token(page.typed) == without_token(typed)
    assert patient.post_fields(page.action, page.typed).url == patient.url("red_flags")


@pytest.mark.shows("T6", "ASVS 3.5.1")
@pytest.mark.parametrize("origin", [EVIL, "null", "http://testserver.evil.example", "file://"])
def test_a_page_of_another_site_gets_nothing_echoed(origin: str) -> None:
    patient = Patient(guarded=True).start()
    typed = patient.filled(patient.show("age"))
    page = patient.send_raw("age", typed | NAME, HTTP_ORIGIN=origin)
    assert_unharmed(patient, {}, page, 403)
    assert (page.typed, page.inputs) == ({}, [])
    assert "Ruth Alvarez" not in page.html


@pytest.mark.shows("T6", "ASVS 3.5.1")
@pytest.mark.parametrize("url", ["/screening/", "clear", "age", "contact"])
def test_no_other_site_can_start_answer_send_or_clear(url: str) -> None:
    patient = Patient.at("contact")
    patient.handler, before = Patient(guarded=True).handler, patient.kept
    count = Draft.objects.count()
    address = url if "/" in url else patient.url(url)
    page = Page(patient.post_fields(address, NAME, HTTP_ORIGIN=EVIL))
    assert_unharmed(patient, before, page, 403)
    assert Draft.objects.count() == count


# --- Methods and headers ----------------------------------------------------------------------
@pytest.mark.shows("ASVS 13.4.4")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X"])
@pytest.mark.parametrize("step", ["", "age", "contact", "help-now", "result", "clear", "nonsense"])
def test_a_method_that_no_page_uses_changes_nothing(method: str, step: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    page = Page(patient.generic(method, patient.url(step), b"age-age=20", FORM))
    assert_unharmed(patient, before, page, 302, 404, 405)
    assert Page(patient.generic(method, "/screening/")).location in ("/", "")
    assert Draft.objects.count() == 1


@pytest.mark.shows("T18")
@pytest.mark.parametrize("host", ["evil.example", "testserver:x", "a b", "[", "", "testserver\x00"])
def test_a_bad_host_header_is_a_bad_request(host: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    for step in ("", "age", "contact", "result"):
        assert_unharmed(patient, before, patient.show(step, HTTP_HOST=host), 400)
        page = patient.send_raw("age", {"age-age": "20"}, HTTP_HOST=host)
        assert_unharmed(patient, before, page, 400)
        assert "evil" not in page.html


@pytest.mark.shows("F27", "F26")
@pytest.mark.parametrize(
    "value", ["\x00", "\xed\xb2\x80", "\xff\xfe", "x" * 9000, "<script>", "a=b; c"]
)
def test_a_hostile_header_or_cookie_harms_nothing(value: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    names = ("HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_USER_AGENT")
    names += ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR")
    for name in names:
        assert_unharmed(patient, before, patient.show("age", **{name: value}), 200)
    key = next(name for name in patient.cookies if name.startswith("candor-"))
    for cookie in (key, "csrf", "staff", "language"):
        thief = Patient()
        thief.id = patient.id
        page = thief.show("age", HTTP_COOKIE=f"{cookie}={value}")
        assert_unharmed(patient, before, page, 404)


@pytest.mark.parametrize(
    "seen", ["", "-1", "99999999999999999999", "\u00b2", "x", "\x00", "29; --"]
)
def test_a_page_that_lies_about_what_it_saw_is_answered_like_any_other(seen: str) -> None:
    patient = Patient.at("contact")
    page = patient.send_raw("cancer", body_of({"seen": seen.encode(), "cancer-cancer": b"past"}))
    assert page.location == patient.url("check")
    assert patient.kept["cancer"] == "past"
