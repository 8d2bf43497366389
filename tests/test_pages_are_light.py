"""How many bytes a page costs on a slow phone: headers, page, style sheet and icon, as sent."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
import rcssmin
from django.utils.translation import override

from tests.every_page import pages

STATIC = Path(__file__).parent.parent / "static"
PAGE_HEADERS, FILE_HEADERS = 760, 400
RANDOM = 100  # at most so many bytes are added to a packed page, to hide its length
FIRST_VISIT = 14_600  # ten packets: what a server may send at once
NEXT_PAGE = 4_000
WHOLE_SHEET = 16_000  # with style sheet and icon, as a phone that never was here would fetch it
# They hold the whole sheet, all rules, or all sources; they are opened once and kept or printed.
WHOLE_DOCUMENTS = {"result", "how-we-decide", "about", "paper"}

pytestmark = pytest.mark.django_db


def sent(html: str) -> int:
    """The bytes of a page as the server packs it, with its headers."""
    return len(gzip.compress(html.encode(), 6)) + RANDOM + PAGE_HEADERS


def beside() -> int:
    """The bytes of the style sheet and the icon with their headers; they are fetched once."""
    style = rcssmin.cssmin((STATIC / "candor.css").read_text(encoding="utf-8")).encode()
    files = [style, (STATIC / "favicon.svg").read_bytes()]
    return sum(len(brotli.compress(file)) + FILE_HEADERS for file in files)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_is_too_heavy(language: str) -> None:
    with override(language):  # which is then off again for the tests that follow
        found = {name: sent(html) for name, html in pages(language)}
    assert len(found) > 50
    rest = beside()
    heavy = {name: size + rest for name, size in found.items() if size + rest > FIRST_VISIT}
    assert heavy.pop("result", 0) <= WHOLE_SHEET
    assert heavy == {}
    steps = {name: size for name, size in found.items() if name not in WHOLE_DOCUMENTS}
    assert {name: size for name, size in steps.items() if size > NEXT_PAGE} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_fetches_only_its_style_sheet_and_its_icon(language: str) -> None:
    with override(language):
        for name, html in pages(language):
            fetched = set(re.findall(r'(?:src|href)="(/static/[^"]*)"', html))
            assert fetched == {"/static/candor.css", "/static/favicon.svg"}, name
            for tag in ("<script", "<iframe", "@import", "url(", "http:", "https:"):
                assert tag not in html, (name, tag)
