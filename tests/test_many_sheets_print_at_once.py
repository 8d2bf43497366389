"""The sheets of a day are one tagged PDF with a bookmark for each, or one page to print."""

import io
import re
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import Client

from eligibility.models import AccessLog, Submission
from tests.clinic import LIST, member, nurse, sent, signed_in
from tests.tagged import Tagged

pytestmark = pytest.mark.django_db

STAFF, PATIENT = "staff_pdf", "patient_pdf"


def printed(clinic: Client, action: str, submissions: list[Submission]) -> HttpResponse:
    ticked = [str(one.pk) for one in submissions]
    return clinic.post(LIST, {"action": action, "_selected_action": ticked})


def three() -> list[Submission]:
    """Newest last, so that the sheets come in the other order."""
    return [
        sent("Ana Ejemplo", "es", severity="severe"),
        sent("Ruth Sample", red_flags=["bladder", "fever_chills"]),
        sent("Mei Specimen"),
    ]


def bookmarks(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [str(item.title) for item in outline.root]


@pytest.mark.parametrize("action", [STAFF, PATIENT])
def test_one_pdf_has_one_bookmark_for_each_reference(action: str) -> None:
    made = three()
    answer = printed(nurse(), action, made)
    assert answer["Content-Type"] == "application/pdf"
    assert bookmarks(answer.content) == [f"Reference {one.reference}" for one in reversed(made)]


@pytest.mark.parametrize("action", [STAFF, PATIENT])
def test_it_is_tagged_as_a_single_sheet_is(action: str) -> None:
    pdf = Tagged(printed(nurse(), action, three()).content)
    assert pdf.root["/MarkInfo"]["/Marked"].value
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.root["/Metadata"].get_data().decode()
    levels = [int(heading[1]) for heading in pdf.headings]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert not re.search("Ruth|Sample", str(pdf.reader.metadata))


def test_each_sheet_has_its_own_name_reference_and_numbers_of_pages() -> None:
    made = three()
    pages = Tagged(printed(nurse(), PATIENT, made).content).pages
    for one in made:
        own = [page for page in pages if f"Reference {one.reference}" in page]
        others = [other for other in made if other != one]
        for number, page in enumerate(own, 1):
            assert f"Page {number} of {len(own)}" in page
            assert one.identity["full_name"] in page
            for other in others:
                assert other.reference not in page
                assert other.identity["full_name"] not in page
    assert len(pages) == sum("Reference" in page for page in pages)


def test_what_is_printed_is_recorded_record_by_record_and_nothing_else_of_the_list() -> None:
    made, _not_ticked = three(), sent()
    clinic = nurse()
    for action, word in (
        (STAFF, "pdf"),
        (PATIENT, "pdf"),
        ("staff_page", "print"),
        ("patient_page", "print"),
    ):
        last = AccessLog.objects.count()
        assert printed(clinic, action, made).status_code == 200
        rows = AccessLog.objects.filter(number__gt=last)
        assert {row.action for row in rows} == {word}
        assert sorted(row.submission for row in rows) == sorted(one.pk for one in made)


@pytest.mark.parametrize("action", ["staff_page", "patient_page"])
def test_the_page_to_print_holds_each_sheet_after_the_other(action: str) -> None:
    made = three()
    page = printed(nurse(), action, made).content.decode()
    sheets = page.split('<article class="sheet c-sheet">')[1:]
    assert len(sheets) == 3
    for sheet, one in zip(sheets, reversed(made), strict=True):
        assert one.reference in sheet and one.identity["full_name"] in sheet
    assert len(re.findall(r'\sid="', page)) == 1  # no id twice: there is one, of the page
    assert (page.count("Clinician’s notes") == 3) is (action == "staff_page")


def test_more_than_fifty_are_not_printed_and_nothing_is_shown_of_them() -> None:
    made = [sent() for _ in range(51)]
    clinic, last = nurse(), AccessLog.objects.count()
    answer = printed(clinic, STAFF, made)
    assert answer.status_code == 302
    assert not AccessLog.objects.filter(number__gt=last, action="pdf").exists()


def test_nobody_prints_without_the_right_to_see() -> None:
    made = three()
    clinic = signed_in(member("view_review", "add_review"))
    assert printed(clinic, STAFF, made).status_code == 403


def test_whoever_may_only_read_may_print() -> None:
    sent()
    clinic = signed_in(member("view_submission"))
    page = clinic.get(LIST).content.decode()
    for action in (STAFF, "staff_page", PATIENT, "patient_page"):
        assert f'<option value="{action}">' in page
    assert printed(clinic, PATIENT, list(Submission.objects.all())).status_code == 200


def test_a_name_that_no_font_has_stops_no_sheet() -> None:
    made: list[Any] = [sent("Ruth 🦴 Sample"), sent("Mei Specimen")]
    assert len(bookmarks(printed(nurse(), STAFF, made).content)) == 2
