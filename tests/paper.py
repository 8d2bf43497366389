"""A sheet as the browser shows it and as its printer would put it on paper."""

import io
import re
import unicodedata
from collections.abc import Iterable

from playwright.sync_api import Page
from pypdf import PdfReader

SIZES = ("Letter", "A4")
FINDINGS = "items => items.map(item => [item.dataset.kind, item.dataset.rule].join(':'))"
WITHOUT_NOTES = """items => items.map(item => {
    const copy = item.cloneNode(true);
    copy.querySelectorAll('.nt').forEach(note => note.remove());
    return copy.textContent;
})"""


def flat(text: str) -> str:
    """One line, and single letters where print joins two into one sign."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def findings(page: Page) -> list[str]:
    """Kind and rule of every finding on the page, in order."""
    found: list[str] = page.locator("[data-kind][data-rule]").evaluate_all(FINDINGS)
    return found


def sections(page: Page) -> list[str]:
    """The headings of the sheet's sections, in order, without what is for the screen only."""
    return texts(page, ".sheet .body h2:not(.toc *, .screen *)")


def texts(page: Page, selector: str) -> list[str]:
    """The text of everything that is found, each on one line, without its numbered notes."""
    return [flat(text) for text in page.locator(selector).evaluate_all(WITHOUT_NOTES)]


class Paper:
    """What the printer makes of a page: its text, page by page."""

    def __init__(self, page: Page, size: str) -> None:
        self.data = page.pdf(format=size, prefer_css_page_size=False)
        reader = PdfReader(io.BytesIO(self.data))
        self.pages = [flat(sheet.extract_text()) for sheet in reader.pages]
        self.text = " ".join(self.pages)
        self.about = " ".join(str(value) for value in (reader.metadata or {}).values())
        box = reader.pages[0].mediabox
        self.size = (round(float(box.width)), round(float(box.height)))

    def every_page_says(self, *wanted: str) -> None:
        """Fails if one of these is not on each page, or a page does not tell which it is."""
        for number, text in enumerate(self.pages, 1):
            for words in (*wanted, f"Page {number} of {len(self.pages)}"):
                assert words in text, f"page {number} does not say {words!r}: {text[:200]}"

    def says_in_order(self, wanted: Iterable[str]) -> None:
        """Fails if these are not all on the paper, one after another."""
        place = 0
        for words in wanted:
            at = self.text.find(flat(words), place)
            assert at >= 0, f"{words!r} is not on the paper, or not in its place"
            place = at + 1

    def never_says(self, unwanted: Iterable[str]) -> None:
        """Fails if one of these is on the paper, or in what the file says about itself."""
        for words in unwanted:
            assert flat(words) not in self.text + self.about, f"{words!r} is on the paper"
