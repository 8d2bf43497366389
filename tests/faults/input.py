"""What is typed: numbers, bytes and letters that no form should take, and those that it must."""

import unicodedata
from typing import Any

from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import copies, draft_of, kept, submissions, with_token
from tests.faults.table import fault
from tests.page import Page
from tests.patient import body_of

NUMBERS = ("9" * 5000, "1e400", "NaN", "-0", "-1", "48.5", "0x30", "1_0", "\uff14\uff18", "inf")
NOT_UTF8 = (b"48\xff\xfe", b"Ruth \xe2\x82", b"\xc0\xaf", b"caf\xe9", b"\xed\xa0\x80")
CONTROL = ("\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\u009b")
ADDRESSES = ("%00/", "age%00/", "%ff%fe/", "%ed%a0%80/", "age%0d%0aX-Planted:1/")
NAMES = {
    "emoji": "Ruth \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "right to left": "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
    "override": "Ruth \u202ezeravlA\u202c \u2066\u05d0\u05d1\u2069",
    "zalgo": "R" + "\u0335\u0353\u0301" * 20 + "uth",
    "zero width": "Ru\u200bth\u200d\ufeff Sample",
    "not composed": "Jose\u0301 A\u030angstro\u0308m",
}
HUGE = {
    "100 KB": "x" * 100_000,
    "10,000 marks": "e" + "\u0301" * 10_000,
    "500 letters": "x" * 500,
}


def half_way(site: Site) -> Caller:
    """A patient whose last page is open."""
    patient = Caller(site.serve()).start()
    patient.walk("contact")
    return patient


def assert_refused(page: Page, what: object, *status: int) -> None:
    """The answer is a page with words, and nothing of our code."""
    assert page.status in (status or (422,)), f"{page.status} to {what!a}"
    assert len(page.text.strip()) > 100, f"no words for {what!a}"
    assert "Traceback" not in page.html and "Exception" not in page.html


def typed_name(patient: Caller, name: bytes) -> Page:
    """The last page with these bytes as the name, and all else as it should be."""
    given = patient.filled(patient.show("contact"))
    fields = {key: values[0].encode() for key, values in given.items()}
    return patient.send_raw("contact", body_of(fields | {"contact-full_name": name}))


@fault(25, "numbers that are none, or far too long")
def numbers(site: Site) -> None:
    patient = Caller(site.serve()).start()
    for number in NUMBERS:
        page = patient.send_raw("age", with_token(patient, {"age-age": number}))
        assert_refused(page, number[:20])
        assert page.errors == ["age-age"], f"{number[:20]} has no field error"
        day = dict.fromkeys(("contact-date_of_birth_year", "age-age"), number)
        assert_refused(patient.send_raw("age", with_token(patient, day)), number[:20])
    assert kept(site, patient) == {}, "something of it was stored"
    assert patient.walk().kind == "result", "the right number is not taken afterwards"


@fault(26, "bytes that are no UTF-8", fast=True)
def not_utf8(site: Site) -> None:
    patient = half_way(site)
    for name in NOT_UTF8:
        page = typed_name(patient, name)
        assert_refused(page, name)
        assert page.errors == ["contact-full_name"], f"{name!r} has no field error"
    assert site.count("submission") == 0
    assert "\ufffd" not in str(draft_of(site, patient)), "a replacement character is stored"
    patient.walk()
    assert submissions(site)[0]["identity"]["full_name"] == "Ruth Alvarez"


@fault(27, "NUL and control characters, everywhere")
def control_characters(site: Site) -> None:
    patient = half_way(site)
    for sign in CONTROL:
        page = typed_name(patient, f"Ru{sign}th".encode())
        assert_refused(page, sign)
        assert page.errors == ["contact-full_name"], f"{sign!a} has no field error"
        planted = with_token(
            patient, {f"age-age{sign}": "20", f"{sign}": "1", "age-age": f"4{sign}8"}
        )
        assert_refused(patient.send_raw("age", planted), sign)
    for address in ADDRESSES:
        page = Page(patient.get(patient.url() + address, HTTP_X_MARK="1"))
        assert_refused(page, address, 404)
        assert "X-Planted" not in page.response.headers
    before = kept(site, patient)
    headers_and_cookies(patient)
    assert kept(site, patient) == before
    assert patient.walk().kind == "result"


def headers_and_cookies(patient: Caller) -> None:
    """Signs that a header may carry over the wire are no way in, and no server error."""
    for value in ("\x07", "\x7f", "\x85", "\xff\xfe", "\xed\xa0\x80", "x" * 7000):
        for name in ("Accept-Language", "Referer", "User-Agent", "X-Forwarded-Host"):
            patient.more_headers = {name: value}
            page = patient.show("contact")
            assert page.status in (200, 400), f"{page.status} to {name}: {value!a:.20}"
        patient.more_headers = {
            "Cookie": f"__Host-candor-{patient.id.hex}={value}; __Host-csrf={value}"
        }
        page = patient.show("contact")
        assert page.status in (400, 404, 431), f"{page.status} to a cookie {value!a:.20}"
    patient.more_headers = {}


@fault(28, "emoji, right to left, overrides, stacked marks")
def letters(site: Site) -> None:
    patient = half_way(site)
    everyone = copies(site, patient, len(NAMES))
    for other, name in zip(everyone, NAMES.values(), strict=True):
        assert typed_name(other, name.encode()).location, f"{name!a} is refused"
    stored = {one["id"]: one["identity"]["full_name"] for one in submissions(site)}
    for other, (what, name) in zip(everyone, NAMES.items(), strict=True):
        composed = unicodedata.normalize("NFC", name)
        assert stored[str(other.id)] == composed, f"{what}: stored otherwise"
        page = other.show("result")
        assert composed in page.text, f"{what}: shown otherwise"
        assert is_apart(page.html, composed), f"{what}: not kept apart from the words around it"
        assert_printed(other, composed)


def is_apart(html: str, name: str) -> bool:
    """Whether each place that shows the name is an island to the direction of the line."""
    around = html.split(name)
    return all(before.rstrip().endswith(("<bdi>", 'dir="auto">')) for before in around[:-1])


def assert_printed(patient: Caller, name: str) -> None:
    """The PDF has each sign, or a mark in its place and a sentence about it."""
    from tests.tagged import Tagged

    answer: Any = patient.get(f"{patient.url()}result.pdf")
    assert answer.status_code == 200, f"no PDF for {name!a}"
    text = Tagged(answer.content).text
    assert ("\u25a1" in text) == ("couldnotbeprintedhere" in text), f"{name!a}: the PDF is silent"


@fault(29, "huge names")
def huge(site: Site) -> None:
    patient = half_way(site)
    for what, name in HUGE.items():
        page = typed_name(patient, name.encode())
        assert_refused(page, what, 413, 422)
        assert page.status == 413 or page.errors == ["contact-full_name"], what
    assert site.count("submission") == 0
    longest = "W" * 200
    assert typed_name(patient, longest.encode()).location
    page = patient.show("result")
    assert longest in page.text
    pdf = patient.get(f"{patient.url()}result.pdf")
    assert pdf.status_code == 200 and pdf.content.count(b"/Type /Page\n") < 10
