"""A page is sent small, in whatever way the browser reads, and its length tells nothing exact."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from eligibility.security.packing import MASK, QUALITY, Pack
from tests.patient import Patient

pytestmark = pytest.mark.django_db


def told(accepted: str, url: str = "/about/") -> HttpResponse:
    return Client().get(url, headers={"Accept-Encoding": accepted})


def plain(response: HttpResponse) -> str:
    """The page once unpacked, up to its end."""
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    packing = response.headers.get("Content-Encoding", "")
    return str(unpack[packing](response.content).decode()).partition("</html>")[0]


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("br;q=0.5, gzip", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip", "gzip"),
        ("", ""),
        ("identity, vibrant", ""),
    ],
)
def test_a_browser_gets_the_same_page_in_a_packing_it_can_open(accepted: str, packing: str) -> None:
    answer = told(accepted)
    assert answer.headers.get("Content-Encoding", "") == packing
    assert "Accept-Encoding" in answer["Vary"]
    assert plain(answer).split("csrf")[0] == plain(told("")).split("csrf")[0]
    assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)


def test_brotli_is_smaller() -> None:
    assert len(told("br").content) < len(told("gzip").content)


def test_long_documents_are_packed_tighter_than_other_pages() -> None:
    patient = Patient.at("contact")
    patient.send("contact")
    for url in (patient.url("result"), "/paper/"):
        answer = patient.get(url, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200
        loosely = brotli.compress(brotli.decompress(answer.content), quality=QUALITY)
        assert len(answer.content) < 0.93 * len(loosely), url


def test_the_same_page_has_many_lengths() -> None:
    lengths = {
        len(answer.content)
        for answer in (
            Pack(lambda _: HttpResponse("<p>the same</p>" * 50))(
                RequestFactory().get("/", headers={"Accept-Encoding": "br"})
            )
            for _ in range(100)
        )
    }
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) <= 2 * MASK


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_who_asks_for_the_head_gets_no_page(accepted: str) -> None:
    page = "<p>the same</p>" * 50
    answer = Pack(lambda _: HttpResponse(page, headers={"Content-Length": str(len(page))}))(
        RequestFactory().head("/", headers={"Accept-Encoding": accepted})
    )
    assert answer.content == b"" and int(answer["Content-Length"]) > 0
    assert answer.headers.get("Content-Encoding", "") == accepted


def test_what_is_no_page_is_left_to_gzip() -> None:
    def file(_: object) -> HttpResponse:
        return HttpResponse("a,b\n" * 200, content_type="text/csv")

    answer = Pack(file)(RequestFactory().get("/", headers={"Accept-Encoding": "gzip, br"}))
    assert answer["Content-Encoding"] == "gzip"


def test_what_is_packed_already_is_not_packed_again() -> None:
    def page(_: object) -> HttpResponse:
        return HttpResponse(b"x" * 300, headers={"Content-Encoding": "zstd"})

    answer = Pack(page)(RequestFactory().get("/", headers={"Accept-Encoding": "br"}))
    assert answer["Content-Encoding"] == "zstd" and answer.content == b"x" * 300
