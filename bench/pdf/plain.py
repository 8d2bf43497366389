"""The floor: the same pages without tags, laid out by reportlab as its manual shows.

It draws what our sheet has: headings with bookmarks, terms beside their text, tables with rules,
boxes, places to tick and to write, notes that lead to their source, and "Page x of y". It uses
Times, which every reader has, so no font is put into the file.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

HEADS = {1: 17, 2: 14, 3: 11.5}
MARGIN = 15 * mm
WIDTH = LETTER[0] - 2 * MARGIN
MARGINS = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
TIGHT = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
RULED = [*TIGHT, ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#6e6e6e")]
BOXED = [("BOX", (0, 0), (-1, -1), 1.3, "#000000"), ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm)]
Story = Iterator[Flowable]


class Page(Canvas):
    """Holds its pages back until it knows how many there are, as reportlab's users do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self.held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self.held:
            self.__dict__.update(state)
            self.setFont("Times-Roman", 9)
            self.drawString(MARGIN, LETTER[1] - 12 * mm, self._doctemplate.top)
            whole = f"Page {self._pageNumber} of {len(self.held)}"
            self.drawRightString(LETTER[0] - MARGIN, 9 * mm, whole)
            super().showPage()
        super().save()


class Heading(Paragraph):
    """A heading that is also a bookmark."""

    def draw(self) -> None:
        name = str(id(self))
        self.canv.bookmarkPage(name)
        self.canv.addOutlineEntry(self.getPlainText(), name, 0)
        super().draw()


class Drawing:
    """The blocks of one sheet as reportlab draws them. `leading` is the room between lines."""

    def __init__(self, leading: float) -> None:
        self.styles = {
            level: ParagraphStyle(
                str(level),
                fontName="Times-Bold" if level else "Times-Roman",
                fontSize=size,
                leading=size * leading,
            )
            for level, size in (HEADS | {0: 10.5}).items()
        }

    def text(self, runs: Iterable[Any], level: int = 0) -> Paragraph:
        kind = Heading if level else Paragraph
        return kind(" ".join(marked(*run) for run in runs), self.styles[level])

    def items(self, items: list[Any], marks: Iterable[str]) -> Story:
        for one, mark in zip(items, marks, strict=False):
            yield self.row(mark, self.cell([one]), 6 * mm)

    def cell(self, items: list[Any]) -> list[Flowable]:
        """The texts of one cell: each item, and the bare texts below it."""
        found = [self.text(item["runs"]) for item in items if item["runs"]]
        return found + [self.text([("plain", t)]) for item in items for t in item["under"]]

    def row(self, mark: str, beside: list[Flowable], width: float) -> Table:
        left = Paragraph(mark, self.styles[0])
        return Table([[left, beside]], colWidths=(width, WIDTH - width), style=TIGHT)

    def table(self, head: list[Any], rows: list[Any], width: float = WIDTH) -> Table:
        cells = [[self.text([("strong", text)]) for text in head]] if head else []
        cells += [[self.cell([one]) for one in row] for row in rows]
        return Table(cells, colWidths=(width * 0.35, width * 0.65), style=RULED)

    def draw(self, block: dict[str, Any]) -> Story:
        yield from getattr(self, f"draw_{block['kind']}")(block)

    def all(self, blocks: Iterable[dict[str, Any]]) -> list[Flowable]:
        return [part for block in blocks for part in self.draw(block)]

    def draw_heading(self, block: dict[str, Any]) -> Story:
        yield self.text(block["runs"], block["level"])

    def draw_para(self, block: dict[str, Any]) -> Story:
        yield self.text(block["runs"])

    def draw_bullets(self, block: dict[str, Any]) -> Story:
        yield from self.items(block["items"], ["•"] * len(block["items"]))

    def draw_numbers(self, block: dict[str, Any]) -> Story:
        yield from self.items(block["items"], (f"{n}." for n in range(1, 100)))

    def draw_terms(self, block: dict[str, Any]) -> Story:
        for term, items in block["pairs"]:
            yield self.row(f"<b>{escape(str(term))}</b>", self.cell(items), 38 * mm)

    def draw_table(self, block: dict[str, Any]) -> Story:
        if block["caption"]:
            yield self.text([("strong", block["caption"])])
        yield self.table(block["head"], block["rows"])

    def draw_answers(self, block: dict[str, Any]) -> Story:
        half = (len(block["tables"]) + 1) // 2
        width = WIDTH / 2 - 4 * mm
        sides = [
            [self.table([one["caption"], ""], one["rows"], width) for one in some]
            for some in (block["tables"][:half], block["tables"][half:])
        ]
        yield Table([sides], colWidths=(WIDTH / 2, WIDTH / 2), style=TIGHT)

    def draw_panel(self, block: dict[str, Any]) -> Story:
        yield Table([[self.all(block["blocks"])]], colWidths=(WIDTH,), style=BOXED)

    def draw_finding(self, block: dict[str, Any]) -> Story:
        yield HRFlowable(WIDTH)
        yield KeepTogether([self.text([("strong", block["tag"])]), *self.all(block["blocks"])])

    def draw_ask(self, block: dict[str, Any]) -> Story:
        for number, (title, below) in enumerate(block["questions"], block["first"]):
            words = [self.text([("strong", f"{number}. {title}")])]
            words += [self.text([("plain", text)]) for text in below if text]
            yield self.row("□", [*words, HRFlowable(WIDTH - 12 * mm, spaceBefore=6 * mm)], 6 * mm)

    def draw_lines(self, block: dict[str, Any]) -> Story:
        for title, lines, _numbered in block["columns"]:
            yield self.text([("strong", title)])
            yield from (HRFlowable(WIDTH, spaceBefore=6 * mm) for _ in range(lines))
        yield self.text([("strong", block["sign"])])

    def draw_notes(self, block: dict[str, Any]) -> Story:
        for number, words in block["notes"]:
            text = f'<a name="note-{number}"/>{escape(str(words))}'
            yield self.row(f"<b>[{number}]</b>", [Paragraph(text, self.styles[0])], 10 * mm)

    def draw_newpage(self, block: dict[str, Any]) -> Story:
        yield PageBreak()


def marked(style: str, text: Any) -> str:
    """One run of text in reportlab's own markup."""
    if style == "note":
        return f'<a href="#note-{text}">[{text}]</a>'
    words = escape(str(text))
    return f"<b>{words}</b>" if style in ("strong", "bold", "code") else words


def plain_pdf(told: dict[str, Any], leading: float) -> bytes:
    """The sheet that `told` holds, as `eligibility.summary.contents` makes it."""
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=LETTER, title=str(told["title"]), **MARGINS)
    document.top = "   ".join(map(str, told["top"]))
    document.build(Drawing(leading).all(told["blocks"]), canvasmaker=Page)
    return out.getvalue()


def leading_for(told: dict[str, Any], pages: int) -> float:
    """The room between lines with which it fills so many pages, or the least that can be read."""
    for percent in range(100, 200, 5):
        if pages_of(plain_pdf(told, percent / 100)) >= pages:
            return percent / 100
    raise ValueError(f"This text does not fill {pages} pages.")


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)
