"""How many bytes a page costs on a slow phone: headers, page, style sheet and icon, as sent."""

import random
import re
from pathlib import Path
from uuid import uuid4

import brotli
import pytest
import rcssmin
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from eligibility.management.commands.demo import made_up
from eligibility.security.packing import MASK, QUALITY, TIGHT
from eligibility.summary.records import sheet_of
from tests import oracle
from tests.every_page import pages

STATIC = Path(__file__).parent.parent / "static"
PAGE_HEADERS, FILE_HEADERS = 840, 530  # as gunicorn sends them in production
FIRST_VISIT = 14_600  # ten packets: what a server may send at once
NEXT_PAGE = 4_000
# The sheet and the paper form are to be printed whole. Their words alone are more.
WHOLE_DOCUMENTS = {"result", "sent-result", "paper"}
# The words alone of a long sheet, without a mark-up, fill ten packets beside style sheet and icon.
# But nobody meets a result first: it opens only with a key that a page before it brought, and style
# sheet and icon with it. So a result may weigh ten packets by itself.
NEVER_FIRST = {"result", "sent-result"}

pytestmark = pytest.mark.django_db


def sent(html: str, name: str) -> int:
    """The bytes of the page of this name as the server packs it, with its headers."""
    quality = TIGHT if name in WHOLE_DOCUMENTS else QUALITY
    return len(brotli.compress(html.encode(), quality=quality)) + MASK + PAGE_HEADERS


def beside() -> int:
    """The bytes of the style sheet and the icon with their headers; they are fetched once."""
    style = rcssmin.cssmin((STATIC / "candor.css").read_text(encoding="utf-8")).encode()
    files = [style, (STATIC / "favicon.svg").read_bytes()]
    return sum(len(brotli.compress(file)) + FILE_HEADERS for file in files)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_is_too_heavy(language: str) -> None:
    with override(language):  # which is then off again for the tests that follow
        found = {name: sent(html, name) for name, html in pages(language)}
    assert len(found) > 50
    rest = beside()
    first = {name: size + rest for name, size in found.items() if name not in NEVER_FIRST}
    assert {name: size for name, size in first.items() if size > FIRST_VISIT} == {}
    steps = {name: size for name, size in found.items() if name not in WHOLE_DOCUMENTS}
    assert {name: size for name, size in steps.items() if size > NEXT_PAGE} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_result_is_too_heavy_whatever_was_answered(language: str) -> None:
    sizes = []
    with override(language):
        for seed in range(60):
            answers = oracle.random_answers(random.Random(seed))
            submission = made_up("Ruth Sample", language, answers)
            submission.reference = "7F3K-2QXM"
            shown = {"sheet": sheet_of(submission), "draft": uuid4(), "opens_until": None}
            request = RequestFactory().get(f"/screening/{uuid4()}/result/")
            sizes.append(sent(render_to_string("result.html", shown, request), "result"))
    assert max(sizes) <= FIRST_VISIT


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_fetches_only_its_style_sheet_and_its_icon(language: str) -> None:
    with override(language):
        for name, html in pages(language):
            fetched = set(re.findall(r'(?:src|href)="(/static/[^"]*)"', html))
            assert fetched == {"/static/candor.css", "/static/favicon.svg"}, name
            for tag in ("<script", "<iframe", "@import", "url(", "http:", "https:"):
                assert tag not in html, (name, tag)
