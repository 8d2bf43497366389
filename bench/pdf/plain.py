"""The floor: the same text as paragraphs in an untagged PDF, laid out by reportlab."""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

HEADS = {1: 17, 2: 14, 3: 11.5}
MARGINS = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 15 * mm)
NOT_TEXT = {"runs", "kind", "look", "mark"}
# (level, text): the level of a heading, or 0 for a paragraph.
Line = tuple[int, str]


def lines_of(part: Any) -> Iterator[Line]:
    """All text of the blocks of a sheet, in order, a paragraph each."""
    if isinstance(part, dict):
        if "runs" in part:
            runs = (f"[{text}]" if style == "note" else str(text) for style, text in part["runs"])
            yield part.get("level", 0), " ".join(runs)
        for key, value in part.items():
            if key not in NOT_TEXT:
                yield from lines_of(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from lines_of(value)
    elif part and not isinstance(part, int):
        yield 0, str(part)


def plain_pdf(lines: list[Line], top: str, page: str, leading: float) -> bytes:
    """The lines, and what stands on the edge of each page. Plain Times, which every reader has: no
    font is put into the file."""
    body = ParagraphStyle("0", fontName="Times-Roman", fontSize=10.5, leading=10.5 * leading)
    looks = {0: body}
    for level, size in HEADS.items():
        looks[level] = ParagraphStyle(
            str(level), fontName="Times-Bold", fontSize=size, leading=size * leading
        )

    def edges(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(15 * mm, LETTER[1] - 12 * mm, top)
        canvas.drawRightString(LETTER[0] - 15 * mm, 9 * mm, f"{page} {canvas.getPageNumber()}")

    out = io.BytesIO()
    story = [Paragraph(escape(text), looks[level]) for level, text in lines]
    SimpleDocTemplate(out, pagesize=LETTER, **MARGINS).build(story, edges, edges)
    return out.getvalue()


def leading_for(lines: list[Line], pages: int) -> float:
    """The room between lines with which the text fills so many pages."""
    for percent in range(90, 300, 5):
        if pages_of(plain_pdf(lines, "-", "-", percent / 100)) >= pages:
            return percent / 100
    raise ValueError(f"This text does not fill {pages} pages.")


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)
