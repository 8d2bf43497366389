"""The PDF says what the page says: the same words and numbers, in the same order."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from eligibility.core.rules import Outcome
from eligibility.management.commands.demo import made_up
from eligibility.summary.pdf import pdf_of
from eligibility.summary.records import sheet_of
from eligibility.summary.sheet import Sheet
from tests import oracle
from tests.tagged import Printed, Tagged, squeezed
from tests.test_staff_pages import CASES

MADE_AT = datetime(2026, 3, 3, 21, 12, tzinfo=UTC)
MANY = {
    "red_flags": ["bladder", "fever_chills"],
    "severity": "severe",
    "instability": "unsure",
    "blood_thinner": "yes",
    "offered": "yes",
    "region": ["low_back", "knee"],
}
PATIENTS: dict[str, dict[str, Any]] = CASES | {
    "many": MANY,
    "no_scans": {"imaging_done": "no"},
    "knee": {"region": ["knee"]},
}


def sheet(name: str = "Ruth Sample", language: str = "en", **differs: Any) -> Sheet:
    """The sheet of a clear case, but for what differs. The name is never looked at by a form."""
    submission = made_up("Ruth Sample", language, differs)
    submission.identity |= {"full_name": name}
    submission.received_at, submission.reference = MADE_AT, "7F3K-2QXM"
    return sheet_of(submission)


def page_of(of: Sheet) -> Printed:
    """The same sheet on the result page."""
    request = RequestFactory().get("/")
    return Printed(render_to_string("sheet/sheet.html", {"sheet": of}, request))


def assert_alike(page: Printed, pdf: Tagged) -> None:
    """Fails at the first word that is not in both, or not in the same place."""
    assert pdf.headings == page.headings
    if pdf.text != page.text:
        pairs = zip(page.text, pdf.text, strict=False)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), len(min(page.text, pdf.text)))
        around = slice(max(0, at - 60), at + 60)
        raise AssertionError(f"page: {page.text[around]!r}\n pdf: {pdf.text[around]!r}")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("patient", PATIENTS)
def test_every_word_of_the_page_is_in_the_pdf_in_its_place(patient: str, language: str) -> None:
    with override(language):
        of = sheet(language=language, **PATIENTS[patient])
        assert_alike(page_of(of), Tagged(pdf_of(of)))


def test_the_patients_here_have_all_five_results() -> None:
    outcomes = {sheet(**differs).assessment.outcome for differs in PATIENTS.values()}
    assert outcomes == set(Outcome)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_so_for_anyone(seed: int) -> None:
    language = ("en", "es")[seed % 2]
    with override(language):
        of = sheet(language=language, **oracle.random_answers(random.Random(seed)))
        assert_alike(page_of(of), Tagged(pdf_of(of)))


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_finding_question_risk_and_note_is_there(language: str) -> None:
    with override(language):
        of = sheet(language=language, **MANY)
        pdf = Tagged(pdf_of(of))
        wanted = [point.finding.says.title for point in of.points]
        for group in (of.seven, of.ours, of.risks):
            wanted += [item.statement.title for item in group.items]
        wanted += [f"[{note.number}] {note.source.title}" for note in of.sources]
        assert [text for text in wanted if squeezed(str(text)) not in pdf.text] == []


def test_a_section_that_is_only_on_the_page_is_noticed() -> None:
    of = sheet()
    pdf = Tagged(pdf_of(of))
    page = Printed('<div class="body"><h2>New</h2></div>')
    with pytest.raises(AssertionError):
        assert_alike(page, pdf)
    moved = page_of(of)
    moved.text = moved.text[1:] + moved.text[0]
    with pytest.raises(AssertionError, match="page:"):
        assert_alike(moved, pdf)


@pytest.mark.parametrize(
    ("language", "page_word"), [("en", "Page {} of {}"), ("es", "Página {} de {}")]
)
def test_each_page_tells_whose_it_is_and_which(language: str, page_word: str) -> None:
    with override(language):
        pdf = Tagged(pdf_of(sheet(language=language)))
    for number, text in enumerate(pdf.pages, 1):
        for words in ("7F3K-2QXM", "Ruth Sample", "1979", page_word.format(number, len(pdf.pages))):
            assert words in text, f"page {number} does not say {words!r}"


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert pdf_of(sheet()) == pdf_of(sheet())
