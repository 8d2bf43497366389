"""The PDF carries tags for those who hear it, and nothing that runs, opens or calls anything."""

import re
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.utils.translation import override
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from eligibility.summary.packed import packed
from eligibility.summary.pdf import pdf_of
from tests.tagged import Tagged
from tests.test_the_pdf_is_the_page import MANY, PATIENTS, sheet

ACTIVE = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/AA", "/OpenAction"}
ACTIVE |= {"/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/RichMedia", "/AcroForm"}
ACTIVE |= {"/Encrypt", "/FileAttachment", "/Movie", "/Sound", "/AF", "/XFA"}


def made(language: str = "en", **differs: Any) -> Tagged:
    with override(language):
        return Tagged(pdf_of(sheet(language=language, **differs)))


def names_in(pdf: Tagged) -> set[str]:
    """Every name that any object of the file has as a key or a value."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, DictionaryObject):
            found.update(map(str, part))
            for value in part.values():
                walk(value)
        elif isinstance(part, ArrayObject):
            for value in part:
                walk(value)
        elif isinstance(part, str) and part.startswith("/"):
            found.add(str(part))

    for number in range(1, pdf.reader.trailer["/Size"]):
        walk(IndirectObject(number, 0, pdf.reader).get_object())
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_that_it_is_tagged_in_which_language_and_what_it_is_called(language: str) -> None:
    pdf = made(language, **MANY)
    assert pdf.root["/MarkInfo"]["/Marked"].value
    assert pdf.root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert pdf.root["/Lang"] == f"{language}-US"
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"].value
    told = pdf.root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    title = {"en": "Candor: sheet for your doctor", "es": "Candor: hoja para su doctor"}[language]
    assert pdf.reader.metadata is not None and pdf.reader.metadata.title == title
    assert title in told


@pytest.mark.shows("T11")
def test_what_the_file_says_about_itself_names_nobody() -> None:
    pdf = made()
    told = pdf.root["/Metadata"].get_data().decode() + str(pdf.reader.metadata)
    assert not re.search("Ruth|Sample|1979|7F3K", told)


@pytest.mark.parametrize("patient", PATIENTS)
def test_the_headings_begin_with_one_and_skip_no_level(patient: str) -> None:
    levels = [int(heading[1]) for heading in made(**PATIENTS[patient]).headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_lists_and_tables_are_tagged_as_such() -> None:
    tags = made(**MANY).tags
    assert tags.count("/LI") == tags.count("/Lbl") == tags.count("/LBody") > 50
    assert tags.count("/Table") == tags.count("/THead") == tags.count("/TBody") > 5
    assert tags.count("/TH") > tags.count("/Table")


def test_every_page_is_letter_and_goes_by_its_tags() -> None:
    for page in made(**MANY).reader.pages:
        assert [float(side) for side in page.mediabox] == [0, 0, 612, 792]
        assert page["/Tabs"] == "/S"
        assert "/StructParents" in page


def test_all_fonts_are_in_the_file() -> None:
    pdf = made(**MANY)
    fonts = [font for page in pdf.reader.pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        (inner,) = font.get_object()["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)


@pytest.mark.shows("T11")
def test_nothing_in_it_runs_opens_or_calls_anything() -> None:
    assert names_in(made(**MANY)) & ACTIVE == set()


def test_a_note_in_the_text_leads_to_its_source() -> None:
    pdf = made(**MANY)
    links = [a.get_object() for p in pdf.reader.pages for a in p.get("/Annots", ())]
    assert len(links) > 20
    for link in links:
        assert link["/Subtype"] == "/Link" and "/Contents" in link
        assert "/Dest" in link or link["/A"]["/S"] == "/GoTo"


def test_it_is_black_and_white() -> None:
    pdf = made(**MANY)
    for page in pdf.reader.pages:
        content = page.get_contents()
        assert content is not None
        colors = re.findall(rb"([\d. ]+) (?:rg|RG|scn|SCN|sc|SC)\b", content.get_data())
        assert all(len(set(color.split())) == 1 for color in colors), colors


def test_packing_keeps_every_object() -> None:
    with patch("eligibility.summary.pdf.packed", lambda data: data):
        loose = made(**MANY)
    tight = made(**MANY)
    assert (tight.text, tight.tags, tight.headings) == (loose.text, loose.tags, loose.headings)
    for number in range(1, loose.reader.trailer["/Size"]):
        pair = [IndirectObject(number, 0, pdf.reader).get_object() for pdf in (loose, tight)]
        # An object names the reader it was read by, which is another one in each.
        one, other = (re.sub(r", \d+\)", ")", repr(found)) for found in pair)
        assert one == other


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"trailer<<>>startxref\n0\n%%EOF"])
def test_what_is_no_pdf_of_ours_is_not_packed(data: bytes) -> None:
    with pytest.raises(ValueError, match="This PDF has no"):
        packed(data)


def test_a_pdf_that_cannot_be_packed_is_sent_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    loose = b"%PDF-1.7 Ruth Sample %%EOF"
    with patch("eligibility.summary.pdf._compiled", lambda *_: loose):
        assert pdf_of(sheet()) == loose
    assert caplog.messages == ["A PDF is not written as expected and was sent unpacked."]
